"""What every part of a profile stands on: the store, the fold, and answers kept until somebody writes."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from amends.learning.annotations.vocabulary import Vocabulary
from amends.platform.clock import Clock
from amends.profile.fold import Fold, Report
from amends.profile.patterns import PatternTable
from amends.profile.storage.events import Event, EventType, append_event
from amends.profile.storage.store import Store

log = logging.getLogger(__name__)

_Value = TypeVar("_Value")
_MOST_ANSWERS = 10_000


class Ledger:
    """Reads and writes of one profile; every write is one small committed transaction."""

    def __init__(self, store: Store, patterns: PatternTable, fold: Fold, identity: str, clock: Clock) -> None:
        self.identity = identity
        self.vocabulary = Vocabulary()
        """What the project's files say of names and types; read again in every session."""
        self._store = store
        self._patterns = patterns
        self._fold = fold
        self._clock = clock
        self._answers: dict[tuple[object, ...], Any] = {}

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences to show the user once; may grow while the profile is open."""
        return tuple(self._store.notices)

    def add_notice(self, sentence: str) -> None:
        """Have the user told something about where this profile comes from."""
        self._store.notices.append(sentence)

    @property
    def lasting(self) -> bool:
        """Whether what is learned and changed stays when the session ends."""
        return self._store.lasting

    def close(self) -> None:
        """End of session; everything is on disk already."""
        self._store.close()

    def rebuild(self, report: Report | None = None) -> None:
        """Fold everything again from the events; `report` gets how many are done, of how many."""
        self._write(lambda db: self._fold.rebuild(db, report))

    # -- inside --------------------------------------------------------------------------------------------------
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
