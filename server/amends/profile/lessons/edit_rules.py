"""A lesson's edit template at work: what the developers of this project would write instead."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from amends.core.text import Text
from amends.learning.pattern import Pattern, PatternRecord
from amends.learning.suggest import suggest
from amends.platform.files import language_of
from amends.profile.lessons.delta_patterns import edit_pattern
from amends.profile.lessons.deltas import edit_problem, load_delta, touched
from amends.profile.lessons.lesson import Lesson
from amends.profile.storage.events import read_event


def rewritten(pattern: Pattern, base: Text, fixed: Text, line: int, path: str) -> Text | None:
    """A fixed text as the template would have it; None where the template does not fit what the fix wrote.

    `base` is the text before the fix, `line` the zero-based line of its problem.
    """
    place = touched(base, fixed, line)
    if place is None:
        return None
    record = PatternRecord(pattern, stage="active")
    problem = edit_problem("file:///" + path, place)
    found = suggest([record], problem, fixed, language_of(Path(path)), path)
    other = fixed.edited(found[0].edits) if found else fixed
    return other if other != fixed else None


def contradict(db: sqlite3.Connection, one: Lesson, other: Lesson) -> bool:
    """Whether one's template makes something else of the code that the other was learned from, or undoes it."""
    pattern = edit_pattern(db, one.pattern) if one.pattern else None
    if pattern is None or not other.pattern or not other.evidence:
        return False
    delta = load_delta(db, read_event(db, other.evidence[-1].event))
    if delta is None:
        return False
    record = PatternRecord(pattern, stage="active")
    for text, wanted in ((delta.before, delta.after), (delta.after, delta.after)):
        problem = edit_problem(delta.problem.uri, delta.problem.range)
        found = suggest([record], problem, Text(text), delta.language, delta.path)
        if found and Text(text).edited(found[0].edits).content != wanted:
            return True
    return False
