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

_REVIEW = "review"


def workspace_edit(
    files: Sequence[FileEdit], documents: DocumentStore, capabilities: ClientCapabilities, review: str = ""
) -> types.WorkspaceEdit:
    """Edits as the client takes them; versions are checked here, as few clients check them for code actions.

    With `review`, the title under which a person shall see them first, every edit needs their word, where the client
    can ask for it.

    Raises:
        StaleError: a text is gone or is not the one that the edits speak of.
    """
    based = [(file, _base(file, documents)) for file in files]
    encoding = capabilities.encoding
    if review and capabilities.annotations and capabilities.document_changes:
        annotation = types.ChangeAnnotation(review, needs_confirmation=True)
        changes = [_document_edit(*pair, encoding, _REVIEW) for pair in based]
        return types.WorkspaceEdit(document_changes=changes, change_annotations={_REVIEW: annotation})
    if capabilities.document_changes:
        return types.WorkspaceEdit(document_changes=[_document_edit(*pair, encoding) for pair in based])
    return types.WorkspaceEdit(changes={file.uri: _text_edits(file, base, encoding) for file, base in based})


def _base(file: FileEdit, documents: DocumentStore) -> Document:
    document = documents.open_or_on_disk(file.uri)
    if document is None or document.text.hash != file.base_hash:
        raise StaleError("The text has changed since this fix was made; ask for it again.")
    return document


def _document_edit(
    file: FileEdit, base: Document, encoding: PositionEncoding, annotation: str = ""
) -> types.TextDocumentEdit:
    edits: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = [
        types.AnnotatedTextEdit(annotation, edit.range, edit.new_text) if annotation else edit
        for edit in _text_edits(file, base, encoding)
    ]
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(file.uri, base.version), edits)


def _text_edits(file: FileEdit, base: Document, encoding: PositionEncoding) -> list[types.TextEdit]:
    text = base.text
    return [
        types.TextEdit(range_to_wire(text, text.range_of(edit.start, edit.end), encoding), edit.new_text)
        for edit in sorted(file.edits, key=lambda edit: (edit.start, edit.end))
    ]
