"""`amends replay`: measure how well the engine repairs what people repaired."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import click

from amends.cli.options import global_options
from amends.cli.replay_train import train_team
from amends.cli.replay_worker import Worker
from amends.cli.workspace import print_error
from amends.core.errors import UsageError
from amends.profile.team.files import read_team_file
from amends.profile.team.layer import TeamLayer

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--worker", is_flag=True, help="Speak the replay protocol on stdin and stdout.")
@click.option("--team", type=_FILE, help="With --worker: start from a team layer.")
@click.option("--no-tool-fix", is_flag=True, help="With --worker: do not use the tools' own fixes.")
@click.option("--train", is_flag=True, help="Learn a team layer from EVENTS of other repositories.")
@click.option("--team-out", type=click.Path(dir_okay=False, path_type=Path), help="With --train: where it goes.")
@click.argument("events", nargs=-1, type=_FILE)
@global_options
def replay(
    *, worker: bool, team: Path | None, no_tool_fix: bool, train: bool, team_out: Path | None, events: tuple[Path, ...]
) -> int:
    """Measure the pattern engine on a history of repairs."""
    if worker and not train and not events:
        layer = read_team_file(team) if team else TeamLayer()
        asyncio.run(_serve(Worker(tool_fixes=not no_tool_fix, team=layer)))
        return 0
    if train and events and team_out and not worker:
        train_team(events, team_out)
        return 0
    raise UsageError("Say what to replay: --worker [--team FILE], or --train EVENTS… --team-out FILE.")


async def _serve(worker: Worker) -> None:
    """Answer every line with one."""
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        answer = await worker.reply(line)
        if "error" in answer:
            print_error(answer["error"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
