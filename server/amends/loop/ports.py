"""What the loop asks of its surroundings; `lsp/` implements it for a client, `cli/` for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from amends.core.fixes import FileEdit
from amends.core.problems import Problem, Severity


class Progress(Protocol):
    """Long work that a person can watch and cancel; cancelling it cancels the task that reports."""

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say what happens now."""


class ClientPort(Protocol):
    """The person's side: an editor or a terminal. Nothing here may block the event loop."""

    def publish(self, uri: str, version: int | None, problems: Sequence[Problem]) -> None:
        """Show our own findings for one text, in place of what was shown before; sources get the prefix ``amends/``."""

    async def apply_edit(self, label: str, files: Sequence[FileEdit], *, review: bool = False) -> bool:
        """Ask the editor to apply edits; False when it refused, cannot, or the text moved on (checked by base hash).

        With `review` the person sees them first and may leave some out, where the editor can show that.
        """

    def show_message(self, severity: Severity, sentence: str) -> None:
        """Tell the person one short sentence."""

    async def ask(self, question: str, options: Sequence[str]) -> str | None:
        """Let the person decide; None when dismissed or when the client cannot ask."""

    def progress(self, title: str) -> AbstractAsyncContextManager[Progress]:
        """Report long work from inside its own task; shown only when the work lasts, cancellable."""

    def status(self, folder: str, state: str, detail: str) -> None:
        """Say how a folder fares: idle, learning, proving, offline, untrusted, budget. Dropped where nobody listens."""
