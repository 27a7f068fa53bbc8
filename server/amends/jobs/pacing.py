"""Long file work on the event loop without holding it up."""

from __future__ import annotations

import asyncio
import time

_TURN_SECONDS = 0.004


class Pacer:
    """Gives the event loop a turn whenever a few milliseconds of work are done; a cancellation arrives there."""

    def __init__(self) -> None:
        self._until = time.monotonic() + _TURN_SECONDS

    async def pause(self) -> None:
        """Call between small pieces of work."""
        if time.monotonic() > self._until:
            await asyncio.sleep(0)
            self._until = time.monotonic() + _TURN_SECONDS
