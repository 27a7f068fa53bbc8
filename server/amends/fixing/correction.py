"""Self-correction: every retry carries new output of a real tool and changes strategy; a visible brake ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from amends.core.errors import ModelError
from amends.core.fixes import Attempt, Candidate, Deviation
from amends.core.verdicts import Verdict, VerdictState
from amends.fixing.deviations import deviation_of, error_fingerprint, is_inconclusive, problem_count
from amends.fixing.formatting import as_formatted
from amends.fixing.origins import FixRequest, ModelOrigin, ModelProposal, UnusableAnswerError
from amends.verifying.prover import Prover

if TYPE_CHECKING:
    from amends.tools.formatters import Formatters


@attrs.frozen
class Correction:
    """How a run of attempts ended. `candidate` is None when nothing good enough came of it."""

    candidate: Candidate | None
    verdict: Verdict | None
    attempts: tuple[Attempt, ...]
    stopped: str = ""


@attrs.define
class _Brake:
    """What has been seen so far, to notice circles and lack of progress."""

    candidates: set[str] = attrs.field(factory=set)
    errors: set[str] = attrs.field(factory=set)
    fewest_problems: int | None = None
    without_progress: int = 0

    def pull(self, deviation: Deviation, verdict: Verdict | None) -> str:
        """Why to stop now, or an empty string."""
        error = error_fingerprint(deviation)
        if error in self.errors:
            return "the same error came back"
        self.errors.add(error)
        if verdict is None:
            return ""
        count = problem_count(verdict)
        improved = self.fewest_problems is None or count < self.fewest_problems
        self.without_progress = 0 if improved else self.without_progress + 1
        self.fewest_problems = count if improved else self.fewest_problems
        return "two attempts in a row left no fewer problems" if self.without_progress > 1 else ""


async def correct_with_model(
    request: FixRequest,
    model: ModelOrigin,
    prover: Prover,
    turned_down: Callable[[Candidate, FixRequest], bool],
    report: Callable[[str], None],
    formatters: Formatters | None = None,
) -> Correction:
    """Ask, prove, analyse, ask again differently; at most `settings.model.attempts` times.

    A candidate that nothing speaks against but that no tool here can judge ends the run as a suggestion. One that the
    tools ran on without a clear answer (its tests fail with and without it) is only fallen back on.
    """
    brake = _Brake()
    run = Correction(None, None, request.attempts)
    most = request.settings.model.attempts
    for number in range(1, most + 1):
        report(f"asking the model, attempt {number} of {most}")
        try:
            proposal = await model.attempt(attrs.evolve(request, attempts=run.attempts))
        except UnusableAnswerError as error:
            run = attrs.evolve(run, attempts=(*run.attempts, error.attempt))
            if error.attempt.deviation and (why := brake.pull(error.attempt.deviation, None)):
                return _stopped(run, number, why)
            continue
        except ModelError as error:
            return attrs.evolve(run, stopped=error.sentence)
        formatted = await as_formatted(proposal.candidate, request.document, formatters)
        proposal = attrs.evolve(proposal, candidate=formatted)
        verdict, deviation = await _judged(proposal, request, prover, turned_down, brake)
        run = attrs.evolve(run, attempts=(*run.attempts, _attempt(proposal, deviation)))
        if deviation is None:
            return attrs.evolve(run, candidate=proposal.candidate, verdict=verdict)
        if verdict and verdict.state is VerdictState.UNPROVED and run.candidate is None:
            run = attrs.evolve(run, candidate=proposal.candidate, verdict=verdict)
        report(f"attempt {number}: {deviation.cause}")
        if why := _stop(deviation, verdict, brake):
            return _stopped(run, number, why)
    return _stopped(run, most, "that is the limit (model.attempts)")


def _stopped(run: Correction, number: int, why: str) -> Correction:
    return attrs.evolve(run, stopped=f"Stopped after {number} attempt{'s' if number > 1 else ''}: {why}.")


async def _judged(
    proposal: ModelProposal,
    request: FixRequest,
    prover: Prover,
    turned_down: Callable[[Candidate, FixRequest], bool],
    brake: _Brake,
) -> tuple[Verdict | None, Deviation | None]:
    candidate = proposal.candidate
    if candidate.fingerprint in brake.candidates or turned_down(candidate, request):
        return None, Deviation("seen-before", "This edit was proposed here before.", candidate.ingredients)
    brake.candidates.add(candidate.fingerprint)
    verdict = await prover.prove(candidate, request.snapshot)
    unclear = verdict.state is VerdictState.FAILED or is_inconclusive(verdict)
    return verdict, deviation_of(candidate, verdict) if unclear else None


def _stop(deviation: Deviation, verdict: Verdict | None, brake: _Brake) -> str:
    if deviation.cause == "seen-before":
        return "the model proposed an edit that was tried before"
    return brake.pull(deviation, verdict)


def _attempt(proposal: ModelProposal, deviation: Deviation | None) -> Attempt:
    return Attempt(proposal.strategy, deviation, proposal.tokens, proposal.cost, proposal.duration_ms, proposal.tried)
