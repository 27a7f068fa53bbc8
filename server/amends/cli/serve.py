"""`amends serve`: the language server."""

from __future__ import annotations

import click

from amends.cli.options import global_options, run_options
from amends.core.errors import UsageError


@click.command()
@click.option("--tcp", metavar="HOST:PORT", help="Listen on a loopback address instead of stdio.")
@click.option("--stdio", is_flag=True, help="Speak over stdin and stdout (the default).")
@global_options
def serve(*, tcp: str | None, stdio: bool) -> int:
    """Start the language server."""
    del stdio  # the default; editors pass it by habit
    from amends.cli.serving import serve_stdio, serve_tcp  # noqa: PLC0415 -- options first: --help must be quick

    if tcp is None:
        return serve_stdio(run_options())
    host, _, port = tcp.rpartition(":")
    if not port.isdigit():
        raise UsageError("--tcp takes HOST:PORT, such as 127.0.0.1:9257.")
    return serve_tcp(run_options(), host or "127.0.0.1", int(port))
