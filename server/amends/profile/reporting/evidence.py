"""Why something was learned: every example, outcome and change behind an item."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from amends.core.errors import UnknownItemError
from amends.core.outcomes import Example
from amends.core.text import split_lines
from amends.learning.pattern import PatternRecord
from amends.profile.citations import citations
from amends.profile.examples import load_example
from amends.profile.fixes import CONCLUDED, fix_record
from amends.profile.governance import change_json, muted_items
from amends.profile.items import item_json, kept_rate
from amends.profile.kinds import column_kind, kind_json
from amends.profile.lessons.lesson import USED, WITHHELD, known_lessons
from amends.profile.patterns import PatternTable
from amends.profile.proposed import proposed_json
from amends.profile.reporting.report import SCHEMA, pattern_json
from amends.profile.storage.events import Event, EventType, event_number, read_event, read_events, voided_events
from amends.profile.strategies import strategies_json
from amends.profile.style.measuring import present_style

_SOURCES = {"hand": "your repair", "git": "a commit", "kept": "a fix you kept", "edited": "a fix you edited"}


def evidence_json(
    db: sqlite3.Connection, patterns: PatternTable, item_id: str, now: float, root: Path | None = None
) -> dict[str, Any]:
    """All that is known about one item.

    Raises:
        UnknownItemError: nothing has that id.
    """
    head = {"schema": SCHEMA, "type": "evidence", "id": item_id}
    prefix = item_id.partition("_")[0]
    match prefix:
        case "p":
            body = _of_pattern(db, patterns, item_id, now, root)
        case "e":
            body = _of_example(db, patterns, item_id)
        case "l":
            body = _of_lesson(db, patterns, item_id, root)
        case "s":
            body = _of_listed(present_style(db).as_json(root), item_id)
        case "t":
            body = _of_listed(strategies_json(db, root), item_id)
        case "m":
            body = _of_listed(muted_items(db), item_id)
        case "f":
            body = _of_fix(db, item_id)
        case _:
            event = read_event(db, event_number(item_id))
            body = {"event": change_json(event, undone=event.number in voided_events(db))}
    return {**head, **body, **({"changes": _changes(db, item_id)} if prefix in _GOVERNED else {})}


_GOVERNED = frozenset({"p", "e", "l", "s", "t"})


def because(db: sqlite3.Connection, record: PatternRecord) -> str:
    """Where a pattern comes from, and how often its fixes were kept."""
    own = [one.example for one in record.pattern.support if not one.origin]
    numbers = [row[0] for example_id in own[:1] for row in _example_rows(db, example_id)]
    tried = record.kept + record.edited + record.reverted
    fared = f"kept {record.kept} of {tried}" if tried else ""
    shared = _team_words(record) if record.pattern.support and not numbers else ""
    return "; ".join(filter(None, [*(_source_words(read_event(db, number)) for number in numbers), shared, fared]))


def _team_words(record: PatternRecord) -> str:
    """What others know of a pattern."""
    count = len(record.pattern.support)
    projects = len({one.origin for one in record.pattern.support})
    where = f" in {projects} projects" if projects > 1 else ""
    tried = sum(record.team)
    fared = f", kept {record.team[0]} of {tried}" if tried else ""
    return f"your team's {count} repair{'s' * (count != 1)}{where}{fared}"


def _source_words(event: Event) -> str:
    day = datetime.fromtimestamp(event.payload["date"], UTC).date().isoformat()
    return f"{_SOURCES[event.payload['source']]} in {event.payload['path']}, {day}"


def _of_pattern(
    db: sqlite3.Connection, patterns: PatternTable, item_id: str, now: float, root: Path | None
) -> dict[str, Any]:
    stored = patterns.find(db, item_id)
    used_by = db.execute("SELECT fix FROM credits WHERE item = ? AND kind = 'pattern' ORDER BY event, fix", (item_id,))
    outcomes = [outcome for (fix,) in used_by.fetchall() for outcome in _outcomes(db, fix)]
    if stored is None:
        given = _given_json(item_id, outcomes) if outcomes else proposed_json(db, item_id)
        if given is None:
            raise _unknown(item_id)
        return {"pattern": given, "examples": [], "outcomes": outcomes}
    numbers = [row[0] for example_id in stored.pattern.evidence for row in _example_rows(db, example_id)]
    return {
        "pattern": pattern_json(stored, now, citations(db, stored.pattern.evidence), root),
        "examples": [_example_json(db, number) for number in sorted(numbers)],
        "outcomes": outcomes,
    }


def _given_json(item_id: str, outcomes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A pattern that needed no example; it is made anew from each message, and only its record is kept."""
    latest = {one["fixId"]: one["outcome"] for one in outcomes}
    concluded = [one for one in latest.values() if one in CONCLUDED]
    effect = kept_rate(concluded.count("kept"), len(concluded))
    return {**item_json(item_id, "pattern", stage="candidate", effect=effect), "title": outcomes[-1]["title"]}


