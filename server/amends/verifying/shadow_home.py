"""Where shadows live: a private folder each, locked by its process for as long as that lives."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path

import attrs

from amends.platform.paths import cache_home

log = logging.getLogger(__name__)

_LOCK_NAME = "lock"
_BEING_MADE_SECONDS = 600.0


@attrs.frozen
class ShadowHome:
    """A folder of this process; the lock goes with the process, however that ends."""

    folder: Path
    lock: int

    async def remove(self) -> None:
        """Give the folder up."""
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)
        os.close(self.lock)


def make_shadow_home() -> ShadowHome:
    """A new private folder, locked; a process that cleans up at the same moment may take the first one away."""
    base = cache_home() / "shadow"
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=base))
        with contextlib.suppress(OSError):
            return ShadowHome(folder, _locked(folder / _LOCK_NAME, os.O_CREAT))


async def remove_dead_shadows() -> None:
    """Remove what processes that are gone left behind, killed ones included."""
    base = cache_home() / "shadow"
    with contextlib.suppress(OSError):
        for folder in list(base.iterdir()):
            if _is_dead(folder):
                log.info("removing the shadow %s of a process that is gone", folder)
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _is_dead(folder: Path) -> bool:
    try:
        os.close(_locked(folder / _LOCK_NAME))
    except FileNotFoundError:
        return time.time() - folder.stat().st_mtime > _BEING_MADE_SECONDS
    except OSError:
        return False
    return True


def _locked(file: Path, flags: int = 0) -> int:
    handle = os.open(file, os.O_RDWR | flags, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle
