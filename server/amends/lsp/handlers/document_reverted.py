"""amends/documentReverted: the client knows that a change was an undo."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.messages import DocumentRevertedParams


def document_reverted(connection: Connection, params: DocumentRevertedParams) -> None:
    """LSP itself does not say why a text changed."""
    connection.engine.document_reverted(params.uri, params.version, params.reason)
