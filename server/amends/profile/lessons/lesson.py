"""Lessons: sentences for the model, some with an edit template that also shapes what patterns and tools propose."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from amends.profile.citations import Citation
from amends.profile.fixes import CONCLUDED
from amends.profile.items import item_json, kept_difference, kept_rate
from amends.profile.lessons.delta_patterns import edit_pattern
from amends.profile.lessons.stages import LessonRecord
from amends.profile.scopes import in_scope
from amends.profile.storage.events import Event

USED, WITHHELD = "lesson", "lesson-withheld"
"""Kinds of ingredients: a lesson that a candidate was made with, and one that was kept from it as a control."""
TAUGHT, TEAM = "taught", "team"
BY_PEOPLE = frozenset({TAUGHT, TEAM})
"""Origins of lessons that somebody said on purpose: used wherever they hold."""
_MARK = "(SELECT value FROM marks WHERE item = lessons.id AND mark = '{}' AND marks.event > lessons.event)"
_SCOPE, _PINNED, _FORGOTTEN = (_MARK.format(mark) for mark in ("scope", "pinned", "forgotten"))
_TIME = "(SELECT time FROM events WHERE events.id = lessons.event)"
_COLUMNS = (
    f"id, text, coalesce({_SCOPE}, scope), event, origin, codes, pattern, evidence, stage, because, "
    f"{_PINNED} IS NOT NULL, {_TIME}, moved"
)


@attrs.frozen
class Lesson:
    """One sentence, where it holds, where it comes from and how it fared."""

    id: str
    text: str
    scope: str
    event: int
    origin: str
    """taught (by a person), team (by others), edits (of our fixes), failures (of candidates)."""
    codes: tuple[str, ...]
    """Rules it speaks of; empty: all."""
    pattern: str
    """Id of its edit template among the templates of edits; empty when it has none."""
    evidence: tuple[Citation, ...]
    stage: str
    because: str
    pinned: bool = False
    time: float = 0.0
    moved: int = 0
    """The event that brought it to its stage."""
    record: LessonRecord = attrs.field(factory=LessonRecord)

    def holds(self, code: str, path: str) -> bool:
        """Whether it speaks of a rule's findings in a file."""
        return (not self.codes or code in self.codes) and in_scope(self.scope, path)

    def as_json(self, root: Path | None = None) -> dict[str, Any]:
        """A lesson as people and other programs read it."""
        record = self.record
        common = item_json(
            self.id,
            "lesson",
            stage=self.stage,
            evidence=self.evidence,
            effect=kept_rate(*record.used)
            if self.origin in BY_PEOPLE
            else kept_difference(record.used, record.withheld),
            last_used=record.last_used or None,
            pinned=self.pinned,
            scope=self.scope,
            root=root,
        )
        return {**common, "text": self.text, "origin": self.origin, "because": self.because, "codes": list(self.codes)}


def lesson_id(text: str) -> str:
    """The same sentence (or template) has the same id."""
    return "l_" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def fold_taught(db: sqlite3.Connection, event: Event) -> None:
    """Store a lesson; teaching it again moves its scope, and brings it back when it was forgotten."""
    payload = event.payload
    said = Citation(event.id, event.number, "", 0, event.time, after=payload["text"], source="taught")
    row = (TAUGHT, "[]", "", _evidence_column([said]), "active", "you said so", event.number)
    db.execute(
        "INSERT OR REPLACE INTO lessons VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (event.subject, payload["text"], payload["scope"], event.number, *row),
    )


def fold_lesson(db: sqlite3.Connection, event: Event) -> None:
    """A lesson was born, moved to another stage, or was put into better words."""
    payload = event.payload
    if "erased" in payload:
        return
    match payload.get("action"):
        case "born":
            codes, evidence = json.dumps(payload["codes"]), json.dumps(payload.get("evidence", []))
            born = (payload["origin"], codes, payload["pattern"], evidence, "candidate", payload["because"])
            db.execute(
                "INSERT OR REPLACE INTO lessons VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (event.subject, payload["text"], payload["scope"], event.number, *born, event.number),
            )
        case "moved":
            db.execute(
                "UPDATE lessons SET stage = ?, because = ?, moved = ? WHERE id = ?",
                (payload["stage"], payload["because"], event.number, event.subject),
            )
        case "grew":
            grown = (json.dumps(payload.get("evidence", [])), payload["because"], event.subject)
            db.execute("UPDATE lessons SET evidence = ?, because = ? WHERE id = ?", grown)
        case "worded":
            db.execute("UPDATE lessons SET text = ? WHERE id = ?", (payload["text"], event.subject))


