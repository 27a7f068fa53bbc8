"""The one builder of workspace edits; it refuses edits of a text that has moved on."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from amends.core.errors import StaleError
from amends.core.fixes import FileEdit
from amends.core.snapshot import Document
from amends.lsp.capabilities import ClientCapabilities
from amends.lsp.documents import DocumentStore
from amends.lsp.positions import PositionEncoding, range_to_wire


def workspace_edit(
    files: Sequence[FileEdit], documents: DocumentStore, capabilities: ClientCapabilities
) -> types.WorkspaceEdit:
    """Edits as the client takes them; versions are checked here, as few clients check them for code actions.

    Raises:
        StaleError: a text is gone or is not the one that the edits speak of.
    """
    based = [(file, _base(file, documents)) for file in files]
    encoding = capabilities.encoding
    if capabilities.document_changes:
        return types.WorkspaceEdit(document_changes=[_document_edit(*pair, encoding) for pair in based])
    return types.WorkspaceEdit(changes={file.uri: _text_edits(file, base, encoding) for file, base in based})


def _base(file: FileEdit, documents: DocumentStore) -> Document:
    document = documents.open_or_on_disk(file.uri)
    if document is None or document.text.hash != file.base_hash:
        raise StaleError("The text has changed since this fix was made; ask for it again.")
    return document


def _document_edit(file: FileEdit, base: Document, encoding: PositionEncoding) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(file.uri, base.version), _text_edits(file, base, encoding)
    )


def _text_edits(file: FileEdit, base: Document, encoding: PositionEncoding) -> list[types.TextEdit]:
    text = base.text
    return [
        types.TextEdit(range_to_wire(text, text.range_of(edit.start, edit.end), encoding), edit.new_text)
        for edit in sorted(file.edits, key=lambda edit: (edit.start, edit.end))
    ]
