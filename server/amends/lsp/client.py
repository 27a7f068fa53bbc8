"""The loop's `ClientPort`, spoken as LSP."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from lsprotocol import types

from amends.core.errors import StaleError
from amends.core.fixes import FileEdit
from amends.core.problems import Problem, Severity
from amends.core.text import Text
from amends.loop.ports import Progress
from amends.lsp.capabilities import ClientCapabilities
from amends.lsp.convert import to_diagnostics
from amends.lsp.documents import DocumentStore
from amends.lsp.edits import workspace_edit
from amends.lsp.messages import STATUS
from amends.lsp.progress import ProgressTokens, work_done_progress
from amends.lsp.protocol import AmendsProtocol, ClientError

log = logging.getLogger(__name__)

_EDIT_SECONDS = 60.0
"""Some editors ask the person before they apply an edit."""
_QUESTION_SECONDS = 600.0

_MESSAGE_TYPES: Mapping[Severity, types.MessageType] = {
    Severity.ERROR: types.MessageType.Error,
    Severity.WARNING: types.MessageType.Warning,
    Severity.INFORMATION: types.MessageType.Info,
    Severity.HINT: types.MessageType.Log,
}


class EditorClient:
    """Sends what the loop has to say to the editor; leaves out what this editor cannot take."""

    def __init__(self, protocol: AmendsProtocol, capabilities: ClientCapabilities, documents: DocumentStore) -> None:
        self.progress_tokens = ProgressTokens()
        self._protocol = protocol
        self._capabilities = capabilities
        self._documents = documents
        self._published: dict[str, str] = {}
        self._statuses: dict[str, tuple[str, str]] = {}

    def publish(self, uri: str, version: int | None, problems: Sequence[Problem]) -> None:
        """Show our findings for one text, unless the client shows exactly these already."""
        diagnostics = to_diagnostics(problems, self._text, self._capabilities)
        params = types.PublishDiagnosticsParams(uri, diagnostics, version)
        fingerprint = repr(params) if diagnostics else ""
        if self._published.get(uri, "") == fingerprint:
            return
        self._published[uri] = fingerprint
        if not diagnostics:
            del self._published[uri]
        self._protocol.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    async def apply_edit(self, label: str, files: Sequence[FileEdit], *, review: bool = False) -> bool:
        """Ask the editor to apply edits; a refusal is normal and says nothing about the fix."""
        if not self._capabilities.apply_edit:
            return False
        try:
            edit = workspace_edit(files, self._documents, self._capabilities, label if review else "")
            patience = _QUESTION_SECONDS if edit.change_annotations else _EDIT_SECONDS
            params = types.ApplyWorkspaceEditParams(edit, label)
            result = await self._protocol.ask(types.WORKSPACE_APPLY_EDIT, params, patience)
        except (StaleError, ClientError, TimeoutError) as error:
            log.info("edit not applied: %s", error)
            return False
        return isinstance(result, dict) and result.get("applied") is True

    def show_message(self, severity: Severity, sentence: str) -> None:
        """A message for the person; hints only go to the editor's log."""
        if severity is Severity.HINT:
            self._protocol.notify(types.WINDOW_LOG_MESSAGE, types.LogMessageParams(types.MessageType.Log, sentence))
        else:
            self._protocol.notify(
                types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(_MESSAGE_TYPES[severity], sentence)
            )

    async def ask(self, question: str, options: Sequence[str]) -> str | None:
        """Let the person decide; every client of LSP 3 has this request, and one that refuses it has not decided."""
        actions = [types.MessageActionItem(option) for option in options]
        params = types.ShowMessageRequestParams(types.MessageType.Info, question, actions)
        try:
            answer = await self._protocol.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params, _QUESTION_SECONDS)
        except (ClientError, TimeoutError) as error:
            log.info("question not answered: %s", error)
            return None
        title = answer.get("title") if isinstance(answer, dict) else None
        return title if title in options else None

    def progress(self, title: str) -> AbstractAsyncContextManager[Progress]:
        """Work-done progress around the current task."""
        shown = self._capabilities.work_done_progress
        return work_done_progress(self._protocol, self.progress_tokens, title, shown=shown)

    def status(self, folder: str, state: str, detail: str) -> None:
        """`amends/status`, for clients that announced it."""
        if self._capabilities.status and self._statuses.get(folder) != (state, detail):
            self._statuses[folder] = (state, detail)
            self._protocol.notify(STATUS, {"folder": folder, "state": state, "detail": detail})

    def _text(self, uri: str) -> Text | None:
        document = self._documents.open_or_on_disk(uri)
        return document.text if document else None
