"""`amends`: the command line. Each command is a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import logging
import sys

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


def main() -> None:
    """Run the command line; exit codes: 0 nothing left, 1 something left, 2 wrong usage or an error of a tool."""
    from amends.core.errors import AmendsError  # noqa: PLC0415 -- only when something is run

    try:
        code = amends.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = 2
    except click.Abort:
        click.echo("Stopped.", err=True)
        code = 2
    except AmendsError as error:
        click.echo(f"amends: {error.sentence}", err=True)
        code = 2
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except OSError as error:
        logging.getLogger(__name__).info("the command failed", exc_info=error)
        click.echo(f"amends: {error.filename or 'the system'}: {error.strerror or error}.", err=True)
        code = 2
    except Exception as error:  # the last boundary: one sentence for the person, the rest to the log
        logging.getLogger(__name__).info("the command failed", exc_info=error)
        click.echo(
            f"amends: something went wrong inside ({type(error).__name__}); run again with -v for details.", err=True
        )
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
