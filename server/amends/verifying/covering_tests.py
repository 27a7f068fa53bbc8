"""The tests that cover an edit, run in the shadow: first the failing test itself, then all that import what is touched.

A test that fails without the edit too does not count against it; a run cut short leaves the answer unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import attrs

from amends.core.errors import ToolError, ToolMissingError
from amends.core.settings import Settings
from amends.core.verdicts import CheckResult, CheckState
from amends.platform.clock import Clock
from amends.platform.isolation.machine import Isolation, Walls, find_isolation
from amends.tools.interpreter import find_interpreter
from amends.tools.pytest import run_pytest
from amends.tools.sources import source_folders
from amends.tools.testfiles import tests_covering
from amends.tools.testreport import TestItem, TestRun
from amends.verifying.cache import AnswerCache
from amends.verifying.overlay import Overlay
from amends.verifying.pacing import Pacer
from amends.verifying.shadow import Shadow, ShadowTree
from amends.verifying.test_results import TESTS, in_real_tree, tests_failed, tests_passed
from amends.verifying.tree_files import FileChoice, folder_files, inside

_TEST_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test)\.py$")
_FILES_AT_ONCE = 16
_PROSE = frozenset({".md", ".rst", ".adoc"})
# A project that stops at its first failure would hide the others, and old failures would hide new ones.
_OPTIONS = ("--maxfail=0",)


class CoveringTests:
    """Runs the project's tests on candidates; holds the folder's shadow."""

    def __init__(self, root: Path, settings: Settings, clock: Clock) -> None:
        self._root = root
        self._settings = settings
        self._clock = clock
        self._isolation: Isolation | None = None
        self._shadow = Shadow(root, settings.privacy_ignore)
        self._bases: AnswerCache[TestRun] = AnswerCache(clock, most=32)

    async def check(self, overlay: Overlay) -> CheckResult:
        """What the tests say; skipped where there is nothing to run, unknown where it cannot be run to its end."""
        started = self._clock.monotonic()
        test = overlay.candidate.problem.test
        own = test.test_id if test else ""
        try:
            result = await self._judged(overlay, own)
        except ToolError as error:
            result = CheckResult(TESTS, CheckState.UNKNOWN, error.command, reason=error.sentence, output=error.details)
        isolation = self.isolation if result.command else ""
        duration = round((self._clock.monotonic() - started) * 1000)
        return attrs.evolve(result, duration_ms=duration, isolation=isolation)

    async def both(self, overlay: Overlay) -> tuple[TestRun, TestRun] | CheckResult:
        """All tests that cover the edit, run without it and with it; or why there is nothing to compare.

        Raises:
            ToolError: the tests cannot be run.
        """
        if not self._settings.trusted:
            return CheckResult(TESTS, CheckState.UNKNOWN, reason="the folder is not trusted, so nothing of it was run")
        if overlay.runs_the_same:
            return _skipped("no code changed")
        if all(path.suffix in _PROSE for path in overlay.touched):
            return _skipped("no code changed")
        before, after = [await self._tests_there(overlay, texts) for texts in (overlay.buffers, overlay.contents)]
        # What covers it on one side has to run on both, or tests would seem to come and go.
        covering = {name for _, names in (before, after) for name in names}
        if not before[0] and not after[0]:
            return _skipped("no test covers what was changed")
        without = await self._targets(overlay, overlay.buffers, covering or before[0], before[0])
        return without, await self._targets(overlay, overlay.contents, covering or after[0], after[0])

    async def run(self, targets: Sequence[str], texts: Mapping[Path, str], seconds: float) -> TestRun:
        """These tests, all without any, on the folder with these texts in place of the files' own."""
        interpreter = self._interpreter()
        touched = [name for path in texts if (name := inside(path, self._root))]
        async with self._shadow.with_texts(texts) as tree:
            return await self._pytest(interpreter, tree, targets, touched, seconds)

    @property
    def isolation(self) -> str:
        """What stands between the tests and the machine; empty before the first run."""
        return self._isolation.name if self._isolation else ""

    async def close(self) -> None:
        """Remove the shadow."""
        await self._shadow.close()

    async def _judged(self, overlay: Overlay, own: str) -> CheckResult:
        if overlay.runs_the_same and not own:
            return _skipped("no code changed")
        if not self._settings.trusted:
            return await self._untrusted(overlay, own)
        async with self._shadow.with_texts(overlay.contents) as tree:
            covering = await _covering(tree.root, tree.names, self._touched(overlay))
            if not own and not covering:
                return _skipped("no test covers what was changed")
            interpreter = self._interpreter()
            first = await self._run(interpreter, tree, [own], overlay) if own else TestRun(())
            if own and not _passes(first):
                return self._own_failure(first)
            rest = await self._run(interpreter, tree, covering, overlay) if covering else TestRun(())
        if own and _passes(await self._base(interpreter, overlay, [own])):
            return attrs.evolve(tests_passed(first), state=CheckState.UNKNOWN, reason="the test passes without it too")
        return await self._compared(overlay, interpreter, _together(first, rest))

    async def _tests_there(self, overlay: Overlay, texts: Mapping[Path, str | None]) -> tuple[set[str], list[str]]:
        """All test files with these texts in place, and those that cover the edit."""
        async with self._shadow.with_texts(texts) as tree:
            tests = {name for name in tree.names if _TEST_FILE.search(name)}
            return tests, await _covering(tree.root, tests, self._touched(overlay))

    async def _targets(
        self, overlay: Overlay, texts: Mapping[Path, str | None], wanted: set[str], there: set[str]
    ) -> TestRun:
        """A run of those of the wanted test files that are there; a test of this very state is run once."""
        targets = sorted(wanted & there)
        if not targets:
            return TestRun(())
        interpreter = self._interpreter()
        async with self._shadow.with_texts(texts) as tree:
            key = (tree.state, interpreter, tuple(targets))
            run = self._bases.get(key) or await self._run(interpreter, tree, targets, overlay)
        if run.complete:
            self._bases.put(key, run)
        return run

    async def _untrusted(self, overlay: Overlay, own: str) -> CheckResult:
        choice = FileChoice(self._root, self._settings.privacy_ignore)
        # Not even git is asked: its configuration comes with the folder.
        files = await folder_files(self._root, choice, use_git=False)
        if own or await _covering(self._root, files, self._touched(overlay)):
            reason = "the folder is not trusted, so its tests were not run"
            return CheckResult(TESTS, CheckState.UNKNOWN, reason=reason)
        return _skipped("no test covers what was changed")

    def _own_failure(self, run: TestRun) -> CheckResult:
        if not run.complete:
            return CheckResult(TESTS, CheckState.UNKNOWN, run.command, reason=run.error or "the test did not end")
        failed = [item for item in run.items if item.failed]
        reason = None if failed else "the failing test does not run any more; it has to pass"
        return attrs.evolve(tests_failed(run, failed), new_problems=(), still_there=True, reason=reason)

    async def _compared(self, overlay: Overlay, interpreter: Path, run: TestRun) -> CheckResult:
        failed = [item for item in run.items if item.failed]
        base = await self._base(interpreter, overlay, [item.id for item in failed]) if failed else TestRun(())
        known = {item.id for item in base.items if item.failed}
        new = [item for item in failed if item.id not in known]
        if new and base.complete:
            return tests_failed(run, new)
        if new:
            reason = f"{len(new)} tests fail, and whether they did before is not known: {base.error}"
            return CheckResult(TESTS, CheckState.UNKNOWN, run.command, reason=reason)
        if not run.complete:
            return CheckResult(TESTS, CheckState.UNKNOWN, run.command, reason=run.error)
        result = tests_passed(run)
        if not known:
            return result
        words = tests_failed(run, failed).output
        return attrs.evolve(result, reason=f"{len(known)} fail with and without it", output=words)

    async def _base(self, interpreter: Path, overlay: Overlay, targets: Sequence[str]) -> TestRun:
        """The same tests on the texts as they are without the candidate."""
        async with self._shadow.with_texts(overlay.buffers) as tree:
            key = (tree.state, interpreter, tuple(targets))
            run = self._bases.get(key)
            if run is None:
                run = await self._run(interpreter, tree, targets, overlay)
                if run.complete:
                    self._bases.put(key, run)
        return run

    async def _run(self, interpreter: Path, tree: ShadowTree, targets: Sequence[str], overlay: Overlay) -> TestRun:
        return await self._pytest(
            interpreter, tree, targets, self._touched(overlay), self._settings.tests_budget_seconds
        )

    async def _pytest(
        self, interpreter: Path, tree: ShadowTree, targets: Sequence[str], touched: Sequence[str], seconds: float
    ) -> TestRun:
        # Or an editable install would have the tests import, and prove, the original.
        sources = [tree.root / place for place in source_folders(self._root, interpreter, touched)]
        walls = await self._walls(tree)
        run = await run_pytest(
            interpreter, tree.root, targets, seconds=seconds, extra_paths=sources, options=_OPTIONS, walls=walls
        )
        return in_real_tree(run, tree.root, self._root)

    async def _walls(self, tree: ShadowTree) -> Walls:
        if self._isolation is None:
            self._isolation = await find_isolation()
        return Walls(self._isolation, (tree.root,), (self._root,), network=self._settings.tests_network)

    def _interpreter(self) -> Path:
        interpreter = find_interpreter(self._root, self._settings)
        if interpreter is None:
            raise ToolMissingError("No Python environment of the project was found; set `amends.interpreter`.")
        return interpreter

    def _touched(self, overlay: Overlay) -> list[str]:
        return [name for path in overlay.touched if (name := inside(path, self._root))]


