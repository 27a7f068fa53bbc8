"""`amends`: the command line. Each command is a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import signal
from types import FrameType

import click

from amends import __version__
from amends.cli.options import global_options

_COMMANDS = {
    "serve": "amends.cli.serve",
    "fix": "amends.cli.fix",
    "check": "amends.cli.check",
    "prove": "amends.cli.prove",
    "mcp": "amends.cli.mcp",
    "learn": "amends.cli.learn",
    "profile": "amends.cli.profile",
    "replay": "amends.cli.replay",
    "doctor": "amends.cli.doctor",
    "bundle": "amends.cli.bundle",
    "demo": "amends.cli.demo",
    "test": "amends.cli.test",
    "trust": "amends.cli.trust",
    "untrust": "amends.cli.trust",
}


class _LazyCommands(click.Group):
    """Commands are imported when called: the server must not pay for the terminal's libraries."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command


@click.group(cls=_LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="amends")
@global_options
def amends() -> None:
    """Fix what other tools find, prove every fix, and learn from what you do with it."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as shells start what goes on in the background
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def called() -> object:
    """Run what the command line says; what the command returned, 2 for wrong usage."""
    # As CI stops a job: like a person's Ctrl+C, so that what was started and laid out goes too.
    signal.signal(signal.SIGTERM, _stop)
    try:
        return amends.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
    except click.Abort:
        click.echo("Stopped.", err=True)
    return 2
