"""What a developer changed in a fix before keeping it, as something to learn from."""

from __future__ import annotations

from pathlib import Path

from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.text import Edit, Text, apply_edits, diff_edits
from amends.outcomes.tracked import TrackedFile, TrackedFix
from amends.platform.files import language_of
from amends.profile.lessons.deltas import edit_problem, touched

_IMPORT = ("import ", "from ")


def edit_of(tracked: TrackedFix, name: str, now: float) -> Example | None:
    """The text with our fix, and with the developer's edit of it; `name` is the path it goes by in the profile.

    None when there is nothing to learn: several files, nothing left of the fix, or nothing changed in it.
    """
    file = tracked.files.get(tracked.uri)
    if tracked.problem is None or file is None or len(tracked.files) > 1 or _is_gone(tracked, file):
        return None
    offered = file.base.edited([Edit(block.base_start, block.base_end, block.after) for block in file.blocks])
    place = touched(file.base, offered, tracked.problem.range.start.line)
    kept = developers_answer(file)
    if place is None or kept == offered.content:
        return None
    problem, language = edit_problem(tracked.uri, place), language_of(Path(name))
    return Example(problem, offered.content, kept, language, name, ExampleSource.EDITED, now)


def developers_answer(file: TrackedFile) -> str:
    """The developer's version of a fix, with the imports they added for it elsewhere in the file."""
    version = Text(file.developers_version)
    added = [hunk for hunk in diff_edits(version.content, file.seen.content) if _only_imports(hunk)]
    return apply_edits(version.content, added)


def _is_gone(tracked: TrackedFix, file: TrackedFile) -> bool:
    """Whether a fix that no longer stands was removed rather than rewritten."""
    if tracked.outcome is not OutcomeClass.SUPERSEDED:
        return False
    return not all(block.now(file.seen).strip() for block in file.blocks if block.after.strip())


def _only_imports(hunk: Edit) -> bool:
    lines = [line for line in hunk.new_text.splitlines() if line.strip()]
    return hunk.start == hunk.end and bool(lines) and all(line.startswith(_IMPORT) for line in lines)
