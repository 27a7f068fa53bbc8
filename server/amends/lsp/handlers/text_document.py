"""textDocument/didOpen, didChange, didSave and didClose."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.handlers.configuration import pull_configuration_of
from amends.lsp.params import DidChangeParams, DidOpenParams, TextDocumentParams


def did_open(connection: Connection, params: DidOpenParams) -> None:
    """A document is in the client's hands from now on."""
    document = connection.documents.open(params.text_document)
    if document is None:
        return
    connection.engine.opened(document)
    if not connection.folders:
        pull_configuration_of(connection, document.uri)


def did_change(connection: Connection, params: DidChangeParams) -> None:
    """The engine is told even of a message without changes: its version counts."""
    change = connection.documents.change(params.text_document, params.content_changes)
    if change:
        connection.engine.changed(change.before, change.after, change.steps)


def did_save(connection: Connection, params: TextDocumentParams) -> None:
    """What stands in the document is what was saved; the text some clients send along is not needed."""
    if connection.documents.get(params.text_document.uri):
        connection.engine.saved(params.text_document.uri)


def did_close(connection: Connection, params: TextDocumentParams) -> None:
    """The file on disk counts from now on."""
    if connection.documents.close(params.text_document.uri):
        connection.engine.closed(params.text_document.uri)
