"""`amends learn`: teach a sentence, or learn from the project's past."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click

from amends.cli.options import global_options, run_options
from amends.cli.profile import changed
from amends.cli.workspace import opened_folder
from amends.core.errors import UsageError
from amends.loop.history import HistorySummary, learn_history

_SHOWN_KINDS = 5


@click.command()
@click.option("--teach", metavar="TEXT", help="A sentence the model shall know in this project.")
@click.option("--scope", default="", metavar="GLOB", help="Only for paths like this, such as tests/**.")
@click.option("--from-git", is_flag=True, help="Learn from repairs in the project's git history.")
@click.option("--since", default="", metavar="DATE", help="Only commits after this date, in git's language.")
@click.option("--max", "most", type=click.IntRange(min=1), help="Only so many of the newest commits.")
@click.option("--json", "as_json", is_flag=True, help="Print what was learned as JSON.")
@click.option("--folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@global_options
def learn(
    *, teach: str | None, scope: str, from_git: bool, since: str, most: int | None, as_json: bool, folder: Path
) -> int:
    """Teach Amends something about this project."""
    if from_git and teach is None:
        return asyncio.run(_learn_history(folder, since, most, as_json=as_json))
    if from_git or not teach or not teach.strip():
        raise UsageError('Say one thing to learn: --from-git, or --teach "we never use print in library code".')
    return _teach(folder, " ".join(teach.split()), scope)


def _teach(folder: Path, sentence: str, scope: str) -> int:
    with changed(folder) as profile:
        lesson = profile.teach(sentence, scope)
    click.echo(f"{lesson}: {sentence}")
    return 0


async def _learn_history(path: Path, since: str, most: int | None, *, as_json: bool) -> int:
    async with opened_folder([path], run_options()) as folder:
        summary = await learn_history(folder, since=since, most=most)
    click.echo(json.dumps(_as_json(summary)) if as_json else _as_text(summary))
    return 0


def _as_text(summary: HistorySummary) -> str:
    kinds = [
        f"  {count:4} {kind.source} {kind.code}" for kind, count in summary.learned.most_common(_SHOWN_KINDS) if count
    ]
    return "\n".join([summary.sentence, *kinds])


def _as_json(summary: HistorySummary) -> dict[str, object]:
    learned = [
        {"source": kind.source, "code": kind.code, "examples": count}
        for kind, count in summary.learned.most_common()
        if count
    ]
    return {"schema": 1, "type": "history", "commits": summary.commits, "files": summary.files, "learned": learned}
