"""Reasons for people: what is said once is enough."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change

IF_MEANT = "If the behaviour is meant to change, set gates.weakened-test to off for this proof."
VALUES_CHANGED = "The test passes because its own values were changed; the code was not repaired."
_EXPECTS_FAILURE = re.compile(r"should_panic|xfail|expectedFailure|\.(fails|failing)\b")
_LONG_HUNK = 15
_OF_A_PLACE = frozenset(
    {
        "weakened-test",
        "test-internals",
        "special-case",
        "deleted-code",
        "broad-except",
        "outside-call",
        "hidden-unicode",
    }
)
"""Gates that come to the same by several ways: one part of the edit has one reason."""


def once(change: Change, findings: Sequence[GateFinding]) -> Iterator[GateFinding]:
    """The findings of one gate in one file without those that say again what an earlier one said."""
    if len(findings) < 2:  # noqa: PLR2004 -- one says nothing twice
        yield from findings
        return
    seen: set[Hashable] = set()
    for finding in findings:
        line = finding.range.start.line
        place = _place(change, line) if finding.name in _OF_A_PLACE else line
        if place not in seen and finding.reason not in seen:
            seen |= {place, finding.reason}
            yield finding


def _place(change: Change, line: int) -> Hashable:
    """The hunk, or of a long one, such as a new file, the line."""
    number = hunk_at(change, line)
    is_long = number < len(change.hunks) and change.hunks[number].new_text.count("\n") > _LONG_HUNK
    return ("line", line) if is_long else ("hunk", number)


def stopped(how: str) -> str:
    """What is told of a way to keep a test from running, or to have it pass when it fails."""
    turned = _EXPECTS_FAILURE.search(how) is not None
    return f"`{how}` makes the test pass when it fails." if turned else f"`{how}` keeps a test from running."


def one_for_each_place(change: Change, findings: Iterable[GateFinding]) -> Iterator[GateFinding]:
    """The first of several findings about the same changed lines: one assertion is changed once."""
    seen: set[int] = set()
    for finding in findings:
        place = hunk_at(change, finding.range.start.line)
        if place not in seen:
            seen.add(place)
            yield finding


def hunk_at(change: Change, line: int) -> int:
    """The number of the hunk that a line, before or after, is nearest to."""
    shift, nearest = 0, {}
    for number, hunk in enumerate(change.hunks):
        places = (change.before.position_at(hunk.start).line, change.after.position_at(hunk.start + shift).line)
        nearest[number] = min(abs(line - place) for place in places)
        shift += len(hunk.new_text) - (hunk.end - hunk.start)
    return min(nearest, key=lambda number: nearest[number], default=line)
