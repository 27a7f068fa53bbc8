"""What we read of the standard messages; everything else in them is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen
class WirePosition:
    """A position in the client's encoding; may lie outside the text."""

    line: int
    character: int


@attrs.frozen
class WireRange:
    """A range in the client's encoding."""

    start: WirePosition
    end: WirePosition


@attrs.frozen
class NoParams:
    """For messages whose params say nothing we need."""


@attrs.frozen
class WorkspaceFolder:
    """One root that is open in the editor."""

    uri: str
    name: str = ""


@attrs.frozen
class InitializeParams:
    """`capabilities` and `initialization_options` stay JSON: `capabilities.py` and the settings table read them."""

    process_id: int | None = None
    root_path: str | None = None
    root_uri: str | None = None
    workspace_folders: tuple[WorkspaceFolder, ...] = ()
    capabilities: Any = attrs.field(factory=dict)
    initialization_options: Any = None
    client_info: Any = None


@attrs.frozen
class TextDocumentItem:
    """A document with its whole text."""

    uri: str
    text: str
    language_id: str = "plaintext"
    version: int = 0


@attrs.frozen
class TextDocument:
    """Names a document; `version` only where the message has one."""

    uri: str
    version: int | None = None


@attrs.frozen
class ContentChange:
    """One step of a change; without a range `text` is the whole new text."""

    text: str
    range: WireRange | None = None


@attrs.frozen
class DidOpenParams:
    """textDocument/didOpen."""

    text_document: TextDocumentItem


@attrs.frozen
class DidChangeParams:
    """textDocument/didChange; every change speaks of the text that the ones before it left."""

    text_document: TextDocument
    content_changes: tuple[ContentChange, ...]


@attrs.frozen
class TextDocumentParams:
    """textDocument/didSave and didClose. A text in didSave is not read: ALE sends it with its line ends mangled."""

    text_document: TextDocument


@attrs.frozen
class FileEvent:
    """One file that changed on disk."""

    uri: str


@attrs.frozen
class DidChangeWatchedFilesParams:
    """workspace/didChangeWatchedFiles."""

    changes: tuple[FileEvent, ...] = ()


@attrs.frozen
class FoldersChange:
    """Folders that came and went."""

    added: tuple[WorkspaceFolder, ...] = ()
    removed: tuple[WorkspaceFolder, ...] = ()


@attrs.frozen
class DidChangeWorkspaceFoldersParams:
    """workspace/didChangeWorkspaceFolders."""

    event: FoldersChange


@attrs.frozen
class DidChangeConfigurationParams:
    """workspace/didChangeConfiguration; only a hint where the client can be asked."""

    settings: Any = None


@attrs.frozen
class CodeActionContext:
    """`diagnostics` stay as they came: they are echoed, and odd ones must not cost the request."""

    diagnostics: Any = ()
    only: tuple[str, ...] = ()
    trigger_kind: int | None = None


@attrs.frozen
class CodeActionParams:
    """textDocument/codeAction."""

    text_document: TextDocument
    range: WireRange
    context: CodeActionContext = CodeActionContext()


@attrs.frozen
class ExecuteCommandParams:
    """workspace/executeCommand."""

    command: str
    arguments: Any = ()


@attrs.frozen
class CancelParams:
    """$/cancelRequest."""

    id: Any


@attrs.frozen
class ProgressCancelParams:
    """window/workDoneProgress/cancel."""

    token: Any


Json = Mapping[str, Any]
"""A message that is handled as it came."""
