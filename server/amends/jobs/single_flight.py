"""One run at a time per key, the newest request waiting; for "check again", "fix again", "learn again"."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from amends.jobs.tasks import TaskRegistry


class SingleFlight:
    """A newer request for a key replaces the waiting one, and restarts the running one when asked to."""

    def __init__(self, tasks: TaskRegistry, name: str) -> None:
        self._tasks = tasks
        self._name = name
        self._running: dict[str, str] = {}
        self._waiting: dict[str, tuple[Callable[[], Awaitable[object]], float]] = {}

    def request(
        self, key: str, work: Callable[[], Awaitable[object]], *, delay: float = 0.0, replace: bool = False
    ) -> None:
        """Run `work` for `key` after `delay` quiet seconds; with `replace` what runs for it now is cancelled."""
        self._waiting[key] = (work, delay)
        if key not in self._running:
            self._launch(key)
        elif replace:
            self._tasks.cancel(self._running[key])

    def cancel(self, key: str) -> None:
        """Drop what waits and end what runs for a key."""
        self._waiting.pop(key, None)
        if key in self._running:
            self._tasks.cancel(self._running[key])

    def _launch(self, key: str) -> None:
        work = self._run(key)
        self._running[key] = self._tasks.start(f"{self._name}:{key}", work, ended=lambda: self._ended(key))

    async def _run(self, key: str) -> None:
        while key in self._waiting:
            work, delay = self._waiting[key]
            if delay:
                await asyncio.sleep(delay)
                if self._waiting.get(key, (work, 0.0))[0] is not work:
                    continue
            self._waiting.pop(key, None)
            await work()

    def _ended(self, key: str) -> None:
        # Not in a `finally` of the run: a task that is cancelled before its first step never enters it.
        self._running.pop(key, None)
        if key in self._waiting:
            self._launch(key)
