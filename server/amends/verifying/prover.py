"""Proof: one candidate, judged by real tools, cheapest first, until the first of them fails it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Sequence
from pathlib import Path

import attrs

from amends.core.fixes import Candidate
from amends.core.problems import Problem
from amends.core.settings import Settings
from amends.core.snapshot import Snapshot
from amends.core.verdicts import CheckResult, CheckState, GateFinding, Verdict, verdict_state
from amends.platform.clock import Clock
from amends.tools.aliases import answers_for
from amends.tools.checkers.checker import Checker
from amends.tools.testrunners.testreport import TestRun
from amends.verifying.checks import check_parse, check_with, not_checked
from amends.verifying.covering_tests import CoveringTests
from amends.verifying.gates import REACHING, run_gates
from amends.verifying.new_modules import without_order_of_new
from amends.verifying.overlay import Overlay, file_texts, overlay_of
from amends.verifying.patch_tests import compare_runs
from amends.verifying.remembering import remembering
from amends.verifying.stand_in import stands_in, without_taste, worth_saying
from amends.verifying.test_sources import with_source
from amends.verifying.unrun_tests import unrun_tests

_IN_PROCESS = frozenset({"parse", "gates"})
_PROSE_REASON = "only prose was changed, which no program runs or reads"
_START_SECONDS = 0.003
"""So long the event loop takes to start a process and to hand it its text."""

Judgement = tuple[CheckResult, tuple[GateFinding, ...]]


class Prover:
    """Proves candidates of one folder; made anew when the settings or the checkers change."""

    def __init__(self, root: Path, checkers: Sequence[Checker], settings: Settings, clock: Clock) -> None:
        self._root = root
        self._checkers = remembering(checkers, clock)
        self._settings = settings
        self._clock = clock
        self._tests = CoveringTests(root, settings, clock)

    async def prove(self, candidate: Candidate, snapshot: Snapshot, *, tests: bool = True) -> Verdict:
        """Judge a candidate on the texts of a snapshot. Without `tests` no test is run and none is missed.

        Cancelling it ends every process it started. It changes nothing in the folder.

        Raises:
            StaleError: a text is not the one the candidate was made for.
            UnreadableFileError: a file cannot be read as text.
            OverlappingEditsError: the candidate's edits cannot be applied together.
        """
        started = self._clock.monotonic()
        overlay = overlay_of(candidate, snapshot)
        checks: list[CheckResult] = []
        gates: tuple[GateFinding, ...] = ()
        async with contextlib.aclosing(self._judged(overlay, tests=tests)) as judgements:
            async for result, findings in judgements:
                checks.append(result)
                gates += findings
                if result.state is CheckState.FAILED:
                    break
        return self._verdict(checks, gates, started)

    async def prove_patch(self, candidate: Candidate, snapshot: Snapshot) -> Verdict:
        """Judge an edit that names no problem: what it repairs is found by looking before and after.

        Every check is run, also after one has failed: a person wants to know all that is wrong with a patch. Raises as
        `prove` does.
        """
        started = self._clock.monotonic()
        overlay = overlay_of(candidate, snapshot)
        checks = [check_parse(overlay, self._root)]
        if checks[0].state is not CheckState.FAILED:
            found = [without_order_of_new(result, overlay) async for result in self._others(overlay, None)]
            checks += map(without_taste, found) if stands_in(self._checkers, self._root) else found
            checks += [CheckResult("prose", CheckState.PASSED, reason=_PROSE_REASON)] if overlay.is_prose else []
            answers = [problem for check in checks for problem in check.repaired]
            _, reach = self._gates(overlay, answers)
            checks += [result async for result in self._patch_tests(overlay, reach, answers=bool(answers))]
        repaired = [problem for check in checks for problem in check.repaired]
        perhaps = [problem for check in checks for problem in check.perhaps_repaired]
        result, gates = self._gates(overlay, [*repaired, *perhaps, *unrun_tests(overlay, self._root)])
        return self._verdict([checks[0], result, *worth_saying(checks[1:])], gates, started)

    async def run_tests(self, targets: Sequence[str], snapshot: Snapshot, seconds: float) -> list[TestRun]:
        """Run tests (paths or ids relative to the folder; all without any) on the texts of a snapshot, in the shadow.

        Raises:
            ToolError: a framework that is needed is not there, or could not run.
        """
        return await self._tests.run(targets, file_texts(snapshot), seconds)

    async def close(self) -> None:
        """Remove the shadow, end what the checkers keep running."""
        await self._tests.close()
        for checker in self._checkers:
            await checker.close()

    async def _judged(self, overlay: Overlay, *, tests: bool) -> AsyncGenerator[Judgement]:
        problem = overlay.candidate.problem
        own = next((checker for checker in self._checkers if answers_for(checker.name, problem.source)), None)
        async with _running(self._check(own, overlay, problem) if own and not own.whole_program else None) as early:
            if early:
                # It runs beside the gates: a tool that takes milliseconds is not worth waiting for.
                await asyncio.sleep(_START_SECONDS)
            yield check_parse(overlay, self._root), ()
            yield self._gates(overlay)
            if own:
                yield await (early or self._check(own, overlay, problem)), ()
            elif not problem.test:
                yield not_checked(problem.source.lower()), ()
        async with contextlib.aclosing(self._others(overlay, own)) as results:
            async for result in results:
                yield result, ()
        if tests:
            async with contextlib.aclosing(self._tests.check(overlay)) as results:
                async for result in results:
                    yield result, ()

    async def _others(self, overlay: Overlay, own: Checker | None) -> AsyncGenerator[CheckResult]:
        """The project's other checkers, all at once, in their order; the first failure ends the rest."""
        others = [checker for checker in self._checkers if checker is not own]
        async with contextlib.AsyncExitStack() as stack:
            running = [_running(self._check(checker, overlay, None)) for checker in others]
            tasks = [await stack.enter_async_context(check) for check in running]
            for task in tasks:
                if task:
                    yield await task

    async def _check(self, checker: Checker, overlay: Overlay, target: Problem | None) -> CheckResult:
        return await check_with(checker, overlay, self._root, target, self._clock)

    async def _patch_tests(
        self, overlay: Overlay, gates: Sequence[GateFinding], *, answers: bool
    ) -> AsyncGenerator[CheckResult]:
        if any(finding.name in REACHING for finding in gates):
            reason = "not run, because a gate refuses what the patch would do when it runs"
            yield CheckResult(self._tests.framework(overlay), CheckState.UNKNOWN, reason=reason)
            return
        started = self._clock.monotonic()
        async for runs in self._tests.both(overlay):
            result = runs if isinstance(runs, CheckResult) else compare_runs(*runs, overlay, answers=answers)
            duration = round((self._clock.monotonic() - started) * 1000)
            isolation = self._tests.isolation if result.command else ""
            yield attrs.evolve(result, duration_ms=duration, isolation=isolation)
            started = self._clock.monotonic()

    def _verdict(self, checks: Sequence[CheckResult], gates: tuple[GateFinding, ...], started: float) -> Verdict:
        return Verdict(
            verdict_state(tuple(checks), gates),
            tuple(checks),
            gates,
            _isolation(checks),
            round((self._clock.monotonic() - started) * 1000),
        )

    def _gates(self, overlay: Overlay, answers: Sequence[Problem] = ()) -> tuple[CheckResult, tuple[GateFinding, ...]]:
        started = self._clock.monotonic()
        before = {uri: document for uri, document in overlay.before.items() if uri not in overlay.added}
        candidate = attrs.evolve(overlay.candidate, problem=with_source(overlay.candidate.problem, overlay.before))
        answers = [with_source(problem, overlay.before) for problem in answers]
        after = {uri: change.after for uri, change in overlay.texts.items()}
        findings = run_gates(candidate, before, after, self._settings.gates, self._root, answers=answers)
        # A gate set to "ask" refuses nothing, but what it asks is not answered yet, so nothing is proved.
        refused = not all(finding.asks for finding in findings)
        state = CheckState.FAILED if refused else CheckState.UNKNOWN if findings else CheckState.PASSED
        reason = "; ".join(f"{finding.name}: {finding.reason}" for finding in findings) or None
        duration = round((self._clock.monotonic() - started) * 1000)
        return CheckResult("gates", state, duration_ms=duration, reason=reason), findings


@contextlib.asynccontextmanager
async def _running(
    work: Coroutine[object, object, CheckResult] | None,
) -> AsyncIterator[asyncio.Task[CheckResult] | None]:
    """The work as a task, over with everything it started when the block is left."""
    task = asyncio.create_task(work) if work else None
    try:
        yield task
    finally:
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _isolation(checks: Sequence[CheckResult]) -> str:
    """What was in force where code of the project ran; where none did, every tool had its own process group."""
    walled = {check.isolation for check in checks if check.isolation}
    ran = any(check.command for check in checks if check.name not in _IN_PROCESS)
    # Of several the weakest counts, and bwrap is the strongest.
    return min(walled, key=lambda name: name == "bwrap") if walled else "process-group" if ran else "none"
