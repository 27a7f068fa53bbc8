"""Whole proofs with the real ruff and the real pytest, in projects made on the spot."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import attrs
import pytest

from amends.core.errors import StaleError
from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.problems import Channel, Problem, Severity, TestFailure
from amends.core.settings import GateMode, Settings
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Position, Range, Text, diff_edits
from amends.core.verdicts import CheckResult, CheckState, Verdict, VerdictState
from amends.platform.clock import SystemClock
from amends.platform.files import read_document
from amends.platform.isolation.machine import find_isolation
from amends.platform.processes import ProcessLimits
from amends.platform.uris import path_to_uri
from amends.tools.checker import Checker
from amends.tools.ruff import RuffChecker, RuffCommand, find_ruff
from amends.verifying.gates import GATE_NAMES
from amends.verifying.prover import Prover
from support.processes import living_in

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
TEST_HANGS = """\
import time
import shop


def test_quick():
    pass


def test_hang():
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "home"))
    # The plugins of our own environment have no part in these projects, and take a second to load.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


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


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    root = tmp_path / "project"
    root.mkdir()
    made = Bench(root)
    yield made
    await made.close()


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


async def test_a_fix_is_proved_by_ruff_and_the_tests_that_cover_it(bench: Bench) -> None:
    bench.write({"shop.py": SHOP, "tests/test_shop.py": TEST_SHOP, "tests/test_else.py": "def test(): assert 0\n"})
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED))
    assert states(verdict) == {"parse": "passed", "gates": "passed", "ruff": "passed", "pytest": "passed"}
    assert verdict.state is VerdictState.PROVED
    assert verdict.proof == "ruff, 2 tests"
    assert verdict.isolation == (await find_isolation()).name
    assert "ruff check" in result(verdict, "ruff").command
    assert "tests/test_shop.py" in result(verdict, "pytest").command


async def test_a_fix_that_breaks_a_test_fails_with_the_tests_own_words(bench: Bench) -> None:
    bench.settings = attrs.evolve(bench.settings, gates=NO_GATES)
    bench.write({"shop.py": SHOP, "tests/test_shop.py": TEST_SHOP})
    wrong = SHOP_FIXED.replace("sum(prices)", "sum(prices) + 1")
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=wrong))
    assert verdict.state is VerdictState.FAILED
    failed = result(verdict, "pytest")
    assert {problem.test.test_id for problem in failed.new_problems if problem.test} == {
        "tests/test_shop.py::test_total",
        "tests/test_shop.py::test_none",
    }
    assert {problem.uri for problem in failed.new_problems} == {path_to_uri(bench.root / "tests" / "test_shop.py")}
    assert "assert 4 == 3" in failed.output
    assert str(bench.root.parent / "home") not in failed.output + failed.command


async def test_tests_that_failed_before_do_not_count_against_it(bench: Bench) -> None:
    broken = TEST_SHOP + "\n\ndef test_broken():\n    assert total([1]) == 2\n"
    bench.write({"shop.py": SHOP, "tests/test_shop.py": broken})
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED))
    assert verdict.proof == "ruff, 2 tests"
    assert result(verdict, "pytest").reason == "1 fail with and without it"


async def test_when_all_tests_fail_without_it_too_nothing_is_known(bench: Bench) -> None:
    bench.write({"shop.py": SHOP, "tests/test_shop.py": "from shop import nothing_such\n"})
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED))
    assert states(verdict)["pytest"] == "unknown"
    assert verdict.state is VerdictState.UNPROVED


async def test_a_project_that_stops_at_the_first_failure_hides_no_new_one(bench: Bench) -> None:
    bench.settings = attrs.evolve(bench.settings, gates=NO_GATES)
    bench.write({"pyproject.toml": CONFIG + 'addopts = "-x"\n', "shop.py": SHOP})
    bench.write({"tests/test_shop.py": "def test_old():\n    assert False\n\n\n" + TEST_SHOP})
    wrong = SHOP_FIXED.replace("sum(prices)", "sum(prices) + 1")
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=wrong))
    assert verdict.state is VerdictState.FAILED
    assert len(result(verdict, "pytest").new_problems) == 2


