"""workspace/didChangeWatchedFiles."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.params import DidChangeWatchedFilesParams


def did_change_watched_files(connection: Connection, params: DidChangeWatchedFilesParams) -> None:
    """Configuration or reports changed on disk."""
    connection.engine.files_changed([change.uri for change in params.changes])
