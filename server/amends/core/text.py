"""Immutable text with exact positions, and edits on it.

Everything inside Amends counts in code points; only `lsp/` knows the client's encoding. A line ends at LF, CR LF or
CR and nowhere else: a form feed or U+2028 stays inside its line, unlike with `str.splitlines`.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

import attrs

from amends.core.errors import OverlappingEditsError
from amends.core.line_index import line_starts, moved_line_starts

_LINE_END = re.compile(r"\r\n|\r|\n")


@attrs.frozen(order=True)
class Position:
    """A place in a text: zero-based line and code point in that line."""

    line: int
    character: int


@attrs.frozen(order=True)
class Range:
    """From `start` up to, not including, `end`."""

    start: Position
    end: Position

    def overlaps(self, other: Range) -> bool:
        """Whether the two share a place; touching ends count, as they do for a cursor at a diagnostic's edge."""
        return self.start <= other.end and other.start <= self.end


@attrs.frozen(order=True)
class Edit:
    """Replaces the code points `start:end` of a text by `new_text`."""

    start: int
    end: int
    new_text: str


@attrs.define(frozen=True, slots=False, eq=False)
class Text:
    """A text that never changes, with its line index and hash computed once, when first asked for."""

    content: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and other.content == self.content

    def __hash__(self) -> int:
        return hash(self.content)

    @cached_property
    def hash(self) -> str:
        """A short stable fingerprint of the content, the same in every process."""
        return text_hash(self.content)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first code point of every line; a text that ends in a line end has an empty last line."""
        return line_starts(self.content)

    @cached_property
    def line_end(self) -> str:
        """The line end this text uses most, LF when it has none."""
        ends = [match.group() for match in _LINE_END.finditer(self.content)]
        return max(("\n", "\r\n", "\r"), key=ends.count)

    @property
    def line_count(self) -> int:
        """Number of lines, at least one."""
        return len(self.line_starts)

    def line_span(self, line: int) -> tuple[int, int]:
        """Offsets of a line's first code point and of its line end; lines past the last are empty at the end."""
        if line >= self.line_count:
            return len(self.content), len(self.content)
        start = self.line_starts[line]
        stop = self.line_starts[line + 1] if line + 1 < self.line_count else len(self.content)
        while stop > start and self.content[stop - 1] in "\r\n":
            stop -= 1
        return start, stop

    def line(self, line: int) -> str:
        """A line without its line end."""
        start, stop = self.line_span(line)
        return self.content[start:stop]

    def offset_at(self, position: Position) -> int:
        """Offset of a position; past the end of a line means the end of that line, past the last line the end."""
        if position.line < 0:
            return 0
        start, stop = self.line_span(position.line)
        return min(start + max(position.character, 0), stop)

    def position_at(self, offset: int) -> Position:
        """Position of an offset, clamped into the text."""
        offset = min(max(offset, 0), len(self.content))
        line = bisect_right(self.line_starts, offset) - 1
        return Position(line, offset - self.line_starts[line])

    def span_of(self, place: Range) -> tuple[int, int]:
        """Start and end offset of a range."""
        start = self.offset_at(place.start)
        return start, max(start, self.offset_at(place.end))

    def range_of(self, start: int, end: int) -> Range:
        """Range of two offsets."""
        return Range(self.position_at(start), self.position_at(end))

    def slice(self, place: Range) -> str:
        """The text inside a range."""
        start, end = self.span_of(place)
        return self.content[start:end]

    def edited(self, edits: Iterable[Edit]) -> Text:
        """This text with edits applied.

        Raises:
            OverlappingEditsError: two edits touch the same code points, or one lies outside the text.
        """
        changes = tuple(edits)
        text = Text(apply_edits(self.content, changes))
        if len(changes) == 1 and "line_starts" in self.__dict__:
            [edit] = changes
            index = moved_line_starts(self.line_starts, text.content, edit.start, edit.end, len(edit.new_text))
            text.__dict__["line_starts"] = index  # where cached_property keeps it
        return text


def text_hash(content: str) -> str:
    """Fingerprint of a text: 16 hexadecimal digits of its SHA-256, lone surrogates allowed."""
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def apply_edits(content: str, edits: Iterable[Edit]) -> str:
    """Apply edits that all refer to `content`; insertions at one place keep the order they come in.

    Raises:
        OverlappingEditsError: two edits touch the same code points, or one lies outside the text.
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    pieces: list[str] = []
    done = 0
    for edit in ordered:
        if edit.start < done or edit.end < edit.start or edit.end > len(content):
            raise OverlappingEditsError("The edits overlap or lie outside the text; ask for the fix again.")
        pieces += (content[done : edit.start], edit.new_text)
        done = edit.end
    return "".join([*pieces, content[done:]])


def split_lines(content: str) -> list[str]:
    """Lines with their ends, split only where LSP and editors split."""
    text = Text(content)
    bounds = [*text.line_starts, len(content)]
    return [content[start:stop] for start, stop in pairwise(bounds) if start < stop]


def diff_edits(before: str, after: str) -> tuple[Edit, ...]:
    """The smallest line-aligned hunks that turn `before` into `after`, each trimmed to what differs inside it."""
    if before == after:
        return ()
    old, new = split_lines(before), split_lines(after)
    # Nearly all differences are small; comparing only what lies between equal ends keeps long files linear.
    head = _common_prefix(old, new)
    tail = _common_prefix(old[head:][::-1], new[head:][::-1])
    skipped = sum(map(len, old[:head]))
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    offsets = _offsets(old, skipped)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        _trimmed(before, offsets[i], offsets[j], "".join(new[k:m]))
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    )


def _offsets(lines: Sequence[str], start: int) -> list[int]:
    offsets = [start]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    return offsets


def _trimmed(before: str, start: int, end: int, new: str) -> Edit:
    old = before[start:end]
    prefix = _common_prefix(old, new)
    suffix = _common_prefix(old[prefix:][::-1], new[prefix:][::-1])
    return Edit(start + prefix, end - suffix, new[prefix : len(new) - suffix])


def _common_prefix(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
