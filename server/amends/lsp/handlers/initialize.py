"""initialize: what we can do."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

import amends
from amends.lsp.connection import Connection
from amends.lsp.messages import METHODS, SCHEMA

QUICK_FIX = "quickfix.amends"
FIX_ALL = "source.fixAll.amends"


def initialize_result(connection: Connection, commands: Sequence[str]) -> types.InitializeResult:
    """The answer to `initialize`."""
    return types.InitializeResult(
        capabilities=_capabilities(connection, commands),
        server_info=types.ServerInfo("amends", amends.__version__),
    )


def _capabilities(connection: Connection, commands: Sequence[str]) -> types.ServerCapabilities:
    folders = types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True)
    return types.ServerCapabilities(
        position_encoding=connection.capabilities.encoding,
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=False),
        ),
        code_action_provider=types.CodeActionOptions(
            code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True
        ),
        execute_command_provider=types.ExecuteCommandOptions(commands=list(commands)),
        workspace=types.WorkspaceOptions(workspace_folders=folders),
        experimental={"amends": {"schema": SCHEMA, "methods": list(METHODS)}},
    )
