"""`amends replay`: measure how well the engine repairs what people repaired."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import click

from amends.cli.options import global_options
from amends.cli.replay_own import replay_own
from amends.cli.replay_train import train_team
from amends.cli.replay_worker import Worker
from amends.cli.workspace import print_error
from amends.core.errors import UsageError
from amends.platform.garbage import collect_rarely
from amends.profile.team.files import read_team_file
from amends.profile.team.layer import TeamLayer

_USAGE = "Say what to replay: --worker [--team FILE], --own, or --train EVENTS… --team-out FILE."
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--worker", is_flag=True, help="Speak the replay protocol on stdin and stdout.")
@click.option("--team", type=_FILE, help="With --worker: start from a team layer.")
@click.option("--no-tool-fix", is_flag=True, help="With --worker: do not use the tools' own fixes.")
@click.option("--train", is_flag=True, help="Learn a team layer from EVENTS of other repositories.")
@click.option("--team-out", type=click.Path(dir_okay=False, path_type=Path), help="With --train: where it goes.")
@click.option("--own", is_flag=True, help="Replay this project's own repairs, with and without learning.")
@click.option("--json", "as_json", is_flag=True, help="With --own: print all of it as JSON.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="With --own: draw the curve (SVG).")
@click.argument("events", nargs=-1, type=_FILE)
@global_options
def replay(  # noqa: PLR0913 -- one for each option
    *,
    worker: bool,
    team: Path | None,
    no_tool_fix: bool,
    train: bool,
    team_out: Path | None,
    own: bool,
    as_json: bool,
    out: Path | None,
    events: tuple[Path, ...],
) -> int:
    """Measure the pattern engine on a history of repairs."""
    if worker + train + own != 1 or (events and not train):
        raise UsageError(_USAGE)
    if own:
        return replay_own(Path(), as_json=as_json, out=out)
    if worker:
        collect_rarely()  # as in the server
        layer = read_team_file(team) if team else TeamLayer()
        asyncio.run(_serve(Worker(tool_fixes=not no_tool_fix, team=layer)))
        return 0
    if not events or not team_out:
        raise UsageError(_USAGE)
    train_team(events, team_out)
    return 0


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
