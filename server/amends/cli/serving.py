"""The language server as a program; the command line's part of it is in `serve.py`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from amends.cli.run import GlobalOptions
from amends.lsp.server import build_server, run_stdio, run_tcp
from amends.platform.garbage import collect_rarely, set_aside

if TYPE_CHECKING:  # see _engine
    from amends.loop.engine import Engine
    from amends.loop.ports import ClientPort


def serve_stdio(options: GlobalOptions) -> int:
    """Speak over stdin and stdout until the client is done; the exit code."""
    collect_rarely()
    return run_stdio(build_server(partial(_engine, options)))


def serve_tcp(options: GlobalOptions, host: str, port: int) -> int:
    """Listen on a loopback address; the exit code."""
    collect_rarely()
    return run_tcp(build_server(partial(_engine, options)), host, port)


def _engine(options: GlobalOptions, client: ClientPort) -> Engine:
    """Called once `initialize` is answered, which importing all of the loop would delay."""
    from amends.app import App, Overrides  # noqa: PLC0415

    engine = App(overrides=Overrides(options.trust, options.model, options.profile)).engine(client)
    set_aside()
    return engine
