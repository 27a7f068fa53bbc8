"""amends/trust: the person trusts a folder, or no longer does."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.messages import TrustParams


def trust(connection: Connection, params: TrustParams) -> None:
    """Holds for this session; `amends trust PATH` remembers."""
    connection.engine.set_trust(params.folder, trusted=params.trusted)
