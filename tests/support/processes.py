"""Seeing other processes from outside, whatever process table they think they live in."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import psutil

_GONE_SECONDS = 30.0
_LOOK_SECONDS = 0.01


def living_in(place: Path) -> list[psutil.Process]:
    """Processes whose working directory is this folder or lies below it; zombies do not live."""
    return [process for process in psutil.process_iter() if _cwd(process).is_relative_to(place)]


def left_in(place: Path) -> list[psutil.Process]:
    """Those that still live there once what was killed has had its time to go: the kernel takes a moment for that."""
    end = time.monotonic() + _GONE_SECONDS
    while (left := living_in(place)) and time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)
    return left


def works(program: str) -> bool:
    """Whether a program is there and says its version: rustup puts a `cargo` on the PATH that may have no toolchain."""
    found = shutil.which(program)
    return found is not None and not subprocess.run([found, "--version"], capture_output=True, check=False).returncode


def _cwd(process: psutil.Process) -> Path:
    try:
        return Path(process.cwd() if process.status() != psutil.STATUS_ZOMBIE else "")
    except psutil.Error:
        return Path()
