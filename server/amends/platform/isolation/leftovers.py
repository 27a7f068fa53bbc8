"""Processes of a run that left its process group: known by their parents, or by a mark in their environment."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import psutil

from amends.platform.isolation.machine import RUN_MARK


def end_leftovers(mark: str, most_rounds: int = 20) -> None:
    """Kill all processes that carry the mark until a look finds none: they may fork while we look."""
    for _ in range(most_rounds):
        living = [process for process in _marked(mark) if _is_alive(process)]
        if not living:
            return
        for process in living:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(living, timeout=0.2)


def memory_and_count(pid: int, mark: str) -> tuple[int, int]:
    """Resident bytes of all processes of a run, and how many there are."""
    processes = {process.pid: process for process in (*_family(pid), *_marked(mark))}
    sizes = [_resident(process) for process in processes.values()]
    return sum(sizes), len(sizes)


def _family(pid: int) -> Iterator[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        yield process
        yield from process.children(recursive=True)


def _marked(mark: str) -> Iterator[psutil.Process]:
    return (process for process in psutil.process_iter() if process.pid != os.getpid() and _carries(process, mark))


def _carries(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(RUN_MARK) == mark
    except (psutil.Error, OSError):
        return False


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
