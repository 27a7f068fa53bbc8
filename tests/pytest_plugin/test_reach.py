"""Which files run for which test: seen by the plugin in real runs, and used to choose tests for a later change."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from amends.tools.testrunners.python_tests import PythonTests
from amends.tools.testrunners.reached_files import ReachedFiles
from amends.tools.testrunners.testreport import TestRun, run_of_record
from amends.tools.testrunners.testrunner import TestPlace
from support.pytest_project import Project

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": "def total():\n    return 3\n",
    "shop/till.py": "import importlib\n\n\ndef pay():\n    return importlib.import_module('shop.' + 'cart').total()\n",
    "shop/tax.py": "def tax():\n    return 1\n",
    "tests/test_till.py": "from shop.till import pay\n\n\ndef test_pay():\n    assert pay() == 3\n",
    "tests/test_tax.py": """
        from shop.tax import tax

        def test_tax():
            assert tax() == 1

        def test_no():
            assert tax()
    """,
}
WANTED = {"tests/test_till.py": ["shop/cart.py", "shop/till.py"], "tests/test_tax.py": ["shop/tax.py"]}


@pytest.fixture
def watched(tmp_path: Path, watching_python: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    root = tmp_path / "project"
    root.mkdir()
    project = Project(root, watching_python, tmp_path / "data")
    project.write(FILES)
    monkeypatch.setenv("AMENDS_DATA_HOME", str(project.data))
    return project


def reached(record: Mapping[str, Any]) -> dict[str, list[str]]:
    return {test: [file for file in files if file != test] for test, files in record["reach"].items()}


@pytest.mark.parametrize(
    "options",
    [(), pytest.param(("-n2",), marks=pytest.mark.slow), ("-n2", "--dist=loadfile"), ("-p", "no:randomly", "-x")],
)
def test_a_run_tells_what_each_test_file_ran(options: tuple[str, ...], watched: Project) -> None:
    assert reached(watched.record(*options)) == WANTED


def test_tests_that_take_turns_are_told_apart(watched: Project) -> None:
    ids = ["tests/test_tax.py::test_tax", "tests/test_till.py", "tests/test_tax.py::test_no"]
    assert reached(watched.record(*ids)) == WANTED


def test_what_a_debugger_watches_is_left_to_it(watched: Project) -> None:
    watched.write({"watcher.py": "import sys\nsys.monitoring.use_tool_id(0, 'debugger')\n"})
    record = watched.record("-p", "watcher")
    assert not record["reach"]
    assert len(record["items"]) == 3


def test_an_older_python_tells_nothing(project: Project) -> None:
    if sys.version_info >= (3, 12):
        pytest.skip("this one is not older")
    project.write(FILES)
    assert not project.record()["reach"]


async def test_a_test_that_no_import_connects_is_chosen_when_it_was_seen_to_run_the_file(watched: Project) -> None:
    place = TestPlace(watched.root, watched.root, ("shop/cart.py",))
    runner = PythonTests(watched.python)
    assert await runner.covering(place, sorted(FILES)) == []
    take_run(watched)
    assert await runner.covering(place, sorted(FILES)) == ["tests/test_till.py"]
    (watched.root / "shop/till.py").write_text("def pay():\n    return 3\n")
    take_run(watched, "tests/test_tax.py")
    assert await runner.covering(place, sorted(FILES)) == ["tests/test_till.py"], (
        "a part of the tests says nothing of it"
    )
    take_run(watched)
    assert await runner.covering(place, sorted(FILES)) == []


async def test_our_own_runs_are_learned_from(watched: Project) -> None:
    place = TestPlace(watched.root, watched.root, ("shop/cart.py",))
    runner = PythonTests(watched.python)
    run = await runner.run(place, ["tests/test_till.py"], 60.0)
    assert [item.outcome for item in run.items] == ["passed"]
    assert await runner.covering(place, sorted(FILES)) == ["tests/test_till.py"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"tests": {"a": [3]}, "files": []}', '{"tests": 3}'])
def test_a_record_that_cannot_be_read_is_none(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path))
    known = ReachedFiles(tmp_path / "project")
    run = TestRun((), root=str(known.root), reached={"test_a.py": ("a.py",)})
    known.remember(run)
    [file] = (tmp_path / "reached").iterdir()
    file.write_text(content)
    assert known.tests_of(["a.py"], {"test_a.py"}) == []
    known.remember(run)
    assert known.tests_of(["a.py"], {"test_a.py"}) == ["test_a.py"]


def test_what_every_test_runs_has_not_every_test_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path))
    known = ReachedFiles(tmp_path / "project")
    tests = {f"test_{n:02}.py": ("core.py", *(f"m{k}.py" for k in range(n))) for n in range(40)}
    known.remember(TestRun((), root=str(known.root), reached=tests))
    assert known.tests_of(["core.py"], set(tests)) == [f"test_{n:02}.py" for n in range(8)]


def take_run(project: Project, *args: str) -> None:
    ReachedFiles(project.root).remember(run_of_record(project.record(*args)))
