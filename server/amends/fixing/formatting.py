"""Candidates as the project's formatter has its code: a file that it leaves as it is stays so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from amends.core.errors import OverlappingEditsError
from amends.core.fixes import Candidate
from amends.core.snapshot import Document
from amends.core.text import Edit, Text, diff_edits

if TYPE_CHECKING:
    from amends.tools.formatters import Formatters

_LONG = 72
"""From this length on a line may be one that has to be broken, whatever the project's own limit."""


async def as_formatted(candidate: Candidate, document: Document, formatters: Formatters | None) -> Candidate:
    """The candidate as the formatter of its text has it; as it is where that would change other places too."""
    file = next((file for file in candidate.files if file.uri == document.uri), None)
    if formatters is None or file is None:
        return candidate
    try:
        after = document.text.edited(file.edits)
    except OverlappingEditsError:
        return candidate
    if not _may_differ(document.text, file.edits) or not await formatters.keeps(document):
        return candidate
    made = await formatters.formatted(document, after.content)
    if made is None or made == after.content:
        return candidate
    whole = attrs.evolve(file, edits=diff_edits(document.text.content, made))
    return attrs.evolve(candidate, files=tuple(whole if one is file else one for one in candidate.files))


def _may_differ(before: Text, edits: Sequence[Edit]) -> bool:
    """Whether lines came, went or became long: what stays within one line has the layout that it had."""
    for hunk in edits:
        if "\n" in hunk.new_text or "\n" in before.content[hunk.start : hunk.end]:
            return True
        start, end = before.line_span(before.position_at(hunk.start).line)
        if end - start + len(hunk.new_text) - (hunk.end - hunk.start) > _LONG:
            return True
    return False
