"""Python's tests: by pytest where the project has it, else by unittest."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import attrs

from amends.core.errors import ToolCrashedError, ToolMissingError
from amends.platform.scratch import scratch_folder
from amends.tools.sources import seen_places, source_folders
from amends.tools.testfiles import tests_covering
from amends.tools.testrunners.coverage_data import measured_tests
from amends.tools.testrunners.pytest import NoPytestError, run_pytest
from amends.tools.testrunners.reached_files import ReachedFiles
from amends.tools.testrunners.testreport import TestRun, rebased, run_of_record, what_ended
from amends.tools.testrunners.testrunner import TestPlace, path_with, run_tests_command

_TEST_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|tests)\.py$")
_FILES_AT_ONCE = 16
# A project that stops at its first failure would hide the others, and old failures would hide new ones.
_OPTIONS = ("--maxfail=0",)


@attrs.frozen
class PythonTests:
    """Runs what an interpreter has; `command` stands for ``python -m pytest`` when the user set one."""

    interpreter: Path | None
    command: tuple[str, ...] = ()
    name: str = "pytest"

    def concerns(self, path: str) -> bool:
        """Python modules, and what configures their tests."""
        return path.endswith((".py", ".pyi")) or not _LANGUAGES.search(path)

    def knows(self, target: str) -> bool:
        """``tests/test_a.py::test_b`` or a file."""
        return target.partition("::")[0].endswith(".py")

    async def covering(self, place: TestPlace, files: Sequence[str]) -> list[str]:
        """Test files that import or are named after a touched one, measured or seen to run it; nearest first."""
        candidates = [place.root / name for name in sorted(files) if _TEST_FILE.search(name)]
        paths = [place.root / name for name in place.touched]
        found: list[Path] = []
        for start in range(0, len(candidates), _FILES_AT_ONCE):
            found += tests_covering(place.root, paths, candidates[start : start + _FILES_AT_ONCE])
            await asyncio.sleep(0)
        importing = [path.relative_to(place.root).as_posix() for path in tests_covering(place.root, paths, found)]
        tests = {path.relative_to(place.root).as_posix() for path in candidates}
        # The data lies beside the project and is ignored by git, so it is in no copy.
        measured = measured_tests(place.original, place.touched, tests)
        seen = ReachedFiles(place.original).tests_of(place.touched, tests - {*measured, *importing})
        return list(dict.fromkeys([*(name for name in importing if name in measured), *measured, *importing, *seen]))

    async def everything(self, files: Sequence[str]) -> list[str]:
        """Every test file."""
        return [name for name in sorted(files) if _TEST_FILE.search(name)]

    async def run(self, place: TestPlace, targets: Sequence[str], seconds: float) -> TestRun:
        """Run them; modules are imported from the place, also when the original is installed."""
        if self.interpreter is None:
            raise ToolMissingError("No Python environment of the project was found; set `amends.interpreter`.")
        # Or an editable install would have the tests import, and prove, the original.
        sources = source_folders(place.original, self.interpreter, place.touched) if place.copied else ()
        paths = [place.root / source for source in sources]
        try:
            run = await run_pytest(
                self.interpreter,
                place.root,
                targets,
                seconds=seconds,
                extra_paths=paths,
                options=_OPTIONS if place.copied else (),
                walls=place.walls,
                command=self.command,
            )
        except NoPytestError:
            if not self.command and _uses_unittest(place.root, targets):
                return await _run_unittest(self.interpreter, place, targets, paths, seconds)
            raise
        ReachedFiles(place.original).remember(run)
        return run


def lacks_pytest(interpreter: Path) -> bool:
    """Whether it is that of an environment of its own in which no pytest is installed."""
    environment = interpreter.parent.parent
    try:
        settings = (environment / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    folders = [*environment.glob("lib/python3*/site-packages"), environment / "Lib" / "site-packages"]
    shared = re.search(r"include-system-site-packages\s*=\s*true", settings) is not None
    return not shared and not any((folder / "pytest").is_dir() for folder in folders)


def has_unittests(root: Path) -> bool:
    """Whether one of the first test files, not far below the root, is written for unittest."""
    found = (path for pattern in ("test*.py", "*/test*.py", "*/*/test*.py") for path in sorted(root.glob(pattern)))
    return any(b"unittest" in path.read_bytes() for path in islice(found, _FILES_AT_ONCE) if path.is_file())


def _uses_unittest(root: Path, targets: Sequence[str]) -> bool:
    files = [root / target.partition("::")[0] for target in targets]
    files = [path for path in files if path.is_file()] or list(root.rglob("test*.py"))[:200]
    return any(b"unittest" in path.read_bytes() for path in files)


async def _run_unittest(
    interpreter: Path, place: TestPlace, targets: Sequence[str], paths: Sequence[Path], seconds: float
) -> TestRun:
    with scratch_folder() as scratch:
        report = scratch / "report.json"
        shutil.copy(_unittest_source(), scratch / "amends_unittest.py")
        command = [str(interpreter), str(scratch / "amends_unittest.py"), str(report), *map(str, paths), "--", *targets]
        seeing = attrs.evolve(place, walls=place.walls and place.walls.reading(*paths, *seen_places(interpreter)))
        env = {"PATH": path_with(interpreter.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        result = await run_tests_command(seeing, command, scratch, seconds, env)
        shown = shlex.join([str(interpreter), "-m", "unittest", *targets])
        try:
            run = rebased(run_of_record(json.loads(report.read_bytes())), place.root)
        except (OSError, ValueError):
            error = what_ended(result, seconds)
            run = TestRun((), complete=False, error=error, framework="unittest", root=str(place.root))
    return attrs.evolve(run, command=shown, duration_ms=result.duration_ms)


def _unittest_source() -> str:
    spec = find_spec("amends_unittest")
    if spec is None or spec.origin is None:
        raise ToolCrashedError("The test runner of Amends is not installed; install the package amends again.")
    return spec.origin


_LANGUAGES = re.compile(r"\.(go|rs|java|[cm]?[jt]sx?)$")
