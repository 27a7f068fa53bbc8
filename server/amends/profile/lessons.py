"""Lessons: sentences for the model. What a person taught is active at once: they said so."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

import attrs

from amends.profile.citations import Citation
from amends.profile.events import Event
from amends.profile.items import item_json
from amends.profile.scopes import in_scope


@attrs.frozen
class Lesson:
    """One sentence, where it holds, and the event it was taught by."""

    id: str
    text: str
    scope: str
    event: int
    time: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """A lesson as people and other programs read it."""
        taught = Citation(f"v_{self.event}", self.event, "", 0, self.time, after=self.text, source="taught")
        common = item_json(self.id, "lesson", stage="active", evidence=[taught], scope=self.scope)
        return {**common, "text": self.text, "origin": "taught", "because": "you said so"}


def lesson_id(text: str) -> str:
    """The same sentence has the same id."""
    return "l_" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def fold_taught(db: sqlite3.Connection, event: Event) -> None:
    """Store a lesson; teaching it again moves its scope, and brings it back when it was forgotten."""
    db.execute(
        "INSERT OR REPLACE INTO lessons VALUES (?, ?, ?, ?, 'taught', '', '', '[]', 'active', 'you said so', ?)",
        (event.subject, event.payload["text"], event.payload["scope"], event.number, event.number),
    )


def active_lessons(db: sqlite3.Connection) -> tuple[Lesson, ...]:
    """All lessons in use, oldest first; a scope given later replaces the one they were taught with."""
    rows = db.execute(
        "SELECT id, text, coalesce((SELECT value FROM marks WHERE item = lessons.id AND mark = 'scope' "
        "AND marks.event > lessons.event), scope), event, (SELECT time FROM events WHERE events.id = lessons.event) "
        "FROM lessons WHERE NOT EXISTS (SELECT 1 FROM marks "
        "WHERE item = lessons.id AND mark = 'forgotten' AND marks.event > lessons.event) ORDER BY event"
    )
    return tuple(Lesson(*row) for row in rows)


def lessons_for(lessons: tuple[Lesson, ...], path: str) -> tuple[str, ...]:
    """The sentences that hold for a file."""
    return tuple(lesson.text for lesson in lessons if in_scope(lesson.scope, path))
