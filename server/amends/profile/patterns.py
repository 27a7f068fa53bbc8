"""The patterns' table: learned by the pattern engine, counted by the fixes they made."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections import Counter

import attrs

from amends.core.outcomes import Example, ExampleSource
from amends.learning.codec import pattern_from_json, pattern_to_json
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern
from amends.profile.citations import example_row
from amends.profile.events import Event
from amends.profile.examples import load_example
from amends.profile.kinds import kind_column
from amends.profile.stages import PatternCounts, StoredPattern

log = logging.getLogger(__name__)


class PatternTable:
    """Reads and writes pattern rows; keeps what it decoded, because every suggestion and every lesson needs it."""

    def __init__(self) -> None:
        self.outdated = False
        """A stored pattern could not be read: an older engine wrote it, and the kind has to be learned again."""
        self._decoded: dict[str, tuple[str, Pattern]] = {}

    def learn(self, db: sqlite3.Connection, event: Event) -> None:
        """Fold one example; the same pair a second time is no new evidence, a forgotten one teaches nothing."""
        example_id = event.payload["id"]
        example = load_example(db, event.payload)
        if example is None or _seen(db, example_id) or _forgotten(db, example_id):
            return
        kind = kind_column(example.problem.kind)
        db.execute(
            "INSERT INTO examples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (example_id, kind, example.source.value, event.number, *example_row(example)),
        )
        known = [stored.pattern for stored in self.of_kind(db, kind)]
        for pattern in _learned(example, known):
            self._save(db, kind, pattern, event)

    def of_kind(self, db: sqlite3.Connection, kind: str) -> tuple[StoredPattern, ...]:
        """All patterns of a kind, most specific first, whatever their stage."""
        return self._load(db, "kind = ?", kind)

    def all(self, db: sqlite3.Connection) -> tuple[StoredPattern, ...]:
        """All patterns, most specific first within their kind."""
        return self._load(db, "?", "1")

    def find(self, db: sqlite3.Connection, pattern_id: str) -> StoredPattern | None:
        """One pattern, whatever its stage."""
        found = self._load(db, "id = ?", pattern_id)
        return found[0] if found else None

    def _load(self, db: sqlite3.Connection, where: str, value: str) -> tuple[StoredPattern, ...]:
        chosen = f"FROM patterns WHERE {where}"
        credited = _credits(db, chosen, value)
        marks = _marks(db, chosen, value)
        rows = db.execute(f"SELECT id, body, grounds, ground_event, learned {chosen}", (value,)).fetchall()
        stored = (
            StoredPattern(
                pattern,
                credited.get(pattern_id, _Credits()).counts(grounds, ground_event, learned),
                pinned=(pattern_id, "pinned") in marks,
                forgotten=(pattern_id, "forgotten") in marks,
                scope=marks.get((pattern_id, "scope"), ""),
            )
            for pattern_id, body, grounds, ground_event, learned in rows
            if (pattern := self._decode(pattern_id, body)) is not None
        )
        return tuple(sorted(stored, key=lambda one: (one.pattern.kind, one.pattern.level, one.pattern.id)))

    def _save(self, db: sqlite3.Connection, kind: str, pattern: Pattern, event: Event) -> None:
        body = pattern_to_json(pattern)
        db.execute(
            "INSERT OR REPLACE INTO patterns (id, kind, body, learned, grounds, ground_event) "
            "SELECT ?, ?, ?, ?, count(*), coalesce(max(event), 0) FROM examples "
            "WHERE source != ? AND id IN (SELECT value FROM json_each(?))",
            (pattern.id, kind, body, event.time, ExampleSource.KEPT.value, json.dumps(pattern.evidence)),
        )
        self._decoded[pattern.id] = (body, pattern)

    def _decode(self, pattern_id: str, body: str) -> Pattern | None:
        known = self._decoded.get(pattern_id)
        if known is None or known[0] != body:
            try:
                known = self._decoded[pattern_id] = (body, pattern_from_json(body))
            except ValueError:
                self.outdated = True
                return None
        return known[1]


@attrs.define
class _Credits:
    """What became of one pattern's fixes: how many of each outcome, and when (event numbers)."""

    outcomes: Counter[str] = attrs.field(factory=Counter)
    last_kept: int = 0
    reverts: list[int] = attrs.field(factory=list)
    last_used: float = 0.0

    def counts(self, grounds: int, ground_event: int, learned: float) -> PatternCounts:
        good = max(self.last_kept, ground_event)
        return PatternCounts(
            kept=self.outcomes["kept"],
            edited=self.outcomes["edited"],
            reverted=self.outcomes["reverted"],
            dismissed=self.outcomes["dismissed"],
            grounds=grounds,
            trailing=sum(event > good for event in self.reverts),
            last_used=max(learned, self.last_used),
        )


def _credits(db: sqlite3.Connection, chosen: str, value: str) -> dict[str, _Credits]:
    """Counted when read, not when written: a profile of ten thousand outcomes must be quick to rebuild."""
    of_patterns = f"FROM credits WHERE kind = 'pattern' AND item IN (SELECT id {chosen})"
    query = f"SELECT item, outcome, count(*), max(event), max(time) {of_patterns} GROUP BY item, outcome"
    found: dict[str, _Credits] = {}
    for item, outcome, count, event, time in db.execute(query, (value,)):
        credit = found.setdefault(item, _Credits())
        credit.outcomes[outcome] = count
        credit.last_used = max(credit.last_used, time)
        credit.last_kept = event if outcome == "kept" else credit.last_kept
    for item, event in db.execute(f"SELECT item, event {of_patterns} AND outcome = 'reverted'", (value,)):
        found[item].reverts.append(event)
    return found


def _marks(db: sqlite3.Connection, chosen: str, value: str) -> dict[tuple[str, str], str]:
    query = f"SELECT item, mark, value FROM marks WHERE item IN (SELECT id {chosen})"  # noqa: S608 -- fixed words
    return {(item, mark): set_to for item, mark, set_to in db.execute(query, (value,))}


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
