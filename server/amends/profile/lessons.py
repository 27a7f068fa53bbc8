"""Lessons: sentences for the model. What a person taught is active at once: they said so."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

import attrs

from amends.profile.events import Event
from amends.profile.scopes import in_scope


@attrs.frozen
class Lesson:
    """One sentence, where it holds, and the event it was taught by."""

    id: str
    text: str
    scope: str
    event: int

    def as_json(self) -> dict[str, Any]:
        """A lesson as people and other programs read it."""
        return {"id": self.id, "text": self.text, "scope": self.scope, "stage": "active", "evidence": "you said so"}


def lesson_id(text: str) -> str:
    """The same sentence has the same id."""
    return "l_" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def fold_taught(db: sqlite3.Connection, event: Event) -> None:
    """Store a lesson; teaching it again moves its scope, and brings it back when it was forgotten."""
    db.execute(
        "INSERT OR REPLACE INTO lessons (id, text, scope, event) VALUES (?, ?, ?, ?)",
        (event.subject, event.payload["text"], event.payload["scope"], event.number),
    )


def active_lessons(db: sqlite3.Connection) -> tuple[Lesson, ...]:
    """All lessons in use, oldest first; a scope given later replaces the one they were taught with."""
    rows = db.execute(
        "SELECT id, text, coalesce((SELECT value FROM marks WHERE item = lessons.id AND mark = 'scope' "
        "AND marks.event > lessons.event), scope), event FROM lessons WHERE NOT EXISTS (SELECT 1 FROM marks "
        "WHERE item = lessons.id AND mark = 'forgotten' AND marks.event > lessons.event) ORDER BY event"
    )
    return tuple(Lesson(*row) for row in rows)


def lessons_for(lessons: tuple[Lesson, ...], path: str) -> tuple[str, ...]:
    """The sentences that hold for a file."""
    return tuple(lesson.text for lesson in lessons if in_scope(lesson.scope, path))
