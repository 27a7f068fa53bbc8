"""`amends demo`: the whole loop on a small real project, through the real server. Nothing is scripted output."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from amends.cli.demo.project import bundled_project
from amends.cli.demo.steps import run_demo
from amends.cli.options import global_options


@click.command()
@click.argument("project", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--python", type=click.Path(exists=True, path_type=Path), help="A Python that has pytest.")
@global_options
def demo(*, project: Path | None, python: Path | None) -> int:
    """Show the loop: found, repaired by hand, learned, proved, kept, reverted, a failing test and its repair.

    PROJECT is a folder with an amends-demo.toml; the bundled one unless given. It is copied, never changed.
    """
    return asyncio.run(run_demo(project or bundled_project(), (python or Path(sys.executable)).absolute()))


__all__ = ["demo"]