async def test_nothing_in_the_folder_changes(bench: Bench) -> None:
    bench.write({"shop.py": SHOP, "tests/test_shop.py": TEST_SHOP + "\n\nopen('left.txt', 'w').close()\n"})
    before = {path: path.lstat().st_mtime_ns for path in [bench.root, *bench.root.rglob("*")]}
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED))
    assert verdict.proved
    assert {path: path.lstat().st_mtime_ns for path in [bench.root, *bench.root.rglob("*")]} == before


async def test_the_first_failure_ends_it(bench: Bench) -> None:
    bench.write({"shop.py": SHOP, "tests/test_shop.py": TEST_SHOP})
    problem = await bench.problem("shop.py", "F401")
    verdict = await bench.prove(bench.candidate(problem, shop=SHOP_FIXED.replace("sum(", "sum((")))
    assert list(states(verdict)) == ["parse"]
    assert verdict.state is VerdictState.FAILED
    assert "shop.py:2" in verdict.checks[0].output
    silenced = await bench.prove(bench.candidate(problem, shop=SHOP.replace("import os", "import os  # noqa: F401")))
    assert list(states(silenced)) == ["parse", "gates"]
    assert silenced.gates[0].name == "suppression"


async def test_a_gate_set_to_ask_refuses_nothing_and_proves_nothing(bench: Bench) -> None:
    bench.write({"shop.py": SHOP})
    bench.settings = Settings(trusted=True, gates={"suppression": GateMode.ASK})
    silenced = SHOP.replace("import os", "import os  # noqa: F401")
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=silenced))
    assert verdict.state is VerdictState.UNPROVED
    assert states(verdict) == {"parse": "passed", "gates": "unknown", "ruff": "passed", "pytest": "skipped"}


@pytest.mark.parametrize(
    ("after", "still_there", "new"),
    [
        pytest.param(
            "import os as system\n\n\ndef total(prices):\n    return sum(prices)\n", True, 0, id="only renamed"
        ),
        pytest.param(
            "\n\n# moved\nimport os\n\n\ndef total(prices):\n    return sum(prices)\n", True, 0, id="only moved"
        ),
        pytest.param("import sys\n\n\ndef total(prices):\n    return sum(prices)\n", True, 0, id="another name"),
        pytest.param("def total(prices):\n    return sum(price)\n", False, 1, id="something else broken"),
    ],
)
async def test_ruff_says_what_is_left_and_what_is_new(bench: Bench, after: str, still_there: bool, new: int) -> None:  # noqa: FBT001 -- data
    bench.write({"shop.py": SHOP})
    bench.settings = Settings(gates=NO_GATES)
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=after))
    checked = result(verdict, "ruff")
    assert (checked.state, checked.still_there, len(checked.new_problems)) == (CheckState.FAILED, still_there, new)
    assert "shop.py:" in checked.output


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("import os\r\nx = '😀'\r\n", "x = '😀'\r\n", id="CRLF and emoji"),
        pytest.param("\ufeffimport os\nx = 1\n", "\ufeffx = 1\n", id="byte order mark"),
        pytest.param("import os\n\f\nx = '\u2028'\n", "\f\nx = '\u2028'\n", id="form feed and line separator"),
        pytest.param("if 1:\n\timport os\n\ty = 1\n", "if 1:\n\ty = 1\n", id="tabs"),
        pytest.param("import os", "", id="nothing is left, no line end"),
        pytest.param("import os\rx = 1\r", "x = 1\r", id="CR"),
        pytest.param("x = '\ud800'\nimport os\n", "x = '\ud800'\n", id="lone surrogate"),
    ],
)
async def test_ugly_texts(bench: Bench, before: str, after: str) -> None:
    bench.open("shop.py", before)
    bench.write({"shop.py": "old\n", "test_shop.py": "import shop\n\n\ndef test():\n    assert shop.x\n"})
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=after), tests=False)
    assert states(verdict) == {"parse": "passed", "gates": "passed", "ruff": "passed"}


