"""What people said about learned items: forget, pin, scope, mute. The last word on an item counts."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from amends.core.errors import UnknownItemError
from amends.profile.citations import Citation
from amends.profile.items import item_json
from amends.profile.scopes import rule_covers
from amends.profile.storage.events import Event, EventType, read_event, read_events, voided_events
from amends.profile.strategies import used_strategies
from amends.profile.style.topics import SENTENCES

_RECENT_CHANGES = 50


class Action(StrEnum):
    """What can be done to a learned item."""

    FORGET = "forget"
    PIN = "pin"
    UNPIN = "unpin"
    SCOPE = "scope"
    MUTE = "mute"
    UNMUTE = "unmute"
    RESET = "reset"


_MARKS = {
    Action.FORGET: ("forgotten", True),
    Action.PIN: ("pinned", True),
    Action.UNPIN: ("pinned", False),
    Action.SCOPE: ("scope", True),
    Action.MUTE: ("muted", True),
    Action.UNMUTE: ("muted", False),
}


def fold_mark(db: sqlite3.Connection, event: Event) -> None:
    """Set or remove the mark that an action leaves on its item; what only a newer Amends knows is passed over."""
    mark, is_set = _MARKS.get(event.payload["action"], ("", False))
    if is_set:
        db.execute(
            "INSERT OR REPLACE INTO marks (item, mark, value, event) VALUES (?, ?, ?, ?)",
            (event.subject, mark, event.payload["value"], event.number),
        )
    else:
        db.execute("DELETE FROM marks WHERE item = ? AND mark = ?", (event.subject, mark))


def require_item(db: sqlite3.Connection, item_id: str) -> None:
    """Make sure that a pattern, an example, a lesson, a style fact or a strategy has this id.

    Raises:
        UnknownItemError: none has.
    """
    for place in _PLACES:
        if db.execute(f"SELECT 1 FROM {place} = ?", (item_id,)).fetchone():  # noqa: S608 -- fixed words
            return
    if _known_fact(item_id) or item_id in used_strategies(db):
        return
    raise UnknownItemError(f"No learned item is called {item_id}; `amends profile show` lists them.")


_PLACES = (
    "patterns WHERE id",
    "examples WHERE id",
    "lessons WHERE id",
    "proposed WHERE id",
    "credits WHERE kind = 'pattern' AND item",
)


def _known_fact(item_id: str) -> bool:
    """Facts come and go with the code; one can be spoken about whenever there is such a topic."""
    prefix, _, topic = item_id.partition("_")
    return prefix == "s" and topic.partition("@")[0] in SENTENCES


def muted_rule(db: sqlite3.Connection, item_id: str) -> str | None:
    """The muted rule that an item id names."""
    return next((rule for rule in muted_rules(db) if mute_id(rule) == item_id), None)


def muted_rules(db: sqlite3.Connection) -> tuple[str, ...]:
    """The rules that are never offered."""
    return tuple(row[0] for row in db.execute("SELECT item FROM marks WHERE mark = 'muted' ORDER BY item"))


def mute_id(rule: str) -> str:
    """The id of a muted rule as an item: what `forget` takes to lift it."""
    return "m_" + hashlib.sha256(rule.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def muted_items(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """The muted rules as items, with when they were muted."""
    rows = db.execute("SELECT item, event FROM marks WHERE mark = 'muted' ORDER BY item").fetchall()
    return [
        {**item_json(mute_id(rule), "mute", stage="active", evidence=[_muting(db, number)]), "rule": rule}
        for rule, number in rows
    ]


def _muting(db: sqlite3.Connection, number: int) -> Citation:
    return Citation("", number, "", 0, read_event(db, number).time, source="muted")


def is_muted(rules: tuple[str, ...], source: str, code: str, path: str) -> bool:
    """Whether one of the rules covers a finding."""
    return any(rule_covers(rule, source, code, path) for rule in rules)


def recent_changes(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """The last things that people did to the profile, newest first, with the ids that undo them."""
    voided = voided_events(db)
    changes = list(read_events(db, types=CHANGES))[-_RECENT_CHANGES:]
    return [change_json(event, undone=event.number in voided) for event in reversed(changes)]


def change_json(event: Event, *, undone: bool) -> dict[str, Any]:
    """One change as people and other programs read it; `action` and `item` say in every case what happened to what."""
    shown = {name: value for name, value in event.payload.items() if name not in _UNSHOWN}
    told = {"action": _ACTIONS.get(event.type, event.type), "item": event.subject, **shown}
    if event.type == EventType.UNDONE:
        told = {"action": "undo", "item": f"v_{event.payload['event']}", "event": f"v_{event.payload['event']}"}
    return {"id": event.id, "time": event.time, "type": event.type, **told, "undone": undone}


_UNSHOWN = frozenset({"schema", "evidence", "pattern"})
_ACTIONS: Mapping[str, str] = {
    EventType.TAUGHT: "teach",
    EventType.IMPORTED: "import",
    EventType.REJECTED: "reject",
    EventType.ERASED: "erase",
}


BY_PEOPLE = (EventType.GOVERNED, EventType.TAUGHT, EventType.REJECTED, EventType.IMPORTED)
"""Events that a person caused on purpose; `undo` without an id takes back the last of them."""
CHANGES = (*BY_PEOPLE, EventType.LESSON, EventType.UNDONE, EventType.ERASED)
"""Events that changed what is used."""