def _of_example(db: sqlite3.Connection, patterns: PatternTable, item_id: str) -> dict[str, Any]:
    rows = _example_rows(db, item_id)
    if not rows:
        raise _unknown(item_id)
    taught = [stored.pattern.id for stored in patterns.all(db) if item_id in stored.evidence]
    return {"example": _example_json(db, rows[0][0]), "patterns": taught}


def _of_lesson(db: sqlite3.Connection, patterns: PatternTable, item_id: str, root: Path | None) -> dict[str, Any]:
    lesson = next((one for one in known_lessons(db, patterns.team.told) if one.id == item_id), None)
    if lesson is None:
        raise _unknown(item_id)
    used_by = db.execute(
        "SELECT fix, kind FROM credits WHERE item = ? AND kind IN (?, ?) ORDER BY event, fix", (item_id, USED, WITHHELD)
    ).fetchall()
    return {
        "lesson": {
            **lesson.as_json(root),
            "evidence": [one.as_json(root) for one in reversed(lesson.evidence)],
            "time": lesson.time,
        },
        "outcomes": [{**one, "used": kind == USED} for fix, kind in used_by for one in _outcomes(db, fix)],
    }


def _of_listed(listed: Iterable[Mapping[str, Any]], item_id: str) -> dict[str, Any]:
    found = next((one for one in listed if one["id"] == item_id), None)
    if found is None:
        raise _unknown(item_id)
    return {str(found["type"]): found}


def _of_fix(db: sqlite3.Connection, item_id: str) -> dict[str, Any]:
    row = db.execute("SELECT kind, path, recorded FROM fixes WHERE id = ?", (item_id,)).fetchone()
    if row is None:
        raise _unknown(item_id)
    kind, path, recorded = row
    record = fix_record(db, recorded) if recorded else {}
    return {"kind": kind_json(column_kind(kind)), "path": path, "fix": record, "outcomes": _outcomes(db, item_id)}


def _example_rows(db: sqlite3.Connection, example_id: str) -> list[tuple[int]]:
    return db.execute("SELECT event FROM examples WHERE id = ?", (example_id,)).fetchall()


def _example_json(db: sqlite3.Connection, number: int) -> dict[str, Any]:
    event = read_event(db, number)
    example = load_example(db, event.payload)
    return {
        "id": event.payload["id"],
        "event": event.id,
        "path": event.payload["path"],
        "date": event.payload["date"],
        "commit": event.payload["commit"],
        "source": event.payload["source"],
        "diff": _diff(example) if example else "",
    }


def _diff(example: Example) -> str:
    lines = difflib.unified_diff(split_lines(example.before), split_lines(example.after), n=1)
    return "".join(line if line.endswith("\n") else line + "\n" for line in list(lines)[2:])


def _outcomes(db: sqlite3.Connection, fix: str) -> list[dict[str, Any]]:
    row = db.execute("SELECT path, recorded FROM fixes WHERE id = ?", (fix,)).fetchone()
    title = fix_record(db, row[1]).get("title", "") if row and row[1] else ""
    voided = voided_events(db)
    return [
        {
            "fixId": fix,
            "title": title,
            "path": row[0] if row else "",
            "event": event.id,
            "time": event.time,
            **{name: event.payload[name] for name in ("outcome", "similarity", "detail")},
        }
        for event in read_events(db, types=(EventType.OUTCOME,), subject=fix)
        if event.number not in voided
    ]


def _changes(db: sqlite3.Connection, item_id: str) -> list[dict[str, Any]]:
    voided = voided_events(db)
    types = (EventType.GOVERNED, EventType.TAUGHT, EventType.LESSON)
    return [
        change_json(event, undone=event.number in voided) for event in read_events(db, types=types, subject=item_id)
    ]


def _unknown(item_id: str) -> UnknownItemError:
    return UnknownItemError(f"Nothing learned is called {item_id}; `amends profile show` lists the items.")
