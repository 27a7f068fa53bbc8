"""window/workDoneProgress/cancel: the person pressed cancel."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.params import ProgressCancelParams


def progress_cancel(connection: Connection, params: ProgressCancelParams) -> None:
    """Ends the job that reports under the token."""
    connection.client.progress_tokens.cancel(params.token)
