"""From a problem to verified fixes: learned patterns and the tool's own fix, the likeliest first; the model last.

Every door (lightbulb, command, terminal, replay) comes through `search_fixes`; there is no second path.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from amends.core.fixes import Attempt, Candidate, Fix, context_fingerprint, fix_id
from amends.core.problems import Safety
from amends.core.verdicts import Verdict, VerdictState
from amends.fixing.correction import Correction, correct_with_model
from amends.fixing.deviations import deviation_of, only_brings_others
from amends.fixing.follow_up import followed_up
from amends.fixing.formatting import as_formatted
from amends.fixing.origins import FixOrigin, FixRequest, ModelOrigin
from amends.fixing.ranking import beside_tools, graded_safety, is_guess, merged_candidates, ranked, with_twins
from amends.fixing.taste import arranged
from amends.learning.silence import AMBIGUOUS
from amends.platform.uris import relative_path, uri_to_path
from amends.profile.profile import Profile
from amends.verifying.prover import Prover

if TYPE_CHECKING:
    from amends.tools.formatters import Formatters

log = logging.getLogger(__name__)

_TRIES = 8
"""Candidates that are tried for one problem."""
_TRIES_BESIDE = 6
"""The same where something is proved: what comes later is hardly ever wanted, and each try takes its time."""

TurnedDown = Callable[[Candidate, FixRequest], bool]


@attrs.frozen
class Refusal:
    """A candidate that did not become a fix, and why; so that the next gap is visible."""

    origin: str
    title: str
    reason: str
    cause: str = ""
    """no-pattern, ambiguous (what to write is open, or no way is likely), turned-down, or a `Deviation`'s cause."""


