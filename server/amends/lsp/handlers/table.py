"""Every message we handle, in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from lsprotocol import types

from amends.lsp import messages, params
from amends.lsp.connection import Connection
from amends.lsp.handlers.code_action import code_action
from amends.lsp.handlers.code_action_resolve import code_action_resolve
from amends.lsp.handlers.configuration import did_change_configuration
from amends.lsp.handlers.document_reverted import document_reverted
from amends.lsp.handlers.execute_command import execute_command
from amends.lsp.handlers.foreign_diagnostics import foreign_diagnostics
from amends.lsp.handlers.initialized import initialized
from amends.lsp.handlers.profile import profile
from amends.lsp.handlers.progress_cancel import progress_cancel
from amends.lsp.handlers.propose_fix import propose_fix
from amends.lsp.handlers.prove_fix import prove_fix
from amends.lsp.handlers.report import report
from amends.lsp.handlers.test_run import test_run
from amends.lsp.handlers.text_document import did_change, did_close, did_open, did_save
from amends.lsp.handlers.trust import trust
from amends.lsp.handlers.watched_files import did_change_watched_files
from amends.lsp.handlers.workspace_folders import did_change_workspace_folders


@attrs.frozen
class Handled:
    """The type a message's params are read into, and what is done with them."""

    params: type
    handler: Callable[[Connection, Any], Any]


HANDLED: Mapping[str, Handled] = {
    types.INITIALIZED: Handled(params.NoParams, initialized),
    types.TEXT_DOCUMENT_DID_OPEN: Handled(params.DidOpenParams, did_open),
    types.TEXT_DOCUMENT_DID_CHANGE: Handled(params.DidChangeParams, did_change),
    types.TEXT_DOCUMENT_DID_SAVE: Handled(params.TextDocumentParams, did_save),
    types.TEXT_DOCUMENT_DID_CLOSE: Handled(params.TextDocumentParams, did_close),
    types.TEXT_DOCUMENT_CODE_ACTION: Handled(params.CodeActionParams, code_action),
    types.CODE_ACTION_RESOLVE: Handled(dict, code_action_resolve),
    types.WORKSPACE_EXECUTE_COMMAND: Handled(params.ExecuteCommandParams, execute_command),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: Handled(params.DidChangeConfigurationParams, did_change_configuration),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: Handled(params.DidChangeWatchedFilesParams, did_change_watched_files),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: Handled(
        params.DidChangeWorkspaceFoldersParams, did_change_workspace_folders
    ),
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: Handled(params.ProgressCancelParams, progress_cancel),
    messages.FOREIGN_DIAGNOSTICS: Handled(messages.ForeignDiagnosticsParams, foreign_diagnostics),
    messages.TEST_RUN: Handled(messages.TestRunParams, test_run),
    messages.DOCUMENT_REVERTED: Handled(messages.DocumentRevertedParams, document_reverted),
    messages.TRUST: Handled(messages.TrustParams, trust),
    messages.PROPOSE_FIX: Handled(messages.ProposeFixParams, propose_fix),
    messages.PROVE_FIX: Handled(messages.FixArgument, prove_fix),
    messages.PROFILE: Handled(messages.FolderParams, profile),
    messages.REPORT: Handled(messages.FolderParams, report),
}
