"""Everything else from events: the one fold, used when something happens and when the profile is rebuilt."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping

from amends.profile.errors import fold_problems
from amends.profile.fixes import fold_outcome, fold_recorded
from amends.profile.governance import Action, fold_mark
from amends.profile.lessons.deltas import fold_delta
from amends.profile.lessons.lesson import fold_lesson, fold_taught
from amends.profile.lessons.tries import fold_tries
from amends.profile.patterns import PatternTable
from amends.profile.storage.events import Event, EventType, read_event, read_events, voided_events
from amends.profile.storage.schema import DERIVED, FOLD_VERSION
from amends.profile.storage.seals import break_seal, standing_kinds

Report = Callable[[int, int], None]
_LEARNED = ("patterns", "examples", "seals")


class Fold:
    """Keeps the derived tables true to the events. Every method runs inside the caller's transaction."""

    def __init__(self, patterns: PatternTable) -> None:
        self._patterns = patterns

    def add(self, db: sqlite3.Connection, event: Event) -> None:
        """Take one new event in."""
        if event.type == EventType.UNDONE:
            self._undo(db, read_event(db, event.payload["event"]))
        elif _is_reset(event):
            _clear(db, DERIVED)
        else:
            self._fold(db, event)
            if event.payload.get("action") == Action.FORGET and (kind := event.payload["kind"]):
                self.relearn(db, kind)
        _set_meta(db, "folded", event.number)

    def catch_up(self, db: sqlite3.Connection) -> None:
        """Fold again what is missing, or everything when the rules of folding have changed."""
        last = db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]
        if _meta(db, "foldVersion") != FOLD_VERSION:
            self.rebuild(db)
        elif _meta(db, "folded") < last:
            for event in list(read_events(db, after=_meta(db, "folded"))):
                self.add(db, event)

    def rebuild(self, db: sqlite3.Connection, report: Report | None = None) -> None:
        """Empty the derived tables and fold all events that still count; `report` gets done and total.

        Patterns that would come out the same are kept (see seals.py).
        """
        live = list(live_events(db))
        # What people said comes first: an example that was forgotten since need not be learned at all.
        ordered = sorted(live, key=lambda event: event.type != EventType.GOVERNED)
        standing = self._clear_for(db, live)
        for done, event in enumerate(ordered, 1):
            if event.type != EventType.LEARNED or event.subject not in standing:
                self._fold(db, event)
            if report:
                report(done, len(ordered))
        _set_meta(db, "folded", db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])
        _set_meta(db, "foldVersion", FOLD_VERSION)

    def _clear_for(self, db: sqlite3.Connection, live: list[Event]) -> frozenset[str]:
        """Empty the derived tables but for the patterns of kinds that would come out the same; returns those kinds."""
        _clear(db, tuple(table for table in DERIVED if table not in _LEARNED))
        for event in live:
            if event.type == EventType.GOVERNED:
                fold_mark(db, event)
        forgotten = frozenset(row[0] for row in db.execute("SELECT item FROM marks WHERE mark = 'forgotten'"))
        standing = standing_kinds(db, live, forgotten)
        for table in _LEARNED:
            kinds = [row[0] for row in db.execute(f"SELECT DISTINCT kind FROM {table}")]  # noqa: S608 -- our own names
            gone = [(kind,) for kind in kinds if kind not in standing]
            db.executemany(f"DELETE FROM {table} WHERE kind = ?", gone)  # noqa: S608 -- our own names
        return standing

    def relearn(self, db: sqlite3.Connection, kind: str) -> None:
        """Learn a kind's patterns again from the examples that still count; the record of their fixes stays."""
        break_seal(db, kind)
        db.execute("DELETE FROM patterns WHERE kind = ?", (kind,))
        db.execute("DELETE FROM examples WHERE kind = ?", (kind,))
        for event in live_events(db, (EventType.LEARNED,), kind):
            self._patterns.learn(db, event)

    def relearn_edits(self, db: sqlite3.Connection) -> None:
        """Learn what edits of our fixes have in common again, from those that still count."""
        _clear(db, ("deltas", "delta_patterns"))
        for event in live_events(db, (EventType.OUTCOME,)):
            if "delta" in event.payload:
                fold_delta(db, event)

    def forget_code(self, db: sqlite3.Connection) -> None:
        """After code was erased: edits, tries and lessons again from what is left of their events."""
        self.relearn_edits(db)
        self._fold_anew(db, ("lessons", "tries"), EventType.TAUGHT, EventType.LESSON, EventType.TRIED)

    def _fold(self, db: sqlite3.Connection, event: Event) -> None:
        if event.type == EventType.LEARNED:
            self._patterns.learn(db, event)
        for fold in _FOLDS.get(event.type, ()):
            fold(db, event)

    def _undo(self, db: sqlite3.Connection, target: Event) -> None:
        """Fold again only what the target had a part in."""
        while target.type == EventType.UNDONE:
            target = read_event(db, target.payload["event"])
        match target.type:
            case EventType.LEARNED:
                self.relearn(db, target.subject)
            case EventType.RECORDED | EventType.OUTCOME:
                self._refold(db, "fixes", "id", (EventType.RECORDED, EventType.OUTCOME), target.subject)
                if "delta" in target.payload:
                    self.relearn_edits(db)
            case EventType.REJECTED:
                self._refold(db, "rejections", "context", (EventType.REJECTED,), target.subject)
            case EventType.TAUGHT | EventType.LESSON:
                self._refold(db, "lessons", "id", (EventType.TAUGHT, EventType.LESSON), target.subject)
            case EventType.PROBLEMS:
                self._fold_anew(db, ("spells",), EventType.PROBLEMS)
            case EventType.TRIED:
                self._fold_anew(db, ("tries",), EventType.TRIED)
            case EventType.GOVERNED if not _is_reset(target):
                self._undo_mark(db, target)
            case _:
                self.rebuild(db)

    def _undo_mark(self, db: sqlite3.Connection, target: Event) -> None:
        self._refold(db, "marks", "item", (EventType.GOVERNED,), target.subject)
        if kind := target.payload["kind"]:
            self.relearn(db, kind)

    def _fold_anew(self, db: sqlite3.Connection, tables: tuple[str, ...], *types: EventType) -> None:
        _clear(db, tables)
        for event in live_events(db, types):
            self._fold(db, event)

    def _refold(
        self, db: sqlite3.Connection, table: str, column: str, types: tuple[EventType, ...], subject: str
    ) -> None:
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", (subject,))  # noqa: S608 -- fixed words
        db.execute("DELETE FROM credits WHERE fix = ?", (subject,))
        for event in live_events(db, types, subject):
            self._fold(db, event)