@attrs.frozen
class Search:
    """What a search found, best first, and the story of what it tried."""

    fixes: tuple[Fix, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    stopped: str = ""
    """Why the model was not asked again, in words for the user; empty when nothing had to be stopped."""
    others: tuple[Fix, ...] = ()
    """What solves the problem and brings other findings with it: refused, never offered, of use to measures only."""


@attrs.frozen
class Workshop:
    """What a folder has for making and proving fixes."""

    root: Path
    origins: tuple[FixOrigin, ...]
    model: ModelOrigin | None
    prover: Prover
    profile: Profile
    tests: bool = True
    """Whether tests take part in a proof; off where there is nothing but one text."""
    formatters: Formatters | None = None
    """The project's own; None where there are none, or nothing of the folder may run."""
    follow_ups: bool = True
    """Whether tools may mend what a candidate brings along."""

    async def close(self) -> None:
        """Remove the shadow, close the connection to the model."""
        await self.prover.close()
        if self.model:
            await self.model.close()


async def search_fixes(
    request: FixRequest,
    workshop: Workshop,
    *,
    use_model: bool,
    most: int = 3,
    report: Callable[[str], None] = log.debug,
    avoid: Collection[str] = (),
) -> Search:
    """Search until `most` fixes are proved, the likeliest candidate of patterns and tools first.

    A model is asked only with `use_model`, and only when nothing was proved before. What `avoid` names
    (`candidate_context`) is not proposed again.
    """
    turned_down = _turned_down(workshop, avoid)
    search = await _without_model(request, workshop, turned_down, most, report)
    proved = [fix for fix in search.fixes if fix.verdict.proved and not is_guess(fix)]
    if use_model and workshop.model and not proved:
        found = await correct_with_model(
            request, workshop.model, workshop.prover, turned_down, report, workshop.formatters
        )
        search = attrs.evolve(search, attempts=found.attempts, stopped=found.stopped)
        if found.candidate and found.verdict:
            fix = _fix(found.candidate, found.verdict, request, workshop, found.attempts)
            search = attrs.evolve(search, fixes=(*search.fixes, fix))
        _record_tries(request, workshop, found)
    best = ranked(search.fixes)[:most]
    return attrs.evolve(search, fixes=best, refusals=(*search.refusals, *_guesses(best)))


def _guesses(fixes: Sequence[Fix]) -> list[Refusal]:
    """Why nothing is offered unasked though something was proved: all of it is unlikely to be wanted."""
    if not all(is_guess(fix) for fix in fixes):
        return []
    others = f", and {len(fixes) - 1} more ways are no likelier" if len(fixes) > 1 else ""
    return [
        Refusal(
            fix.candidate.origin.kind,
            fix.candidate.title,
            f"unlikely to be what is wanted here ({fix.confidence:.0%}){others}",
            AMBIGUOUS,
        )
        for fix in fixes
    ]


def _record_tries(request: FixRequest, workshop: Workshop, found: Correction) -> None:
    """What was tried with the model, whatever came of it: the next time begins with what works here."""
    attempts = found.attempts[len(request.attempts) :]
    fix = fix_id(found.candidate, request.problem.kind.key) if found.candidate else ""
    workshop.profile.record_tries(request.problem.kind, _name(request, workshop.root), attempts, fix)


async def _without_model(
    request: FixRequest, workshop: Workshop, turned_down: TurnedDown, most: int, report: Callable[[str], None]
) -> Search:
    """Candidates cost milliseconds and proofs do not: all candidates are made, the likeliest are proved."""
    fixes: list[Fix] = []
    others: list[Fix] = []
    found, refusals = await _candidates(request, workshop)
    said: set[Hashable] = set()
    tried = 0
    for candidate, form in with_twins(found, request.document):
        proved = sum(fix.verdict.proved for fix in fixes)
        if proved >= most or tried >= (_TRIES_BESIDE if proved else _TRIES):
            break
        if form in said:
            continue
        kind = candidate.origin.kind
        tried += 1
        if turned_down(candidate, request):
            refusals.append(Refusal(kind, candidate.title, "turned down here before", "turned-down"))
            continue
        report(f"proving: {candidate.title}")
        formatted = await as_formatted(candidate, request.document, workshop.formatters)
        verdict = await workshop.prover.prove(formatted, request.snapshot, tests=workshop.tests)
        if verdict.state is not VerdictState.FAILED:
            said.add(form)
            fixes.append(_fix(formatted, verdict, request, workshop, ()))
            continue
        deviation = deviation_of(candidate, verdict)
        refusals.append(Refusal(kind, candidate.title, deviation.evidence, deviation.cause))
        if only_brings_others(verdict):
            said.add(form)
            others.append(_fix(formatted, verdict, request, workshop, ()))
    if workshop.follow_ups and not any(fix.verdict.proved and not is_guess(fix) for fix in fixes):
        fixes += await _followed_up(others, request, workshop, turned_down)
    return Search(tuple(fixes), refusals=tuple(refusals), others=tuple(others))


async def _followed_up(
    others: Sequence[Fix], request: FixRequest, workshop: Workshop, turned_down: TurnedDown
) -> list[Fix]:
    """The likeliest candidate that only brings findings which their tool mends itself, so mended and proved."""
    made = (followed_up(one.candidate, one.verdict, request.document) for one in others)
    for candidate in filter(None, made):
        if not turned_down(candidate, request):
            formatted = await as_formatted(candidate, request.document, workshop.formatters)
            verdict = await workshop.prover.prove(formatted, request.snapshot, tests=workshop.tests)
            return [_fix(formatted, verdict, request, workshop, ())] if verdict.proved else []
    return []


async def _candidates(request: FixRequest, workshop: Workshop) -> tuple[Sequence[Candidate], list[Refusal]]:
    """What the origins propose, likeliest first, and those that have nothing to say."""
    found: list[Candidate] = []
    refusals: list[Refusal] = []
    for origin in workshop.origins:
        proposed = [candidate async for candidate in origin.propose(request)]
        found += proposed
        if not proposed:
            silence = origin.silence(request)
            refusals.append(Refusal(origin.kind, "", silence.reason, silence.cause))
    merged = merged_candidates(beside_tools(found, request.document), request.snapshot)
    return arranged(merged, request, workshop.profile, _name(request, workshop.root)), refusals


def _turned_down(workshop: Workshop, avoid: Collection[str]) -> TurnedDown:
    def check(candidate: Candidate, request: FixRequest) -> bool:
        context = candidate_context(candidate, request, workshop.root)
        return context in avoid or workshop.profile.turned_down(context)

    return check


def candidate_context(candidate: Candidate, request: FixRequest, root: Path) -> str:
    """Names "this edit of this code" in the profile."""
    return context_fingerprint(candidate, _name(request, root), request.document.text)


def _name(request: FixRequest, root: Path) -> str:
    """The document's path as the profile knows it."""
    path = uri_to_path(request.document.uri)
    return relative_path(path, root) if path else request.document.uri


def _fix(
    candidate: Candidate, verdict: Verdict, request: FixRequest, workshop: Workshop, attempts: tuple[Attempt, ...]
) -> Fix:
    learned = workshop.profile.safety(candidate.problem.kind)
    safety = graded_safety(candidate.safety, verdict, learned)
    confidence = candidate.confidence if verdict.proved else min(candidate.confidence, 0.5)
    return Fix(
        id=fix_id(candidate, candidate.problem.kind.key),
        candidate=candidate,
        verdict=verdict,
        safety=safety if not candidate.suppression else Safety.DISPLAY_ONLY,
        confidence=confidence,
        version=request.document.version,
        attempts=attempts,
    )
