"""initialized: open the folders, ask for settings, and for the notifications that need asking."""

from __future__ import annotations

import logging

from lsprotocol import types

from amends.lsp.connection import Connection
from amends.lsp.handlers.configuration import SECTION, pull_configuration
from amends.lsp.params import NoParams
from amends.lsp.protocol import ClientError

log = logging.getLogger(__name__)

WATCHED = (
    "**/{pyproject.toml,ruff.toml,.ruff.toml,setup.cfg,tox.ini,pytest.ini,.flake8,.editorconfig}",
    "**/.amends/*.toml",
)
"""Few and precise: every glob costs the client a watcher."""

_ANSWER_SECONDS = 5.0


def initialized(connection: Connection, _params: NoParams) -> None:
    """Folders open at once, so that a didOpen right behind this finds them."""
    connection.begin()
    pull_configuration(connection)
    if registrations := _registrations(connection):
        connection.tasks.start("register", _register(connection, registrations))


def _registrations(connection: Connection) -> list[types.Registration]:
    found = []
    if connection.capabilities.registers_configuration:
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        found.append(types.Registration("amends-configuration", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options))
    if connection.capabilities.registers_watched_files:
        watchers = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in WATCHED])
        found.append(types.Registration("amends-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watchers))
    return found


async def _register(connection: Connection, registrations: list[types.Registration]) -> None:
    params = types.RegistrationParams(registrations)
    try:
        await connection.protocol.ask(types.CLIENT_REGISTER_CAPABILITY, params, _ANSWER_SECONDS)
    except (ClientError, TimeoutError) as error:
        log.info("the client registers nothing: %s", error)
