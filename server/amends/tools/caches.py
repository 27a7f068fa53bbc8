"""Folders in which tools keep what they know from one run to the next, outside the user's tree."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from amends.platform.paths import cache_home

if os.name == "posix":
    import fcntl

_MOST_AT_ONCE = 8


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
