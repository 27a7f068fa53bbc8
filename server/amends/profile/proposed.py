"""Patterns that rest on no example and were proposed: by these ids people may speak of them before anything is kept."""

from __future__ import annotations

import sqlite3
from typing import Any

from amends.core.problems import ProblemKind
from amends.learning.pattern import Pattern
from amends.profile.items import item_json, kept_rate
from amends.profile.kinds import column_kind, kind_column, kind_json

_MOST = 5_000


def note_proposed(db: sqlite3.Connection, pattern: Pattern, now: float) -> None:
    """Keep what a pattern is called and what it is for; the oldest go first."""
    row = (pattern.id, kind_column(pattern.kind), pattern.title, now)
    db.execute("INSERT OR REPLACE INTO proposed VALUES (?, ?, ?, ?)", row)
    db.execute(
        "DELETE FROM proposed WHERE id IN (SELECT id FROM proposed ORDER BY time DESC, id LIMIT -1 OFFSET ?)", (_MOST,)
    )


def is_proposed(db: sqlite3.Connection, pattern_id: str) -> bool:
    """Whether it is known by its id."""
    return db.execute("SELECT 1 FROM proposed WHERE id = ?", (pattern_id,)).fetchone() is not None


def proposed_json(db: sqlite3.Connection, pattern_id: str) -> dict[str, Any] | None:
    """It as an item that nothing became of yet; None when nobody proposed it."""
    row = db.execute("SELECT kind, title, time FROM proposed WHERE id = ?", (pattern_id,)).fetchone()
    if row is None:
        return None
    kind: ProblemKind = column_kind(row[0])
    marks = dict(db.execute("SELECT mark, value FROM marks WHERE item = ?", (pattern_id,)).fetchall())
    item = item_json(
        pattern_id,
        "pattern",
        stage="retired" if "forgotten" in marks else "candidate",
        effect=kept_rate(0, 0),
        last_used=row[2],
        pinned="pinned" in marks,
        scope=marks.get("scope", ""),
    )
    return {**item, "kind": kind_json(kind), "title": row[1]}
