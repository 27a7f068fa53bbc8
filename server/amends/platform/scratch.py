"""Folders for the reports and temporary files of one run, and the end of those that nobody could remove."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "amends-run-"
_LONGEST_RUN_SECONDS = 24 * 3600.0


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder of this run only. What runs left that were killed with us goes too, a day after."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.lstat().st_mtime > _LONGEST_RUN_SECONDS:
                # Not ours to remove: rmtree fails, and follows no link.
                shutil.rmtree(folder, ignore_errors=True)
