"""What every test runner offers, whatever framework stands behind it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import attrs

from amends.platform.isolation.machine import Walls
from amends.platform.processes import ProcessLimits, ProcessResult, clean_environment, run_process
from amends.tools.testrunners.testreport import TestRun

RELATED = "related:"
"""Begins a target that stands for all tests that reach the file named after it."""


@attrs.frozen
class TestPlace:
    """Where tests run: the project's own folder, or a copy of it behind walls."""

    __test__ = False

    root: Path
    original: Path
    """The project's own folder; the same as `root` when nothing was copied."""
    touched: tuple[str, ...] = ()
    """Files whose tests are wanted, relative to the root."""
    walls: Walls | None = None
    caches: Path | None = None
    """Where tools may keep what they built for the copy; None: their usual place."""

    @property
    def copied(self) -> bool:
        """Whether this is not the project's own folder."""
        return self.root != self.original


class TestRunner(Protocol):
    """Runs the tests of one framework in one language."""

    @property
    def name(self) -> str:
        """The framework, as `source` of its problems and name of its check."""

    def concerns(self, path: str) -> bool:
        """Whether a changed file (relative path) can change what these tests say."""

    def knows(self, target: str) -> bool:
        """Whether a test id or path is one of this framework."""

    async def covering(self, place: TestPlace, files: Sequence[str]) -> list[str]:
        """Targets that cover the touched files, nearest first; `files` are all there are. Runs nothing."""

    async def everything(self, files: Sequence[str]) -> list[str]:
        """Targets for all tests of these files; none when there is no test. Runs nothing."""

    async def run(self, place: TestPlace, targets: Sequence[str], seconds: float) -> TestRun:
        """Run tests (ids, paths or what `covering` gave; none means all).

        Raises:
            ToolMissingError: the framework is not installed.
        """


async def run_tests_command(
    place: TestPlace,
    command: Sequence[str],
    scratch: Path,
    seconds: float,
    env: Mapping[str, str],
    folder: str = "",
) -> ProcessResult:
    """Run a framework in a place, or a folder of it, with temporary files in `scratch` and whatever `env` adds.

    Raises:
        ToolMissingError: the command does not exist.
    """
    walls = place.walls
    if walls:
        # Its own, because the usual place for temporary files may hold what it can only read.
        (scratch / "tmp").mkdir(exist_ok=True)
        env = {**env, "TMPDIR": str(scratch / "tmp")}
        programs = [Path(found) for found in (shutil.which(word) for word in command[:1]) if found]
        walls = walls.writing(scratch, *([place.caches] if place.caches else [])).reading(*programs)
    full = clean_environment({"CI": "1", "NO_COLOR": "1", **env})
    limits = ProcessLimits(seconds=seconds, output_bytes=_OUTPUT)
    return await run_process(command, cwd=place.root / folder, env=full, limits=limits, walls=walls)


def nearest(path: str, name: str, files: Collection[str]) -> str | None:
    """The folder nearest above a file that holds a file of this name, both relative; None when none does."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        if f"{folder}/{name}".removeprefix("/") in files:
            return folder
    return None


def path_with(folder: Path) -> str:
    """PATH with a folder before all others."""
    return os.pathsep.join([str(folder), *filter(None, [os.environ.get("PATH")])])


_OUTPUT = 64 * 1024 * 1024