def _skipped(reason: str) -> CheckResult:
    return CheckResult(TESTS, CheckState.SKIPPED, reason=reason)


def _passes(run: TestRun) -> bool:
    return run.complete and bool(run.items) and all(item.outcome == "passed" for item in run.items)


def _together(first: TestRun, rest: TestRun) -> TestRun:
    """Two runs as one; a test that ran in both counts once, with its later result."""
    items: Mapping[str, TestItem] = {item.id: item for item in (*first.items, *rest.items)}
    command = "\n".join(command for command in (first.command, rest.command) if command)
    return attrs.evolve(
        rest,
        items=tuple(items.values()),
        command=command,
        duration_ms=first.duration_ms + rest.duration_ms,
        complete=first.complete and rest.complete,
    )


async def _covering(root: Path, files: Iterable[str], touched: Sequence[str]) -> list[str]:
    """Test files that cover touched ones, nearest first, relative to the root."""
    pacer = Pacer()
    candidates = [root / name for name in sorted(files) if _TEST_FILE.search(name)]
    paths = [root / name for name in touched]
    found: list[Path] = []
    for start in range(0, len(candidates), _FILES_AT_ONCE):
        found += tests_covering(root, paths, candidates[start : start + _FILES_AT_ONCE])
        await pacer.pause()
    return [path.relative_to(root).as_posix() for path in tests_covering(root, paths, found)]
