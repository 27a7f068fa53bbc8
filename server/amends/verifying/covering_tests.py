"""The tests that cover an edit, run in the shadow: first the failing test itself, then all that reach what is touched.

A test that fails without the edit too does not count against it; a run cut short leaves the answer unknown.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from pathlib import Path

import attrs

from amends.core.errors import ToolError
from amends.core.settings import Settings
from amends.core.verdicts import CheckResult, CheckState
from amends.platform.clock import Clock
from amends.tools.testrunners.command_tests import CommandTests, is_whole
from amends.tools.testrunners.detection import wanted_targets
from amends.tools.testrunners.testreport import TestItem, TestRun
from amends.tools.testrunners.testrunner import RELATED, TestPlace, TestRunner
from amends.verifying.flaky import MOST_RERUN, FlakyTests, Settled, passing, settle, without_tests
from amends.verifying.overlay import Overlay
from amends.verifying.test_results import TESTS, tests_failed, tests_passed
from amends.verifying.test_runs import TestRuns, Texts
from amends.verifying.tree_files import FileChoice, folder_files, inside

_MOST_RUNS_ALONE = 3


class CoveringTests:
    """Runs the project's tests on candidates."""

    def __init__(self, root: Path, settings: Settings, clock: Clock) -> None:
        self._root = root
        self._settings = settings
        self._clock = clock
        self._runs = TestRuns(root, settings, clock)
        self._flaky = FlakyTests(root)

    @property
    def isolation(self) -> str:
        """What stands between the tests and the machine; empty before the first run."""
        return self._runs.isolation

    def framework(self, overlay: Overlay) -> str:
        """What runs the tests of what is touched; no framework's name where several do, or none."""
        names = [runner.name for runner in self._runners_of(overlay)]
        return names[0] if len(names) == 1 else TESTS

    async def check(self, overlay: Overlay) -> AsyncGenerator[CheckResult]:
        """What each framework's tests say; skipped where there is nothing to run, unknown where it did not end."""
        for runner in self._concerned(overlay):
            if is_whole(runner):
                continue
            started = self._clock.monotonic()
            try:
                result = await self._judged(runner, overlay)
            except ToolError as error:
                result = CheckResult(
                    runner.name, CheckState.UNKNOWN, error.command, reason=error.sentence, output=error.details
                )
            duration = round((self._clock.monotonic() - started) * 1000)
            yield attrs.evolve(result, duration_ms=duration, isolation=self.isolation if result.command else "")

    async def both(self, overlay: Overlay) -> AsyncIterator[tuple[TestRun, TestRun] | CheckResult]:
        """All tests that cover the edit, run without it and with it, by framework; or why there is nothing to compare.

        Tests that flicker are in neither.
        """
        for runner in self._concerned(overlay):
            try:
                yield await self._both(runner, overlay)
            except ToolError as error:
                yield CheckResult(
                    runner.name, CheckState.UNKNOWN, error.command, reason=error.sentence, output=error.details
                )

    async def run(self, targets: Sequence[str], texts: Mapping[Path, str], seconds: float) -> list[TestRun]:
        """These tests, all without any, on the folder with these texts in place of the files' own, by framework.

        Raises:
            ToolError: a framework that is needed is not there.
        """
        touched = [name for path in texts if (name := inside(path, self._root))]
        found = []
        async with self._runs.tree(texts) as tree:
            for runner in self._runs.runners():
                wanted = await wanted_targets(runner, targets, sorted(tree.names))
                if wanted is not None:
                    found.append(await self._runs.run_again(runner, tree, wanted, touched, seconds))
        return found

    async def close(self) -> None:
        """Remove the shadow."""
        await self._runs.close()

    def _concerned(self, overlay: Overlay) -> list[TestRunner]:
        return self._runners_of(overlay) or list(self._runs.runners()[:1])

    def _runners_of(self, overlay: Overlay) -> list[TestRunner]:
        touched, own = self._touched(overlay), _own(overlay)
        return [
            runner
            for runner in self._runs.runners()
            if (own and runner.knows(own)) or any(runner.concerns(path) for path in touched)
        ]

    async def _judged(self, runner: TestRunner, overlay: Overlay) -> CheckResult:
        own = _own(overlay)
        own = own if own and runner.knows(own) else ""
        if overlay.runs_the_same and not own:
            return self._skipped(runner, overlay, "no code changed")
        if not self._settings.trusted:
            return await self._untrusted(runner, overlay, own)
        touched = self._touched(overlay)
        async with self._runs.tree(overlay.contents) as tree:
            place = TestPlace(tree.root, self._root, tuple(touched))
            covering = await runner.covering(place, sorted(tree.names))
            if not own and not covering:
                return self._skipped(runner, overlay, "no test covers what was changed")
            first = await self._runs.run(runner, tree, [own], touched) if own else TestRun((), framework=runner.name)
            if own and not _passes(first):
                return _own_failure(first)
            rest = first if not covering else await self._runs.run(runner, tree, covering, touched)
        if own and _passes(await self._run_on(runner, overlay, overlay.buffers, [own])):
            return attrs.evolve(tests_passed(first), state=CheckState.UNKNOWN, reason="the test passes without it too")
        return await self._compared(runner, overlay, _together(first, rest))

    async def _untrusted(self, runner: TestRunner, overlay: Overlay, own: str) -> CheckResult:
        choice = FileChoice(self._root, self._settings.privacy_ignore)
        # Not even git is asked: its configuration comes with the folder.
        files = await folder_files(self._root, choice, use_git=False)
        place = TestPlace(self._root, self._root, tuple(self._touched(overlay)))
        if own or await runner.covering(place, sorted(files)):
            reason = "the folder is not trusted, so its tests were not run"
            return CheckResult(runner.name, CheckState.UNKNOWN, reason=reason)
        return self._skipped(runner, overlay, "no test covers what was changed")

    async def _compared(self, runner: TestRunner, overlay: Overlay, run: TestRun) -> CheckResult:
        failed = [item for item in run.items if item.failed]
        targets = [item.id for item in failed]
        base = await self._run_on(runner, overlay, overlay.buffers, targets) if failed else TestRun(())
        known = {item.id for item in base.items if item.failed}
        new = [item for item in failed if item.id not in known]
        if new and not base.complete:
            reason = f"{len(new)} tests fail, and whether they did before is not known: {base.error}"
            return CheckResult(run.framework, CheckState.UNKNOWN, run.command, reason=reason)
        settled = await self._settled(runner, overlay, new)
        real = [item for item in new if item.id not in {*settled.flickering, *settled.doubtful}]
        if real:
            return tests_failed(run, real)
        if settled.doubtful or not run.complete:
            reason = _flickers(settled.doubtful) if settled.doubtful else run.error
            return CheckResult(run.framework, CheckState.UNKNOWN, run.command, reason=reason)
        result = tests_passed(run)
        reasons = [f"{len(known)} fail with and without it"] if known else []
        reasons += [_flickers(settled.flickering)] if settled.flickering else []
        if not reasons:
            return result
        return attrs.evolve(result, reason="; ".join(reasons), output=tests_failed(run, failed).output)

    async def _both(self, runner: TestRunner, overlay: Overlay) -> tuple[TestRun, TestRun] | CheckResult:
        if not self._settings.trusted:
            reason = "the folder is not trusted, so nothing of it was run"
            return CheckResult(runner.name, CheckState.UNKNOWN, reason=reason)
        if overlay.runs_the_same or overlay.is_prose:
            return self._skipped(runner, overlay, "no code changed")
        sides = [await self._tests_there(runner, overlay, texts) for texts in (overlay.buffers, overlay.contents)]
        if not any(tests for tests, _ in sides):
            return self._skipped(runner, overlay, "no test covers what was changed")
        # What covers it on one side has to run on both, or tests would seem to come and go.
        covering = tuple(dict.fromkeys(name for _, names in sides for name in names))
        before = await self._of_these(runner, overlay, overlay.buffers, covering)
        after = await self._of_these(runner, overlay, overlay.contents, covering)
        unsteady = await self._unsteady(runner, overlay, covering, before, after)
        before, after = without_tests(before, unsteady), without_tests(after, unsteady)
        passed = passing(before)
        new = [item for item in after.items if item.failed and item.id in passed]
        settled = await self._settled(runner, overlay, new, times=2)
        if settled.doubtful:
            return CheckResult(runner.name, CheckState.UNKNOWN, after.command, reason=_flickers(settled.doubtful))
        return without_tests(before, settled.flickering), without_tests(after, settled.flickering)

    async def _unsteady(
        self, runner: TestRunner, overlay: Overlay, covering: Sequence[str], before: TestRun, after: TestRun
    ) -> set[str]:
        """Tests that failed without the edit and pass there when run again: neither broken nor repaired."""
        failed = [item.id for item in before.items if item.failed]
        if not 0 < len(failed) <= MOST_RERUN:
            return set()
        alone: set[str] = set()
        # What is known to flicker gets more chances to show it.
        for _ in range(_MOST_RUNS_ALONE if self._flaky.known() & set(failed) else 1):
            if left := [test for test in failed if test not in alone]:
                alone |= passing(await self._run_on(runner, overlay, overlay.buffers, left, again=True)) & set(left)
        if repaired := alone & passing(after):
            # Or it fails only after others have run, and then it may be repaired.
            whole = await self._of_these(runner, overlay, overlay.buffers, covering, again=True)
            alone -= repaired - passing(whole)
        if alone:
            self._flaky.remember(sorted(alone))
        return alone

    async def _tests_there(self, runner: TestRunner, overlay: Overlay, texts: Texts) -> tuple[list[str], list[str]]:
        """All tests with these texts in place, and those that cover the edit."""
        async with self._runs.tree(texts) as tree:
            place = TestPlace(tree.root, self._root, tuple(self._touched(overlay)))
            files = sorted(tree.names)
            return await runner.everything(files), await runner.covering(place, files)

    async def _of_these(
        self, runner: TestRunner, overlay: Overlay, texts: Texts, targets: Sequence[str], *, again: bool = False
    ) -> TestRun:
        """A run of those targets whose files are there, of all tests without any target."""
        async with self._runs.tree(texts) as tree:
            is_file = {target: target.removeprefix(RELATED) in tree.names for target in targets}
            there = [target for target in targets if is_file[target] or isinstance(runner, CommandTests)]
            chosen = there if targets else await runner.everything(sorted(tree.names))
            if not chosen:
                return TestRun((), framework=runner.name)
            run = self._runs.run_again if again else self._runs.run
            return await run(runner, tree, chosen, self._touched(overlay))

    async def _settled(
        self, runner: TestRunner, overlay: Overlay, new: Sequence[TestItem], *, times: int = 1
    ) -> Settled:
        async def with_it(ids: Sequence[str]) -> TestRun:
            return await self._run_on(runner, overlay, overlay.contents, ids, again=True)

        async def without(ids: Sequence[str]) -> TestRun:
            return await self._run_on(runner, overlay, overlay.buffers, ids, again=True)

        settled = await settle(new, self._flaky.known(), with_it, without, times=times)
        if settled.flickering:
            self._flaky.remember(settled.flickering)
        return settled

    async def _run_on(
        self, runner: TestRunner, overlay: Overlay, texts: Texts, targets: Sequence[str], *, again: bool = False
    ) -> TestRun:
        async with self._runs.tree(texts) as tree:
            run = self._runs.run_again if again else self._runs.run
            return await run(runner, tree, targets, self._touched(overlay))

    def _skipped(self, runner: TestRunner, overlay: Overlay, reason: str) -> CheckResult:
        name = runner.name if runner in self._runners_of(overlay) else TESTS
        return CheckResult(name or TESTS, CheckState.SKIPPED, reason=reason)

    def _touched(self, overlay: Overlay) -> list[str]:
        return [name for path in overlay.touched if (name := inside(path, self._root))]


