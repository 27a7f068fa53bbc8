"""Ends the server when the editor that started it is gone without a word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

_LOOK_SECONDS = 3.0


async def watch_parent(process_id: int, gone: Callable[[], None]) -> None:
    """Call `gone` when the process has ended.

    A process that is not there at the start is not ours to watch: the editor runs outside our container.
    """
    import psutil  # noqa: PLC0415  # costs as much as all our own modules; not before `initialize` is answered

    try:
        parent = psutil.Process(process_id)
    except psutil.Error:
        return
    while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110  # not an event of ours
        await asyncio.sleep(_LOOK_SECONDS)
    log.warning("the editor (process %d) is gone", process_id)
    gone()
