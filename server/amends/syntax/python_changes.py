"""What differs between two Python texts, as statements, without parsing the second text whole.

A module is a list of statements, and where one ends and the next begins is known from the first text's tree. So the
statements whose lines stand in the second text too stay as they are, and only what lies between them is parsed: an edit
of a long file costs a few statements. Incremental parsers (Wagner and Graham, Efficient and flexible incremental
parsing, 1998) reuse subtrees at every depth; the top level is enough here.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import attrs

from amends.core.text import Text
from amends.syntax.python_trees import parse_python

_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)
_FEW = 4
"""So few statements between the first and the last difference are not looked through for equal ones."""


@attrs.frozen(eq=False)
class Side:
    """What differs in one of the texts: spans of lines (zero-based, the end not in it), the statements they hold."""

    spans: tuple[tuple[int, int], ...]
    statements: tuple[ast.stmt, ...]


@attrs.frozen(eq=False)
class ChangedPart:
    """What differs between two texts that both parse: whole top-level statements, and lines between them."""

    before: Side
    after: Side
    outline: tuple[ast.stmt, ...]
    """All top-level statements of the text after; of those that do not differ the places are the text before's."""


@attrs.frozen
class _Run:
    """The statements `first` to `last` (without it) of the text before, which both texts have in the same words."""

    first: int
    last: int
    old: tuple[int, int]
    """Offsets in the text before: whole lines."""
    new: tuple[int, int]


@lru_cache(maxsize=4)
def changed_part(before: Text, after: Text) -> ChangedPart | None:
    """What differs; both texts parse then. None where it cannot be told: it says nothing of whether they parse."""
    try:
        body = parse_python(before.content).body
    except _ERRORS:
        return None
    if "\ufeff" in before.content[:1] + after.content[:1]:
        return None  # the mark is no part of what the parser sees, so places would be off
    lead, trail = _same_around(before, after, body)
    # The first line that differs may go on with the statement before it (`else:`, a deeper line).
    for fewer in (lead, lead - 1):
        if fewer >= 0 and (part := _part(before, after, body, list(_runs(before, after, body, fewer, trail)))):
            return part
    return None


def shared_start(one: str, other: str) -> int:
    """Length of the common start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def first_line(statement: ast.stmt) -> int:
    """Zero-based line a statement starts on, decorators included."""
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", ())
    return min(statement.lineno, *(decorator.lineno for decorator in decorators), statement.lineno) - 1


def _same_around(before: Text, after: Text, body: Sequence[ast.stmt]) -> tuple[int, int]:
    """How many of the first statements end before the first difference, and the index of the first one behind all."""
    old, new = before.content, after.content
    starts = (*before.line_starts, len(old) + 1)
    lead = bisect_right(body, shared_start(old, new), key=lambda statement: starts[_last_line(statement) + 1])
    while 0 < lead < len(body) and not _stands_alone(body, lead):
        lead -= 1
    begin = _offset(before, _last_line(body[lead - 1]) + 1 if lead else 0)
    same = shared_start(old[begin:][::-1], new[begin:][::-1])
    trail = max(lead, bisect_left(body, len(old) - same, key=lambda statement: starts[first_line(statement)]))
    moved = len(new) - len(old)
    while trail < len(body) and not (
        _stands_alone(body, trail) and _starts_line(new, starts[first_line(body[trail])] + moved)
    ):
        trail += 1
    return lead, trail


def _runs(before: Text, after: Text, body: Sequence[ast.stmt], lead: int, trail: int) -> Iterator[_Run]:
    old, new = before.content, after.content
    begin = _offset(before, _last_line(body[lead - 1]) + 1 if lead else 0)
    end = _offset(before, first_line(body[trail])) if trail < len(body) else len(old)
    moved = len(new) - len(old)
    yield _Run(0, lead, (0, begin), (0, begin))
    at = begin
    for index in range(lead, trail) if trail - lead > _FEW else ():
        start, stop = _offset(before, first_line(body[index])), _offset(before, _last_line(body[index]) + 1)
        found = new.find(old[start:stop], at, end + moved) if _has_its_lines(body, index) else -1
        if found >= 0 and _starts_line(new, found) and old[stop - 1] in "\r\n":
            yield _Run(index, index + 1, (start, stop), (found, at := found + stop - start))
    yield _Run(trail, len(body), (end, len(old)), (end + moved, len(new)))


def _part(before: Text, after: Text, body: Sequence[ast.stmt], runs: Sequence[_Run]) -> ChangedPart | None:
    old_spans: list[tuple[int, int]] = []
    new_spans: list[tuple[int, int]] = []
    changed: list[ast.stmt] = []
    new: list[ast.stmt] = []
    outline = list(body[: runs[0].last])
    for one, other in pairwise(runs):
        gone = body[one.last : other.first]
        old_gap, new_gap = (one.old[1], other.old[0]), (one.new[1], other.new[0])
        if gone or before.content[slice(*old_gap)] != after.content[slice(*new_gap)]:
            if (came := _parsed(before, after, one, new_gap)) is None:
                return None
            old_spans.append(_lines(before, *old_gap))
            new_spans.append(_lines(after, *new_gap))
            changed += gone
            new += came
            outline += came
        outline += body[other.first : other.last]
    sides = Side(tuple(old_spans), tuple(changed)), Side(tuple(new_spans), tuple(new))
    return ChangedPart(*sides, tuple(outline))


def _parsed(before: Text, after: Text, run: _Run, gap: tuple[int, int]) -> list[ast.stmt] | None:
    """The statements of a gap of the text after, at their places in it."""
    if run.first < run.last and before.content[: run.old[1]].rstrip("\r\n").endswith("\\"):
        return None  # the next line goes on with this one, though it was empty
    try:
        return parse_python("\n" * after.position_at(gap[0]).line + after.content[slice(*gap)]).body
    except _ERRORS:
        return None


def _lines(text: Text, start: int, stop: int) -> tuple[int, int]:
    """The lines of a stretch that begins at a line's start and ends at one, or with the text."""
    return text.position_at(start).line, text.position_at(stop).line if stop < len(text.content) else text.line_count


def _has_its_lines(body: Sequence[ast.stmt], at: int) -> bool:
    """Whether a statement shares no line with those beside it."""
    return _stands_alone(body, at) and (at + 1 == len(body) or _stands_alone(body, at + 1))


def _stands_alone(body: Sequence[ast.stmt], at: int) -> bool:
    """Whether a statement starts below the one before it."""
    return at == 0 or first_line(body[at]) > _last_line(body[at - 1])


def _starts_line(content: str, offset: int) -> bool:
    return offset == 0 or content[offset - 1] in "\r\n"


def _offset(text: Text, line: int) -> int:
    return text.line_starts[line] if line < text.line_count else len(text.content)


def _last_line(statement: ast.stmt) -> int:
    return (statement.end_lineno or statement.lineno) - 1
