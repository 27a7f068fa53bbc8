"""`amends learn`: teach a sentence."""

from __future__ import annotations

from pathlib import Path

import click

from amends.app import App, Overrides
from amends.cli.options import global_options, run_options
from amends.cli.workspace import project_root
from amends.core.errors import UsageError


@click.command()
@click.option("--teach", metavar="TEXT", help="A sentence the model shall know in this project.")
@click.option("--scope", default="", metavar="GLOB", help="Only for paths like this, such as tests/**.")
@click.option("--from-git", is_flag=True, help="Learn from the project's history (not in this version yet).")
@click.option("--folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@global_options
def learn(*, teach: str | None, scope: str, from_git: bool, folder: Path) -> int:
    """Teach Amends something about this project."""
    if from_git:
        raise UsageError("Learning from the git history comes with a later version.")
    if not teach or not teach.strip():
        raise UsageError('Say what to learn: amends learn --teach "we never use print in library code".')
    options = run_options()
    app = App(overrides=Overrides(options.trust, options.model, options.profile))
    profile = app.open_profile(project_root([folder]))
    try:
        lesson = profile.teach(teach.strip(), scope)
    finally:
        profile.close()
    click.echo(f"{lesson}: {teach.strip()}")
    return 0
