"""Seeing other processes from outside, whatever process table they think they live in."""

from __future__ import annotations

from pathlib import Path

import psutil


def living_in(place: Path) -> list[psutil.Process]:
    """Processes whose working directory is this folder or lies below it; zombies do not live."""
    return [process for process in psutil.process_iter() if _cwd(process).is_relative_to(place)]


def _cwd(process: psutil.Process) -> Path:
    try:
        return Path(process.cwd() if process.status() != psutil.STATUS_ZOMBIE else "")
    except psutil.Error:
        return Path()
