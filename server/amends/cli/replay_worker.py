"""`amends replay --worker`: the engine of the editor on a history of repairs, one event after the other.

Lines of JSON on stdin, one line of answer each on stdout; a line that cannot be answered gets an empty answer that
says why, never silence.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from amends.cli.replay_events import Event, event_of, examples_of
from amends.core.errors import AmendsError, UsageError
from amends.core.fixes import Fix
from amends.core.problems import Problem
from amends.core.settings import Settings
from amends.core.snapshot import Document, Snapshot
from amends.fixing.origins import FixOrigin, FixRequest
from amends.fixing.patterns.origin import PatternOrigin
from amends.fixing.pipeline import Refusal, Search, Workshop, search_fixes
from amends.fixing.ranking import SECOND_CHOICE
from amends.fixing.toolfixes.origin import ToolFixOrigin
from amends.learning.silence import AMBIGUOUS, NO_PATTERN
from amends.platform.clock import Clock
from amends.profile.profile import Profile
from amends.profile.team.layer import TeamLayer
from amends.tools.checkers.checker import Checker, View
from amends.tools.checkers.ruff import RuffChecker, find_ruff
from amends.verifying.delta import find_target
from amends.verifying.prover import Prover
from amends.verifying.remembering import remembering

log = logging.getLogger(__name__)

_ROOT = Path("/")
_REASONS = {NO_PATTERN: "no pattern", AMBIGUOUS: "ambiguous", "gate": "gate", "turned-down": "turned down"}
"""The protocol's words for causes; every other cause is a proof that failed."""


@attrs.define
class EventClock:
    """The time of the event at hand, so that age means what it meant then."""

    time: float = 0.0

    def now(self) -> float:
        """When the event happened, in seconds since the epoch."""
        return self.time

    def monotonic(self) -> float:
        """The same; nothing here is measured by it."""
        return self.time


@attrs.define
class Worker:
    """One repository's replay: an empty profile in memory over a team layer, filled by what people accepted."""

    tool_fixes: bool
    team: TeamLayer = attrs.field(factory=TeamLayer)
    most: int = 3
    """Fixes in one answer."""
    clock: EventClock = attrs.field(factory=EventClock)
    checker: Checker = attrs.field(init=False)
    """Ruff, which is asked once for each text: what it proposes, and what was wrong before a fix, is one answer."""
    workshop: Workshop = attrs.field(init=False)
    event: Event | None = None
    """The last one, which feedback speaks of."""
    problems: tuple[Problem, ...] = ()
    """Its problems, with the tool's own fixes where those may be used."""
    search: Search = attrs.field(factory=Search)
    """What was found for it."""

    def __attrs_post_init__(self) -> None:
        self._start([])

    @property
    def profile(self) -> Profile:
        """What was learned so far."""
        return self.workshop.profile

    async def reply(self, line: bytes) -> dict[str, Any]:
        """The answer to one line, whatever it holds."""
        request: Mapping[str, Any] = {}
        try:
            request = _read(line)
            return await self.answer(request)
        except AmendsError as error:
            return _failed(request, error.sentence)
        except Exception:  # a measure of thousands of events must not end with one that nobody thought of
            log.exception("no answer to %s", request.get("id"))
            return _failed(request, "Something went wrong with this event; the log has the details.")

    async def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request of the protocol.

        Raises:
            UsageError: it is not one that can be answered now.
        """
        match request.get("type"):
            case "start":
                self._start(request.get("ruff_args") or [])
                return {"ok": True}
            case "event":
                return await self._repair(event_of(request))
            case "feedback":
                self._learn(request)
                return {"ok": True}
            case other:
                raise UsageError(f"Nobody knows a request of type {other}; there are start, event and feedback.")

    def _start(self, ruff_args: Sequence[str]) -> None:
        """Forget everything: what follows is another repository."""
        # Ours, not one that happens to be on the PATH, or none.
        ruff = RuffChecker(find_ruff(_ROOT, Settings(), None), options=tuple(map(str, ruff_args)))
        (self.checker,) = remembering((ruff,), self.clock)
        self.workshop = workshop_of(_ROOT, self.checker, self.clock, self.team, tool_fixes=self.tool_fixes)
        self.event = None

    async def _repair(self, event: Event) -> dict[str, Any]:
        self.event, self.clock.time = event, event.date
        document = event.document
        found = (await self.checker.look(View(_ROOT, (document,)))).problems
        self.problems = self._with_tool_fixes(event.problems, found)
        neighbours = self._others(found)
        snapshot = Snapshot(_ROOT, {document.uri: document})
        first, *alike = self.problems
        request = FixRequest(first, document, snapshot, Settings(), neighbours, tuple(alike))
        self.search = await search_fixes(request, self.workshop, use_model=False, most=self.most)
        return _answer_of(self.search, document, self.most)

    def _with_tool_fixes(self, problems: tuple[Problem, ...], found: Sequence[Problem]) -> tuple[Problem, ...]:
        """The problems with what ruff proposes for each, where that may be used; else with nothing of the kind."""
        targets = [find_target(found, one) if self.tool_fixes else None for one in problems]
        return tuple(
            attrs.evolve(one, tool_fix=target.tool_fix if target else None)
            for one, target in zip(problems, targets, strict=True)
        )

    def _others(self, found: Sequence[Problem]) -> tuple[Problem, ...]:
        """What else ruff finds in the text."""
        places = {(one.code, one.range) for one in self.problems}
        others = [one for one in found if (one.code, one.range) not in places]
        return tuple(one if self.tool_fixes else attrs.evolve(one, tool_fix=None) for one in others)

    def _learn(self, request: Mapping[str, Any]) -> None:
        accepted = request.get("accepted_file")
        if self.event is None or request.get("id") != self.event.id or not isinstance(accepted, str):
            raise UsageError("Feedback speaks of the event before it, and holds its accepted_file.")
        for example in examples_of(self.event, accepted, self.problems):
            self.profile.learn(example)
        self.profile.vocabulary.read(self.event.file, accepted)


def workshop_of(root: Path, checker: Checker, clock: Clock, team: TeamLayer, *, tool_fixes: bool = True) -> Workshop:
    """The editor's engine on an empty profile in memory, over a team layer; no model, no tests."""
    profile = Profile.open(None, "replay", clock)
    profile.use_team(team)
    patterns: FixOrigin = PatternOrigin(profile, root)
    origins = (patterns, ToolFixOrigin(profile)) if tool_fixes else (patterns,)
    prover = Prover(root, (checker,), Settings(), clock)
    return Workshop(root, origins, None, prover, profile, tests=False, follow_ups=tool_fixes)


