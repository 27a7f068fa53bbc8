"""Edit deltas: what developers changed in our fixes before they kept them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

import attrs

from amends.core.outcomes import Example
from amends.core.problems import Problem
from amends.core.text import Range, Text, diff_edits
from amends.learning.imports.editing import without_needless_imports
from amends.profile.citations import Citation, shown_change
from amends.profile.examples import example_payload, load_example
from amends.profile.kinds import column_kind
from amends.profile.lessons.delta_patterns import learn_edit
from amends.profile.storage.events import Event
from amends.syntax.tree import Trees

_COLUMNS = "id, fix, code, event, path, line, date, before, after"
_NEWEST = 200


@attrs.frozen
class Delta:
    """One edit of one fix: the lines as we offered them, and as the developer left them."""

    id: str
    fix: str
    code: str
    event: int
    path: str
    line: int
    date: float
    before: str
    after: str

    def citation(self) -> Citation:
        """The edit as evidence."""
        return Citation(self.fix, self.event, self.path, self.line, self.date, self.before, self.after, "edited")


def delta_payload(db: sqlite3.Connection, delta: Example | None) -> dict[str, Any]:
    """What an outcome event keeps of the edit; its `before` is the text with our fix, its problem lies in that."""
    return {"delta": example_payload(db, delta)} if delta else {}


def load_delta(db: sqlite3.Connection, event: Event) -> Example | None:
    """The edit of an outcome event; None when there was none, or it was erased.

    An import that the edit made needless counts as removed: the developer was not there yet when we looked.
    """
    kept: Mapping[str, Any] | None = event.payload.get("delta")
    delta = load_example(db, kept) if kept and "problem" in kept else None
    if delta is None:
        return None
    trees = Trees()
    before, after = (trees.tree(text, delta.language) for text in (delta.before, delta.after))
    return attrs.evolve(delta, after=without_needless_imports(before, after)) if before and after else delta


def fold_delta(db: sqlite3.Connection, event: Event) -> None:
    """Keep the edit of a fix, and learn from it; a later outcome of the same fix replaces it."""
    db.execute("DELETE FROM deltas WHERE fix = ?", (event.subject,))
    delta = load_delta(db, event)
    if delta is None:
        return
    line = delta.problem.range.start.line
    before, after = shown_change(delta.before, delta.after, line)
    row = db.execute("SELECT kind FROM fixes WHERE id = ?", (event.subject,)).fetchone()
    code = column_kind(row[0]).code if row else ""
    db.execute(
        "INSERT OR REPLACE INTO deltas VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (delta.id, event.subject, code, event.number, delta.path, line, event.time, before, after),
    )
    learn_edit(db, delta, event.number)


def newest_deltas(db: sqlite3.Connection, limit: int = _NEWEST) -> tuple[Delta, ...]:
    """The last edits, oldest first."""
    query = f"SELECT {_COLUMNS} FROM deltas ORDER BY event DESC LIMIT ?"  # noqa: S608 -- fixed words
    return tuple(Delta(*row) for row in reversed(db.execute(query, (limit,)).fetchall()))


def edit_problem(uri: str, place: Range) -> Problem:
    """The problem that an edit of our fix answers to, whatever rule the fix was for: that Amends wrote this."""
    return Problem("amends", "edit", "", uri, place)


def touched(base: Text, changed: Text, line: int) -> Range | None:
    """Where a fix shows in the changed text: the hunk nearest to a line of the base; None where it only removes."""
    hunks = diff_edits(base.content, changed.content)
    if not hunks:
        return None
    moved = 0
    places: list[tuple[int, Range]] = []
    for hunk in hunks:
        start = hunk.start + moved
        end = start + len(hunk.new_text)
        moved += len(hunk.new_text) - (hunk.end - hunk.start)
        if hunk.new_text.strip():
            distance = abs(base.position_at(hunk.start).line - line)
            places.append((distance, _whole_lines(changed, start, end)))
    return min(places, key=lambda one: one[0])[1] if places else None


def _whole_lines(text: Text, start: int, end: int) -> Range:
    """From the first to the last character that is no white space, of the lines that a span touches."""
    first, _ = text.line_span(text.position_at(start).line)
    _, last = text.line_span(text.position_at(end - 1 if text.content[end - 1 : end] == "\n" else end).line)
    covered = text.content[first:last]
    begin = first + len(covered) - len(covered.lstrip())
    return text.range_of(begin, max(begin, first + len(covered.rstrip())))
