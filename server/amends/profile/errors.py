"""Which mistakes recur, where, for how long, and what ends them.

A *spell* is the time from when a kind of problem appears in a file until it is gone from that file; a kind that comes
back to a file it was gone from has relapsed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from amends.core.problems import ProblemKind
from amends.profile.kinds import column_kind, kind_column, kind_json
from amends.profile.storage.events import Event

_HOT_SPOTS = 20
_HOT_FUNCTIONS = 5


@attrs.frozen
class ProblemChange:
    """A kind of problem appeared in a file that had none of it, or is gone from a file."""

    kind: ProblemKind
    path: str
    event: str
    """``appeared`` or ``gone``."""
    by: str = ""
    """What ended it: hand, fix, other."""
    function: str = ""
    """The function it appeared in, empty for none."""


def news_only(db: sqlite3.Connection, changes: Iterable[ProblemChange]) -> list[ProblemChange]:
    """The changes that say something new; what is open already cannot appear, and so on."""
    seen: dict[tuple[ProblemKind, str], bool] = {}
    news = []
    for change in changes:
        place = (change.kind, change.path)
        was_open = seen[place] if place in seen else _is_open(db, kind_column(change.kind), change.path)
        seen[place] = change.event == "appeared"
        if was_open != seen[place]:
            news.append(change)
    return news


def changes_found(
    db: sqlite3.Connection, source: str, path: str, found: Mapping[ProblemKind, str], by: str
) -> list[ProblemChange]:
    """What a tool's look at a file changes: all kinds it finds there now, each with a function, and what was open."""
    query = "SELECT kind FROM spells WHERE path = ? AND ended IS NULL"
    known = {kind for (column,) in db.execute(query, (path,)) if (kind := column_kind(column)).source == source}
    appeared = [ProblemChange(kind, path, "appeared", function=found[kind]) for kind in sorted(set(found) - known)]
    return appeared + [ProblemChange(kind, path, "gone", by) for kind in sorted(known - set(found))]


def problems_payload(changes: Iterable[ProblemChange]) -> dict[str, Any]:
    """What an event keeps of problem changes."""
    return {"items": [[kind_column(one.kind), one.path, one.event, one.by, one.function] for one in changes]}


def fold_problems(db: sqlite3.Connection, event: Event) -> None:
    """Begin and end spells."""
    for kind, path, what, fixed_by, *function in event.payload["items"]:
        if what == "appeared" and not _is_open(db, kind, path):
            row = (kind, path, event.time, function[0] if function else "")
            db.execute("INSERT INTO spells (kind, path, started, function) VALUES (?, ?, ?, ?)", row)
        elif what == "gone":
            db.execute(
                "UPDATE spells SET ended = ?, fixed_by = ? WHERE kind = ? AND path = ? AND ended IS NULL",
                (event.time, fixed_by, kind, path),
            )


def error_statistics(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every kind seen, the most frequent first; times are seconds since the epoch, lives are seconds."""
    from statistics import median  # noqa: PLC0415  # brings half a megabyte, and only `profile show` asks

    rows = db.execute(
        "SELECT kind, count(*), sum(ended IS NULL), count(DISTINCT path), min(started), max(coalesce(ended, started)) "
        "FROM spells GROUP BY kind ORDER BY count(*) DESC, kind"
    ).fetchall()
    lives, fixed_by = _lives(db), _fixed_by(db)
    return [
        {
            **kind_json(column_kind(kind)),
            "seen": seen,
            "open": still_open,
            "files": files,
            "relapses": seen - files,
            "firstSeen": first,
            "lastSeen": last,
            "relapseRate": round((seen - files) / seen, 3),
            "medianLife": median(lives[kind]) if kind in lives else None,
            "fixedBy": fixed_by.get(kind, {}),
        }
        for kind, seen, still_open, files, first, last in rows
    ]


def hot_spots(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """The files with the most spells, each with the functions they were in."""
    rows = db.execute(
        "SELECT path, count(*), sum(ended IS NULL) FROM spells GROUP BY path ORDER BY count(*) DESC, path LIMIT ?",
        (_HOT_SPOTS,),
    ).fetchall()
    return [
        {"path": path, "seen": seen, "open": still_open, "functions": _functions(db, path)}
        for path, seen, still_open in rows
    ]


def recurrence(db: sqlite3.Connection) -> dict[str, float]:
    """How likely each kind (as its column) comes up and gets repaired here, 0 to 1: what is worth preparing first."""
    rows = db.execute(
        "SELECT kind, count(*), sum(ended IS NOT NULL AND fixed_by IN ('hand', 'fix')) FROM spells GROUP BY kind"
    ).fetchall()
    most = max((seen for _, seen, _ in rows), default=1)
    return {kind: (seen / most) * (repaired + 1) / (seen + 2) for kind, seen, repaired in rows}


def _functions(db: sqlite3.Connection, path: str) -> list[dict[str, Any]]:
    query = (
        "SELECT function, count(*) FROM spells WHERE path = ? AND function != '' "
        "GROUP BY function ORDER BY count(*) DESC, function LIMIT ?"
    )
    return [{"function": function, "seen": seen} for function, seen in db.execute(query, (path, _HOT_FUNCTIONS))]


def _is_open(db: sqlite3.Connection, kind: str, path: str) -> bool:
    query = "SELECT 1 FROM spells WHERE kind = ? AND path = ? AND ended IS NULL"
    return db.execute(query, (kind, path)).fetchone() is not None


def _lives(db: sqlite3.Connection) -> dict[str, list[float]]:
    lives: dict[str, list[float]] = {}
    for kind, life in db.execute("SELECT kind, ended - started FROM spells WHERE ended IS NOT NULL"):
        lives.setdefault(kind, []).append(life)
    return lives


def _fixed_by(db: sqlite3.Connection) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    query = (
        "SELECT kind, fixed_by, count(*) FROM spells WHERE ended IS NOT NULL GROUP BY kind, fixed_by ORDER BY fixed_by"
    )
    for kind, fixed_by, count in db.execute(query):
        counts.setdefault(kind, {})[fixed_by or "unknown"] = count
    return counts
