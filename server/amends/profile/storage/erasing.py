"""Removing stored code for good: the one thing that changes events, and it leaves an event that says so."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from amends.core.errors import UnknownItemError
from amends.profile.storage.blobs import drop_blobs
from amends.profile.storage.events import Event, EventType, read_events

_WITH_CODE = (EventType.LEARNED, EventType.RECORDED, EventType.OUTCOME, EventType.TRIED, EventType.LESSON)
_CODE = frozenset({"before", "change", "record", "problem", "attempts", "delta", "tries", "evidence", "text"})


def erase_code(db: sqlite3.Connection, item_id: str) -> list[Event]:
    """Blank the events of one example or fix, of all for an empty id, and drop their texts; returns them.

    Raises:
        UnknownItemError: no event holds code of that item.
    """
    events = list(read_events(db, types=_WITH_CODE))
    doomed = [event for event in events if _holds_code(event) and (not item_id or item_id in _names(event))]
    # A lesson that rests on the code goes whole, whatever words it was put into later.
    lessons = {event.subject for event in doomed if event.type == EventType.LESSON}
    doomed += [one for one in events if _holds_code(one) and one.subject in lessons and one not in doomed]
    if item_id and not doomed:
        raise UnknownItemError(f"No stored code belongs to {item_id}; name an example (e_…) or a fix (f_…).")
    numbers = {event.number for event in doomed}
    still_used = {name for event in events if event.number not in numbers for name in _blob_names(event)}
    drop_blobs(db, {name for event in doomed for name in _blob_names(event)} - still_used)
    fixes = [(event.subject,) for event in doomed if event.type == EventType.RECORDED]
    db.executemany("DELETE FROM tracking WHERE fix = ?", fixes)
    for event in doomed:
        blank = json.dumps(_blank(event.payload), separators=(",", ":"), sort_keys=True)
        db.execute("UPDATE events SET payload = ? WHERE id = ?", (blank, event.number))
    return doomed


def _blank(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of an event: that it happened, to which kind, where and when; no code, and no names out of it."""
    return {**{name: value for name, value in payload.items() if name not in _CODE}, "erased": True}


def _blob_names(event: Event) -> set[str]:
    kept = (event.payload, event.payload.get("delta", {}))
    return {one[name] for one in kept for name in ("before", "change", "record") if name in one}


def _holds_code(event: Event) -> bool:
    return bool(event.payload.keys() & _CODE)


def _names(event: Event) -> set[str]:
    """The items whose code an event holds."""
    fix = {event.subject} if event.type == EventType.OUTCOME else set()
    cited = {str(one.get("id")) for one in event.payload.get("evidence", ())}
    return {str(event.payload.get("id")), str(event.payload.get("fixId")), *fix, *cited}
