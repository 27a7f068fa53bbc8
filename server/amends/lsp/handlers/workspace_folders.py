"""workspace/didChangeWorkspaceFolders."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.handlers.configuration import pull_configuration
from amends.lsp.params import DidChangeWorkspaceFoldersParams


def did_change_workspace_folders(connection: Connection, params: DidChangeWorkspaceFoldersParams) -> None:
    """Folders come at once; those that go end their work in the background."""
    engine = connection.engine
    for folder in params.event.removed:
        connection.folders.pop(folder.uri, None)
        connection.tasks.start("close-folder", engine.close_folder(folder.uri))
    for folder in params.event.added:
        connection.folders[folder.uri] = folder
        engine.open_folder(folder.uri, folder.name)
    pull_configuration(connection)
