"""File URIs and paths; other schemes have no path."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


def uri_to_path(uri: str) -> Path | None:
    """The path of a ``file:`` URI, None for every other scheme (``untitled:``, ``git:``, notebook cells)."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    path = unquote(parts.path)
    if os.name == "nt" and len(path) > 2 and path[0] == "/" and path[2] == ":":  # noqa: PLR2004
        path = path[1:]
    return Path(path)


def path_to_uri(path: Path) -> str:
    """The URI of a path, for files that no client has named yet."""
    return path.absolute().as_uri()


def relative_path(path: Path, root: Path) -> str:
    """A path as the profile stores it: relative to the root where it can be, with forward slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
