"""The tests that prove a candidate import the candidate, wherever the project is installed from."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.problems import Channel, Problem, Severity
from amends.core.settings import Settings
from amends.core.snapshot import Snapshot
from amends.core.text import Position, Range, diff_edits
from amends.core.verdicts import CheckState
from amends.platform.clock import SystemClock
from amends.platform.files import read_document
from amends.verifying.prover import Prover

CART = "def total(prices):\n    return sum(prices)\n"
BROKEN = CART.replace("sum(prices)", "max(prices)")
TEST = "from shop.cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "home"))
    files = {"server/shop/__init__.py": "", "server/shop/cart.py": CART, "tests/test_cart.py": TEST}
    for name, content in files.items():
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / name).write_text(content)
    return tmp_path / "project"


@pytest.fixture
def python(tmp_path: Path, root: Path) -> Path:
    """An environment with our pytest, in which the project is installed in editable mode."""
    venv.create(tmp_path / "environment", with_pip=False)
    packages = next((tmp_path / "environment").glob("lib/python3*/site-packages"))
    ours = next(Path(sys.prefix).glob("lib/python3*/site-packages"))
    (packages / "_shop.pth").write_text(f"{root / 'server'}\n{ours}\n")
    return tmp_path / "environment" / "bin" / "python"


@pytest.mark.slow
async def test_a_candidate_that_breaks_a_test_is_seen_though_the_original_is_installed(
    root: Path, python: Path
) -> None:
    document = read_document(root / "server/shop/cart.py")
    nowhere = Range(Position(0, 0), Position(0, 0))
    problem = Problem("mypy", "misc", "something", document.uri, nowhere, Severity.ERROR, Channel.CHECKER)
    edits = diff_edits(CART, BROKEN)
    origin = Origin(OriginKind.PATTERN, "p_1")
    candidate = Candidate(problem, (FileEdit(document.uri, document.text.hash, edits),), "break it", origin)
    prover = Prover(root, [], Settings(trusted=True, interpreter=str(python)), SystemClock())
    try:
        verdict = await prover.prove(candidate, Snapshot(root))
    finally:
        await prover.close()
    tests = next(check for check in verdict.checks if check.name == "pytest")
    assert tests.state is CheckState.FAILED
    assert "test_total" in tests.output
