"""What one project has taught, behind one door. Events in; patterns, records, statistics and style out.

Synchronous, called on the event loop; every write is one small committed transaction, because editors kill servers.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from amends.core.errors import UsageError
from amends.core.outcomes import Example, OutcomeClass
from amends.core.problems import ProblemKind, Safety
from amends.learning.pattern import PatternRecord
from amends.platform.clock import Clock
from amends.profile import evidence, export, fixes, governance, report, styles
from amends.profile.erasing import erase_code
from amends.profile.errors import ProblemChange, changes_found, news_only, problems_payload
from amends.profile.events import Event, EventType, append_event, event_number, read_event, read_events, voided_events
from amends.profile.examples import example_payload, load_example
from amends.profile.fixes import TrackedRow
from amends.profile.fold import Fold, Report
from amends.profile.governance import Action
from amends.profile.kinds import kind_column
from amends.profile.lessons import active_lessons, lesson_id, lessons_for
from amends.profile.patterns import PatternTable
from amends.profile.stages import PatternsOfKind, pattern_record
from amends.profile.store import Store
from amends.profile.style import StyleCard

log = logging.getLogger(__name__)

_Value = TypeVar("_Value")
_DAY = 86_400.0
"""Patterns expire by the day."""
_MOST_ANSWERS = 10_000


class Profile:
    """The profile of one project; several servers may have it open at once."""

    def __init__(self, store: Store, patterns: PatternTable, fold: Fold, identity: str, clock: Clock) -> None:
        self.identity = identity
        self._store = store
        self._patterns = patterns
        self._fold = fold
        self._clock = clock
        self._answers: dict[tuple[object, ...], Any] = {}

    @staticmethod
    def open(location: Path | None, identity: str, clock: Clock) -> Profile:
        """Open or make the profile at `location` (a database file), in memory for None.

        A damaged file is set aside and what can be saved is taken over; one that cannot be written is continued in
        memory; both leave a sentence in `notices`.

        Raises:
            ProfileError: another Amends keeps the database busy.
        """
        patterns = PatternTable()
        fold = Fold(patterns)
        return Profile(Store(location, clock.now, fold.catch_up), patterns, fold, identity, clock)

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences to show the user once; may grow while the profile is open."""
        return tuple(self._store.notices)

    def add_notice(self, sentence: str) -> None:
        """Have the user told something about where this profile comes from."""
        self._store.notices.append(sentence)

    def close(self) -> None:
        """End of session; everything is on disk already."""
        self._store.close()

    # -- facts in ------------------------------------------------------------------------------------------------
    def learn(self, example: Example) -> str:
        """Take an example in; returns its event's id. The same pair again is no new evidence."""

        def work(db: sqlite3.Connection) -> Event:
            row = db.execute("SELECT event FROM examples WHERE id = ?", (example.id,)).fetchone()
            if row is not None:
                return read_event(db, row[0])
            return self._add(db, EventType.LEARNED, kind_column(example.problem.kind), example_payload(db, example))

        return self._write(work).id

    def record_fix(self, record: Mapping[str, Any], *, path: str, context: str) -> None:
        """Keep a FixRecord that was attempted, applied, or shown and resolved."""

        def work(db: sqlite3.Connection) -> None:
            payload = fixes.fix_payload(db, record, path, context)
            if not fixes.is_recorded(db, payload):
                self._add(db, EventType.RECORDED, record["fixId"], payload)

        self._write(work)

    def record_outcome(self, fix_id: str, outcome: OutcomeClass, *, similarity: float = 1.0, detail: str = "") -> None:
        """What became of a fix; the latest class counts and goes to exactly the fix's ingredients."""
        payload = {"outcome": outcome.value, "similarity": similarity, "detail": detail}

        def work(db: sqlite3.Connection) -> None:
            if fixes.current_outcome(db, fix_id) != outcome:
                self._add(db, EventType.OUTCOME, fix_id, payload)

        self._write(work)

    def record_rejection(self, context: str, reason: str) -> None:
        """Not like this: never offer this edit of this code again, unless undone."""
        self._write(lambda db: self._add(db, EventType.REJECTED, context, {"reason": reason}))

    def record_problem(self, kind: ProblemKind, path: str, event: Literal["appeared", "gone"], by: str = "") -> None:
        """A kind of problem appeared in a file that had none of it, or is gone from it (`by`: hand, fix, other)."""
        self.record_problems([ProblemChange(kind, path, event, by)])

    def record_problems(self, changes: Iterable[ProblemChange]) -> None:
        """Many changes as one event; those that say nothing new are left out."""
        told = list(changes)

        def work(db: sqlite3.Connection) -> None:
            if news := news_only(db, told):
                self._add(db, EventType.PROBLEMS, "", problems_payload(news))

        if self._store.read(lambda db: news_only(db, told)):
            self._write(work)

    def record_findings(self, source: str, path: str, found: Collection[ProblemKind], by: str = "") -> None:
        """A tool has looked at a whole file: these are all the kinds it finds there now; `by` ended what is gone.

        Compared with what was open when the file was last looked at, in this session or an earlier one.
        """
        self.record_problems(self._store.read(lambda db: changes_found(db, source, path, found, by)))

    def teach(self, text: str, scope: str = "") -> str:
        """Store a sentence for the model; returns its id (``l_…``).

        Raises:
            UsageError: the sentence is empty.
        """
        sentence = " ".join(text.split())
        if not sentence:
            raise UsageError("There is nothing to teach; give a sentence.")
        self._append(EventType.TAUGHT, lesson_id(sentence), {"text": sentence, "scope": scope})
        return lesson_id(sentence)

    # -- facts out -----------------------------------------------------------------------------------------------
    def patterns(self, kind: ProblemKind) -> tuple[PatternRecord, ...]:
        """The patterns of a kind that may be used now, most specific first."""
        now = self._clock.now()

        def work(db: sqlite3.Connection) -> tuple[PatternRecord, ...]:
            stored = PatternsOfKind(self._patterns.of_kind(db, kind_column(kind))).usable(now)
            return tuple(pattern_record(one, now) for one in stored)

        return self._answer(("patterns", kind, now // _DAY), work)

    def examples(self, kind: ProblemKind, limit: int = 10) -> tuple[Example, ...]:
        """The newest examples of a kind."""

        def work(db: sqlite3.Connection) -> tuple[Example, ...]:
            query = "SELECT event FROM examples WHERE kind = ? ORDER BY event DESC LIMIT ?"
            numbers = [row[0] for row in db.execute(query, (kind_column(kind), limit)).fetchall()]
            loaded = (load_example(db, read_event(db, number).payload) for number in numbers)
            return tuple(example for example in loaded if example is not None)

        return self._answer(("examples", kind, limit), work)

    def turned_down_fixes(self, kind: ProblemKind, limit: int = 5) -> tuple[Mapping[str, Any], ...]:
        """FixRecords of a kind that were reverted or dismissed, newest first: "not like this"."""
        return self._answer(("downs", kind, limit), lambda db: fixes.turned_down_records(db, kind, limit))

    def because(self, record: PatternRecord) -> str:
        """Where a pattern comes from and how it fared, in a few words: ``your repair in a.py; kept 4 of 4``."""
        return self._answer(("because", record.pattern.id), lambda db: evidence.because(db, record))

    def turned_down(self, context: str) -> bool:
        """Whether this edit of this code (`core.fixes.context_fingerprint`) was turned down before."""
        return self._answer(("turned down", context), lambda db: fixes.is_turned_down(db, context))

    def muted(self, source: str, code: str, path: str) -> bool:
        """Whether people muted a finding here (`amends profile mute`); the settings' `mute` is another matter."""
        rules = self._answer(("mutes",), governance.muted_rules)
        return governance.is_muted(rules, source, code, path)

    def kept_rate(self, kind: ProblemKind, origin: str) -> tuple[int, int]:
        """How many fixes of a kind and origin (pattern, tool, model) were kept, of all that came to a conclusion."""
        return self._answer(("rate", kind, origin), lambda db: fixes.kept_rate(db, kind, origin))

    def safety(self, kind: ProblemKind) -> Safety | None:
        """What the record says of this kind's fixes; None when it says nothing yet."""
        return self._answer(("safety", kind), lambda db: fixes.learned_safety(db, kind))

    def lessons(self, path: str) -> tuple[str, ...]:
        """The sentences that hold for a file, oldest first."""
        return lessons_for(self._answer(("lessons",), active_lessons), path)

    def style(self) -> StyleCard:
        """The project's style as it was last measured."""
        return self._answer(("style",), styles.stored_style)

    def keep_style(self, card: StyleCard) -> None:
        """Keep a card that was measured in steps (`StyleTally`), so that the event loop could breathe between them."""
        self._write(lambda db: styles.store_style(db, card))

    def measure_style(self, files: Iterable[tuple[str, str]], declared: Mapping[str, str]) -> StyleCard:
        """Measure the style of ``(path, text)`` pairs; `declared` values override what was measured."""
        card = styles.measure(files, declared)
        self.keep_style(card)
        return card

    def open_fixes(self) -> tuple[TrackedRow, ...]:
        """Fixes that are still watched, with the tracker's state."""
        return self._store.read(fixes.open_fixes)

    def save_tracking(self, fix_id: str, state: str) -> None:
        """Keep the tracker's state of a fix across restarts; an empty state ends it. Not an event."""
        self._write(lambda db: fixes.save_tracking(db, fix_id, state))

    # -- governance ----------------------------------------------------------------------------------------------
    def show(self) -> dict[str, Any]:
        """The whole profile as CONTRACT.md's Profile."""
        now = self._clock.now()
        return self._read(lambda db: report.profile_json(db, self._patterns, self.identity, now))

    def why(self, item_id: str) -> dict[str, Any]:
        """All evidence for a pattern, example, lesson, fix or event.

        Raises:
            UnknownItemError: nothing has that id.
        """
        return self._read(lambda db: evidence.evidence_json(db, self._patterns, item_id, self._clock.now()))

    def forget(self, item_id: str) -> str:
        """Never use a pattern (with its other levels), lesson or example again; returns the id that undoes it."""
        return self._govern(Action.FORGET, item_id)

    def pin(self, item_id: str) -> str:
        """Never retire an item automatically; returns the id that undoes it."""
        return self._govern(Action.PIN, item_id)

    def unpin(self, item_id: str) -> str:
        """Let an item be judged by its record again; returns the id that undoes it."""
        return self._govern(Action.UNPIN, item_id)

    def scope(self, item_id: str, glob: str) -> str:
        """Use an item only where the glob matches (empty: everywhere); returns the id that undoes it."""
        return self._govern(Action.SCOPE, item_id, f"{glob}**" if glob.endswith("/") else glob)

    def mute(self, rule: str) -> str:
        """Never offer anything for ``E501``, ``ruff:E501`` or ``path:tests/**``; returns the id that undoes it."""
        return self._change(Action.MUTE, rule)

    def unmute(self, rule: str) -> str:
        """Offer again; returns the id that undoes it."""
        return self._change(Action.UNMUTE, rule)

    def reset(self) -> str:
        """Start anew; nothing is deleted. Returns the id that undoes it."""
        return self._change(Action.RESET, "")

    def undo(self, event_id: str | None = None) -> str:
        """Take back one event, the last change when none is named; undoing an undo brings its target back.

        Raises:
            UnknownItemError: there is no such event.
            UsageError: it was undone already, or cannot be undone.
        """

        def work(db: sqlite3.Connection) -> Event:
            target = _last_change(db) if event_id is None else read_event(db, event_number(event_id))
            if target.type == EventType.ERASED:
                raise UsageError("Erased code is gone for good; this cannot be undone.")
            if target.number in voided_events(db):
                raise UsageError(f"{target.id} was undone already.")
            return self._add(db, EventType.UNDONE, str(target.number), {"event": target.number})

        return self._write(work).id

    def export(self) -> str:
        """The team layer as TOML: templates and counts, in stable order."""
        return self._read(lambda db: export.team_layer(db, self._patterns, self._clock.now()))

    def rebuild(self, report: Report | None = None) -> None:
        """Fold everything again from the events; `report` gets how many are done, of how many."""
        self._write(lambda db: self._fold.rebuild(db, report))

    def erase(self, item_id: str = "") -> str:
        """Remove stored code for good, of one example or fix or of all; what was learned from it goes too.

        Raises:
            UnknownItemError: no example or fix has that id.
        """

        def work(db: sqlite3.Connection) -> Event:
            erased = erase_code(db, item_id)
            for kind in sorted({event.subject for event in erased if event.type == EventType.LEARNED}):
                self._fold.relearn(db, kind)
            return self._add(db, EventType.ERASED, item_id, {"events": [event.number for event in erased]})

        event = self._write(work)
        self._store.scrub()
        return event.id

    # -- inside --------------------------------------------------------------------------------------------------
    def _govern(self, action: Action, item_id: str, value: str = "") -> str:
        def work(db: sqlite3.Connection) -> Event:
            governance.require_item(db, item_id)
            kind = db.execute("SELECT kind FROM examples WHERE id = ?", (item_id,)).fetchone()
            payload = {"action": action.value, "item": item_id, "value": value, "kind": kind[0] if kind else ""}
            return self._add(db, EventType.GOVERNED, item_id, payload)

        return self._write(work).id

    def _change(self, action: Action, rule: str) -> str:
        if action is not Action.RESET and not rule.strip():
            raise UsageError("Name a rule: E501, ruff:E501 or path:tests/**.")
        payload = {"action": action.value, "item": rule, "value": "", "kind": ""}
        return self._append(EventType.GOVERNED, rule, payload).id

    def _append(self, event_type: EventType, subject: str, payload: Mapping[str, Any]) -> Event:
        return self._write(lambda db: self._add(db, event_type, subject, payload))

    def _add(self, db: sqlite3.Connection, event_type: EventType, subject: str, payload: Mapping[str, Any]) -> Event:
        event = append_event(db, self._clock.now(), event_type, subject, payload)
        self._fold.add(db, event)
        return event

    def _write(self, work: Callable[[sqlite3.Connection], _Value]) -> _Value:
        self._answers.clear()
        return self._store.write(work)

    def _read(self, work: Callable[[sqlite3.Connection], _Value]) -> _Value:
        found = self._store.read(work)
        if not self._patterns.outdated:
            return found
        log.info("patterns of an older engine are learned again")
        self._patterns.outdated = False
        self.rebuild()
        return self._store.read(work)

    def _answer(self, question: tuple[object, ...], work: Callable[[sqlite3.Connection], _Value]) -> _Value:
        """Answer from memory until this or another server writes."""
        if self._store.changed_by_others() or len(self._answers) > _MOST_ANSWERS:
            self._answers.clear()
        if question not in self._answers:
            self._answers[question] = self._read(work)
        answer: _Value = self._answers[question]
        return answer


def _last_change(db: sqlite3.Connection) -> Event:
    voided = voided_events(db)
    changes: Sequence[Event] = [
        event
        for event in read_events(db, types=governance.CHANGES)
        if event.number not in voided and event.type != EventType.ERASED
    ]
    if not changes:
        raise UsageError("There is nothing to undo.")
    return changes[-1]
