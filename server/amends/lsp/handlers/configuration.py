"""workspace/didChangeConfiguration, and asking the client for its settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from lsprotocol import types

from amends.lsp.connection import Connection
from amends.lsp.params import DidChangeConfigurationParams
from amends.lsp.protocol import ClientError
from amends.session.settings import flatten

log = logging.getLogger(__name__)

SECTION = "amends"
_PULL_SECONDS = 5.0


def did_change_configuration(connection: Connection, params: DidChangeConfigurationParams) -> None:
    """The payload is only a hint where the client can be asked: VS Code sends null, others everything."""
    if connection.capabilities.pulls_configuration:
        pull_configuration(connection)
        return
    settings = _without_trust(params.settings)
    for uri in connection.folders:
        connection.engine.configure(uri, settings)


def pull_configuration(connection: Connection) -> None:
    """Ask for the settings of every folder, in the background; a newer question replaces an older one."""
    if connection.capabilities.pulls_configuration and connection.folders:
        uris = tuple(connection.folders)
        connection.background.request("configuration", lambda: _pull(connection, uris), replace=True)


def pull_configuration_of(connection: Connection, uri: str) -> None:
    """Ask for the settings of a single file that belongs to no folder of the client."""
    if connection.capabilities.pulls_configuration:
        connection.background.request(f"configuration of {uri}", lambda: _pull(connection, (uri,)))


async def _pull(connection: Connection, uris: tuple[str, ...]) -> None:
    params = types.ConfigurationParams([types.ConfigurationItem(uri, SECTION) for uri in uris])
    try:
        answer = await connection.protocol.ask(types.WORKSPACE_CONFIGURATION, params, _PULL_SECONDS)
    except (ClientError, TimeoutError) as error:
        log.info("the client gives no settings: %s", error)
        return
    for uri, settings in zip(uris, answer if isinstance(answer, list) else (), strict=False):
        connection.engine.configure(uri, _without_trust(settings))


def _without_trust(raw: Any) -> Mapping[str, Any]:
    """Trust comes by initializationOptions or `amends/trust` only: editors mix a workspace's own files into these."""
    settings = flatten(raw) if isinstance(raw, dict) else {}
    return {name: value for name, value in settings.items() if name != "trusted"}
