"""What can be saved of a damaged profile."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
import time as calendar
from collections.abc import Iterator
from pathlib import Path

from amends.profile.storage.events import EventType

log = logging.getLogger(__name__)

_GIVE_UP_AFTER = 2_000
"""Rows missing in a row before the end of a table is believed, where its damaged index cannot tell."""


def set_aside(location: Path, now: float) -> Path:
    """Rename a damaged database with its side files; returns the new name of the main file."""
    stamp = calendar.strftime("%Y%m%d-%H%M%S", calendar.gmtime(now))
    aside = _unused(location.with_name(f"{location.name}.corrupt-{stamp}"))
    for suffix in ("-wal", "-shm", ""):
        with contextlib.suppress(FileNotFoundError):
            location.with_name(location.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside


def copy_events(damaged: Path, db: sqlite3.Connection) -> int:
    """Copy events, stored code and tracking row by row, passing over what cannot be read; returns how many events."""
    saved = 0
    with contextlib.closing(sqlite3.connect(damaged, isolation_level=None)) as source:
        db.execute("BEGIN IMMEDIATE")
        for row in _rows(source):
            if row[2] == EventType.MINED:
                continue  # what was learned from those commits may be lost: they are read again
            db.execute("INSERT OR IGNORE INTO events (id, time, type, subject, payload) VALUES (?, ?, ?, ?, ?)", row)
            saved += 1
        for query, insert in _SIDE_TABLES:
            _copy_while_readable(source, db, query, insert)
        db.execute("COMMIT")
    return saved


_SIDE_TABLES = (
    ("SELECT hash, data FROM blobs", "INSERT OR IGNORE INTO blobs (hash, data) VALUES (?, ?)"),
    ("SELECT hash, data FROM blobs ORDER BY hash DESC", "INSERT OR IGNORE INTO blobs (hash, data) VALUES (?, ?)"),
    ("SELECT fix, state FROM tracking", "INSERT OR IGNORE INTO tracking (fix, state) VALUES (?, ?)"),
)
"""Read from both ends, so that one damaged page loses only what lies on it."""


def _rows(source: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """Events by number, one lookup each, so that a damaged page loses only its own rows."""
    number, missing = 0, 0
    last = _last_number(source)
    while number < last if last is not None else missing < _GIVE_UP_AFTER:
        number += 1
        row = _row(source, number)
        missing = 0 if row else missing + 1
        if row:
            yield row


def _row(source: sqlite3.Connection, number: int) -> tuple[int, float, str, str, str] | None:
    query = "SELECT id, time, type, subject, payload FROM events WHERE id = ?"
    try:
        row: tuple[int, float, str, str, str] | None = source.execute(query, (number,)).fetchone()
        json.loads(row[4] if row else "{}")
    except (sqlite3.DatabaseError, TypeError, ValueError):
        return None
    return row


def _last_number(source: sqlite3.Connection) -> int | None:
    try:
        return int(source.execute("SELECT max(id) FROM events").fetchone()[0] or 0)
    except sqlite3.DatabaseError:
        return None


def _copy_while_readable(source: sqlite3.Connection, db: sqlite3.Connection, query: str, insert: str) -> None:
    try:
        for row in source.execute(query):
            db.execute(insert, row)
    except sqlite3.DatabaseError as error:
        log.warning("part of a damaged profile was lost: %s", error)


def _unused(path: Path) -> Path:
    candidate, count = path, 1
    while candidate.exists():
        count += 1
        candidate = path.with_name(f"{path.name}-{count}")
    return candidate
