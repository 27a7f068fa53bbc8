"""Folders in which tools keep what they know from one run to the next, outside the user's tree."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from amends.platform.paths import cache_home

if os.name == "posix":
    import fcntl

_MOST_AT_ONCE = 8
_SHARED = re.compile(r"\{shared\}/([\w-]+)$")


def tool_cache(name: str, place: Path) -> Path:
    """A tool's folder for one place, which no other process uses as long as this one lives.

    Tools whose runs would write into each other's cache (mypy, tsc) get one each: the first that nobody has locked.
    """
    digest = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    base = cache_home() / "tools" / name.replace(" ", "-")
    for number in range(_MOST_AT_ONCE):
        folder = base / f"{digest}-{number}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _locked(folder):
            return folder
    folder = base / f"{digest}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def shared_cache(name: str) -> Path:
    """A folder that all places use at once; for tools that name what they keep by its content, as Go does."""
    folder = cache_home() / "tools" / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def filled_environment(template: Mapping[str, str], cache: Path | None) -> tuple[dict[str, str], list[Path]]:
    """Environment variables with their folders in place, and the shared ones among these."""
    names = {found[1] for value in template.values() if (found := _SHARED.match(value))}
    shared = {name: shared_cache(name) for name in sorted(names)}
    filled = {
        name: str(shared[found[1]]) if (found := _SHARED.match(value)) else value.replace("{cache}", str(cache or ""))
        for name, value in template.items()
    }
    return filled, list(shared.values())


def _locked(folder: Path) -> bool:
    if os.name != "posix":
        return True
    # Never closed on purpose: the lock goes with the process, however that ends.
    handle = os.open(folder / ".amends-lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return False
    return True
