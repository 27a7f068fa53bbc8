"""A project on disk, its problems, and a prover that judges candidates for it."""

from __future__ import annotations

import sys
from pathlib import Path

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.problems import Channel, Problem, Severity, TestFailure
from amends.core.settings import GateMode, Settings
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Position, Range, Text, diff_edits
from amends.core.verdicts import CheckResult, Verdict
from amends.platform.clock import SystemClock
from amends.platform.files import read_document
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import Checker
from amends.tools.checkers.ruff import RuffChecker, find_ruff
from amends.verifying.gates import GATE_NAMES
from amends.verifying.prover import Prover

CONFIG = """\
[tool.ruff.lint]
select = ["F", "E7", "E9"]
[tool.pytest.ini_options]
"""
NO_GATES = dict.fromkeys(GATE_NAMES, GateMode.OFF)
SHOP = "import os\n\n\ndef total(prices):\n    return sum(prices)\n"
SHOP_FIXED = SHOP.removeprefix("import os\n\n\n")
TEST_SHOP = """\
from shop import total


def test_total():
    assert total([1, 2]) == 3


def test_none():
    assert total([]) == 0
"""


class Bench:
    """A project on disk and a prover for it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = Settings(trusted=True, interpreter=sys.executable)
        self.checkers: list[Checker] = [RuffChecker(find_ruff(root, Settings(), None))]
        self.documents: dict[str, Document] = {}
        self._prover: Prover | None = None
        self.write({"pyproject.toml": CONFIG})

    def write(self, files: dict[str, str]) -> None:
        for name, content in files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(content, encoding="utf-8", newline="")

    def open(self, name: str, content: str) -> None:
        uri = path_to_uri(self.root / name)
        self.documents[uri] = Document(uri, "python", Text(content), 1)

    def text(self, name: str) -> Text:
        uri = path_to_uri(self.root / name)
        return (self.documents.get(uri) or read_document(self.root / name)).text

    def candidate(self, problem: Problem, **after: str) -> Candidate:
        """Module names and their texts after; double underscores stand for slashes."""
        files = []
        for name, content in after.items():
            file = name.replace("__", "/") + ".py"
            before = self.text(file) if (self.root / file).exists() else Text("")
            edits = diff_edits(before.content, content)
            files.append(FileEdit(path_to_uri(self.root / file), before.hash, edits))
        return Candidate(problem, tuple(files), "repair it", Origin(OriginKind.PATTERN, "p_1"))

    async def problem(self, name: str, code: str) -> Problem:
        document = Document(path_to_uri(self.root / name), "python", self.text(name))
        run = await self.checkers[0].check(document, self.root)
        return next(problem for problem in run.problems if problem.code == code)

    async def prove(self, candidate: Candidate, *, tests: bool = True) -> Verdict:
        return await self.prover().prove(candidate, Snapshot(self.root, dict(self.documents)), tests=tests)

    def prover(self) -> Prover:
        if self._prover is None:
            self._prover = Prover(self.root, self.checkers, self.settings, SystemClock())
        return self._prover

    async def close(self) -> None:
        if self._prover:
            await self._prover.close()


def states(verdict: Verdict) -> dict[str, str]:
    return {check.name: check.state.value for check in verdict.checks}


def result(verdict: Verdict, name: str) -> CheckResult:
    return next(check for check in verdict.checks if check.name == name)


def failing_test(bench: Bench, test_id: str, file: str = "shop.py") -> Problem:
    place = Range(Position(0, 0), Position(0, 0))
    return Problem(
        "pytest",
        "AssertionError",
        "assert 3 == 4",
        path_to_uri(bench.root / file),
        place,
        Severity.ERROR,
        Channel.TEST,
        test=TestFailure("pytest", test_id, ""),
    )
