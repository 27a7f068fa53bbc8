"""`amends profile …`: what was learned here, why, and the last word on it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from amends.app import App, Overrides
from amends.cli.options import global_options, run_options
from amends.cli.profile_tables import print_profile
from amends.cli.profile_why import print_evidence
from amends.cli.workspace import project_root
from amends.core.errors import ProfileError, UsageError
from amends.loop.styling import style_of
from amends.platform.files import write_file
from amends.profile.profile import Profile
from amends.profile.storage.identity import project_identity
from amends.profile.storage.location import adopt as adopt_profile
from amends.profile.storage.location import adoption_offer, remember_identity
from amends.profile.team.files import read_team_file, team_to_toml
from amends.profile.team.layer import TeamLayer, merged

_FOLDER = click.option(
    "--folder",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project (the current folder unless said otherwise).",
)


@click.group()
@global_options
def profile() -> None:
    """Look at what was learned in this project, and govern it."""


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[Profile]:
    options = run_options()
    app = App(overrides=Overrides(options.trust, options.model, options.profile))
    opened = app.open_profile(project_root([folder]))
    try:
        for notice in opened.notices:
            click.echo(f"amends: {notice}", err=True)
        yield opened
    finally:
        opened.close()


@contextlib.contextmanager
def changed(folder: Path) -> Iterator[Profile]:
    """The profile to be changed; a change that would be lost at once is an error.

    Raises:
        ProfileError: the profile cannot be written.
    """
    with _opened(folder) as opened:
        yield opened
        if not opened.lasting:
            raise ProfileError("The profile cannot be written, so nothing was changed; make its folder writable.")


@profile.command()
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print the whole profile as JSON.")
@global_options
def show(*, folder: Path, as_json: bool) -> int:
    """Patterns, errors, style, lessons, and recent changes."""
    with _opened(folder) as opened:
        shown = _with_style(opened, project_root([folder]))
    if as_json:
        click.echo(json.dumps(shown, indent=1, ensure_ascii=False))
    else:
        print_profile(shown, Console(highlight=False))
    return 0


def _with_style(opened: Profile, root: Path) -> dict[str, Any]:
    """The profile; where no editor has measured the project's style yet, that is done now."""
    shown = opened.show(root)
    if shown["style"]:
        return shown
    options = run_options()
    settings = App(overrides=Overrides(options.trust, options.model, options.profile)).settings_of(root)
    opened.keep_style(asyncio.run(style_of(root, settings)))
    return opened.show(root)


@profile.command()
@_FOLDER
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else standard output.")
@global_options
def report(*, folder: Path, out: Path | None) -> int:
    """The report for people, as one self-contained HTML page."""
    with _opened(folder) as opened:
        page = opened.page()
    if out is None:
        click.echo(page, nl=False)
    else:
        out.write_text(page, "utf-8")
        click.echo(f"Wrote {out}.")
    return 0


@profile.command()
@click.argument("item")
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print JSON in a terminal too; elsewhere it is always printed.")
@global_options
def why(*, item: str, folder: Path, as_json: bool) -> int:
    """All evidence for a learned item or a fix."""
    with _opened(folder) as opened:
        evidence = opened.why(item, project_root([folder]))
    if as_json or not sys.stdout.isatty():
        click.echo(json.dumps(evidence, indent=1, ensure_ascii=False))
    else:
        print_evidence(evidence, Console(highlight=False))
    return 0


def _change(name: str, help_text: str, carry_out: Callable[..., str], *arguments: str) -> None:
    """Add a command that changes the profile and says how to take it back."""

    @profile.command(name, help=help_text)
    @_FOLDER
    @global_options
    def command(*, folder: Path, **values: str) -> int:
        with changed(folder) as opened:
            undo_id = carry_out(opened, *(values[argument] for argument in arguments))
        click.echo(f"Done; `amends profile undo {undo_id}` takes it back.")
        return 0

    for argument in arguments:
        click.argument(argument)(command)


_change("forget", "Never use a learned item again.", Profile.forget, "item")
_change("pin", "Never retire an item automatically.", Profile.pin, "item")
_change("unpin", "Let an item be judged by its record again.", Profile.unpin, "item")
_change("scope", "Use an item only where GLOB matches.", Profile.scope, "item", "glob")
_change("mute", "Never offer anything for RULE (E501, ruff:E501, path:tests/**).", Profile.mute, "rule")
_change("unmute", "Offer for RULE again.", Profile.unmute, "rule")
_change("reset", "Start learning anew; nothing is deleted.", Profile.reset)


@profile.command()
@click.argument("event", required=False)
@_FOLDER
@global_options
def undo(*, event: str | None, folder: Path) -> int:
    """Take back one change, the last one when none is named."""
    with changed(folder) as opened:
        undo_id = opened.undo(event)
    click.echo(f"Undone; `amends profile undo {undo_id}` brings it back.")
    return 0


@profile.command()
@_FOLDER
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there, with what that file holds."
)
@global_options
def export(*, folder: Path, out: Path | None) -> int:
    """Print the team layer as TOML: templates and counts, no code but what a template keeps."""
    with _opened(folder) as opened:
        layer = opened.team_layer()
    if out is None:
        click.echo(team_to_toml(layer), nl=False)
        return 0
    known = read_team_file(out) if out.exists() else TeamLayer()
    out.parent.mkdir(parents=True, exist_ok=True)
    write_file(out, team_to_toml(merged(known, layer)))
    click.echo(f"{len(layer.patterns)} patterns shared in {out}; look through it before you commit it.")
    return 0


@profile.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_FOLDER
@global_options
def import_(*, file: Path, folder: Path) -> int:
    """Take over what another profile exported; importing it again changes nothing."""
    layer = read_team_file(file)
    with changed(folder) as opened:
        undo_id = opened.import_team(layer)
    click.echo(f"{len(layer.patterns)} patterns imported; `amends profile undo {undo_id}` takes it back.")
    return 0


@profile.command()
@_FOLDER
@global_options
def rebuild(*, folder: Path) -> int:
    """Fold everything again from the events."""
    with changed(folder) as opened, Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Rebuilding", total=None)
        opened.rebuild(lambda done, total: progress.update(task, completed=done, total=total))
    click.echo("Rebuilt.")
    return 0


@profile.command()
@_FOLDER
@global_options
def adopt(*, folder: Path) -> int:
    """Take over what was learned under the project's earlier remote or place."""
    root = project_root([folder])
    before = adoption_offer(root)
    if before is None:
        raise UsageError("There is no earlier profile of this folder to take over.")
    adopt_profile(before, project_identity(root))
    remember_identity(root)
    click.echo(f"Taken over from {before}.")
    return 0


@profile.command()
@click.argument("item", default="")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_FOLDER
@global_options
def erase(*, item: str, yes: bool, folder: Path) -> int:
    """Remove stored code for good: of one example or fix, or of all."""
    if not yes and sys.stdin.isatty():
        click.confirm("Erased code cannot be brought back. Go on?", abort=True)
    with changed(folder) as opened:
        opened.erase(item)
    click.echo("Erased.")
    return 0
