"""amends/foreignDiagnostics: other tools' findings, from our bridges."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.convert import foreign_problems, read_diagnostics
from amends.lsp.messages import ForeignDiagnosticsParams
from amends.platform.uris import uri_to_path


def foreign_diagnostics(connection: Connection, params: ForeignDiagnosticsParams) -> None:
    """All other tools' findings of one text, in place of the last."""
    if uri_to_path(params.uri) is None:
        return
    document = connection.documents.open_or_on_disk(params.uri) if params.items else None
    received = read_diagnostics(params.items, params.uri, document, connection.capabilities.encoding)
    connection.engine.foreign_problems(params.uri, params.version, foreign_problems(received))
