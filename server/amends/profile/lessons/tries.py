"""What was tried with a model, whatever came of it: the record of strategies, and failures that recur."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import attrs

from amends.core.fixes import Attempt
from amends.profile.storage.events import Event

_LONGEST_EVIDENCE = 300


@attrs.frozen
class Try:
    """One attempt at a problem of a kind; no cause means that it was proved."""

    event: int
    path: str
    strategy: str
    cause: str
    evidence: str
    time: float


def tries_payload(path: str, attempts: Iterable[Attempt], fix_id: str) -> dict[str, Any]:
    """What an event keeps of the attempts at one problem; `fix_id` is the fix that came of them, if one did."""
    return {
        "path": path,
        "fixId": fix_id,
        "tries": [
            {
                "strategy": attempt.strategy,
                "cause": attempt.deviation.cause if attempt.deviation else "",
                "evidence": attempt.deviation.evidence.strip()[:_LONGEST_EVIDENCE] if attempt.deviation else "",
                "tokens": attempt.tokens,
                "cost": attempt.cost,
            }
            for attempt in attempts
        ],
    }


def fold_tries(db: sqlite3.Connection, event: Event) -> None:
    """One row an attempt; the fix goes to the one that was proved."""
    for number, tried in enumerate(event.payload.get("tries", ())):
        fix = "" if tried["cause"] else event.payload.get("fixId", "")
        row = (tried["strategy"], tried["cause"], tried["evidence"], fix, event.time)
        db.execute(
            "INSERT OR REPLACE INTO tries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (event.number, number, event.subject, event.payload["path"], *row),
        )


def failures(db: sqlite3.Connection, kind: str) -> tuple[Try, ...]:
    """The failed attempts at a kind, oldest first."""
    query = (
        "SELECT event, path, strategy, cause, evidence, time FROM tries WHERE kind = ? AND cause != '' ORDER BY event"
    )
    return tuple(Try(*row) for row in db.execute(query, (kind,)))
