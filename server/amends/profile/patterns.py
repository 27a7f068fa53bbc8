"""The patterns' table: learned by the pattern engine, counted by the fixes they made."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import ProblemKind
from amends.learning.codec import pattern_from_json, pattern_to_json
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern
from amends.learning.suggest import are_kin
from amends.profile.citations import example_row
from amends.profile.examples import load_example
from amends.profile.kinds import column_kind, kind_column
from amends.profile.stages import PatternCounts, StoredPattern
from amends.profile.storage.events import Event
from amends.profile.storage.seals import seal
from amends.profile.team.layer import TeamLayer, TeamPattern, summed, with_team

log = logging.getLogger(__name__)

_MOST_DECODED = 30_000
_HABIT = 3
"""Rules of a tool that are suppressed from which on it is a habit."""
_OF_TOOL = "kind > ? AND kind < ?"


class PatternTable:
    """Reads and writes pattern rows; keeps what it decoded, because every suggestion and every lesson needs it."""

    def __init__(self) -> None:
        self.outdated = False
        """A stored pattern could not be read: an older engine wrote it, and the kind has to be learned again."""
        self.team = TeamLayer()
        """What others learned: read with what was learned here, never written."""
        self.team_file = TeamLayer()
        """The part of it that the repository's file holds; the rest was imported."""
        self.team_stamp: tuple[str, int, int] | None = ("", 0, 0)
        """Of that file as it was last read."""
        self.team_reading = asyncio.Lock()
        self._decoded: dict[str, tuple[int, Pattern]] = {}
        """With the hash of what it was decoded from; the text itself takes several times the room."""

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
        seal(db, kind, example_id)

    def of_kind(self, db: sqlite3.Connection, kind: str) -> tuple[StoredPattern, ...]:
        """All patterns of a kind, most specific first, whatever their stage."""
        return self._load(db, ("kind = ?", kind), self.team.by_kind.get(column_kind(kind), ()))

    def kin_of(self, db: sqlite3.Connection, kind: ProblemKind) -> tuple[ProblemKind, ...]:
        """Other kinds that something is known of and whose repairs may fit, found by index."""
        first = json.dumps([kind.source, kind.code[:-1]], ensure_ascii=False)[:-2]
        rows = db.execute("SELECT DISTINCT kind FROM patterns WHERE kind >= ? AND kind < ?", (first, f"{first}\uffff"))
        here = {column_kind(row[0]) for row in rows}
        return tuple(sorted(one for one in here.union(self.team.family(kind)) if are_kin(one, kind)))

    def suppressed(self, db: sqlite3.Connection, kind: ProblemKind) -> tuple[ProblemKind, ...]:
        """The kinds of a tool's findings that people suppressed here, for one of its rules that nobody answered yet.

        None before they suppressed several of its rules.
        """
        of_tool = tuple(f"{json.dumps([kind.source], ensure_ascii=False)[:-1]}{end}" for end in (",", "-"))
        silenced = _kinds(db, f"patterns WHERE json_extract(body, '$.suppression') AND {_OF_TOOL}", of_tool)
        if len({one.code for one in silenced}) < _HABIT:
            return ()
        answered = _kinds(db, f"examples WHERE {_OF_TOOL}", of_tool)
        return () if kind.code in {one.code for one in answered} else tuple(sorted(silenced))

    def all(self, db: sqlite3.Connection) -> tuple[StoredPattern, ...]:
        """All patterns, most specific first within their kind."""
        return self._load(db, ("?", "1"), self.team.patterns.values())

    def find(self, db: sqlite3.Connection, pattern_id: str) -> StoredPattern | None:
        """One pattern, whatever its stage."""
        of_team = self.team.patterns.get(pattern_id)
        found = self._load(db, ("id = ?", pattern_id), [of_team] if of_team else [])
        return found[0] if found else None

    def given(self, db: sqlite3.Connection, patterns: Sequence[Pattern]) -> tuple[StoredPattern, ...]:
        """Patterns that need no example, with their record; those that are learned or shared too are found there."""
        ids = json.dumps([one.id for one in patterns])
        rows = db.execute("SELECT id FROM patterns WHERE id IN (SELECT value FROM json_each(?))", (ids,))
        known = {row[0] for row in rows}.union(self.team.patterns)
        credited, marks = _credits(db, ids), _marks(db, ids)
        return tuple(
            StoredPattern(
                one,
                credited.get(one.id, _Credits()).counts(0, 0, 0.0, ()),
                pinned=(one.id, "pinned") in marks,
                forgotten=(one.id, "forgotten") in marks,
                scope=marks.get((one.id, "scope"), ""),
            )
            for one in patterns
            if one.id not in known
        )

    def _load(
        self, db: sqlite3.Connection, where: tuple[str, str], of_team: Iterable[TeamPattern]
    ) -> tuple[StoredPattern, ...]:
        query = f"SELECT id, body, grounds, ground_event, learned FROM patterns WHERE {where[0]}"  # noqa: S608 -- fixed words
        rows = db.execute(query, where[1:])
        own = {row[0]: row[1:] for row in rows}
        others = {one.pattern.id: one for one in of_team}
        ids = json.dumps([*own, *(one for one in others if one not in own)])
        credited, marks = _credits(db, ids), _marks(db, ids)
        stored = (
            self._stored(pattern_id, own.get(pattern_id), others.get(pattern_id), credited, marks)
            for pattern_id in {**own, **others}
        )
        found = [one for one in stored if one is not None]
        return tuple(sorted(found, key=lambda one: (one.pattern.kind, one.pattern.level, one.pattern.id)))

    def _stored(
        self,
        pattern_id: str,
        row: tuple[str, int, int, float] | None,
        of_team: TeamPattern | None,
        credited: Mapping[str, _Credits],
        marks: Mapping[tuple[str, str], str],
    ) -> StoredPattern | None:
        body, grounds, ground_event, learned = row or ("", 0, 0, 0.0)
        own = self._decode(pattern_id, body) if body else None
        pattern = with_team(own, of_team)
        if pattern is None:
            return None
        return StoredPattern(
            pattern,
            credited.get(pattern_id, _Credits()).counts(grounds, ground_event, learned, pattern.evidence),
            pinned=(pattern_id, "pinned") in marks,
            forgotten=(pattern_id, "forgotten") in marks,
            scope=marks.get((pattern_id, "scope"), of_team.scope if of_team and own is None else ""),
            team=summed(of_team.counts, 3) if of_team else (),
        )

    def _save(self, db: sqlite3.Connection, kind: str, pattern: Pattern, event: Event) -> None:
        own = self._own(pattern)
        body = pattern_to_json(own)
        self._keep(pattern.id, hash(body), own)
        db.execute(
            "INSERT OR REPLACE INTO patterns (id, kind, body, learned, grounds, ground_event) "
            "SELECT ?, ?, ?, ?, count(*), coalesce(max(event), 0) FROM examples "
            "WHERE source != ? AND id IN (SELECT value FROM json_each(?))",
            (pattern.id, kind, body, event.time, ExampleSource.KEPT.value, json.dumps(pattern.evidence)),
        )

    def _own(self, pattern: Pattern) -> Pattern:
        """Without what the team layer says of it anyway."""
        if pattern.id not in self.team.patterns:
            return pattern
        support, against = (tuple(one for one in side if not one.origin) for side in (pattern.support, pattern.against))
        return attrs.evolve(pattern, support=support, against=against)

    def _decode(self, pattern_id: str, body: str) -> Pattern | None:
        known = self._decoded.get(pattern_id)
        if known is not None and known[0] == hash(body):
            return known[1]
        try:
            return self._keep(pattern_id, hash(body), pattern_from_json(body))
        except ValueError:
            self.outdated = True
            return None

    def _keep(self, pattern_id: str, stamp: int, pattern: Pattern) -> Pattern:
        self._decoded[pattern_id] = (stamp, pattern)
        if len(self._decoded) > _MOST_DECODED:
            del self._decoded[next(iter(self._decoded))]
        return pattern


