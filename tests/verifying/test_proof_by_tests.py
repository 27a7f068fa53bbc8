"""What the project's own tests say of a candidate, and what of it counts."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable

import attrs
import pytest

from amends.core.settings import Settings
from amends.core.verdicts import CheckState, VerdictState
from amends.platform.uris import path_to_uri
from support.processes import left_in, living_in
from support.prover_bench import CONFIG, NO_GATES, SHOP, SHOP_FIXED, TEST_SHOP, Bench, failing_test, result, states

TEST_HANGS = """\
import time
import shop


def test_quick():
    pass


def test_hang():
    time.sleep(600)
"""


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
    assert not left_in(bench.root.parent)


async def test_cancelling_ends_the_tests(bench: Bench) -> None:
    bench.write({"shop.py": SHOP, "test_shop.py": TEST_HANGS})
    candidate = bench.candidate(await bench.problem("shop.py", "F401"), shop=SHOP_FIXED)
    task = asyncio.create_task(bench.prove(candidate))
    await _until(lambda: bool(living_in(bench.root.parent / "home")))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not left_in(bench.root.parent)
    bench.write({"test_shop.py": TEST_SHOP})
    assert (await bench.prove(candidate)).proved


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.02)


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
