"""Failing tests as problems: from the spool that the pytest plugin fills, from the client, and from our own runs."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from amends.core.errors import NotTrustedError, ToolError
from amends.core.problems import Problem, Severity
from amends.core.snapshot import Snapshot
from amends.loop.background import request_search
from amends.loop.checking import publish
from amends.loop.finding import report_tool_error
from amends.loop.folder import Folder
from amends.platform.uris import relative_path, uri_to_path
from amends.problems.testruns import merge_run
from amends.tools.testrunners.detection import find_runners, wanted_targets
from amends.tools.testrunners.reached_files import ReachedFiles
from amends.tools.testrunners.testreport import TestRun, run_of_record
from amends.tools.testrunners.testrunner import TestPlace
from amends.verifying.tree_files import FileChoice, folder_files

log = logging.getLogger(__name__)

PRODUCER = "tests"


def take_run(folder: Folder, run: Mapping[str, Any] | TestRun) -> None:
    """Bring the folder's failing tests up to date with one run."""
    known = {
        problem.test.test_id: problem
        for uri in folder.problems.uris()
        for problem in folder.problems.of_producer(PRODUCER, uri)
        if problem.test
    }
    run = run if isinstance(run, TestRun) else run_of_record(run)
    ReachedFiles(folder.root).remember(run)
    merged = merge_run(known, run, folder.root)
    touched = {problem.uri for problem in known.values()} | {problem.uri for problem in merged.values()}
    for uri in touched:
        _put(folder, uri, [problem for problem in merged.values() if problem.uri == uri])


async def run_tests(folder: Folder, targets: Sequence[str], snapshot: Snapshot | None = None) -> list[TestRun]:
    """Run the project's tests in the user's tree, as the user would; with a snapshot on its texts, in the shadow.

    `targets` are test ids or paths relative to the folder. There is a run for each framework.

    Raises:
        NotTrustedError: the folder is not trusted.
        ToolError: a framework is not there, or it could not run.
    """
    if not folder.settings.trusted:
        raise NotTrustedError("Tests run only in trusted folders; trust this one first (`amends trust PATH`).")
    seconds = max(folder.settings.tests_budget_seconds * 10, 300.0)
    if snapshot is None:
        runs = await _run_here(folder, targets, seconds)
    else:
        runs = await folder.workshop.prover.run_tests(targets, snapshot, seconds)
    for run in runs:
        take_run(folder, run)
    return runs


async def run_tests_job(folder: Folder, uri: str | None, ids: Sequence[str]) -> None:
    """The command: run, show, and say in one sentence how it went."""
    path = uri_to_path(uri) if uri else None
    targets = list(ids) or ([relative_path(path, folder.root)] if path else [])
    try:
        async with folder.client.progress("Amends: running tests") as progress:
            progress.report("tests")
            runs = await run_tests(folder, targets)
    except ToolError as error:
        report_tool_error(folder, "tests", error)
        return
    except NotTrustedError as error:
        folder.client.show_message(Severity.WARNING, error.sentence)
        return
    folder.client.show_message(Severity.INFORMATION, summary(runs))


def summary(runs: Sequence[TestRun]) -> str:
    """How runs went, in one sentence."""
    items = [item for run in runs for item in run.items]
    failed = sum(item.failed for item in items)
    passed = sum(item.outcome == "passed" for item in items)
    stopped = next((run for run in runs if not run.complete), None)
    if stopped:
        return (
            f"The test run did not finish: {stopped.error or 'it was ended'}; {passed} passed, {failed} failed so far."
        )
    if not runs:
        return "No tests were found here."
    return f"{passed} {'test' if passed == 1 else 'tests'} passed, {failed} failed."


async def _run_here(folder: Folder, targets: Sequence[str], seconds: float) -> list[TestRun]:
    choice = FileChoice(folder.root, folder.settings.privacy_ignore)
    files = sorted(await folder_files(folder.root, choice, use_git=True))
    place = TestPlace(folder.root, folder.root)
    runs = []
    for runner in find_runners(folder.root, folder.settings):
        wanted = await wanted_targets(runner, targets, files)
        if wanted is not None:
            runs.append(await runner.run(place, wanted, seconds))
    return runs


def _put(folder: Folder, uri: str, problems: Sequence[Problem]) -> None:
    folder.problems.put(PRODUCER, uri, problems)
    publish(folder, uri)
    request_search(folder, uri)
