"""What is kept warm, ended when nobody has asked it for a while: it may hold gigabytes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import attrs

IDLE_SECONDS = 15 * 60.0


@attrs.define(eq=False)
class IdleEnd:
    """Ends one thing `seconds` after it was asked last; who asks takes the same lock meanwhile."""

    seconds: float
    lock: asyncio.Lock
    end: Callable[[], Awaitable[None]]
    _timer: asyncio.TimerHandle | None = attrs.field(default=None, init=False)
    _ending: asyncio.Task[None] | None = attrs.field(default=None, init=False)

    def asked(self) -> None:
        """Begin to wait anew."""
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(self.seconds, self._begin)

    async def close(self) -> None:
        """Wait no more."""
        self._stop_timer()
        if self._ending:
            await asyncio.gather(self._ending, return_exceptions=True)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _begin(self) -> None:
        self._ending = asyncio.get_running_loop().create_task(self._end())

    async def _end(self) -> None:
        async with self.lock:
            # Somebody may have asked while this waited for the lock.
            if self._timer and self._timer.when() <= asyncio.get_running_loop().time():
                await self.end()
