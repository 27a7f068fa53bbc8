"""What a developer changed in a fix before keeping it, as something to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.text import Edit, Text, apply_edits, diff_edits
from amends.outcomes.similarity import four_gram
from amends.outcomes.tracked import TrackedFile, TrackedFix
from amends.platform.files import language_of
from amends.profile.lessons.deltas import edit_problem, touched

_IMPORT = ("import ", "from ")
_BESIDE = 3
"""Changes with fewer lines between them are one, as in a diff with its context."""
_LIKE = 0.3


def edit_of(tracked: TrackedFix, name: str, now: float) -> Example | None:
    """The text with our fix, and with the developer's edit of it; `name` is the path it goes by in the profile.

    None when there is nothing to learn: several files, nothing left of the fix, or nothing changed in it.
    """
    file = tracked.files.get(tracked.uri)
    if tracked.problem is None or file is None or len(tracked.files) > 1:
        return None
    offered = file.base.edited([Edit(block.base_start, block.base_end, block.after) for block in file.blocks])
    place = touched(file.base, offered, tracked.problem.range.start.line)
    rewritten = tracked.outcome is OutcomeClass.SUPERSEDED
    kept = _rewritten(file, offered) if rewritten else developers_answer(file)
    if place is None or kept == offered.content:
        return None
    problem, language = edit_problem(tracked.uri, place), language_of(Path(name))
    return Example(problem, offered.content, kept, language, name, ExampleSource.EDITED, now)


def developers_answer(file: TrackedFile) -> str:
    """The developer's version of a fix, with the imports they added for it elsewhere in the file."""
    version = Text(file.developers_version)
    added = [hunk for hunk in diff_edits(version.content, file.seen.content) if _only_imports(hunk)]
    return apply_edits(version.content, added)


def _rewritten(file: TrackedFile, offered: Text) -> str:
    """The text with our fix, and with what was written instead of it, also around the lines that the fix had changed.

    The offered text where the fix is gone, and nothing like it and its surroundings was written there.
    """
    hunks = diff_edits(offered.content, file.seen.content)
    near = _near(offered, hunks, _spans(file))
    kept = apply_edits(offered.content, [hunk for hunk in hunks if hunk in near or _only_imports(hunk)])
    return kept if not _is_gone(file) or _is_like(offered, near) else offered.content


def _is_gone(file: TrackedFile) -> bool:
    """Whether nothing is left in the lines that the fix had changed."""
    return not all(block.now(file.seen).strip() for block in file.blocks if block.after.strip())


def _spans(file: TrackedFile) -> list[tuple[int, int]]:
    """Where the fix stood in the text that it was offered in."""
    moved = 0
    spans: list[tuple[int, int]] = []
    for block in file.blocks:
        spans.append((block.base_start + moved, block.base_start + moved + len(block.after)))
        moved += len(block.after) - len(block.before)
    return spans


def _near(offered: Text, hunks: Sequence[Edit], spans: Sequence[tuple[int, int]]) -> list[Edit]:
    """The changes that touch one of the spans, and those that stand beside these."""
    reached = [_lines(offered, start, end) for start, end in spans]
    near: list[Edit] = []
    while more := [hunk for hunk in hunks if hunk not in near and _touches(_lines_of(offered, hunk), reached)]:
        near += more
        reached += [(first - _BESIDE, last + _BESIDE) for first, last in (_lines_of(offered, hunk) for hunk in more)]
    return sorted(near)


def _is_like(offered: Text, near: Sequence[Edit]) -> bool:
    """Whether what stands around the changes is still much of what stood there."""
    if not near:
        return False
    first, last = offered.position_at(near[0].start).line, offered.position_at(near[-1].end).line
    start, end = offered.line_span(first)[0], offered.line_span(last)[1]
    inside = [Edit(edit.start - start, edit.end - start, edit.new_text) for edit in near]
    before = offered.content[start:end]
    return four_gram(before, apply_edits(before, inside)) >= _LIKE


def _lines_of(text: Text, edit: Edit) -> tuple[int, int]:
    return _lines(text, edit.start, edit.end)


def _lines(text: Text, start: int, end: int) -> tuple[int, int]:
    """The first and last line that a span has something of."""
    return text.position_at(start).line, text.position_at(max(end - 1, start)).line


def _touches(lines: tuple[int, int], reached: Sequence[tuple[int, int]]) -> bool:
    return any(first <= lines[1] and lines[0] <= last for first, last in reached)


def _only_imports(hunk: Edit) -> bool:
    lines = [line for line in hunk.new_text.splitlines() if line.strip()]
    return hunk.start == hunk.end and bool(lines) and all(line.startswith(_IMPORT) for line in lines)
