"""Where lines start, computed once and then carried through edits: typing in a long file must not scan it again."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

_LINE_END = re.compile(r"\r\n|\r|\n")


def line_starts(content: str) -> tuple[int, ...]:
    """Offset of the first code point of every line; a text that ends in a line end has an empty last line."""
    if "\r" in content:
        return (0, *(match.end() for match in _LINE_END.finditer(content)))
    return (0, *accumulate([len(line) + 1 for line in content.split("\n")[:-1]]))


def moved_line_starts(starts: tuple[int, ...], content: str, start: int, end: int, length: int) -> tuple[int, ...]:
    """`line_starts(content)`, where `starts` are those of the text before `start:end` was replaced by `length` points.

    Only from the line before the change to the line behind it is scanned: a carriage return and a line feed may have
    come together or apart at either edge.
    """
    first = bisect_right(starts, max(start - 1, 0)) - 1
    last = bisect_left(starts, end + 1)
    delta = length - (end - start)
    stop = starts[last] + delta if last < len(starts) else len(content) + 1
    between = [match.end() for match in _LINE_END.finditer(content, starts[first], min(stop, len(content)))]
    behind = starts[last:] if not delta else [offset + delta for offset in starts[last:]]
    return (*starts[: first + 1], *(offset for offset in between if offset < stop), *behind)
