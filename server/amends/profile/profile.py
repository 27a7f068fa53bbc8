"""What one project has taught, behind one door. Events in; patterns, records, statistics and style out.

Synchronous, called on the event loop; every write is one small committed transaction, because editors kill servers.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs

from amends.core.errors import ProfileError, UsageError
from amends.core.fixes import Attempt
from amends.core.outcomes import Example, OutcomeClass
from amends.core.problems import ProblemKind, Safety
from amends.learning.pattern import Pattern, PatternRecord
from amends.platform.clock import Clock
from amends.profile import fixes, governance
from amends.profile.errors import ProblemChange, changes_found, news_only, problems_payload, recurrence
from amends.profile.examples import example_payload, load_example
from amends.profile.fixes import TrackedRow
from amends.profile.fold import Fold
from amends.profile.kinds import kind_column
from amends.profile.lessons import minding
from amends.profile.lessons.delta_patterns import edit_pattern
from amends.profile.lessons.deltas import delta_payload
from amends.profile.lessons.lesson import BY_PEOPLE, Lesson, known_lessons, lesson_id
from amends.profile.lessons.tries import tries_payload
from amends.profile.mined import mined_commits, mined_payload
from amends.profile.patterns import PatternTable
from amends.profile.proposed import is_proposed, note_proposed
from amends.profile.reporting import evidence
from amends.profile.reporting.accounts import asked_payload
from amends.profile.safety import learned_safety
from amends.profile.scopes import in_scope
from amends.profile.stages import PatternsOfKind, pattern_record
from amends.profile.storage.events import Event, EventType, read_event
from amends.profile.storage.store import Store
from amends.profile.strategies import StrategyRecord, strategy_records
from amends.profile.style import measuring
from amends.profile.style.card import StyleCard
from amends.profile.team.shared import Shared

_DAY = 86_400.0
"""Patterns expire by the day."""


class Profile(Shared):
    """The profile of one project; several servers may have it open at once."""

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

    # -- facts in ------------------------------------------------------------------------------------------------
    def learn(self, example: Example) -> str:
        """Take an example in; returns its event's id. The same pair again is no new evidence."""

        def work(db: sqlite3.Connection) -> Event:
            row = db.execute("SELECT event FROM examples WHERE id = ?", (example.id,)).fetchone()
            if row is not None:
                return read_event(db, row[0])
            return self._add(db, EventType.LEARNED, kind_column(example.problem.kind), example_payload(db, example))

        return self._write(work).id

    def record_mined(self, commits: Collection[str], examples: int) -> None:
        """These commits of the project's past were read, and gave so many examples."""
        self._append(EventType.MINED, "", mined_payload(commits, examples))

    def record_asked(self, *, endpoint: str, local: bool, model: str, file: str, usage: Mapping[str, Any]) -> None:
        """A model was asked about a file; `usage` has ``tokens``, ``cost`` (US dollars), ``seconds``, ``secrets``."""
        payload = asked_payload(endpoint=endpoint, local=local, model=model, file=file, usage=usage)
        self._append(EventType.ASKED, "", payload)

    def record_fix(self, record: Mapping[str, Any], *, path: str, context: str) -> None:
        """Keep a FixRecord that was attempted, applied, or shown and resolved."""

        def work(db: sqlite3.Connection) -> None:
            payload = fixes.fix_payload(db, record, path, context)
            if not fixes.is_recorded(db, payload):
                self._add(db, EventType.RECORDED, record["fixId"], payload)

        self._write(work)

    def record_outcome(
        self,
        fix_id: str,
        outcome: OutcomeClass,
        *,
        similarity: float = 1.0,
        detail: str = "",
        delta: Example | None = None,
    ) -> None:
        """What became of a fix; the latest class counts and goes to exactly the fix's ingredients.

        `delta` is what the developer changed in it: the text with our fix before, with theirs after.
        """
        payload = {"outcome": outcome.value, "similarity": similarity, "detail": detail}

        def work(db: sqlite3.Connection) -> None:
            if fixes.current_outcome(db, fix_id) == outcome:
                return
            event = self._add(db, EventType.OUTCOME, fix_id, {**payload, **delta_payload(db, delta)})
            minding.after_outcome(db, fix_id, event.time, self._teller(db))
            if delta:
                minding.after_edit(db, event.time, self._teller(db))

        self._write(work)

    def record_tries(self, kind: ProblemKind, path: str, attempts: Sequence[Attempt], fix_id: str = "") -> None:
        """What was tried with a model at one problem; `fix_id` is the fix that came of it, if one did."""

        def work(db: sqlite3.Connection) -> None:
            event = self._add(db, EventType.TRIED, kind_column(kind), tries_payload(path, attempts, fix_id))
            minding.after_tries(db, event.subject, event.time, self._teller(db))

        if attempts:
            self._write(work)

    def retire_lesson(self, lesson: str, because: str) -> None:
        """Take a lesson out of use for a reason that only its user sees, such as that the code it cites is gone."""
        self._write(lambda db: minding.retire(db, lesson, because, self._teller(db)))

    def review_lessons(self) -> None:
        """Let time do its work: what was of no use for long retires."""
        self._write(lambda db: minding.after_edit(db, self._clock.now(), self._teller(db)))

    def unworded_lessons(self) -> tuple[Lesson, ...]:
        """Lessons in use that a template put into words and no model yet, newest first."""
        known = [one for one in self.all_lessons() if one.stage in minding.LIVE and one.origin not in BY_PEOPLE]
        done = self._store.read(lambda db: {one.id for one in known if minding.is_worded(db, one.id)})
        return tuple(one for one in reversed(known) if one.id not in done)

    def word_lesson(self, lesson: str, text: str) -> None:
        """Put a lesson into better words."""
        self._append(EventType.LESSON, lesson, {"action": "worded", "text": " ".join(text.split())})

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

    def record_findings(
        self, source: str, path: str, found: Collection[ProblemKind] | Mapping[ProblemKind, str], by: str = ""
    ) -> None:
        """A tool has looked at a whole file: these are all the kinds it finds there now; `by` ended what is gone.

        A mapping tells for each kind the function it is in.

        Compared with what was open when the file was last looked at, in this session or an earlier one.
        """
        places = found if isinstance(found, Mapping) else dict.fromkeys(found, "")
        self.record_problems(self._store.read(lambda db: changes_found(db, source, path, places, by)))

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

    def given_patterns(self, patterns: Sequence[Pattern]) -> tuple[PatternRecord, ...]:
        """Records of patterns that need no example; forgotten ones are retired."""
        now = self._clock.now()

        def work(db: sqlite3.Connection) -> tuple[PatternRecord, ...]:
            stored = [(one.forgotten, pattern_record(one, now)) for one in self._patterns.given(db, patterns)]
            return tuple(attrs.evolve(one, stage="retired") if gone else one for gone, one in stored)

        return self._answer(("given", tuple(one.id for one in patterns), now // _DAY), work) if patterns else ()

    def note_proposed(self, pattern: Pattern) -> None:
        """Have a pattern that rests on no example known by its id, so that people can speak about it."""
        # Whoever keeps the profile busy must not keep a fix from being proposed.
        with contextlib.suppress(ProfileError):
            if not pattern.support and not self._store.read(lambda db: is_proposed(db, pattern.id)):
                self._store.write(lambda db: note_proposed(db, pattern, self._clock.now()))

    def examples(self, kind: ProblemKind, limit: int = 10) -> tuple[Example, ...]:
        """The newest examples of a kind."""

        def work(db: sqlite3.Connection) -> tuple[Example, ...]:
            query = "SELECT event FROM examples WHERE kind = ? ORDER BY event DESC LIMIT ?"
            numbers = [row[0] for row in db.execute(query, (kind_column(kind), limit)).fetchall()]
            loaded = (load_example(db, read_event(db, number).payload) for number in numbers)
            return tuple(example for example in loaded if example is not None)

        return self._answer(("examples", kind, limit), work)

    def mined_commits(self) -> frozenset[str]:
        """Commits that need not be read again; ask with `mined.is_mined`."""
        return self._store.read(mined_commits)

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

    def recurrence(self, kind: ProblemKind) -> float:
        """How much a kind recurs here and gets repaired, 0 to 1: what is worth preparing first."""
        return self._answer(("recurrence",), recurrence).get(kind_column(kind), 0.0)

    def safety(self, kind: ProblemKind) -> Safety | None:
        """What the record says of this kind's fixes; None when it says nothing yet."""
        return self._answer(("safety", kind), lambda db: learned_safety(db, kind))

    def lessons(self, path: str) -> tuple[str, ...]:
        """The sentences that may be told for a file, oldest first."""
        told = (lesson for lesson in self.all_lessons() if lesson.stage in minding.LIVE)
        return tuple(lesson.text for lesson in told if in_scope(lesson.scope, path))

    def all_lessons(self) -> tuple[Lesson, ...]:
        """All lessons whatever their stage, oldest first; forgotten ones left out."""
        return self._answer(("lessons",), lambda db: known_lessons(db, self._patterns.team.told))

    def edit_template(self, lesson: Lesson) -> Pattern | None:
        """What a lesson that was born of edits would write, as a template for fixed code."""
        return self._answer(("edit", lesson.pattern), lambda db: edit_pattern(db, lesson.pattern))

    def strategies(self, kind: ProblemKind, path: str) -> Mapping[str, StrategyRecord]:
        """How well each strategy that was used for a kind did, by its name."""
        return self._answer(("strategies", kind, path), lambda db: strategy_records(db, kind, path))

    def style(self) -> StyleCard:
        """The project's style: as last measured, with what developers changed in our fixes; configuration wins."""
        return self._answer(("style",), measuring.present_style)

    def keep_style(self, card: StyleCard) -> None:
        """Keep a card that was measured in steps (`StyleTally`), so that the event loop could breathe between them."""
        self._write(lambda db: measuring.store_style(db, card))

    def declare_style(self, declared: Mapping[str, str], files: Mapping[str, str]) -> None:
        """Configuration may have changed since the style was measured: what it declares now wins at once."""
        card = self._store.read(measuring.stored_style)
        now = measuring.redeclared(card, declared, files) if card.facts else card
        if now != card:
            self.keep_style(now)

    def measure_style(self, files: Iterable[tuple[str, str]], declared: Mapping[str, str]) -> StyleCard:
        """Measure the style of ``(path, text)`` pairs; `declared` values override what was measured."""
        card = measuring.measure(files, declared)
        self.keep_style(card)
        return card

    def open_fixes(self) -> tuple[TrackedRow, ...]:
        """Fixes that are still watched, with the tracker's state."""
        return self._store.read(fixes.open_fixes)

    def save_tracking(self, fix_id: str, state: str) -> None:
        """Keep the tracker's state of a fix across restarts; an empty state ends it. Not an event."""
        self._write(lambda db: fixes.save_tracking(db, fix_id, state))

    def _teller(self, db: sqlite3.Connection) -> minding.Tell:
        return lambda lesson, payload: self._add(db, EventType.LESSON, lesson, payload)