@attrs.define
class _Credits:
    """What became of one pattern's fixes: how many of each outcome, and when (event numbers)."""

    outcomes: Counter[str] = attrs.field(factory=Counter)
    last_kept: int = 0
    reverts: list[tuple[int, str]] = attrs.field(factory=list)
    """Each with the repair that people made there by hand afterwards, empty when there is none."""
    edits: list[tuple[int, str]] = attrs.field(factory=list)
    """Each with what people made of the fix, empty when that is not known."""
    last_used: float = 0.0

    def counts(self, grounds: int, ground_event: int, learned: float, evidence: Collection[str]) -> PatternCounts:
        """Of what rests on the examples `evidence`: a fix whose place people repaired just so was not wrong by it.

        Neither was one that they edited into just that: what was wrong was what filled the pattern's holes.
        """
        good = max(self.last_kept, ground_event)
        blamed = [event for event, answer in self.reverts if answer not in evidence]
        return PatternCounts(
            kept=self.outcomes["kept"],
            edited=sum(answer not in evidence for _, answer in self.edits),
            reverted=len(blamed),
            dismissed=self.outcomes["dismissed"],
            grounds=grounds,
            trailing=sum(event > good for event in blamed),
            last_used=max(learned, self.last_used),
        )


def _credits(db: sqlite3.Connection, ids: str) -> dict[str, _Credits]:
    """Counted when read, not when written: a profile of ten thousand outcomes must be quick to rebuild."""
    of_patterns = "FROM credits WHERE kind = 'pattern' AND item IN (SELECT value FROM json_each(?))"
    query = f"SELECT item, outcome, count(*), max(event), max(time) {of_patterns} GROUP BY item, outcome"
    found: dict[str, _Credits] = {}
    for item, outcome, count, event, time in db.execute(query, (ids,)):
        credit = found.setdefault(item, _Credits())
        credit.outcomes[outcome] = count
        credit.last_used = max(credit.last_used, time)
        credit.last_kept = event if outcome == "kept" else credit.last_kept
    query = f"SELECT item, outcome, event, {_ANSWER} {of_patterns} AND outcome IN ('reverted', 'edited')"
    for item, outcome, event, answer in db.execute(query, (ids,)):
        (found[item].edits if outcome == "edited" else found[item].reverts).append((event, answer))
    return found


_ANSWER = (
    "coalesce((SELECT examples.id FROM fixes JOIN examples ON examples.kind = fixes.kind "
    "AND examples.path = fixes.path AND examples.event > credits.event "
    "AND examples.source = CASE credits.outcome WHEN 'edited' THEN 'edited' ELSE 'hand' END "
    "WHERE fixes.id = credits.fix "
    "ORDER BY examples.event LIMIT 1), '')"
)
"""What people made of a fix: their edit of it, or the repair by hand that followed in its file and of its kind."""


def _kinds(db: sqlite3.Connection, source: str, of_tool: tuple[str, ...]) -> set[ProblemKind]:
    rows = db.execute(f"SELECT DISTINCT kind FROM {source}", of_tool)  # noqa: S608 -- fixed words
    return {column_kind(row[0]) for row in rows}


def _marks(db: sqlite3.Connection, ids: str) -> dict[tuple[str, str], str]:
    query = "SELECT item, mark, value FROM marks WHERE item IN (SELECT value FROM json_each(?))"
    return {(item, mark): set_to for item, mark, set_to in db.execute(query, (ids,))}


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
