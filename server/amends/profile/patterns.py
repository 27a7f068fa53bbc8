"""The patterns' table: learned by the pattern engine, counted by the fixes they made."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable

from amends.core.outcomes import Example, ExampleSource
from amends.learning.codec import pattern_from_json, pattern_to_json
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern
from amends.profile.events import Event
from amends.profile.examples import load_example
from amends.profile.kinds import kind_column
from amends.profile.stages import PatternCounts, StoredPattern

log = logging.getLogger(__name__)

_COUNTS = "kept, edited, reverted, dismissed, grounds, trailing, last_used"


class PatternTable:
    """Reads and writes pattern rows; keeps what it decoded, because every suggestion and every lesson needs it."""

    def __init__(self) -> None:
        self._decoded: dict[str, tuple[str, Pattern]] = {}

    def learn(self, db: sqlite3.Connection, event: Event) -> None:
        """Fold one example; the same pair a second time is no new evidence, a forgotten one teaches nothing."""
        example_id = event.payload["id"]
        example = load_example(db, event.payload)
        if example is None or _seen(db, example_id) or _forgotten(db, example_id):
            return
        kind = kind_column(example.problem.kind)
        db.execute(
            "INSERT INTO examples (id, kind, source, event) VALUES (?, ?, ?, ?)",
            (example_id, kind, example.source.value, event.number),
        )
        known = [stored.pattern for stored in self.of_kind(db, kind)]
        for pattern in _learned(example, known):
            self._save(db, kind, pattern, event)

    def of_kind(self, db: sqlite3.Connection, kind: str) -> tuple[StoredPattern, ...]:
        """All patterns of a kind, most specific first, whatever their stage."""
        return self._load(db, "WHERE patterns.kind = ?", kind)

    def all(self, db: sqlite3.Connection) -> tuple[StoredPattern, ...]:
        """All patterns, most specific first within their kind."""
        return self._load(db, "")

    def find(self, db: sqlite3.Connection, pattern_id: str) -> StoredPattern | None:
        """One pattern, whatever its stage."""
        found = self._load(db, "WHERE patterns.id = ?", pattern_id)
        return found[0] if found else None

    def _load(self, db: sqlite3.Connection, where: str, *values: str) -> tuple[StoredPattern, ...]:
        query = (
            f"SELECT id, body, {_COUNTS}, "  # noqa: S608 -- only fixed words
            "EXISTS (SELECT 1 FROM marks WHERE item = patterns.id AND mark = 'pinned'), "
            "EXISTS (SELECT 1 FROM marks WHERE item = patterns.id AND mark = 'forgotten'), "
            "coalesce((SELECT value FROM marks WHERE item = patterns.id AND mark = 'scope'), '') "
            f"FROM patterns {where}"
        )
        rows = db.execute(query, values).fetchall()
        stored = (
            StoredPattern(self._decode(row[0], row[1]), PatternCounts(*row[2:9]), bool(row[9]), bool(row[10]), row[11])
            for row in rows
        )
        return tuple(sorted(stored, key=lambda one: (one.pattern.kind, one.pattern.level, one.pattern.id)))

    def _save(self, db: sqlite3.Connection, kind: str, pattern: Pattern, event: Event) -> None:
        body = pattern_to_json(pattern)
        db.execute(
            "INSERT INTO patterns (id, kind, body, learned, last_used) VALUES (?, ?, ?, ?, 0) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body, learned = excluded.learned",
            (pattern.id, kind, body, event.time),
        )
        self._decoded[pattern.id] = (body, pattern)
        recount(db, [pattern.id], pattern.evidence)

    def _decode(self, pattern_id: str, body: str) -> Pattern:
        known = self._decoded.get(pattern_id)
        if known is None or known[0] != body:
            known = self._decoded[pattern_id] = (body, pattern_from_json(body))
        return known[1]


def recount(db: sqlite3.Connection, pattern_ids: Iterable[str], evidence: Iterable[str] | None = None) -> None:
    """Count again what became of the fixes of some patterns; `evidence` only when it has grown."""
    for pattern_id in pattern_ids:
        if evidence is not None:
            _count_grounds(db, pattern_id, evidence)
        _count_outcomes(db, pattern_id)


def _count_grounds(db: sqlite3.Connection, pattern_id: str, evidence: Iterable[str]) -> None:
    count, last = db.execute(
        "SELECT count(*), coalesce(max(event), 0) FROM examples "
        "WHERE source != ? AND id IN (SELECT value FROM json_each(?))",
        (ExampleSource.KEPT.value, json.dumps(list(evidence))),
    ).fetchone()
    db.execute("UPDATE patterns SET grounds = ?, ground_event = ? WHERE id = ?", (count, last, pattern_id))


def _count_outcomes(db: sqlite3.Connection, pattern_id: str) -> None:
    rows = db.execute(
        "SELECT outcome, count(*), max(event), max(time) FROM credits "
        "WHERE item = ? AND kind = 'pattern' GROUP BY outcome",
        (pattern_id,),
    ).fetchall()
    counts = {outcome: count for outcome, count, _, _ in rows}
    last_kept = max((event for outcome, _, event, _ in rows if outcome == "kept"), default=0)
    last_used = max((time for _, _, _, time in rows), default=0.0)
    db.execute(
        "UPDATE patterns SET kept = ?, edited = ?, reverted = ?, dismissed = ?, "
        "last_used = max(learned, ?), trailing = ("
        "SELECT count(*) FROM credits WHERE item = patterns.id AND kind = 'pattern' AND outcome = 'reverted' "
        "AND event > max(?, patterns.ground_event)) WHERE id = ?",
        (
            *(counts.get(name, 0) for name in ("kept", "edited", "reverted", "dismissed")),
            last_used,
            last_kept,
            pattern_id,
        ),
    )


def _learned(example: Example, known: list[Pattern]) -> tuple[Pattern, ...]:
    try:
        return learn_patterns(example, known)
    except Exception:  # the example is safe in the log; an engine's slip on odd code must not lose it
        log.exception("nothing could be learned from %s in %s", example.id, example.path)
        return ()


def _seen(db: sqlite3.Connection, example_id: str) -> bool:
    return db.execute("SELECT 1 FROM examples WHERE id = ?", (example_id,)).fetchone() is not None


def _forgotten(db: sqlite3.Connection, example_id: str) -> bool:
    return db.execute("SELECT 1 FROM marks WHERE item = ? AND mark = 'forgotten'", (example_id,)).fetchone() is not None
