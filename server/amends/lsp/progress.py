"""Work-done progress: begun only when the work lasts, cancellable, ended exactly once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from lsprotocol import types

from amends.lsp.protocol import AmendsProtocol, ClientError

log = logging.getLogger(__name__)

_QUIET_SECONDS = 0.3
"""Shorter work shows nothing."""
_CREATE_SECONDS = 5.0


class ProgressTokens:
    """Which task a token's cancel button ends. Clients may cancel any token at any time."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._count = 0

    def register(self, task: asyncio.Task[Any]) -> str:
        """A new token for a task."""
        self._count += 1
        token = f"amends-{self._count}"
        self._tasks[token] = task
        return token

    def forget(self, token: str) -> None:
        """The work is over."""
        self._tasks.pop(token, None)

    def cancel(self, token: Any) -> None:
        """The person pressed cancel."""
        task = self._tasks.get(token) if isinstance(token, str) else None
        if task:
            task.cancel()


class WorkDoneProgress:
    """One piece of work as the client sees it. What is reported before it is shown becomes its first message."""

    def __init__(self, protocol: AmendsProtocol, token: str, title: str) -> None:
        self._protocol = protocol
        self._token = token
        self._title = title
        self._message: str | None = None
        self._percentage: int | None = None
        self._begun = False

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say what happens now; `percentage` is 0 to 100 and never goes back."""
        self._message, self._percentage = message, percentage
        if self._begun:
            self._send(types.WorkDoneProgressReport(cancellable=True, message=message, percentage=percentage))

    async def begin_later(self) -> None:
        """Show the work once it has lasted a moment."""
        await asyncio.sleep(_QUIET_SECONDS)
        params = types.WorkDoneProgressCreateParams(self._token)
        try:
            await self._protocol.ask(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params, _CREATE_SECONDS)
        except (ClientError, TimeoutError) as error:
            log.info("the client shows no progress: %s", error)
            return
        self._begun = True
        begin = types.WorkDoneProgressBegin(self._title, message=self._message, percentage=self._percentage)
        begin.cancellable = True
        self._send(begin)

    def end(self) -> None:
        """The work is over, however it went."""
        if self._begun:
            self._begun = False
            self._send(types.WorkDoneProgressEnd())

    def _send(self, value: Any) -> None:
        self._protocol.notify(types.PROGRESS, types.ProgressParams(self._token, value))


@asynccontextmanager
async def work_done_progress(
    protocol: AmendsProtocol, tokens: ProgressTokens, title: str, *, shown: bool
) -> AsyncIterator[WorkDoneProgress]:
    """Progress for the task that enters; the client's cancel button cancels that task."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101  # async code always runs in a task
    token = tokens.register(task)
    progress = WorkDoneProgress(protocol, token, title)
    beginning = asyncio.create_task(progress.begin_later()) if shown else None
    try:
        yield progress
    finally:
        if beginning:
            beginning.cancel()
        progress.end()
        tokens.forget(token)
