"""`amends prove`: the proof of any patch, in the shadow of the folder."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import click

from amends.cli.options import global_options, run_options
from amends.cli.run import GlobalOptions
from amends.cli.sarif import verdict_sarif
from amends.cli.staged import staged_files
from amends.cli.workspace import opened_folder, print_error
from amends.core.errors import UsageError
from amends.core.problems import Problem
from amends.core.verdicts import CheckResult, CheckState, GateFinding, Verdict, VerdictState
from amends.fixing.record import problem_record, verdict_record
from amends.loop.proving import PatchedFiles, find_files, prove_patch
from amends.platform.uris import relative_path, uri_to_path

_MARKS = {CheckState.PASSED: "✓", CheckState.FAILED: "✗", CheckState.UNKNOWN: "?", CheckState.SKIPPED: "-"}
_MOST_LINES = 40


@attrs.frozen
class ProveOptions:
    """What was asked for."""

    patch: str
    """A file, ``-`` for stdin, empty for what is staged."""
    style: str | None
    run: GlobalOptions


@click.command()
@click.argument("patch", required=False, type=click.Path(allow_dash=True))
@click.option("--staged", is_flag=True, help="Prove what `git commit` would take, instead of a patch.")
@click.option("--json", "style", flag_value="json", help="Print the verdict as one JSON object.")
@click.option("--sarif", "style", flag_value="sarif", help="Print gate hits and new problems as a SARIF 2.1.0 log.")
@global_options
def prove(*, patch: str | None, staged: bool, style: str | None) -> int:
    """Prove a unified diff (a file or `-`) with gates, checkers and tests, changing nothing in the folder."""
    if staged == bool(patch):
        raise UsageError("Name one patch (a file, or - for stdin), or say --staged.")
    return asyncio.run(_prove(ProveOptions(patch or "", style, run_options())))


async def _prove(options: ProveOptions) -> int:
    folder = Path.cwd()
    files = find_files(_read(options.patch), folder) if options.patch else staged_files(folder)
    if not files.changed and not options.patch:
        print_error("Nothing is staged that has a text; there is nothing to prove.")
        return 0
    async with (
        opened_folder(places_of(files), options.run) as opened,
        opened.client.progress("Amends: proving the patch"),
    ):
        verdict = await prove_patch(opened, files)
        if files.in_tree and options.patch:
            print_error("the patch is in the folder already; it was judged against the folder without it.")
        _print(verdict, opened.root, options.style)
    if not options.patch and _concerns_nobody(verdict):
        print_error("no checker and no test reads what is staged; there is nothing to prove.")
        return 0
    return 0 if verdict.proved else 1


def _concerns_nobody(verdict: Verdict) -> bool:
    """Whether the gates have nothing against it and nothing else looks at it: a commit of documents, say."""
    others = [check for check in verdict.checks if check.name != "gates"]
    return verdict.state is VerdictState.UNPROVED and all(check.state is CheckState.SKIPPED for check in others)


def _read(patch: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if patch == "-" else Path(patch).read_bytes()
    except OSError as error:
        raise UsageError(f"{patch} cannot be read: {error.strerror}.") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def places_of(files: PatchedFiles) -> list[Path]:
    """Existing folders of the touched files, so that the project is the one they belong to."""
    return [next(folder for folder in path.parents if folder.is_dir()) for path in files.changed] or [Path.cwd()]


def _print(verdict: Verdict, root: Path, style: str | None) -> None:
    if style == "sarif":
        click.echo(json.dumps(verdict_sarif(verdict, root), indent=1))
    elif style == "json":
        click.echo(json.dumps(proof_record(verdict), ensure_ascii=False))
    else:
        click.echo("\n".join(_told(verdict, root)))


def proof_record(verdict: Verdict) -> dict[str, Any]:
    """A verdict as `amends prove --json` prints it."""
    repaired = [problem_record(problem) for check in verdict.checks for problem in check.repaired]
    return {
        "schema": 1,
        "type": "verdict",
        "proved": verdict.proved,
        **verdict_record(verdict),
        "repaired": repaired,
    }


def _told(verdict: Verdict, root: Path) -> Iterator[str]:
    for check in verdict.checks:
        yield from _check_lines(check)
        if check.name == "gates":
            yield from (f"    {_place(gate, root)}: {gate.name}: {gate.reason}" for gate in verdict.gates)
    repaired = [problem for check in verdict.checks for problem in check.repaired]
    yield from (_repaired(problem) for problem in repaired)
    yield {
        VerdictState.PROVED: f"Proved ({verdict.proof}).",
        VerdictState.UNPROVED: "Not proved: nothing speaks against it, but not everything could be checked.",
        VerdictState.FAILED: "Not proved: see ✗ above.",
    }[verdict.state]


def _repaired(problem: Problem) -> str:
    words = (problem.source, problem.code, problem.message.partition("\n")[0])
    return f"repairs {' '.join(word for word in words if word)}"


def _check_lines(check: CheckResult) -> Iterator[str]:
    said = f": {check.reason}" if check.reason and check.name != "gates" else ""
    tests = f" ({check.count} test{'s' if check.count > 1 else ''})" if check.count else ""
    yield f"{_MARKS[check.state]} {check.name}{tests} {check.state}{said}"
    if check.state is CheckState.FAILED or (check.state is CheckState.UNKNOWN and check.output):
        lines = check.output.strip().splitlines()
        yield from (f"    {line}" for line in lines[:_MOST_LINES])
        if len(lines) > _MOST_LINES:
            yield f"    … {len(lines) - _MOST_LINES} more lines"


def _place(gate: GateFinding, root: Path) -> str:
    path, start = uri_to_path(gate.uri), gate.range.start
    return f"{relative_path(path, root) if path else gate.uri}:{start.line + 1}:{start.character + 1}"
