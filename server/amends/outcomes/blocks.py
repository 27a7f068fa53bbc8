"""The lines a fix touched, carried through every later change of the text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

import attrs

from amends.core.text import Edit, Text, apply_edits, diff_edits

# A line end is a word of its own, so that changing it moves no block into the next line.
_TOKEN = re.compile(r"\w+|\r\n|\r|\n|[^\S\r\n]+|.", re.DOTALL)
_LONGEST_HUNK = 20_000
"""Beyond that a hunk is not compared word by word."""


@attrs.frozen
class Block:
    """Whole lines before and after a fix; `start:end` is where they stand in the present text."""

    base_start: int
    base_end: int
    before: str
    after: str
    start: int
    end: int

    def now(self, text: Text) -> str:
        """What stands there now."""
        return text.content[self.start : self.end]


def blocks_of(base: Text, edits: Sequence[Edit]) -> tuple[Block, ...]:
    """The line blocks that edits touch, neighbours joined, placed in the text with the edits applied."""
    spans: list[list[int]] = []
    for edit in sorted(edits):
        start, end = _whole_lines(base, edit)
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    blocks: list[Block] = []
    moved = 0
    for start, end in spans:
        inside = [
            attrs.evolve(edit, start=edit.start - start, end=edit.end - start)
            for edit in edits
            if start <= edit.start and edit.end <= end
        ]
        after = apply_edits(base.content[start:end], inside)
        blocks.append(Block(start, end, base.content[start:end], after, start + moved, start + moved + len(after)))
        moved += len(after) - (end - start)
    return tuple(blocks)


def carried(block: Block, change: Iterable[Edit]) -> Block:
    """A block after a change of the text it stands in.

    An edit inside belongs to the block, one that reaches over its edge takes its replacement in; what is inserted right
    before or behind a block that still has text does not belong to it.
    """
    start, end = block.start, block.end
    for edit in sorted(change, reverse=True):
        grown = len(edit.new_text) - (edit.end - edit.start)
        outside_after = edit.start > end or (edit.start == end and start != end)
        outside_before = edit.end < start or (edit.end == start and start != end)
        if outside_after:
            continue
        if outside_before:
            start, end = start + grown, end + grown
        else:
            start, end = min(start, edit.start), max(end, edit.end) + grown
    return attrs.evolve(block, start=start, end=end)


def fine_edits(before: str, after: str) -> tuple[Edit, ...]:
    """What differs between two texts, line by line and then word by word."""
    return tuple(fine for hunk in diff_edits(before, after) for fine in _fine(before, hunk))


def _whole_lines(text: Text, edit: Edit) -> tuple[int, int]:
    """The lines an edit touches, with their ends; a whole-line deletion or insertion touches no neighbour."""
    first = text.position_at(edit.start)
    last = text.position_at(edit.end)
    start = text.line_starts[first.line]
    if edit.end > edit.start and last.character == 0:
        return start, edit.end
    if edit.start == edit.end and first.character == 0 and edit.new_text.endswith(("\n", "\r")):
        return start, start
    following = last.line + 1
    return start, text.line_starts[following] if following < text.line_count else len(text.content)


def _fine(before: str, hunk: Edit) -> list[Edit]:
    old, new = before[hunk.start : hunk.end], hunk.new_text
    if len(old) + len(new) > _LONGEST_HUNK or not old or not new:
        return [hunk]
    olds, news = _TOKEN.findall(old), _TOKEN.findall(new)
    offsets = [hunk.start]
    for token in olds:
        offsets.append(offsets[-1] + len(token))
    matcher = difflib.SequenceMatcher(None, olds, news, autojunk=False)
    return [
        Edit(offsets[i], offsets[j], "".join(news[k:m])) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"
    ]
