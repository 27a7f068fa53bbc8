"""The person's side of a profile: see everything, ask why, and have the last word."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from amends.core.errors import UsageError
from amends.profile import governance
from amends.profile.governance import Action
from amends.profile.ledger import Ledger
from amends.profile.lessons.lesson import lesson_id
from amends.profile.reporting import evidence, report
from amends.profile.reporting.accounts import accounts_json
from amends.profile.storage.erasing import erase_code
from amends.profile.storage.events import Event, EventType, event_number, read_event, read_events, voided_events


class Governed(Ledger):
    """What `amends profile` and `amends.changeProfile` do; every change returns the id that undoes it."""

    def show(self, root: Path | None = None) -> dict[str, Any]:
        """The whole profile as docs/wire.md has it; with `root` its evidence can be opened in an editor."""
        now = self._clock.now()
        return self._read(lambda db: report.profile_json(db, self._patterns, self.identity, now, root))

    def page(self) -> str:
        """The report for people, as one self-contained HTML page."""
        from amends.profile.reporting.page import report_page  # noqa: PLC0415 -- a server that is never asked need not load Jinja

        return report_page(self.show(), self._read(accounts_json), self._clock.now())

    def why(self, item_id: str, root: Path | None = None) -> dict[str, Any]:
        """All evidence for an item, an example, a fix or an event.

        Raises:
            UnknownItemError: nothing has that id.
        """
        return self._read(lambda db: evidence.evidence_json(db, self._patterns, item_id, self._clock.now(), root))

    def forget(self, item_id: str) -> str:
        """Never use an item again (a pattern with its other levels), lift a mute; returns the id that undoes it."""
        if rule := self._read(lambda db: governance.muted_rule(db, item_id)):
            return self.unmute(rule)
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
        """Offer again; returns the id that undoes it.

        Raises:
            UsageError: it is not muted.
        """
        if rule not in self._read(governance.muted_rules):
            raise UsageError(f"{rule or 'Nothing'} is not muted here; `amends profile show` lists what is.")
        return self._change(Action.UNMUTE, rule)

    def reset(self) -> str:
        """Start anew; nothing is deleted. Returns the id that undoes it."""
        return self._change(Action.RESET, "")

    def undo(self, event_id: str | None = None) -> str:
        """Take back one event; without a name the last change by a person, then the one before, and so on.

        Undoing an undo brings its target back.

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

    def erase(self, item_id: str = "") -> str:
        """Remove stored code for good, of one example or fix or of all; what was learned from it goes too.

        Raises:
            UnknownItemError: no example or fix has that id.
        """

        def work(db: sqlite3.Connection) -> Event:
            erased = erase_code(db, item_id)
            for kind in sorted({event.subject for event in erased if event.type == EventType.LEARNED}):
                self._fold.relearn(db, kind)
            self._fold.forget_code(db)
            return self._add(db, EventType.ERASED, item_id, {"events": [event.number for event in erased]})

        event = self._write(work)
        self._store.scrub()
        return event.id

    # -- inside --------------------------------------------------------------------------------------------------
    def _govern(self, action: Action, item_id: str, value: str = "") -> str:
        shared = {lesson_id(text) for text, _ in self._patterns.team.told}

        def work(db: sqlite3.Connection) -> Event:
            if item_id not in self._patterns.team.patterns and item_id not in shared:
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


def _last_change(db: sqlite3.Connection) -> Event:
    voided = voided_events(db)
    changes = [event for event in read_events(db, types=governance.BY_PEOPLE) if event.number not in voided]
    if not changes:
        raise UsageError("There is nothing to undo.")
    return changes[-1]
