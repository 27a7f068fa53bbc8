"""`amends trust` and `amends untrust`."""

from __future__ import annotations

from pathlib import Path

import click

from amends.app import trust_store
from amends.cli.options import global_options
from amends.session.trust import remember

_PATH = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=_PATH)
@global_options
def trust(*, path: Path) -> int:
    """Remember that what lies in PATH may be run: its tools, its tests."""
    remember(path, trust_store(), trusted=True)
    click.echo(f"{path.resolve()} is trusted from now on; `amends untrust` takes it back.")
    return 0


@click.command()
@click.argument("path", type=_PATH)
@global_options
def untrust(*, path: Path) -> int:
    """Forget that PATH is trusted."""
    remember(path, trust_store(), trusted=False)
    click.echo(f"{path.resolve()} is no longer trusted.")
    return 0
