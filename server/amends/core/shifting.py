"""Carrying places through edits."""

from __future__ import annotations

from collections.abc import Sequence

from amends.core.text import Edit, Range, Text


def shift_offset(offset: int, edits: Sequence[Edit], *, after: bool = False) -> int:
    """Where an offset stands after edits that all refer to the same text.

    An offset inside replaced code goes to the replacement's start, or to its end with `after`; text inserted exactly
    at the offset pushes it only with `after`.
    """
    moved = 0
    for edit in sorted(edits):
        if edit.end < offset or (edit.end == offset and (after or edit.start < edit.end)):
            moved += len(edit.new_text) - (edit.end - edit.start)
        elif edit.start < offset:
            return edit.start + moved + (len(edit.new_text) if after else 0)
        else:
            break
    return offset + moved


def shift_edits(edits: Sequence[Edit], change: Sequence[Edit]) -> tuple[Edit, ...] | None:
    """The same edits on the changed text, or None when the change touches what they replace."""
    for edit in edits:
        if any(other.start <= edit.end and edit.start <= other.end for other in change):
            return None
    return tuple(
        Edit(shift_offset(edit.start, change), shift_offset(edit.end, change), edit.new_text) for edit in edits
    )


def shift_range(place: Range, text: Text, change: Sequence[Edit]) -> Range:
    """A range of `text` as it stands after the change."""
    start, end = text.span_of(place)
    changed = text.edited(change)
    new_start = shift_offset(start, change)
    return changed.range_of(new_start, max(new_start, shift_offset(end, change, after=start != end)))