async def test_a_syntax_error_repaired(bench: Bench) -> None:
    bench.write({"shop.py": "import sys\nx = (1,\ny = 2\n"})
    problem = await bench.problem("shop.py", "invalid-syntax")
    verdict = await bench.prove(bench.candidate(problem, shop="import sys\nx = (1,)\ny = 2\n"))
    assert states(verdict) == {"parse": "skipped", "gates": "passed", "ruff": "passed", "pytest": "skipped"}
    half = await bench.prove(bench.candidate(problem, shop="import sys\nx = (1,))\ny = 2\n"))
    assert half.state is VerdictState.FAILED


async def test_unsaved_texts_count(bench: Bench) -> None:
    bench.write({"shop.py": "old and broken(\n", "helper.py": "", "tests/test_shop.py": "def test(): assert False\n"})
    bench.open(
        "shop.py", "import os\nfrom helper import double\n\n\ndef total(prices):\n    return double(sum(prices))\n"
    )
    bench.open("helper.py", "def double(n):\n    return 2 * n\n")
    bench.open("tests/test_shop.py", "from shop import total\n\n\ndef test_total():\n    assert total([1, 2]) == 6\n")
    after = bench.text("shop.py").content.removeprefix("import os\n")
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=after))
    assert verdict.proof == "ruff, 1 test"


async def test_a_text_that_moved_on_is_stale(bench: Bench) -> None:
    bench.write({"shop.py": SHOP})
    candidate = bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED)
    bench.open("shop.py", SHOP + "\n")
    with pytest.raises(StaleError):
        await bench.prove(candidate)


async def test_an_untrusted_folder_runs_no_test(bench: Bench) -> None:
    bench.settings = Settings(trusted=False, interpreter=sys.executable)
    bench.write({"shop.py": SHOP, "tests/test_shop.py": TEST_SHOP + "\n\nopen(__file__ + '.ran', 'w').close()\n"})
    bench.write({"lonely.py": SHOP})
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED))
    assert result(verdict, "pytest").reason == "the folder is not trusted, so its tests were not run"
    assert verdict.state is VerdictState.UNPROVED
    assert not (bench.root.parent / "home" / "cache").exists()
    uncovered = await bench.prove(bench.candidate(await bench.problem("lonely.py", "F401"), lonely=SHOP_FIXED))
    assert uncovered.proved


async def test_edits_that_change_no_code_need_no_tests(bench: Bench) -> None:
    bench.write({"shop.py": "def total(prices):\n    return sum(prices);\n", "test_shop.py": TEST_SHOP})
    after = "def total(prices):\n    return sum(prices)\n"
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "E703"), shop=after))
    assert result(verdict, "pytest").reason == "no code changed"
    assert verdict.proof == "ruff"


async def test_tests_that_do_not_end_are_unknown_and_leave_no_process(bench: Bench) -> None:
    bench.settings = Settings(trusted=True, interpreter=sys.executable, tests_budget_seconds=4.0)
    bench.write({"shop.py": SHOP, "test_shop.py": TEST_HANGS})
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED))
    assert states(verdict)["pytest"] == "unknown"
    assert "test_hang" in (result(verdict, "pytest").reason or "")
    assert verdict.state is VerdictState.UNPROVED
    assert not living_in(bench.root.parent)


async def test_cancelling_ends_the_tests(bench: Bench) -> None:
    bench.write({"shop.py": SHOP, "test_shop.py": TEST_HANGS})
    candidate = bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED)
    task = asyncio.create_task(bench.prove(candidate))
    await _until(lambda: bool(living_in(bench.root.parent / "home")))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not living_in(bench.root.parent)
    bench.write({"test_shop.py": TEST_SHOP})
    assert (await bench.prove(candidate)).proved


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.02)


