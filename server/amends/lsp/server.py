"""The language server: one connection, its handlers, and how it starts and ends."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import cattrs
from lsprotocol import converters, types
from pygls.server import JsonRPCServer

from amends.core.errors import UsageError
from amends.lsp.connection import Connection, EngineFactory
from amends.lsp.handlers.execute_command import COMMANDS
from amends.lsp.handlers.initialize import initialize_result
from amends.lsp.handlers.table import HANDLED
from amends.lsp.log_context import log_with_message_context
from amends.lsp.params import InitializeParams, NoParams
from amends.lsp.parent import watch_parent
from amends.lsp.protocol import AmendsProtocol, Lifecycle
from amends.lsp.registration import wrapped
from amends.lsp.structuring import message_converter
from amends.lsp.transport import run_on_stdio, run_on_tcp

log = logging.getLogger(__name__)

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_CLOSE_SECONDS = 3.0


class AmendsServer(JsonRPCServer):
    """pygls's JSON-RPC server with our protocol; it serves one client."""

    protocol: AmendsProtocol

    def __init__(self, engine_factory: EngineFactory) -> None:
        super().__init__(AmendsProtocol, converters.get_converter)
        self._engine_factory = engine_factory
        self._connection: Connection | None = None
        self._closing: asyncio.Task[None] | None = None
        self.stopped = asyncio.Event()
        _register_handlers(self, message_converter())

    @property
    def connection(self) -> Connection:
        """The client; the protocol lets no other message through before `initialize`."""
        if self._connection is None:
            raise UsageError("Send `initialize` first.")
        return self._connection

    def initialize(self, params: InitializeParams) -> types.InitializeResult:
        """The first request."""
        self._connection = Connection(self.protocol, self._engine_factory, params)
        self.protocol.lifecycle = Lifecycle.READY
        if params.process_id is not None:
            self._connection.tasks.start("parent", watch_parent(params.process_id, self.stopped.set))
        return initialize_result(self._connection, tuple(COMMANDS))

    async def shut_down(self, _params: NoParams) -> None:
        """The last request: everything is written and ended before it is answered, as some editors kill us then."""
        self.protocol.lifecycle = Lifecycle.SHUT_DOWN
        self.protocol.cancel_requests()
        await self.close()

    def exit(self, _params: NoParams) -> None:
        """The last notification."""
        self.stopped.set()

    async def close(self) -> None:
        """End the session, within a time that an editor waits; who calls again waits for the same end."""
        self._closing = self._closing or asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        if self._connection is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._connection.close()
        except TimeoutError:
            log.warning("not everything ended in %.0f s", _CLOSE_SECONDS)

    @property
    def exit_code(self) -> int:
        """0 after `shutdown`, 1 without, as LSP has it."""
        return 0 if self.protocol.lifecycle is Lifecycle.SHUT_DOWN else 1

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Errors are answered or logged where they happen; pygls would show a popup for each."""
        log.debug("%s: %s", source, error)


def build_server(engine_factory: EngineFactory) -> AmendsServer:
    """A server that makes its engine with `engine_factory` once the client is initialized; run it once."""
    return AmendsServer(engine_factory)


def run_stdio(server: AmendsServer) -> int:
    """Serve on stdin and stdout until the client is gone; returns the exit code.

    From the call on, `sys.stdout` and file descriptor 1 are stderr, so that no print can break the protocol.
    """
    log_with_message_context()
    return run_on_stdio(server)


def run_tcp(server: AmendsServer, host: str, port: int) -> int:
    """Serve the first client that connects; port 0 picks a free one, and stderr says which.

    Raises:
        UsageError: the host is not this machine; whoever can connect can run code as the user.
    """
    if host not in _LOOPBACK:
        raise UsageError("Amends listens on this machine only; use 127.0.0.1.")
    log_with_message_context()
    return run_on_tcp(server, host, port)


def _register_handlers(server: AmendsServer, converter: cattrs.Converter) -> None:
    def add(method: str, kind: type, handler: Callable[[Any], Any]) -> None:
        server.feature(method)(wrapped(method, kind, handler, converter))

    add(types.INITIALIZE, InitializeParams, server.initialize)
    add(types.SHUTDOWN, NoParams, server.shut_down)
    add(types.EXIT, NoParams, server.exit)
    for method, handled in HANDLED.items():
        waits = inspect.iscoroutinefunction(handled.handler)
        with_connection = _with_connection_async if waits else _with_connection
        add(method, handled.params, partial(with_connection, server, handled.handler))


def _with_connection(server: AmendsServer, handler: Callable[[Connection, Any], Any], params: Any) -> Any:
    return handler(server.connection, params)


async def _with_connection_async(server: AmendsServer, handler: Callable[[Connection, Any], Any], params: Any) -> Any:
    return await handler(server.connection, params)
