"""The event log: what happened, in order. Events are never changed but by `erase`, and never deleted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from amends.core.errors import UnknownItemError

SCHEMA = 1
_COLUMNS = "id, time, type, subject, payload"


class EventType(StrEnum):
    """What can happen to a profile. Readers skip types they do not know: a newer Amends may have written them."""

    LEARNED = "exampleLearned"
    RECORDED = "fixRecorded"
    OUTCOME = "outcome"
    REJECTED = "rejected"
    PROBLEMS = "problems"
    TAUGHT = "taught"
    LESSON = "lesson"
    TRIED = "tried"
    GOVERNED = "governed"
    IMPORTED = "teamImported"
    UNDONE = "undone"
    ERASED = "erased"
    MINED = "historyMined"
    ASKED = "modelAsked"


@attrs.frozen
class Event:
    """One thing that happened. `subject` is what it is about (kind, fix, context, item), to find it by."""

    number: int
    time: float
    type: str
    subject: str
    payload: Mapping[str, Any]

    @property
    def id(self) -> str:
        """What a person passes to `undo`."""
        return f"v_{self.number}"


def event_number(event_id: str) -> int:
    """The row of an event id.

    Raises:
        UnknownItemError: it is no event id.
    """
    prefix, _, number = event_id.partition("_")
    if prefix != "v" or not number.isdecimal():
        name = event_id or "An empty name"
        raise UnknownItemError(f"{name} is no event of this profile; `amends profile show` lists the last changes.")
    return int(number)


def append_event(
    db: sqlite3.Connection, time: float, event_type: EventType, subject: str, payload: Mapping[str, Any]
) -> Event:
    """Add one event to the log."""
    full = {"schema": SCHEMA, **payload}
    cursor = db.execute(
        "INSERT INTO events (time, type, subject, payload) VALUES (?, ?, ?, ?)",
        (time, event_type.value, subject, json.dumps(full, separators=(",", ":"), sort_keys=True)),
    )
    return Event(int(cursor.lastrowid or 0), time, event_type.value, subject, full)


def read_events(
    db: sqlite3.Connection, *, after: int = 0, types: Collection[str] = (), subject: str | None = None
) -> Iterator[Event]:
    """Events in the order they happened; fetched before the first is given, so that the caller may write meanwhile."""
    wanted = ", ".join("?" * len(types))
    where = ["id > ?", *([f"type IN ({wanted})"] if types else []), *(["subject = ?"] if subject is not None else [])]
    values = [after, *sorted(types), *([subject] if subject is not None else [])]
    query = f"SELECT id FROM events WHERE {' AND '.join(where)} ORDER BY id"  # noqa: S608 -- only fixed words and marks
    for (number,) in db.execute(query, values).fetchall():
        yield read_event(db, number)


def read_event(db: sqlite3.Connection, number: int) -> Event:
    """One event.

    Raises:
        UnknownItemError: there is none with that number.
    """
    row = db.execute(f"SELECT {_COLUMNS} FROM events WHERE id = ?", (number,)).fetchone()  # noqa: S608 -- fixed words
    if row is None:
        raise UnknownItemError(f"v_{number} is no event of this profile; `amends profile show` lists the last changes.")
    return Event(row[0], row[1], row[2], row[3], json.loads(row[4]))


def voided_events(db: sqlite3.Connection) -> frozenset[int]:
    """Numbers of events that were undone; undoing an undo brings its target back."""
    voided: set[int] = set()
    # The newest undo counts first: one that was itself undone takes nothing away.
    for undone in reversed(list(read_events(db, types=(EventType.UNDONE,)))):
        if undone.number not in voided:
            voided.add(int(undone.payload["event"]))
    return frozenset(voided)
