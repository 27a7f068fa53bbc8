"""amends/report: the report of a folder as a page."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.messages import FolderParams


def report(connection: Connection, params: FolderParams) -> dict[str, str]:
    """``{"html"}``, self-contained."""
    return {"html": connection.engine.report(params.folder)}