def all_lessons(db: sqlite3.Connection) -> tuple[Lesson, ...]:
    """All lessons that were not forgotten, oldest first; a scope given later replaces the one they began with."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM lessons WHERE {_FORGOTTEN} IS NULL ORDER BY event"  # noqa: S608 -- ours
    ).fetchall()
    return tuple(_lesson(db, row) for row in rows)


def known_lessons(db: sqlite3.Connection, shared: Iterable[tuple[str, str]]) -> tuple[Lesson, ...]:
    """Our own lessons, then those that others share, as ``(text, scope)``; forgotten ones left out of both."""
    own = all_lessons(db)
    marks = {(item, mark): value for item, mark, value in db.execute("SELECT item, mark, value FROM marks")}
    known = {lesson.id for lesson in own}
    others = [(lesson_id(text), text, scope) for text, scope in shared]
    return own + tuple(
        Lesson(
            id=item,
            text=text,
            scope=marks.get((item, "scope"), scope),
            event=0,
            origin=TEAM,
            codes=(),
            pattern="",
            evidence=(),
            stage="active",
            because="your team says so",
            pinned=(item, "pinned") in marks,
            record=lesson_record(db, item, 0.0),
        )
        for item, text, scope in others
        if item not in known and (item, "forgotten") not in marks
    )


def evidence_payload(citations: list[Citation]) -> list[dict[str, Any]]:
    """Evidence as an event keeps it."""
    return [attrs.asdict(one) for one in citations]


def _lesson(db: sqlite3.Connection, row: tuple[Any, ...]) -> Lesson:
    item, text, scope, event, origin, codes, pattern, evidence, stage, because, pinned, time, moved = row
    cited = _agreeing(db, pattern) or tuple(Citation(**_known(one)) for one in json.loads(evidence))
    codes = tuple(json.loads(codes))
    record = lesson_record(db, item, time)
    return Lesson(
        item, text, scope, event, origin, codes, pattern, cited, stage, because, bool(pinned), time, moved, record
    )


def lesson_record(db: sqlite3.Connection, item: str, born: float) -> LessonRecord:
    """Counted when read: outcomes of fixes with the lesson among their ingredients, and of those without it."""
    marks = ", ".join("?" * len(CONCLUDED))
    query = (
        f"SELECT credits.kind, credits.outcome = 'kept', path, CAST(time / 86400 AS INTEGER) FROM credits "  # noqa: S608
        f"JOIN fixes ON fixes.id = fix WHERE item = ? AND credits.kind IN (?, ?) AND credits.outcome IN ({marks})"
    )
    rows = db.execute(query, (item, USED, WITHHELD, *CONCLUDED)).fetchall()
    used = [row for row in rows if row[0] == USED]
    withheld = [row for row in rows if row[0] == WITHHELD]
    last = db.execute("SELECT max(time) FROM credits WHERE item = ? AND kind = ?", (item, USED)).fetchone()[0]
    return LessonRecord(
        (sum(row[1] for row in used), len(used)),
        (sum(row[1] for row in withheld), len(withheld)),
        len({row[2] for row in used}),
        len({row[3] for row in used}),
        max(last or 0.0, born),
    )


def _agreeing(db: sqlite3.Connection, pattern_id: str) -> tuple[Citation, ...]:
    """The edits that a lesson's template reproduces today, oldest first."""
    pattern = edit_pattern(db, pattern_id) if pattern_id else None
    if pattern is None:
        return ()
    query = (
        "SELECT fix, event, path, line, date, before, after FROM deltas "
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY event"
    )
    rows = db.execute(query, (json.dumps(pattern.evidence),)).fetchall()
    return tuple(
        Citation(fix, event, path, line, date, before, after, "edited")
        for fix, event, path, line, date, before, after in rows
    )


def _evidence_column(citations: list[Citation]) -> str:
    return json.dumps(evidence_payload(citations))


def _known(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a citation as it is today; what an older or newer version kept beside them is passed over."""
    names = {field.name for field in attrs.fields(Citation)}
    return {name: value for name, value in stored.items() if name in names}
