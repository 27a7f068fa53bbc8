"""Which files may be read for a prompt, and which never are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pathspec

# Files that exist to hold secrets; gitignore syntax.
_NEVER = (
    ".env",
    ".env.*",
    "*.env",
    ".netrc",
    ".npmrc",
    ".pypirc",
    "id_rsa*",
    "id_ed25519*",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.kdbx",
    "*credentials*.json",
    "*secrets*.json",
    "*secrets*.toml",
    "*secrets*.y*ml",
    ".git/",
    ".ssh/",
    ".aws/",
)

# Installed by others; a stack may lead there, a fix never does.
_NOT_OURS = ("site-packages/", "node_modules/", ".venv/", "venv/", ".tox/", ".nox/", "__pypackages__/")


def may_be_sent(path: Path, root: Path, ignored: Sequence[str]) -> bool:
    """Whether a file lies inside the folder, links resolved, is the project's own, and is not kept private.

    `ignored` holds the globs of the setting `privacy.ignore`, in gitignore syntax relative to the folder.
    """
    resolved, top = path.resolve(), root.resolve()
    if not resolved.is_relative_to(top):
        return False
    names = {resolved.relative_to(top).as_posix(), path.absolute().as_posix().removeprefix(f"{root.absolute()}/")}
    # Two specs: a pattern such as `!.env` in the settings must not open what is never sent.
    specs = [pathspec.GitIgnoreSpec.from_lines(lines) for lines in ((*_NEVER, *_NOT_OURS), ignored)]
    return not any(spec.match_file(name) for spec in specs for name in names)