def _answer_of(search: Search, document: Document, most: int) -> dict[str, Any]:
    """Fixes, surest first; those that bring other findings with them are less sure. Without any, the reason."""
    sure = [(fix.confidence, fix) for fix in search.fixes]
    others = [(fix.candidate.confidence * SECOND_CHOICE, fix) for fix in search.others]
    best = sorted((*sure, *others), key=lambda one: -one[0])[:most]
    fixes = [{"new_file": _text_after(fix, document), "confidence": round(sure, 4)} for sure, fix in best]
    refusals = [{**_refusal(one), "origin": str(one.origin), "title": one.title} for one in search.refusals]
    answer: dict[str, Any] = {"fixes": fixes, **({"refusals": refusals} if refusals else {})}
    return answer if fixes else {**answer, "refused": _reason(search.refusals)}


def _text_after(fix: Fix, document: Document) -> str:
    return document.text.edited(fix.candidate.files[0].edits).content


def _reason(refusals: Sequence[Refusal]) -> dict[str, Any]:
    """Why there is no fix: of several candidates the first, which was the likeliest."""
    tried = [one for one in refusals if one.title]
    first = next(iter(tried or refusals), None)
    counted = {"candidates": len(tried)} if tried else {}
    return {**(_refusal(first) if first else {"reason": _REASONS[NO_PATTERN]}), **counted}


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {"reason": _REASONS.get(refusal.cause, "proof failed"), "detail": refusal.reason}


def _read(line: bytes) -> Mapping[str, Any]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError("This line is no JSON; nothing was done.") from error
    if not isinstance(request, dict):
        raise UsageError("This line is no JSON object; nothing was done.")
    return request


def _failed(request: Mapping[str, Any], sentence: str) -> dict[str, Any]:
    known: dict[str, Any] = {} if request.get("type") in {"start", "feedback"} else {"fixes": []}
    return {"ok": False, **known, "error": sentence}
