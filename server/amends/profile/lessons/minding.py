"""What follows for lessons when something happened: some are born, some rise, some retire. Every step is an event."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from amends.profile.fold import reset_floor
from amends.profile.lessons.birth import Birth, from_edits, from_failures
from amends.profile.lessons.edit_rules import contradict
from amends.profile.lessons.lesson import TAUGHT, Lesson, all_lessons
from amends.profile.lessons.stages import next_stage
from amends.profile.storage.events import EventType, read_events, voided_events

Tell = Callable[[str, dict[str, Any]], object]
"""Writes one lesson event: the lesson's id, and the payload."""
LIVE = frozenset({"trial", "active"})


def after_edit(db: sqlite3.Connection, now: float, tell: Tell) -> None:
    """A developer edited one of our fixes."""
    _born(db, from_edits(db), tell)
    _review(db, now, tell, all_lessons(db))


def after_tries(db: sqlite3.Connection, kind: str, now: float, tell: Tell) -> None:
    """Candidates of a kind failed."""
    _born(db, from_failures(db, kind), tell)
    _review(db, now, tell, all_lessons(db))


def after_outcome(db: sqlite3.Connection, fix: str, now: float, tell: Tell) -> None:
    """A fix came to a conclusion: what it was made with, or without, is judged."""
    query = "SELECT item FROM credits WHERE fix = ? AND kind IN ('lesson', 'lesson-withheld')"
    credited = {row[0] for row in db.execute(query, (fix,))}
    if credited:
        _review(db, now, tell, [lesson for lesson in all_lessons(db) if lesson.id in credited])


def retire(db: sqlite3.Connection, lesson_id: str, because: str, tell: Tell) -> None:
    """Take a lesson out of use, unless somebody undid just that before."""
    if not _undone(db, lesson_id, "retired"):
        tell(lesson_id, {"action": "moved", "stage": "retired", "because": because})


def is_worded(db: sqlite3.Connection, lesson_id: str) -> bool:
    """Whether a model was asked for better words, whatever came of it."""
    return any(event.payload.get("action") == "worded" for event in _told(db, lesson_id))


def _born(db: sqlite3.Connection, births: Iterable[Birth], tell: Tell) -> None:
    known = {lesson.id: lesson for lesson in all_lessons(db)}
    for birth in list(births):
        cited = {one["id"] for one in birth["evidence"]}
        if birth["id"] in known:
            grown = known[birth["id"]].origin == "failures" and len(cited) > len(known[birth["id"]].evidence)
            if grown:
                tell(birth["id"], {"action": "grew", "evidence": birth["evidence"], "because": birth["because"]})
            continue
        alike = [lesson for lesson in known.values() if cited & {one.id for one in lesson.evidence}]
        if _was_born(db, birth["id"]) or _was_forgotten(db, cited) or any(one.stage != "candidate" for one in alike):
            continue
        if all(len(one.evidence) < len(cited) for one in alike):
            for lesson in alike:
                retire(db, lesson.id, f"taken up by {birth['id']}", tell)
            tell(birth["id"], {name: value for name, value in birth.items() if name != "id"})
            known = {lesson.id: lesson for lesson in all_lessons(db)}


def _review(db: sqlite3.Connection, now: float, tell: Tell, lessons: Iterable[Lesson]) -> None:
    for lesson in lessons:
        if lesson.origin == TAUGHT or lesson.pinned:
            continue
        move = _returned(lesson) or next_stage(lesson.stage, lesson.record, len(lesson.evidence), now)
        if move is None or _undone(db, lesson.id, move[0]):
            continue
        if move[0] == "trial" and not _wins(db, lesson, tell):
            continue
        tell(lesson.id, {"action": "moved", "stage": move[0], "because": move[1]})


def _returned(lesson: Lesson) -> tuple[str, str] | None:
    """A lesson that retired because its code was gone comes back with new evidence."""
    gone = lesson.stage == "retired" and lesson.because.endswith("is gone") and lesson.pattern
    newest = max((one.event for one in lesson.evidence), default=0)
    return ("trial", "it was seen again") if gone and newest > lesson.moved else None


def _wins(db: sqlite3.Connection, lesson: Lesson, tell: Tell) -> bool:
    """Whether a lesson may be tried beside the others: of two that contradict, the one with newer evidence."""
    for other in all_lessons(db):
        if other.id == lesson.id or other.stage not in LIVE or not contradict(db, lesson, other):
            continue
        if other.pinned or _newest(other) > _newest(lesson):
            retire(db, lesson.id, f"{other.id} says otherwise, with newer evidence", tell)
            return False
        retire(db, other.id, f"{lesson.id} says otherwise, with newer evidence", tell)
    return True


def _newest(lesson: Lesson) -> tuple[int, int]:
    """How recent and how specific the evidence is."""
    return max((one.event for one in lesson.evidence), default=0), -len(lesson.codes)


def _was_born(db: sqlite3.Connection, lesson_id: str) -> bool:
    """Whether it ever was; one whose birth was undone does not come again by itself."""
    return any(event.payload.get("action") == "born" for event in _told(db, lesson_id))


def _was_forgotten(db: sqlite3.Connection, cited: set[str]) -> bool:
    """Whether a forgotten lesson rests on most of the same evidence under another name."""
    query = "SELECT evidence FROM lessons JOIN marks ON item = lessons.id AND mark = 'forgotten'"
    ids = "SELECT json_extract(value, '$.id') FROM json_each(?)"
    for (evidence,) in db.execute(query).fetchall():
        known = {row[0] for row in db.execute(ids, (evidence,))}
        if len(known & cited) * 2 >= len(known):
            return True
    return False


def _undone(db: sqlite3.Connection, lesson_id: str, stage: str) -> bool:
    """Whether somebody took this very step back before."""
    voided = voided_events(db)
    return any(event.payload.get("stage") == stage and event.number in voided for event in _told(db, lesson_id))


def _told(db: sqlite3.Connection, lesson_id: str) -> list[Any]:
    return list(read_events(db, after=reset_floor(db), types=(EventType.LESSON,), subject=lesson_id))
