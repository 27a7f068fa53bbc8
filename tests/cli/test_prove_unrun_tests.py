"""`amends prove` where tests cannot run: before the patch, or for want of something this machine lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.proved_patches import (
    CALC,
    REPAIRED,
    diff_of,
    git,
    patched_project,
    verdict,
    write,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return patched_project(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("added", "gate"),
    [("return a + b", ""), ("if b == 3:\n        return a + b\n    return a - b", "special-case")],
    ids=["repaired", "only for what the test gives"],
)
def test_a_test_that_could_not_run_before_is_looked_at_as_one_that_failed(project: Path, added: str, gate: str) -> None:
    write(project, "pyproject.toml", "[tool.amends]\ntests.budgetSeconds = 20\n")
    write(project, "app/__init__.py", "waiting = True\nwhile waiting:\n    pass\n")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "it hangs before any test runs")
    changes = {"app/__init__.py": "waiting = False\n", "app/calc.py": CALC.replace("return a - b", added)}
    record = verdict(project, diff_of(project, changes), code=1 if gate else 0)
    assert {one["name"] for one in record["gates"]} == ({gate} if gate else set())


def test_tests_that_lack_a_plugin_here_say_nothing_of_a_patch(project: Path) -> None:
    write(project, "tests/conftest.py", WARMED)
    write(project, "tests/test_speed.py", "def test_speed(benchmark):\n    benchmark(print)\n")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "benchmarks")
    assert verdict(project, diff_of(project, REPAIRED), code=0)["repaired"]


WARMED = """\
import pytest
from app.calc import add


@pytest.fixture(autouse=True, scope="session")
def warmed():
    assert add(1, 1) == 2
"""