def _own(overlay: Overlay) -> str:
    test = overlay.candidate.problem.test
    return test.test_id if test else ""


def _own_failure(run: TestRun) -> CheckResult:
    if not run.complete:
        return CheckResult(run.framework, CheckState.UNKNOWN, run.command, reason=run.error or "the test did not end")
    failed = [item for item in run.items if item.failed]
    reason = None if failed else "the failing test does not run any more; it has to pass"
    return attrs.evolve(tests_failed(run, failed), new_problems=(), still_there=True, reason=reason)


def _flickers(ids: Sequence[str]) -> str:
    verb = "passes and fails" if len(ids) == 1 else "pass and fail"
    return f"{', '.join(ids[:5])} {verb} by turns"


def _passes(run: TestRun) -> bool:
    return run.complete and bool(run.items) and all(item.outcome == "passed" for item in run.items)


def _together(first: TestRun, rest: TestRun) -> TestRun:
    """Two runs as one; a test that ran in both counts once, with its later result."""
    if first is rest:
        return first
    items: Mapping[str, TestItem] = {item.id: item for item in (*first.items, *rest.items)}
    command = "\n".join(command for command in (first.command, rest.command) if command)
    return attrs.evolve(
        rest,
        items=tuple(items.values()),
        command=command,
        duration_ms=first.duration_ms + rest.duration_ms,
        complete=first.complete and rest.complete,
    )
