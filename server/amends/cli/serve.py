"""`amends serve`: the language server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from amends.cli.options import GlobalOptions, global_options, run_options
from amends.core.errors import UsageError
from amends.platform.garbage import collect_rarely

if TYPE_CHECKING:  # see _engine
    from amends.loop.engine import Engine
    from amends.loop.ports import ClientPort


@click.command()
@click.option("--tcp", metavar="HOST:PORT", help="Listen on a loopback address instead of stdio.")
@click.option("--stdio", is_flag=True, help="Speak over stdin and stdout (the default).")
@global_options
def serve(*, tcp: str | None, stdio: bool) -> int:
    """Start the language server."""
    del stdio  # the default; editors pass it by habit
    from amends.lsp.server import build_server, run_stdio, run_tcp  # noqa: PLC0415 -- options first: --help must be quick

    collect_rarely()
    server = build_server(partial(_engine, run_options()))
    if tcp is None:
        return run_stdio(server)
    host, _, port = tcp.rpartition(":")
    if not port.isdigit():
        raise UsageError("--tcp takes HOST:PORT, such as 127.0.0.1:9257.")
    return run_tcp(server, host or "127.0.0.1", int(port))


def _engine(options: GlobalOptions, client: ClientPort) -> Engine:
    """Called once `initialize` is answered, which importing all of the loop would delay."""
    from amends.app import App, Overrides  # noqa: PLC0415

    return App(overrides=Overrides(options.trust, options.model, options.profile)).engine(client)
