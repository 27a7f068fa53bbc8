"""The team's side of a profile: what others learned stands under what was learned here, and what is shared."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import attrs

from amends.core.outcomes import Example
from amends.core.problems import ProblemKind
from amends.jobs.pacing import Pacer
from amends.learning.pattern import PatternRecord
from amends.learning.templates.comments import names_its_code
from amends.platform.garbage import set_aside
from amends.profile.examples import load_example
from amends.profile.governed import Governed
from amends.profile.kinds import column_kind
from amends.profile.lessons.lesson import TAUGHT, all_lessons
from amends.profile.stages import StoredPattern, by_kind
from amends.profile.storage.blobs import get_blob, put_blob
from amends.profile.storage.events import Event, EventType, read_event, read_events, voided_events
from amends.profile.team.files import (
    Pieces,
    TeamFileError,
    at_once,
    team_file_pieces,
    team_from_json,
    team_to_json,
)
from amends.profile.team.layer import Counts, TeamLayer, TeamLesson, TeamPattern, merged
from amends.profile.team.privacy import without_secrets

_MOST_KIN = 150


class Shared(Governed):
    """What `amends profile export` and `import` do, and how the team's knowledge takes part."""

    @property
    def team(self) -> TeamLayer:
        """What others learned, from the repository's file and from imports."""
        return self._patterns.team

    def history(self) -> tuple[Example, ...]:
        """All that was learned from, oldest first; what was forgotten or erased is not among it."""

        def work(db: sqlite3.Connection) -> tuple[Example, ...]:
            numbers = [row[0] for row in db.execute("SELECT event FROM examples ORDER BY event").fetchall()]
            loaded = (load_example(db, read_event(db, number).payload) for number in numbers)
            return tuple(sorted((one for one in loaded if one is not None), key=lambda one: one.date))

        return self._read(work)

    def use_team(self, layer: TeamLayer) -> None:
        """Read what others learned under what was learned here, from now on; replaces the layer of the last call."""
        self._patterns.team_file = layer
        self._patterns.team = self._store.read(lambda db: _with_imported(db, layer))
        self._answers.clear()
        if layer.patterns:
            set_aside()

    def follow_team_file(self, path: Path | None) -> None:
        """Use what a team shares in a file, now and after it changed; one that is no team layer leaves a notice."""
        at_once(self._following(path))

    async def follow_team_gently(self, path: Path | None) -> None:
        """The same while the event loop goes on; what asks for patterns waits by `team_known`."""
        async with self._patterns.team_reading:
            pacer = Pacer()
            for _ in self._following(path):
                await pacer.pause()

    async def team_known(self) -> None:
        """Wait until what a team shares is read."""
        async with self._patterns.team_reading:
            return

    def _following(self, path: Path | None) -> Pieces:
        stamp = _stamp(path)
        if stamp == self._patterns.team_stamp:
            return self._patterns.team_file
        layer = TeamLayer()
        try:
            if path and stamp:
                layer = yield from team_file_pieces(path)
        except TeamFileError as error:
            self.add_notice(error.sentence)
        self._patterns.team_stamp = stamp
        self.use_team(layer)
        return layer

    def import_team(self, layer: TeamLayer) -> str:
        """Take over what another profile shared; returns the id that undoes it. The same again changes nothing."""

        def work(db: sqlite3.Connection) -> Event:
            blob = put_blob(db, team_to_json(layer))
            voided = voided_events(db)
            for known in read_events(db, types=(EventType.IMPORTED,), subject=blob):
                if known.number not in voided:
                    return known
            return self._add(db, EventType.IMPORTED, blob, {"layer": blob, "patterns": len(layer.patterns)})

        event = self._write(work)
        self.use_team(self._patterns.team_file)
        return event.id

    def undo(self, event_id: str | None = None) -> str:
        """As `Governed.undo`; what an import brought goes with it."""
        undone = super().undo(event_id)
        self.use_team(self._patterns.team_file)
        return undone

    def team_layer(self) -> TeamLayer:
        """All that can be shared: what was learned here, together with what others shared; nothing secret."""
        who = self._write(_contributor)
        project = "o_" + hashlib.sha256(self.identity.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        now = self._clock.now()

        def work(db: sqlite3.Connection) -> TeamLayer:
            usable = [one for kind in by_kind(self._patterns.all(db)) for one in kind.usable(now)]
            counter, team = _Counter(who, _events(db)), self._patterns.team
            own = [_shared(one, team, project, counter) for one in usable]
            lessons = tuple(
                sorted({TeamLesson(one.text, one.scope) for one in all_lessons(db) if one.origin == TAUGHT})
            )
            tools = {rule: counter.counts(record, team.tools.get(rule)) for rule, record in _tool_records(db).items()}
            return TeamLayer({one.pattern.id: one for one in own if one is not None}, tools, lessons)

        return without_secrets(merged(self._patterns.team, self._read(work)))

    def kin_patterns(self, kind: ProblemKind) -> tuple[PatternRecord, ...]:
        """Usable patterns of kinds whose repairs may fit this one too, those that rest on most examples first.

        Where people suppress rules of a tool, those that nobody answered yet are kindred as far as suppressions go.
        """
        kinds = self._answer(("kin", kind), lambda db: self._patterns.kin_of(db, kind))
        silenced = self._answer(("silenced", kind), lambda db: self._patterns.suppressed(db, kind))
        records = [record for one in kinds for record in self.patterns(one)]
        others = (record for one in silenced if one != kind and one not in kinds for record in self.patterns(one))
        records += [record for record in others if names_its_code(record.pattern.template)]
        ordered = sorted(records, key=lambda one: (-len(one.pattern.support), one.pattern.level, one.pattern.id))
        return tuple(ordered[:_MOST_KIN])

    def patterns(self, kind: ProblemKind) -> tuple[PatternRecord, ...]:
        """The patterns of a kind that may be used now."""
        raise NotImplementedError

    def tool_record(self, source: str, code: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """How often people took what a tool proposed for a rule, of how many: here, and elsewhere."""
        here = self._answer(("tool", source, code), lambda db: _tool_record(db, source, code))
        return here, self._patterns.team.tool_record(f"{source}:{code}")


@attrs.frozen
class _Counter:
    """Who counts, and how much has happened there by now."""

    who: str
    number: int

    def counts(self, record: tuple[int, ...], known: Counts | None) -> Counts:
        """Its counts of one thing; as they were shared before where they are the same, so that the file stays."""
        shared = tuple((known or {}).get(self.who, ()))
        return {self.who: shared if shared[1:] == record else (self.number, *record)}


def _with_imported(db: sqlite3.Connection, layer: TeamLayer) -> TeamLayer:
    voided = voided_events(db)
    for event in read_events(db, types=(EventType.IMPORTED,)):
        content = get_blob(db, event.payload["layer"]) if event.number not in voided else None
        layer = merged(layer, _layer(content)) if content is not None else layer
    return layer


def _stamp(path: Path | None) -> tuple[str, int, int] | None:
    """Changes whenever the file may have; None when there is no such file."""
    try:
        stat = path.stat() if path else None
    except (OSError, ValueError):
        return None
    return (str(path), stat.st_mtime_ns, stat.st_size) if stat else None


def _layer(content: str) -> TeamLayer:
    try:
        return team_from_json(content)
    except (ValueError, KeyError, TypeError, TeamFileError):
        return TeamLayer()  # of an engine whose templates this one cannot read


def _shared(stored: StoredPattern, team: TeamLayer, project: str, counter: _Counter) -> TeamPattern | None:
    """What this profile adds to the team's knowledge of a pattern; None when that is nothing."""
    known = team.patterns.get(stored.pattern.id)
    support, against = (
        tuple(attrs.evolve(one, origin=one.origin or project) for one in side if not (known and one.origin))
        for side in (stored.pattern.support, stored.pattern.against)
    )
    fates = _fates(stored)
    if not support and not against and not any(fates):
        return None
    pattern = attrs.evolve(stored.pattern, support=support, against=against)
    counts = counter.counts(fates, known.counts if known else None) if any(fates) else {}
    return TeamPattern(pattern, counts, stored.scope)


def _fates(stored: StoredPattern) -> tuple[int, int, int]:
    counts = stored.counts
    return counts.kept, counts.edited, counts.reverted


def _contributor(db: sqlite3.Connection) -> str:
    """A random name for this profile, so that its counts are never added twice, and nobody's name is needed."""
    db.execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('contributor', ?)", (secrets.randbits(62),))
    number: int = db.execute("SELECT value FROM meta WHERE name = 'contributor'").fetchone()[0]
    return f"c_{number:016x}"


def _events(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])


def _tool_records(db: sqlite3.Connection) -> Mapping[str, tuple[int, int]]:
    kinds = db.execute("SELECT DISTINCT kind FROM examples UNION SELECT DISTINCT kind FROM fixes").fetchall()
    rules = sorted({(one.source, one.code) for (kind,) in kinds if kind for one in [column_kind(kind)]})
    records = {f"{source}:{code}": _tool_record(db, source, code) for source, code in rules}
    return {rule: record for rule, record in records.items() if record[1]}


def _tool_record(db: sqlite3.Connection, source: str, code: str) -> tuple[int, int]:
    """Repairs by people where the tool proposed something too, and fixes of ours that were the tool's."""
    first = json.dumps([source, code], ensure_ascii=False)[:-1]
    of_rule = (first, f"{first}\uffff")
    taken, seen = db.execute(_REPAIRS, of_rule).fetchone()
    kept, concluded = db.execute(_FIXES, of_rule).fetchone()
    return int(taken + kept), int(seen + concluded)


_REPAIRS = (
    "SELECT coalesce(sum(json_extract(payload, '$.toolTaken')), 0), count(*) FROM examples "
    "JOIN events ON events.id = examples.event WHERE examples.kind >= ? AND examples.kind < ? "
    "AND source != 'kept' AND json_extract(payload, '$.toolTaken') IS NOT NULL"
)
_FIXES = (
    "SELECT coalesce(sum(outcome = 'kept'), 0), count(*) FROM fixes WHERE kind >= ? AND kind < ? "
    "AND origin = 'tool' AND outcome IN ('kept', 'edited', 'reverted', 'dismissed')"
)
