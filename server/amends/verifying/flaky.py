"""Tests that pass and fail by turns: told from real failures by running again, and remembered."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

import attrs

from amends.platform.files import write_file
from amends.platform.paths import data_home
from amends.tools.testrunners.testreport import TestItem, TestRun

_MOST_REMEMBERED = 500
_BASE_RUNS = 2
MOST_RERUN = 20
"""More than so many new failures are no flicker."""

Rerun = Callable[[Sequence[str]], Awaitable[TestRun]]


class FlakyTests:
    """The tests of one folder known to flicker, kept in the user's data folder."""

    def __init__(self, root: Path) -> None:
        self._file = data_home() / "flaky" / f"{hashlib.sha256(str(root).encode()).hexdigest()[:16]}.json"

    def known(self) -> frozenset[str]:
        """Ids of tests that were seen to flicker."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            return frozenset(json.loads(self._file.read_text(encoding="utf-8"))["tests"])
        return frozenset()

    def remember(self, ids: Iterable[str]) -> None:
        """Add tests; the oldest go when there are too many."""
        tests = [*dict.fromkeys([*sorted(self.known()), *ids])][-_MOST_REMEMBERED:]
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_file(self._file, json.dumps({"schema": 1, "tests": tests}))


@attrs.frozen
class Settled:
    """What running failed tests again has shown."""

    flickering: tuple[str, ...] = ()
    """They fail without the candidate too, at times."""
    doubtful: tuple[str, ...] = ()
    """They failed and passed with the candidate, and only passed without it."""


async def settle(
    failed: Sequence[TestItem], known: frozenset[str], with_it: Rerun, without: Rerun, *, times: int = 1
) -> Settled:
    """Run tests again that fail with a candidate and passed without it: which of them flicker, and which may.

    Those that go on failing are run so many `times` with it.
    """
    if not failed or len(failed) > MOST_RERUN:
        return Settled()
    ids = [item.id for item in failed]
    again: set[str] = set()
    for _ in range(times):
        if left := [test for test in ids if test not in again]:
            again |= passing(await with_it(left))
    # What always failed is run once more without the candidate only where it is known to flicker.
    suspects = [test for test in ids if test in again or test in known]
    flickering: set[str] = set()
    for _ in range(_BASE_RUNS if suspects else 0):
        run = await without([test for test in suspects if test not in flickering])
        flickering |= {item.id for item in run.items if item.failed}
        if flickering >= set(suspects):
            break
    flickering |= again & known
    return Settled(tuple(test for test in ids if test in flickering), tuple(sorted(again - flickering)))


def without_tests(run: TestRun, ids: Iterable[str]) -> TestRun:
    """The run as if these tests had not been in it."""
    left_out = frozenset(ids)
    return attrs.evolve(run, items=tuple(item for item in run.items if item.id not in left_out))


def passing(run: TestRun) -> set[str]:
    """Ids of the tests that passed."""
    return {item.id for item in run.items if item.outcome == "passed"}
