"""Whole proofs with the real ruff and the real pytest, in projects made on the spot."""

from __future__ import annotations

import asyncio
import sys

import attrs
import pytest

from amends.core.errors import StaleError
from amends.core.problems import Problem
from amends.core.settings import GateMode, Settings
from amends.core.text import Position, Range
from amends.core.verdicts import CheckState, VerdictState
from amends.platform.isolation.machine import find_isolation
from amends.platform.processes import ProcessLimits
from amends.platform.uris import path_to_uri
from amends.tools.checkers.ruff import RuffChecker, RuffCommand
from support.prover_bench import NO_GATES, SHOP, SHOP_FIXED, TEST_SHOP, Bench, result, states


async def test_a_fix_is_proved_by_ruff_and_the_tests_that_cover_it(bench: Bench) -> None:
    bench.write({"shop.py": SHOP, "tests/test_shop.py": TEST_SHOP, "tests/test_else.py": "def test(): assert 0\n"})
    verdict = await bench.prove(bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED))
    assert states(verdict) == {"parse": "passed", "gates": "passed", "ruff": "passed", "pytest": "passed"}
    assert verdict.state is VerdictState.PROVED
    assert verdict.proof == "ruff, 2 tests"
    assert verdict.isolation == (await find_isolation()).name
    assert "ruff check" in result(verdict, "ruff").command
    assert "tests/test_shop.py" in result(verdict, "pytest").command


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
