"""What differs between two Python texts, as statements, without parsing the second text whole.

A module is a list of statements, and where one ends and the next begins is known from the first text's tree. So the
statements before the first difference and after the last stay as they are, and only what lies between is parsed: the
edit of one line of a long file costs a few statements. Incremental parsers (Wagner and Graham, Efficient and flexible
incremental parsing, 1998) reuse subtrees at every depth; the top level is enough here.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

import attrs

from amends.core.text import Text
from amends.syntax.python_trees import parse_python

_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)


@attrs.frozen(eq=False)
class Side:
    """The lines `first` to `stop` (without it) of one of the texts, zero-based, and the statements that they hold."""

    first: int
    stop: int
    statements: tuple[ast.stmt, ...]


@attrs.frozen(eq=False)
class ChangedPart:
    """What differs between two texts that both parse, whole top-level statements and the lines around them."""

    before: Side
    after: Side
    leading: tuple[ast.stmt, ...]
    """The top-level statements before it. As behind it, their places are those of the text before."""
    trailing: tuple[ast.stmt, ...]


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
        if fewer >= 0 and (part := _between(before, after, body, fewer, trail)):
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
    while 0 < lead < len(body) and first_line(body[lead]) <= _last_line(body[lead - 1]):
        lead -= 1
    begin = _start_of(before, body, lead)
    same = shared_start(old[begin:][::-1], new[begin:][::-1])
    trail = max(lead, bisect_left(body, len(old) - same, key=lambda statement: starts[first_line(statement)]))
    moved = len(new) - len(old)
    while trail < len(body) and not _starts_anew(body, trail, new, starts[first_line(body[trail])] + moved):
        trail += 1
    return lead, trail


def _starts_anew(body: Sequence[ast.stmt], at: int, new: str, start: int) -> bool:
    """Whether a statement has its first line to itself and the ones after it, in the text after too."""
    alone = at == 0 or first_line(body[at]) > _last_line(body[at - 1])
    return alone and (start == 0 or new[start - 1] in "\r\n")


def _between(before: Text, after: Text, body: Sequence[ast.stmt], lead: int, trail: int) -> ChangedPart | None:
    first, begin = _line_after(body, lead), _start_of(before, body, lead)
    if lead and before.line(first - 1).endswith("\\"):
        return None  # the next line goes on with this one, though it was empty
    if 0 < lead < len(body) and first_line(body[lead]) < first:
        return None
    stop = first_line(body[trail]) if trail < len(body) else before.line_count
    tail = len(before.content) - (before.line_starts[stop] if trail < len(body) else len(before.content))
    end = len(after.content) - tail
    stop_after = after.position_at(end).line if tail else after.line_count
    try:
        statements = parse_python("\n" * first + after.content[begin:end]).body
    except _ERRORS:
        return None
    old, new = Side(first, stop, tuple(body[lead:trail])), Side(first, stop_after, tuple(statements))
    return ChangedPart(old, new, tuple(body[:lead]), tuple(body[trail:]))


def _start_of(text: Text, body: Sequence[ast.stmt], lead: int) -> int:
    line = _line_after(body, lead)
    return text.line_starts[line] if line < text.line_count else len(text.content)


def _line_after(body: Sequence[ast.stmt], lead: int) -> int:
    return _last_line(body[lead - 1]) + 1 if lead else 0


def _last_line(statement: ast.stmt) -> int:
    return (statement.end_lineno or statement.lineno) - 1
