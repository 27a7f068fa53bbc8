"""`amends fix`: problems found, fixes proved, a diff printed or files changed."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import attrs
import click

from amends.cli.options import global_options, run_options
from amends.cli.run import GlobalOptions
from amends.cli.workspace import opened_folder, print_error, source_files
from amends.core.errors import AmendsError
from amends.core.fixes import FileEdit, Fix, context_fingerprint
from amends.core.outcomes import OutcomeClass
from amends.core.problems import Problem
from amends.core.text import diff_edits
from amends.core.verdicts import CheckState
from amends.fixing.ranking import is_guess, is_unlikely
from amends.fixing.record import attempt_record, fix_record, problem_record, unified_diff
from amends.loop.batch import Batch, BatchStep, fix_files, fix_problems
from amends.loop.folder import Folder
from amends.loop.generating import story
from amends.loop.testing import PRODUCER, run_tests
from amends.platform.files import UnreadableFileError, read_file, write_file
from amends.platform.uris import relative_path, uri_to_path

log = logging.getLogger(__name__)


@attrs.frozen
class FixOptions:
    """What the command was asked for."""

    paths: tuple[Path, ...]
    apply: bool
    tests: bool
    rules: tuple[str, ...]
    as_json: bool


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--diff", "mode", flag_value="diff", default="diff", help="Print proved fixes as a diff (the default).")
@click.option("--apply", "mode", flag_value="apply", help="Apply proved fixes.")
@click.option("--tests", is_flag=True, help="Also run the tests, and fix what fails.")
@click.option("--rule", "rules", multiple=True, metavar="CODE", help="Only these rules; may be given more than once.")
@click.option("--json", "as_json", is_flag=True, help="Print one FixRecord a line, and a summary last.")
@global_options
def fix(*, paths: tuple[Path, ...], mode: str, tests: bool, rules: tuple[str, ...], as_json: bool) -> int:
    """Find problems with the project's checkers and fix them with proof."""
    wanted = tuple(rule.upper() for chosen in rules for rule in chosen.split(","))
    return asyncio.run(_fix(FixOptions(paths, mode == "apply", tests, wanted, as_json), run_options()))


async def _fix(options: FixOptions, run: GlobalOptions) -> int:
    async with opened_folder(options.paths, run) as folder:
        batch = Batch(folder, folder.model_allowed, wants=lambda problem: _wanted(problem, options.rules))
        steps: list[BatchStep] = []
        async with folder.client.progress("Amends: looking for problems") as progress:
            batch.report = progress.report
            async for step in _steps(batch, options):
                steps.append(step)
                if options.as_json:
                    _print_record(step, folder)
        applied = _apply(batch, steps) if options.apply else 0
        if not options.as_json:
            _print_diff(batch, applied=options.apply)
            _print_stories(steps)
        left = len(steps) - applied
        _print_summary(batch, steps, applied, as_json=options.as_json)
        return 2 if batch.failed or folder.tool_failures else min(left, 1)


async def _steps(batch: Batch, options: FixOptions) -> AsyncIterator[BatchStep]:
    async for step in fix_files(batch, await source_files(options.paths, batch.folder)):
        yield step
    if options.tests:
        async for step in fix_problems(batch, await _failing_tests(batch, options)):
            yield step


async def _failing_tests(batch: Batch, options: FixOptions) -> list[Problem]:
    """Failing tests on the texts as the fixes so far leave them: what they repaired is no problem any more."""
    chosen = [path.resolve() for path in options.paths if _holds_tests(path)]
    try:
        await run_tests(batch.folder, [relative_path(path, batch.folder.root) for path in chosen], batch.snapshot())
    except AmendsError as error:
        batch.failed.append(error.sentence)  # what the checkers found is fixed all the same
        return []
    store = batch.folder.problems
    return [problem for uri in store.uris() for problem in store.of_producer(PRODUCER, uri)]


def _wanted(problem: Problem, rules: tuple[str, ...]) -> bool:
    return not rules or any(problem.code.upper().startswith(rule) for rule in rules)


def _holds_tests(path: Path) -> bool:
    return path.name.startswith("test") or path.stem.endswith("_test")


def _apply(batch: Batch, steps: list[BatchStep]) -> int:
    """Write the changed files, each only if it still is what the fixes were made for; returns how many were fixed."""
    unwritten: set[str] = set()
    for uri in batch.originals:
        if reason := _not_written(batch, uri):
            unwritten.add(uri)
            batch.failed.append(reason)
    taken = [step for step in steps if step.fix and not unwritten & {file.uri for file in step.fix.candidate.files}]
    for step in taken:
        _record(step, batch.folder)
    return len(taken)


