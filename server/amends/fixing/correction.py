"""Self-correction: every retry carries new output of a real tool and changes strategy; a visible brake ends it."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from amends.core.errors import ModelError
from amends.core.fixes import Attempt, Candidate, Deviation
from amends.core.verdicts import Verdict, VerdictState
from amends.fixing.deviations import deviation_of, error_fingerprint, problem_count
from amends.fixing.origins import FixRequest, ModelOrigin, ModelProposal, UnusableAnswerError
from amends.verifying.prover import Prover


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
) -> Correction:
    """Ask, prove, analyse, ask again differently; at most `settings.model.attempts` times.

    A candidate that nothing speaks against but that could not be fully checked ends the run as a suggestion.
    """
    brake = _Brake()
    attempts: tuple[Attempt, ...] = request.attempts
    most = request.settings.model.attempts
    for number in range(1, most + 1):
        report(f"asking the model, attempt {number} of {most}")
        try:
            proposal = await model.attempt(attrs.evolve(request, attempts=attempts))
        except UnusableAnswerError as error:
            attempts = (*attempts, error.attempt)
            if error.attempt.deviation and (why := brake.pull(error.attempt.deviation, None)):
                return Correction(None, None, attempts, f"Stopped after {number} attempts: {why}.")
            continue
        except ModelError as error:
            return Correction(None, None, attempts, error.sentence)
        verdict, deviation_or_none = await _judged(proposal, request, prover, turned_down, brake)
        attempts = (*attempts, _attempt(proposal, deviation_or_none))
        if deviation_or_none is None:
            return Correction(proposal.candidate, verdict, attempts)
        report(f"attempt {number}: {deviation_or_none.cause}")
        if why := _stop(deviation_or_none, verdict, brake):
            return Correction(None, None, attempts, f"Stopped after {number} attempts: {why}.")
    return Correction(None, None, attempts, f"Stopped after {most} attempts: that is the limit (model.attempts).")


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
    failed = verdict.state is VerdictState.FAILED
    return verdict, deviation_of(candidate, verdict) if failed else None


def _stop(deviation: Deviation, verdict: Verdict | None, brake: _Brake) -> str:
    if deviation.cause == "seen-before":
        return "the model proposed an edit that was tried before"
    return brake.pull(deviation, verdict)


def _attempt(proposal: ModelProposal, deviation: Deviation | None) -> Attempt:
    return Attempt(proposal.strategy, deviation, proposal.tokens, proposal.cost, proposal.duration_ms, proposal.tried)
