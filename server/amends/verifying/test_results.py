"""Results of test runs as check results, in words and places of the user's own tree."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import attrs

from amends.core.problems import Channel, Problem, Severity, TestFailure
from amends.core.text import Position, Range
from amends.core.verdicts import CheckResult, CheckState
from amends.platform.uris import path_to_uri
from amends.tools.testrunners.testreport import TestItem, TestRun

TESTS = "tests"
"""The name of the check where no framework is known, or none has to do with what was changed."""

_MOST_PROBLEMS = 20
_MOST_OUTPUT = 6_000


def in_real_tree(run: TestRun, shadow: Path, root: Path) -> TestRun:
    """A run in the shadow, told as if it had happened in the folder itself."""
    names = sorted({str(shadow), os.path.realpath(shadow)}, key=len, reverse=True)

    def told(words: str) -> str:
        for name in names:
            words = words.replace(name, str(root))
        return words

    def moved(item: TestItem) -> TestItem:
        frames = tuple(attrs.evolve(frame, path=told(frame.path)) for frame in item.frames)
        return attrs.evolve(
            item, path=told(item.path), message=told(item.message), traceback=told(item.traceback), frames=frames
        )

    items = tuple(moved(item) for item in run.items)
    return attrs.evolve(run, items=items, command=told(run.command), error=told(run.error), root=str(root))


def tests_passed(run: TestRun) -> CheckResult:
    """The result of a complete run without new failures; passed only if a test really passed."""
    passed = sum(item.outcome == "passed" for item in run.items)
    if passed:
        return CheckResult(run.framework, CheckState.PASSED, run.command, count=passed)
    if any(item.failed for item in run.items):
        return CheckResult(run.framework, CheckState.UNKNOWN, run.command)
    reason = "every test that covers it was skipped" if run.items else "no test was found where tests should be"
    return CheckResult(run.framework, CheckState.SKIPPED, run.command, reason=reason)


def tests_failed(run: TestRun, failed: Sequence[TestItem]) -> CheckResult:
    """The result of a run in which these tests fail because of the candidate."""
    output = "\n\n".join(f"{item.id}\n{item.traceback or item.message}" for item in failed)
    return CheckResult(
        run.framework,
        CheckState.FAILED,
        run.command,
        new_problems=tuple(test_problem(item, run.framework) for item in failed[:_MOST_PROBLEMS]),
        count=len(run.items),
        output=output[:_MOST_OUTPUT],
    )


def test_problem(item: TestItem, framework: str) -> Problem:
    """A failing test as a problem, placed at its test."""
    place = Position(item.line, 0)
    return Problem(
        source=framework,
        code=item.exception,
        message=f"{item.id}: {item.message}".rstrip(": "),
        uri=path_to_uri(Path(item.path)) if item.path else "",
        range=Range(place, place),
        severity=Severity.ERROR,
        channel=Channel.TEST,
        test=TestFailure(framework, item.id, item.traceback, item.frames),
    )
