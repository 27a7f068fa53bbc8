"""From a problem to verified fixes: learned patterns first, the tool's own fix next, the model last.

Every door (lightbulb, command, terminal, replay) comes through `search_fixes`; there is no second path.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import attrs

from amends.core.fixes import Attempt, Candidate, Fix, context_fingerprint, fix_id
from amends.core.problems import Safety
from amends.core.verdicts import Verdict, VerdictState
from amends.fixing.correction import correct_with_model
from amends.fixing.deviations import deviation_of
from amends.fixing.origins import FixOrigin, FixRequest, ModelOrigin
from amends.fixing.ranking import graded_safety, ranked
from amends.platform.uris import relative_path, uri_to_path
from amends.profile.profile import Profile
from amends.verifying.prover import Prover

log = logging.getLogger(__name__)

_TRIES_PER_ORIGIN = 6

TurnedDown = Callable[[Candidate, FixRequest], bool]


@attrs.frozen
class Refusal:
    """A candidate that did not become a fix, and why; so that the next gap is visible."""

    origin: str
    title: str
    reason: str


@attrs.frozen
class Search:
    """What a search found, best first, and the story of what it tried."""

    fixes: tuple[Fix, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    stopped: str = ""
    """Why the model was not asked again, in words for the user; empty when nothing had to be stopped."""


@attrs.frozen
class Workshop:
    """What a folder has for making and proving fixes."""

    root: Path
    origins: tuple[FixOrigin, ...]
    model: ModelOrigin | None
    prover: Prover
    profile: Profile

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
    """Search until an origin gives a proved fix; later origins are asked only when the earlier ones proved nothing.

    Candidates of patterns and tools are cheap, so up to `most` of them are proved and stay as alternatives. A model is
    asked only with `use_model`, and only when nothing was proved before. What `avoid` names
    (`candidate_context`) is not proposed again.
    """
    turned_down = _turned_down(workshop, avoid)
    search = Search()
    for origin in workshop.origins:
        if sum(fix.verdict.proved for fix in search.fixes) < most:
            search = await _with_origin(search, origin, request, workshop, turned_down, report)
    if use_model and workshop.model and not any(fix.verdict.proved for fix in search.fixes):
        found = await correct_with_model(request, workshop.model, workshop.prover, turned_down, report)
        search = attrs.evolve(search, attempts=found.attempts, stopped=found.stopped)
        if found.candidate and found.verdict:
            fix = _fix(found.candidate, found.verdict, request, workshop, found.attempts)
            search = attrs.evolve(search, fixes=(*search.fixes, fix))
    return attrs.evolve(search, fixes=ranked(search.fixes)[:most])


async def _with_origin(
    search: Search,
    origin: FixOrigin,
    request: FixRequest,
    workshop: Workshop,
    turned_down: TurnedDown,
    report: Callable[[str], None],
) -> Search:
    fixes, refusals = list(search.fixes), list(search.refusals)
    seen = {fix.candidate.fingerprint for fix in fixes}
    tried = 0
    async for candidate in origin.propose(request):
        if candidate.fingerprint in seen:
            continue
        seen.add(candidate.fingerprint)
        if turned_down(candidate, request):
            refusals.append(Refusal(origin.kind, candidate.title, "turned down here before"))
            continue
        tried += 1
        report(f"proving: {candidate.title}")
        verdict = await workshop.prover.prove(candidate, request.snapshot)
        if verdict.state is VerdictState.FAILED:
            refusals.append(Refusal(origin.kind, candidate.title, deviation_of(candidate, verdict).evidence))
        else:
            fixes.append(_fix(candidate, verdict, request, workshop, ()))
        if tried >= _TRIES_PER_ORIGIN or _enough(fixes):
            break
    if not tried:
        refusals.append(Refusal(origin.kind, "", f"no {origin.kind} applies"))
    return attrs.evolve(search, fixes=tuple(fixes), refusals=tuple(refusals))


def _enough(fixes: Sequence[Fix]) -> bool:
    return sum(fix.verdict.proved for fix in fixes) >= 2  # noqa: PLR2004 -- one to offer and one alternative an origin


def _turned_down(workshop: Workshop, avoid: Collection[str]) -> TurnedDown:
    def check(candidate: Candidate, request: FixRequest) -> bool:
        context = candidate_context(candidate, request, workshop.root)
        return context in avoid or workshop.profile.turned_down(context)

    return check


def candidate_context(candidate: Candidate, request: FixRequest, root: Path) -> str:
    """Names "this edit of this code" in the profile."""
    path = uri_to_path(request.document.uri)
    name = relative_path(path, root) if path else request.document.uri
    return context_fingerprint(candidate, name, request.document.text)


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
