"""Gate: the edit is larger than its problem."""

from __future__ import annotations

from collections.abc import Iterator

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change

NAME = "size"
LINES_OF_A_DIAGNOSTIC = 40
LINES_OF_A_TEST = 120
LINES_OF_A_PATCH = 1000
"""Of one file; what is longer nobody reads, so nobody sees what else it does."""


def check(change: Change) -> Iterator[GateFinding]:
    """More changed lines than a repair takes: a budget, and what the problem itself spans on top."""
    budget = LINES_OF_A_TEST if change.of_failing_test else LINES_OF_A_DIAGNOSTIC
    if change.is_patch:
        budget = LINES_OF_A_PATCH
    spans = sum(problem.range.end.line - problem.range.start.line for problem in change.own_problems)
    changed = max(map(len, change.changed_lines))
    if changed > budget + 2 * spans:
        where = change.line_after(min(change.changed_lines[1], default=0))
        yield change.finding(NAME, where, f"{changed} lines are changed, the budget is {budget + 2 * spans}.")
