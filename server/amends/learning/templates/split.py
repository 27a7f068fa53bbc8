"""One edit that repaired several problems, taken apart into an example for each."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import attrs

from amends.core.outcomes import Example
from amends.core.problems import Problem
from amends.core.text import Edit, Text, apply_edits, diff_edits

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def split_example(example: Example, problems: Sequence[Problem]) -> tuple[Example, ...]:
    """For each problem an example whose before side has the others' edits already.

    Edits belong to the problem they are nearest to. One example stays one when the edits cannot be told apart.
    """
    text = Text(example.before)
    spans = [text.span_of(problem.range) for problem in problems]
    edits = word_edits(example.before, example.after)
    owners = [_nearest(edit, spans) for edit in edits]
    if len(problems) < 2 or len(set(owners)) < len(problems):  # noqa: PLR2004 -- nothing to take apart
        return (example,)
    parts = []
    for index, problem in enumerate(problems):
        others = [edit for edit, owner in zip(edits, owners, strict=True) if owner != index]
        before = apply_edits(example.before, others)
        shift = sum(len(edit.new_text) - (edit.end - edit.start) for edit in others if edit.end <= spans[index][0])
        place = Text(before).range_of(spans[index][0] + shift, spans[index][1] + shift)
        parts.append(attrs.evolve(example, problem=attrs.evolve(problem, range=place), before=before))
    return tuple(parts)


def word_edits(before: str, after: str) -> tuple[Edit, ...]:
    """The edits between two texts in whole words."""
    found: list[Edit] = []
    for hunk in diff_edits(before, after):
        start = before.rfind("\n", 0, hunk.start) + 1
        head = before[start : hunk.start]
        stop = before.find("\n", hunk.end)
        tail = before[hunk.end : stop if stop >= 0 else len(before)]
        old, new = _TOKEN.findall(before[start : hunk.end] + tail), _TOKEN.findall(head + hunk.new_text + tail)
        found += _between(start, old, new)
    return tuple(found)


def _between(start: int, old: list[str], new: list[str]) -> list[Edit]:
    offsets = [start]
    for token in old:
        offsets.append(offsets[-1] + len(token))
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Edit(offsets[i], offsets[j], "".join(new[k:m])) for tag, i, j, k, m in codes if tag != "equal"]


def _nearest(edit: Edit, spans: Sequence[tuple[int, int]]) -> int:
    def distance(index: int) -> int:
        start, end = spans[index]
        return max(start - edit.end, edit.start - end, 0)

    return min(range(len(spans)), key=distance)
