"""The fixes' table: what was offered, what became of it, and who gets the credit or the blame."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

import attrs

from amends.core.outcomes import OutcomeClass
from amends.core.problems import ProblemKind
from amends.profile.kinds import kind_column, record_kind
from amends.profile.storage.blobs import get_blob, put_blob
from amends.profile.storage.events import SCHEMA, Event, read_event

TURNED_DOWN = (OutcomeClass.REVERTED.value, OutcomeClass.DISMISSED.value)
CONCLUDED = (OutcomeClass.KEPT.value, OutcomeClass.EDITED.value, *TURNED_DOWN)


@attrs.frozen
class TrackedRow:
    """A fix whose outcome is not final, with the tracker's state as JSON (empty when none was saved)."""

    fix_id: str
    path: str
    context: str
    outcome: str
    state: str
    record: Mapping[str, Any]


def fix_payload(db: sqlite3.Connection, record: Mapping[str, Any], path: str, context: str) -> dict[str, Any]:
    """What an event keeps of a FixRecord; the record itself holds code and goes to the blob store."""
    return {
        "fixId": record["fixId"],
        "path": path,
        "context": context,
        "kind": kind_column(record_kind(record)),
        "origin": str(record.get("origin", {}).get("kind", "")),
        "ingredients": [[item["kind"], item["id"]] for item in record.get("ingredients", ())],
        "attempts": list(record.get("attempts", ())),
        "record": put_blob(db, json.dumps(record, ensure_ascii=False, sort_keys=True)),
    }


def fold_recorded(db: sqlite3.Connection, event: Event) -> None:
    """A fix was attempted, applied, or shown and resolved; a later record of it replaces the earlier one."""
    fix, payload = event.subject, event.payload
    db.execute("INSERT OR IGNORE INTO fixes (id) VALUES (?)", (fix,))
    db.execute(
        "UPDATE fixes SET kind = ?, origin = ?, path = ?, context = ?, recorded = ? WHERE id = ?",
        (payload["kind"], payload["origin"], payload["path"], payload["context"], event.number, fix),
    )
    outcome, outcome_event = db.execute("SELECT outcome, outcome_event FROM fixes WHERE id = ?", (fix,)).fetchone()
    db.execute("DELETE FROM credits WHERE fix = ?", (fix,))
    db.executemany(
        "INSERT OR IGNORE INTO credits (fix, kind, item, outcome, event, time) VALUES (?, ?, ?, ?, ?, ?)",
        [(fix, kind, item, outcome, outcome_event, event.time) for kind, item in payload["ingredients"]],
    )


def fold_outcome(db: sqlite3.Connection, event: Event) -> None:
    """The latest class of a fix counts, for it and for all its ingredients; being shown again takes nothing back."""
    fix, outcome = event.subject, event.payload["outcome"]
    if outcome == current_outcome(db, fix) or (outcome == OutcomeClass.SHOWN and current_outcome(db, fix)):
        return
    db.execute("INSERT OR IGNORE INTO fixes (id) VALUES (?)", (fix,))
    db.execute("UPDATE fixes SET outcome = ?, outcome_event = ? WHERE id = ?", (outcome, event.number, fix))
    db.execute("UPDATE credits SET outcome = ?, event = ? WHERE fix = ?", (outcome, event.number, fix))


def current_outcome(db: sqlite3.Connection, fix: str) -> str:
    """The class that counts now, empty when there is none yet."""
    row = db.execute("SELECT outcome FROM fixes WHERE id = ?", (fix,)).fetchone()
    return "" if row is None else str(row[0])


def is_turned_down(db: sqlite3.Connection, context: str) -> bool:
    """Whether this edit of this code was reverted, dismissed or rejected, and that still stands."""
    found = db.execute(
        "SELECT EXISTS (SELECT 1 FROM rejections WHERE context = ?) "
        "OR EXISTS (SELECT 1 FROM fixes WHERE context = ? AND outcome IN (?, ?))",
        (context, context, *TURNED_DOWN),
    ).fetchone()
    return bool(found[0])


def kept_rate(db: sqlite3.Connection, kind: ProblemKind, origin: str) -> tuple[int, int]:
    """How many fixes of a kind and origin were kept, of all that came to a conclusion."""
    kept, concluded = db.execute(
        "SELECT coalesce(sum(outcome = 'kept'), 0), count(*) FROM fixes "
        "WHERE kind = ? AND origin = ? AND outcome IN (?, ?, ?, ?)",
        (kind_column(kind), origin, *CONCLUDED),
    ).fetchone()
    return int(kept), int(concluded)


def open_fixes(db: sqlite3.Connection) -> tuple[TrackedRow, ...]:
    """Fixes that are still watched: applied without a conclusion, or with tracker state saved."""
    rows = db.execute(
        "SELECT fixes.id, path, context, outcome, coalesce(state, ''), recorded FROM fixes "
        "LEFT JOIN tracking ON fix = fixes.id WHERE recorded AND (outcome = 'applied' OR state IS NOT NULL) "
        "ORDER BY recorded"
    ).fetchall()
    return tuple(
        TrackedRow(fix, path, context, outcome, state, fix_record(db, recorded))
        for fix, path, context, outcome, state, recorded in rows
    )


def is_recorded(db: sqlite3.Connection, payload: Mapping[str, Any]) -> bool:
    """Whether the very same record of a fix was kept already."""
    row = db.execute("SELECT recorded FROM fixes WHERE id = ? AND recorded", (payload["fixId"],)).fetchone()
    return row is not None and read_event(db, row[0]).payload == {"schema": SCHEMA, **payload}


def save_tracking(db: sqlite3.Connection, fix: str, state: str) -> None:
    """Keep the tracker's state of a fix; an empty one is removed."""
    if state:
        db.execute("INSERT OR REPLACE INTO tracking (fix, state) VALUES (?, ?)", (fix, state))
    else:
        db.execute("DELETE FROM tracking WHERE fix = ?", (fix,))


def turned_down_records(db: sqlite3.Connection, kind: ProblemKind, limit: int) -> tuple[Mapping[str, Any], ...]:
    """FixRecords of a kind that were reverted or dismissed, newest first."""
    rows = db.execute(
        "SELECT recorded FROM fixes WHERE kind = ? AND recorded AND outcome IN (?, ?) "
        "ORDER BY outcome_event DESC LIMIT ?",
        (kind_column(kind), *TURNED_DOWN, limit),
    ).fetchall()
    return tuple(record for row in rows if (record := fix_record(db, row[0])))


def fix_record(db: sqlite3.Connection, recorded: int) -> Mapping[str, Any]:
    """The FixRecord of an event; empty when it was erased."""
    event = read_event(db, recorded)
    blob = get_blob(db, event.payload.get("record", ""))
    record: Mapping[str, Any] = json.loads(blob or "{}")
    return record
