"""`amends check`: problems only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import click

from amends.cli.options import global_options, run_options
from amends.cli.run import GlobalOptions
from amends.cli.sarif import sarif_log
from amends.cli.workspace import opened_folder, print_error, source_files
from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.fixing.record import problem_record
from amends.loop.finding import find_problems
from amends.platform.files import UnreadableFileError, read_document
from amends.platform.uris import uri_to_path


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "style", flag_value="json", help="Print one problem a line, and a summary last.")
@click.option("--sarif", "style", flag_value="sarif", help="Print a SARIF 2.1.0 log.")
@global_options
def check(*, paths: tuple[Path, ...], style: str | None) -> int:
    """Find problems with the project's checkers."""
    problems, failed, root = asyncio.run(_check(paths, run_options()))
    _print(problems, style, root)
    for sentence in failed:
        print_error(sentence)
    return 2 if failed else min(len(problems), 1)


async def _check(paths: Sequence[Path], options: GlobalOptions) -> tuple[list[Problem], list[str], Path]:
    async with opened_folder(paths, options) as folder, folder.client.progress("Amends: checking"):
        documents: list[Document] = []
        failed: list[str] = []
        for path in await source_files(paths, folder):
            try:
                documents.append(read_document(path))
            except UnreadableFileError as error:
                failed.append(error.sentence)
        problems = await find_problems(folder, documents)
        return list(problems), [*failed, *folder.tool_failures], folder.root


def _print(problems: Sequence[Problem], style: str | None, root: Path) -> None:
    if style == "sarif":
        click.echo(json.dumps(sarif_log(problems, root), indent=1))
    elif style == "json":
        for problem in problems:
            click.echo(json.dumps({"schema": 1, "type": "problem", **problem_record(problem)}, ensure_ascii=False))
        click.echo(json.dumps({"schema": 1, "type": "summary", "problems": len(problems)}))
    else:
        for problem in problems:
            start = problem.range.start
            place = f"{uri_to_path(problem.uri)}:{start.line + 1}:{start.character + 1}"
            click.echo(f"{place}: {problem.code} {' '.join(problem.message.split())} [{problem.source}]")
        click.echo(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}.", err=True)