async def test_proofs_at_the_same_time_do_not_mix(bench: Bench) -> None:
    bench.settings = attrs.evolve(bench.settings, gates=NO_GATES)
    bench.write({"shop.py": SHOP, "tests/test_shop.py": TEST_SHOP})
    problem = await bench.problem("shop.py", "F401")
    good = bench.candidate(problem, shop=SHOP_FIXED)
    bad = bench.candidate(problem, shop=SHOP_FIXED.replace("sum(prices)", "sum(prices) + 1"))
    verdicts = await asyncio.gather(*(bench.prove(candidate) for candidate in (good, bad, good, bad)))
    assert [verdict.proved for verdict in verdicts] == [True, False, True, False]


async def test_a_foreign_problem_that_we_cannot_check_is_not_proved(bench: Bench) -> None:
    bench.write({"shop.py": "x: int = 'a'\n"})
    place = Range(Position(0, 9), Position(0, 12))
    problem = Problem("Mypy", "assignment", "Incompatible types", path_to_uri(bench.root / "shop.py"), place)
    verdict = await bench.prove(bench.candidate(problem, shop="x: int = 1\n"))
    assert states(verdict) == {
        "parse": "passed",
        "gates": "passed",
        "mypy": "unknown",
        "ruff": "passed",
        "pytest": "skipped",
    }
    assert verdict.state is VerdictState.UNPROVED


async def test_an_editors_spelling_of_the_source_is_understood(bench: Bench) -> None:
    bench.write({"shop.py": SHOP})
    place = Range(Position(0, 7), Position(0, 9))
    problem = Problem("Ruff", "F401", "`os` is imported but unused", path_to_uri(bench.root / "shop.py"), place)
    assert (await bench.prove(bench.candidate(problem, shop=SHOP_FIXED))).proof == "ruff"


async def test_a_problem_that_ruff_does_not_see_is_not_proved(bench: Bench) -> None:
    bench.write({"shop.py": "x = 1\n"})
    place = Range(Position(0, 0), Position(0, 1))
    problem = Problem("ruff", "N816", "Variable `x`", path_to_uri(bench.root / "shop.py"), place)
    verdict = await bench.prove(bench.candidate(problem, shop="x = 2\n"))
    assert states(verdict)["ruff"] == "unknown"
    assert verdict.state is VerdictState.UNPROVED


@pytest.mark.parametrize("body", ["exec sleep 60", "kill -9 $$", "exit 2", "echo nonsense"])
async def test_a_checker_that_fails_is_unknown_never_passed(bench: Bench, body: str) -> None:
    bench.write({"shop.py": SHOP, "own-ruff": f"#!/bin/sh\n{body}\n"})
    (bench.root / "own-ruff").chmod(0o755)
    problem = await bench.problem("shop.py", "F401")
    broken = RuffCommand((str(bench.root / "own-ruff"),), ours=False)
    bench.checkers = [RuffChecker(broken, ProcessLimits(seconds=2.0))]
    verdict = await bench.prove(bench.candidate(problem, shop=SHOP_FIXED))
    checked = result(verdict, "ruff")
    assert checked.state is CheckState.UNKNOWN
    assert checked.reason
    assert "own-ruff check" in checked.command
    assert verdict.state is VerdictState.UNPROVED