def _not_written(batch: Batch, uri: str) -> str:
    """Write one file where it has to change; returns why it could not be, empty when all is well."""
    path, original, present = uri_to_path(uri), batch.originals[uri].text, batch.present[uri].text
    if path is None or present == original:
        return ""
    try:
        on_disk = read_file(path)
        if on_disk.content != original.content:
            return f"{path} changed while it was fixed; run the command again."
        write_file(path, present.content, on_disk)
    except UnreadableFileError as error:
        return error.sentence
    except (OSError, UnicodeEncodeError) as error:
        log.info("%s was not written", path, exc_info=error)
        return f"{path} cannot be written: {error.strerror if isinstance(error, OSError) else error.reason}."
    return ""


def _record(step: BatchStep, folder: Folder) -> None:
    assert step.fix is not None  # noqa: S101 -- the caller chose steps with a fix
    record = fix_record(step.fix, step.texts, folder.root)
    path = folder.path_of(step.problem.uri)
    context = context_fingerprint(step.fix.candidate, path, step.texts[step.problem.uri])
    folder.profile.record_fix(record, path=path, context=context)
    folder.profile.record_outcome(step.fix.id, OutcomeClass.APPLIED, detail="amends fix --apply")


def _print_record(step: BatchStep, folder: Folder) -> None:
    shown = step.fix or next((fix for fix in step.search.fixes if not is_guess(fix)), None)
    if shown is not None:
        click.echo(json.dumps(fix_record(shown, step.texts, folder.root), ensure_ascii=False))
    else:
        record = {
            "schema": 1,
            "type": "refusal",
            "problem": problem_record(step.problem),
            "stopped": step.search.stopped,
            "attempts": [attempt_record(attempt) for attempt in step.search.attempts],
            "refusals": [attrs.asdict(refusal) for refusal in step.search.refusals],
        }
        click.echo(json.dumps(record, ensure_ascii=False))


def _print_diff(batch: Batch, *, applied: bool) -> None:
    if applied:
        return
    for uri, original in batch.originals.items():
        edits = diff_edits(original.text.content, batch.present[uri].text.content)
        if edits:
            files = (FileEdit(uri, original.text.hash, edits),)
            click.echo(unified_diff(files, {uri: original.text}, batch.folder.root), nl=False)


def _print_stories(steps: list[BatchStep]) -> None:
    for step in steps:
        line = f"{uri_to_path(step.problem.uri)}:{step.problem.range.start.line + 1}"
        if step.fix:
            click.echo(f"{line}: {step.problem.code} {step.fix.title}", err=True)
        elif suggestion := next((fix for fix in step.search.fixes if not is_guess(fix)), None):
            click.echo(f"{line}: {step.problem.code} {_unproved(suggestion)}", err=True)
        else:
            click.echo(f"{line}: {step.problem.code} {story(step.search, step.problem)}", err=True)


def _unproved(fix: Fix) -> str:
    """Why a fix that nothing speaks against is not taken."""
    reasons = [check.reason or check.name for check in fix.verdict.checks if check.state is CheckState.UNKNOWN]
    if fix.candidate.suppression:
        reasons.append("it only silences the finding; choose it in your editor if that is meant")
    if is_unlikely(fix):
        reasons.append("it is a guess that too little speaks for")
    return f"{fix.title}: not taken, because {'; '.join(reasons)}. --json shows its edit."


def _print_summary(batch: Batch, steps: list[BatchStep], applied: int, *, as_json: bool) -> None:
    for sentence in batch.failed:
        print_error(sentence)
    proved = sum(step.fix is not None for step in steps)
    summary = {
        "schema": 1,
        "type": "summary",
        "problems": len(steps),
        "proved": proved,
        "applied": applied,
        "left": len(steps) - applied,
        "tokens": sum(attempt.tokens for step in steps for attempt in step.search.attempts),
        "cost": round(sum(attempt.cost for step in steps for attempt in step.search.attempts), 6),
        "errors": [*batch.failed, *batch.folder.tool_failures],
    }
    if as_json:
        click.echo(json.dumps(summary))
    else:
        click.echo(f"{len(steps)} problems, {proved} fixes proved, {applied} applied.", err=True)
