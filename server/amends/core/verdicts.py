"""What verification found."""

from __future__ import annotations

from enum import StrEnum

import attrs

from amends.core.problems import Problem
from amends.core.text import Range


class CheckState(StrEnum):
    """What one check said. A check that timed out or crashed is UNKNOWN, never PASSED."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    """There was nothing to check; the reason says why. Does not stand in the way of a proof."""


class VerdictState(StrEnum):
    """What all checks together say."""

    PROVED = "proved"
    UNPROVED = "unproved"
    FAILED = "failed"


@attrs.frozen
class CheckResult:
    """One check of one candidate."""

    name: str
    """parse, gates, ruff, pytest …"""
    state: CheckState
    command: str = ""
    duration_ms: int = 0
    new_problems: tuple[Problem, ...] = ()
    repaired: tuple[Problem, ...] = ()
    """Problems that were there before and are gone; only looked for where no problem was given."""
    perhaps_repaired: tuple[Problem, ...] = ()
    """Tests that pass now and did not get to run before; one of each file, for the gates to look at."""
    reason: str | None = None
    count: int = 0
    """How many tests ran, for test checks."""
    before: int | None = None
    """How many problems a checker saw without the candidate; None where none was asked."""
    after: int | None = None
    """How many it saw with it."""
    still_there: bool = False
    """The problem that was to be fixed is still found."""
    output: str = ""
    """The tool's own words, cut to what a person reads; the next attempt gets it."""
    isolation: str = ""
    """What stood between the tool and the machine: ``bwrap``, ``process-group+limits``; empty where nothing more than
    a process group was needed, for no code of the project ran."""


@attrs.frozen
class GateFinding:
    """A gate refused the candidate, and where."""

    name: str
    uri: str
    range: Range
    reason: str
    asks: bool = False
    """The gate is set to ask: the candidate is not refused, but not proved either."""


@attrs.frozen
class Verdict:
    """Everything verification found, in the order it was checked."""

    state: VerdictState
    checks: tuple[CheckResult, ...] = ()
    gates: tuple[GateFinding, ...] = ()
    isolation: str = "none"
    duration_ms: int = 0

    @property
    def proved(self) -> bool:
        """Whether the candidate may be called a fix."""
        return self.state is VerdictState.PROVED

    @property
    def proof(self) -> str:
        """What proved it, for a title: ``ruff, 3 tests``."""
        passed = [check for check in self.checks if check.state is CheckState.PASSED]
        words = [_words(check) for check in passed if check.name not in {"parse", "gates"}]
        return ", ".join(words) or "parse"


def verdict_state(checks: tuple[CheckResult, ...], gates: tuple[GateFinding, ...]) -> VerdictState:
    """Failed if anything failed, proved if nothing is unknown and at least one real tool passed it, else unproved."""
    states = {check.state for check in checks}
    if CheckState.FAILED in states or not all(gate.asks for gate in gates):
        return VerdictState.FAILED
    seen_by_tool = any(check.state is CheckState.PASSED and check.name not in {"parse", "gates"} for check in checks)
    if gates or CheckState.UNKNOWN in states or not seen_by_tool:
        return VerdictState.UNPROVED
    return VerdictState.PROVED


def _words(check: CheckResult) -> str:
    if check.count:
        return f"{check.count} test{'' if check.count == 1 else 's'}"
    return check.name
