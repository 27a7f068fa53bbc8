"""Failing tests as problems: from the spool that the pytest plugin fills, from the client, and from our own runs."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from amends.core.errors import NotTrustedError, ToolError, ToolMissingError
from amends.core.problems import Problem, Severity
from amends.core.snapshot import Snapshot
from amends.loop.background import request_search
from amends.loop.checking import publish
from amends.loop.finding import report_tool_error
from amends.loop.folder import Folder
from amends.platform.uris import uri_to_path
from amends.problems.testruns import merge_run
from amends.tools.pytest import run_pytest
from amends.tools.testreport import TestRun

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
    merged = merge_run(known, run, folder.root)
    touched = {problem.uri for problem in known.values()} | {problem.uri for problem in merged.values()}
    for uri in touched:
        _put(folder, uri, [problem for problem in merged.values() if problem.uri == uri])


async def run_tests(folder: Folder, targets: Sequence[str], snapshot: Snapshot | None = None) -> TestRun:
    """Run the project's tests in the user's tree, as the user would; with a snapshot on its texts, in the shadow.

    `targets` are test ids or paths relative to the folder.

    Raises:
        NotTrustedError: the folder is not trusted.
        ToolError: there is no interpreter with pytest, or it could not run.
    """
    if not folder.settings.trusted:
        raise NotTrustedError("Tests run only in trusted folders; trust this one first (`amends trust PATH`).")
    if folder.equipment.interpreter is None:
        raise ToolMissingError("No Python was found for this project; set amends.interpreter.")
    seconds = max(folder.settings.tests_budget_seconds * 10, 300.0)
    if snapshot is None:
        run = await run_pytest(folder.equipment.interpreter, folder.root, targets, seconds=seconds)
    else:
        run = await folder.workshop.prover.run_tests(targets, snapshot, seconds)
    take_run(folder, run)
    return run


async def run_tests_job(folder: Folder, uri: str | None, ids: Sequence[str]) -> None:
    """The command: run, show, and say in one sentence how it went."""
    path = uri_to_path(uri) if uri else None
    targets = list(ids) or ([str(path)] if path and path.name.endswith(".py") else [])
    try:
        async with folder.client.progress("Amends: running tests") as progress:
            progress.report("pytest")
            run = await run_tests(folder, targets)
    except ToolError as error:
        report_tool_error(folder, "pytest", error)
        return
    except NotTrustedError as error:
        folder.client.show_message(Severity.WARNING, error.sentence)
        return
    folder.client.show_message(Severity.INFORMATION, summary(run))


def summary(run: TestRun) -> str:
    """How a run went, in one sentence."""
    failed = sum(item.outcome in {"failed", "error"} for item in run.items)
    passed = sum(item.outcome == "passed" for item in run.items)
    if not run.complete:
        return f"The test run did not finish: {run.error or 'it was ended'}; {passed} passed, {failed} failed so far."
    return f"{passed} {'test' if passed == 1 else 'tests'} passed, {failed} failed."


def _put(folder: Folder, uri: str, problems: Sequence[Problem]) -> None:
    folder.problems.put(PRODUCER, uri, problems)
    publish(folder, uri)
    request_search(folder, uri)
