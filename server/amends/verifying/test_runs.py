"""Runs of tests on texts, in the folder's shadow and behind walls; the same run is not made twice."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

from amends.core.settings import Settings
from amends.platform.clock import Clock
from amends.platform.isolation.machine import Isolation, Walls, find_isolation
from amends.platform.paths import cache_home
from amends.tools.testrunners.detection import find_runners
from amends.tools.testrunners.testreport import TestRun
from amends.tools.testrunners.testrunner import TestPlace, TestRunner
from amends.verifying.cache import AnswerCache
from amends.verifying.shadow import Shadow, ShadowTree
from amends.verifying.test_results import in_real_tree

Texts = Mapping[Path, str | None]


class TestRuns:
    """Makes runs for one folder; holds its shadow."""

    __test__ = False

    def __init__(self, root: Path, settings: Settings, clock: Clock) -> None:
        self._root = root
        self._settings = settings
        self._isolation: Isolation | None = None
        self._shadow = Shadow(root, settings.privacy_ignore)
        self._kept: AnswerCache[TestRun] = AnswerCache(clock, most=32)

    @property
    def isolation(self) -> str:
        """What stands between the tests and the machine; empty before the first run."""
        return self._isolation.name if self._isolation else ""

    def runners(self) -> tuple[TestRunner, ...]:
        """What the folder has now."""
        return find_runners(self._root, self._settings)

    @contextlib.asynccontextmanager
    async def tree(self, texts: Texts) -> AsyncIterator[ShadowTree]:
        """The shadow with these texts."""
        async with self._shadow.with_texts(texts) as tree:
            yield tree

    async def run(
        self, runner: TestRunner, tree: ShadowTree, targets: Sequence[str], touched: Sequence[str], seconds: float = 0
    ) -> TestRun:
        """Run tests in the shadow, or give the result of the same run of a moment ago, in words of the real folder."""
        key = (tree.state, runner, tuple(targets))
        run = self._kept.get(key)
        return run or await self.run_again(runner, tree, targets, touched, seconds)

    async def run_again(
        self, runner: TestRunner, tree: ShadowTree, targets: Sequence[str], touched: Sequence[str], seconds: float = 0
    ) -> TestRun:
        """Run tests in the shadow, whatever was run before."""
        place = await self._place(tree, touched)
        run = await runner.run(place, targets, seconds or self._settings.tests_budget_seconds)
        run = in_real_tree(run, tree.root, self._root)
        if run.complete:
            self._kept.put((tree.state, runner, tuple(targets)), run)
        return run

    async def close(self) -> None:
        """Remove the shadow."""
        await self._shadow.close()

    async def _place(self, tree: ShadowTree, touched: Sequence[str]) -> TestPlace:
        if self._isolation is None:
            self._isolation = await find_isolation()
        caches = cache_home() / "tools" / hashlib.sha256(str(self._root).encode()).hexdigest()[:16]
        caches.mkdir(parents=True, exist_ok=True, mode=0o700)
        walls = Walls(self._isolation, (tree.root,), (self._root,), network=self._settings.tests_network)
        return TestPlace(tree.root, self._root, tuple(touched), walls, caches)
