"""Ends the server when the editor that started it is gone without a word."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable

log = logging.getLogger(__name__)

_LOOK_SECONDS = 3.0


async def watch_parent(process_id: int, gone: Callable[[], None]) -> None:
    """Call `gone` when the process has ended.

    A process that is not there at the start is not ours to watch: the editor runs outside our container.
    """
    watch = _told_by_the_kernel if sys.platform == "linux" else _looked_at
    if await watch(process_id):
        log.warning("the editor (process %d) is gone", process_id)
        gone()


async def _told_by_the_kernel(process_id: int) -> bool:
    """Wait for the end of a process; False when there is none that could be watched."""
    try:
        handle = os.pidfd_open(process_id)
    except ProcessLookupError:
        return False
    except OSError as error:  # an old kernel, or no more handles
        log.info("the kernel does not tell of the editor's end: %s", error)
        return await _looked_at(process_id)
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
    return True


async def _looked_at(process_id: int) -> bool:
    import psutil  # noqa: PLC0415  # costs as much as all our own modules; not before `initialize` is answered

    try:
        parent = psutil.Process(process_id)
    except psutil.Error:
        return False
    while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110  # not an event of ours
        await asyncio.sleep(_LOOK_SECONDS)
    return True