def _fold_rejected(db: sqlite3.Connection, event: Event) -> None:
    db.execute(
        "INSERT OR REPLACE INTO rejections (context, reason, event) VALUES (?, ?, ?)",
        (event.subject, event.payload["reason"], event.number),
    )


_FOLDS: Mapping[str, tuple[Callable[[sqlite3.Connection, Event], None], ...]] = {
    EventType.RECORDED: (fold_recorded,),
    EventType.OUTCOME: (fold_outcome, fold_delta),
    EventType.REJECTED: (_fold_rejected,),
    EventType.PROBLEMS: (fold_problems,),
    EventType.TAUGHT: (fold_taught,),
    EventType.LESSON: (fold_lesson,),
    EventType.TRIED: (fold_tries,),
    EventType.GOVERNED: (fold_mark,),
}


def live_events(
    db: sqlite3.Connection, types: tuple[EventType, ...] = (), subject: str | None = None
) -> Iterator[Event]:
    """The events that still count: not undone, and after the last reset."""
    voided = voided_events(db)
    floor = reset_floor(db)
    return (event for event in read_events(db, after=floor, types=types, subject=subject) if event.number not in voided)


def reset_floor(db: sqlite3.Connection) -> int:
    """The event of the last reset that still stands; nothing up to it counts."""
    voided = voided_events(db)
    resets = [event.number for event in read_events(db, types=(EventType.GOVERNED,)) if _is_reset(event)]
    return max((number for number in resets if number not in voided), default=0)


def _is_reset(event: Event) -> bool:
    return event.type == EventType.GOVERNED and event.payload["action"] == Action.RESET


def _clear(db: sqlite3.Connection, tables: tuple[str, ...]) -> None:
    for table in tables:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 -- names of our own tables


def _meta(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return 0 if row is None else int(row[0])


def _set_meta(db: sqlite3.Connection, name: str, value: int) -> None:
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
