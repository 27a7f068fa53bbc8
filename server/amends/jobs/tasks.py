"""Every background task has a name, an owner who ends it, and a place where its failure is seen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

log = logging.getLogger(__name__)


class TaskRegistry:
    """Keeps a strong reference to running tasks (asyncio keeps weak ones) and ends them together."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._counter = 0
        self._closed = False

    def start(self, name: str, work: Coroutine[object, object, object], ended: Callable[[], None] | None = None) -> str:
        """Run `work` in the background; returns an id for `cancel`. After `close` nothing begins any more.

        `ended` is called when the task is over, however it ended, also when it was cancelled before it began.
        """
        self._counter += 1
        task_id = f"{name}-{self._counter}"
        if self._closed:
            work.close()
            return task_id
        task = asyncio.get_running_loop().create_task(work, name=task_id)
        self._tasks[task_id] = task
        task.add_done_callback(lambda done: self._finished(task_id, done))
        if ended:
            task.add_done_callback(lambda _done: ended())
        return task_id

    def cancel(self, task_id: str) -> None:
        """End one task, if it still runs."""
        if task := self._tasks.get(task_id):
            task.cancel()

    async def close(self) -> None:
        """End all tasks and wait until they are gone."""
        self._closed = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until nothing runs any more; for the command line and tests."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            await asyncio.sleep(0)  # tasks that were done already are taken out by callbacks that have yet to run

    @property
    def running(self) -> tuple[str, ...]:
        """Ids of what runs now."""
        return tuple(self._tasks)

    def _finished(self, task_id: str, task: asyncio.Task[object]) -> None:
        self._tasks.pop(task_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("task %s failed", task_id, exc_info=error)