class TestFailingTests:
    BROKEN = SHOP_FIXED.replace("sum(prices)", "sum(prices) + 1")

    async def test_repaired(self, bench: Bench) -> None:
        bench.write({"shop.py": self.BROKEN, "tests/test_shop.py": TEST_SHOP})
        problem = failing_test(bench, "tests/test_shop.py::test_total")
        verdict = await bench.prove(bench.candidate(problem, shop=SHOP_FIXED))
        assert states(verdict) == {"parse": "passed", "gates": "passed", "ruff": "passed", "pytest": "passed"}
        assert verdict.proof == "ruff, 2 tests"

    async def test_not_repaired(self, bench: Bench) -> None:
        bench.write({"shop.py": self.BROKEN, "tests/test_shop.py": TEST_SHOP})
        problem = failing_test(bench, "tests/test_shop.py::test_total")
        verdict = await bench.prove(bench.candidate(problem, shop=self.BROKEN.replace("+ 1", "+ 2")))
        failed = result(verdict, "pytest")
        assert (failed.state, failed.still_there, failed.new_problems) == (CheckState.FAILED, True, ())
        assert "assert 5 == 3" in failed.output

    async def test_repaired_at_the_cost_of_another(self, bench: Bench) -> None:
        tests = TEST_SHOP + "\n\ndef test_one():\n    assert total([1]) == 2\n"
        bench.write({"shop.py": self.BROKEN, "tests/test_shop.py": tests})
        problem = failing_test(bench, "tests/test_shop.py::test_total")
        verdict = await bench.prove(bench.candidate(problem, shop=SHOP_FIXED))
        (new,) = result(verdict, "pytest").new_problems
        assert new.test
        assert new.test.test_id == "tests/test_shop.py::test_one"

    async def test_a_test_that_passes_anyway_proves_nothing(self, bench: Bench) -> None:
        bench.write({"shop.py": SHOP_FIXED, "tests/test_shop.py": TEST_SHOP})
        problem = failing_test(bench, "tests/test_shop.py::test_total")
        verdict = await bench.prove(
            bench.candidate(problem, shop=SHOP_FIXED.replace("sum(prices)", "sum(list(prices))"))
        )
        assert result(verdict, "pytest").reason == "the test passes without it too"
        assert verdict.state is VerdictState.UNPROVED

    async def test_a_file_that_could_not_be_collected(self, bench: Bench) -> None:
        bench.write({"shop.py": SHOP_FIXED.replace("total", "totals"), "tests/test_shop.py": TEST_SHOP})
        problem = failing_test(bench, "tests/test_shop.py")
        bench.settings = Settings(trusted=True, interpreter=sys.executable, gates=NO_GATES)
        verdict = await bench.prove(bench.candidate(problem, shop=SHOP_FIXED))
        assert states(verdict)["pytest"] == "passed"

    async def test_a_src_layout_takes_the_shadows_module(self, bench: Bench) -> None:
        bench.write({"src/shop/__init__.py": "", "src/shop/sums.py": self.BROKEN})
        bench.write({"tests/test_sums.py": TEST_SHOP.replace("from shop", "from shop.sums")})
        problem = failing_test(bench, "tests/test_sums.py::test_total", "src/shop/sums.py")
        verdict = await bench.prove(bench.candidate(problem, src__shop__sums=SHOP_FIXED))
        assert verdict.proof == "ruff, 2 tests"


async def test_a_base_run_is_not_repeated_for_the_next_candidate(bench: Bench) -> None:
    bench.settings = attrs.evolve(bench.settings, gates=NO_GATES)
    # A socket hears what runs behind walls.
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as runs:
        runs.bind(str(bench.root.parent / "runs"))
        runs.setblocking(False)
        hello = f"\n\nimport socket\nsocket.socket(1, 2).sendto(b'x', {runs.getsockname()!r})\n"
        bench.write({"shop.py": SHOP, "tests/test_shop.py": TEST_SHOP + hello})
        problem = await bench.problem("shop.py", "F401")
        for number in (1, 2):
            wrong = SHOP_FIXED.replace("sum(prices)", f"sum(prices) + {number}")
            assert (await bench.prove(bench.candidate(problem, shop=wrong))).state is VerdictState.FAILED
        # Each candidate runs, and its failing tests once more; what was before runs once for both.
        assert [runs.recv(1) for _ in range(5)] == [b"x"] * 5
        with pytest.raises(BlockingIOError):
            runs.recv(1)


async def test_a_new_file_may_be_part_of_it(bench: Bench) -> None:
    bench.write({"shop.py": "from helper import double\n\n\ndef two():\n    return double(1)\n"})
    bench.write({"test_shop.py": "from shop import two\n\n\ndef test_two():\n    assert two() == 2\n"})
    problem = failing_test(bench, "test_shop.py", "shop.py")
    bench.settings = Settings(trusted=True, interpreter=sys.executable, gates=NO_GATES)
    verdict = await bench.prove(bench.candidate(problem, helper="def double(n):\n    return 2 * n\n"))
    assert states(verdict)["pytest"] == "passed"
    assert not (bench.root / "helper.py").exists()
