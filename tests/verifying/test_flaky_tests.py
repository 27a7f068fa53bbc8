"""A test that passes and fails by turns neither fails a candidate nor proves one; it is remembered and named."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.problems import Channel, Problem, Severity
from amends.core.settings import Settings
from amends.core.snapshot import Snapshot
from amends.core.text import Position, Range, diff_edits
from amends.core.verdicts import CheckResult
from amends.platform.clock import SystemClock
from amends.platform.files import read_document
from amends.verifying.prover import Prover

SHOP = "def total(prices):\n    return sum(prices)\n"
CHANGED = SHOP.replace("sum(prices)", "sum(list(prices))")
# Each run asks outside whether it may pass.
TEST = """\
import socket
from shop import total


def test_total():
    assert total([1, 2]) == 3


def test_by_turns():
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect({address!r})
        assert asking.recv(1) == b"+"
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    root = tmp_path / "p"
    root.mkdir()
    (root / "shop.py").write_text(SHOP)
    (root / "test_shop.py").write_text(TEST.format(address=str(tmp_path / "s")))
    return root


async def proved(root: Path, answers: str, *, patch: bool = False, changed: str = CHANGED) -> CheckResult:
    """What the tests say of a candidate when they get these answers, run by run; all are asked for."""
    left: Iterator[str] = iter(answers)

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(next(left).encode())
        writer.close()

    server = await asyncio.start_unix_server(answer, root.parent / "s")
    document = read_document(root / "shop.py")
    nowhere = Range(Position(0, 0), Position(0, 0))
    problem = Problem("mypy", "misc", "something", document.uri, nowhere, Severity.ERROR, Channel.CHECKER)
    edits = FileEdit(document.uri, document.text.hash, diff_edits((root / "shop.py").read_text(), changed))
    prover = Prover(root, [], Settings(trusted=True, interpreter=sys.executable), SystemClock())
    try:
        candidate = Candidate(problem, (edits,), "change it", Origin(OriginKind.PATTERN, "p_1"))
        verdict = await (prover.prove_patch if patch else prover.prove)(candidate, Snapshot(root))
    finally:
        await prover.close()
        server.close()
    assert next(left, "") == ""
    return next(check for check in verdict.checks if check.name == "pytest")


# In order: with the candidate, without it, with it again, and without it once or twice.
@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ("+", "passed", ""),
        ("-+-", "failed", ""),
        ("--", "passed", "1 fail with and without it"),
        ("-++-", "passed", "test_shop.py::test_by_turns passes and fails by turns"),
        ("-++++", "unknown", "test_shop.py::test_by_turns passes and fails by turns"),
    ],
)
async def test_run_again(root: Path, answers: str, state: str, reason: str) -> None:
    result = await proved(root, answers)
    assert (result.state, result.reason or "") == (state, reason)


@pytest.mark.slow
async def test_what_flickered_once_is_known_for_it(root: Path) -> None:
    assert (await proved(root, "-++-")).state == "passed"
    again = await proved(root, "-++++")
    assert (again.state, again.reason) == ("passed", "test_shop.py::test_by_turns passes and fails by turns")
    assert (await proved(root, "-+-++")).state == "failed"


# In order: without the patch, with it; without it what failed there alone, and all once more where that passed; what
# fails only with it, twice with it and once or twice without it.
@pytest.mark.parametrize(
    ("answers", "state", "repaired"),
    [
        pytest.param("++", "passed", {"test_total"}, marks=pytest.mark.slow),
        ("-+-", "passed", {"test_total", "test_by_turns"}),
        ("-+++", "passed", {"test_total"}),
        pytest.param("-++-", "passed", {"test_total", "test_by_turns"}, marks=pytest.mark.slow),
        ("--+", "passed", {"test_total"}),
        pytest.param("---", "passed", {"test_total"}, marks=pytest.mark.slow),
        pytest.param("+---", "failed", set(), marks=pytest.mark.slow),
        ("+--+-", "passed", {"test_total"}),
    ],
)
async def test_a_patch_is_neither_refused_nor_praised_for_a_test_that_flickers(
    root: Path, answers: str, state: str, repaired: set[str]
) -> None:
    (root / "shop.py").write_text(SHOP.replace("sum(prices)", "sum(prices) - 1"))
    result = await proved(root, answers, patch=True, changed=SHOP)
    assert (result.state, {one.test.test_id.partition("::")[2] for one in result.repaired if one.test}) == (
        state,
        repaired,
    )
