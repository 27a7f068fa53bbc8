"""`amends/testRun` notifications, as clients may send them: with paths or URIs, with holes, with nonsense."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from amends.core.problems import Frame, Problem
from amends.core.text import Position, Range
from amends.problems.testruns import merge_run, problems_of_run
from amends.tools.testrunners.testreport import run_of_record

CODE = "def f():\n\treturn 1 / 0  \n\n\u2028x = '\f'; y = 1\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def payload(*items: Any, partial: bool = True) -> dict[str, Any]:
    return {"framework": "pytest", "items": list(items), "partial": partial}


def failing(test_id: str = "a.py::test_f", **more: Any) -> dict[str, Any]:
    return {
        "id": test_id,
        "outcome": "failed",
        "file": "a.py",
        "line": 0,
        "message": "ValueError: no",
        "frames": [],
        **more,
    }


def known(*ids: str, root: Path, source: str = "pytest") -> dict[str, Problem]:
    problems = problems_of_run(
        {**payload(*(failing(name) for name in ids)), "framework": source, "root": str(root)}, root
    )
    return {problem.test.test_id: problem for problem in problems if problem.test}


@pytest.mark.parametrize("file", ["a.py", "{root}/a.py", "file://{root}/a.py", "./b/../a.py"])
def test_a_file_may_be_a_path_or_a_uri(root: Path, file: str) -> None:
    item = failing(file=file.format(root=root), frames=[{"path": file.format(root=root), "line": 1, "function": "f"}])
    (problem,) = problems_of_run({**payload(item), "root": str(root)}, root)
    assert problem.uri == (root / "a.py").as_uri()
    assert problem.range == Range(Position(1, 1), Position(1, 13))
    assert problem.code == "ValueError"


@pytest.mark.parametrize(
    "item",
    [
        None,
        "text",
        {},
        {"id": "x"},
        {"id": "x", "outcome": "exploded"},
        {"id": "x", "outcome": "failed"},
        {"id": "x", "outcome": "failed", "file": "/etc/passwd"},
        {"id": "x", "outcome": "failed", "file": "../outside.py"},
        {"id": "x", "outcome": "failed", "file": "gone.py"},
        {"id": "x", "outcome": "failed", "file": "untitled:1"},
        {"id": "x", "outcome": "failed", "file": "a.py", "frames": "none"},
    ],
)
def test_what_cannot_be_read_or_placed_is_left_out(root: Path, item: Any) -> None:
    problems = problems_of_run({**payload(item, failing()), "root": str(root)}, root)
    assert [problem.test.test_id for problem in problems if problem.test] == ["a.py::test_f"]


@pytest.mark.parametrize("line", [-5, None, 10_000, 2.0, "3", True])
def test_any_line_is_survived(root: Path, line: Any) -> None:
    (problem,) = problems_of_run({**payload(failing(line=line)), "root": str(root)}, root)
    assert problem.range.start.line >= 0
    assert problem.range.start <= problem.range.end


@pytest.mark.parametrize("record", [{}, {"items": None}, {"items": 3}, {"items": {}, "root": 4, "finished": "x"}])
def test_a_record_of_nonsense_is_an_empty_part(record: dict[str, Any]) -> None:
    run = run_of_record(record)
    assert (run.items, run.partial) == ((), True)


def test_the_fields_of_an_item(root: Path) -> None:
    frame = {"path": str(root / "a.py"), "line": 1, "function": "f", "unknown": 1}
    (item,) = run_of_record(payload(failing(frames=[frame], traceback="E no", exception="KeyError"))).items
    assert item.frames == (Frame(str(root / "a.py"), 1, "f"),)
    assert (item.exception, item.traceback, item.failed) == ("KeyError", "E no", True)


def test_unknown_items_never_clear_a_problem(root: Path) -> None:
    before = known("a.py::test_f", root=root)
    assert merge_run(before, payload({"id": "a.py::test_f"}, partial=False), root) == before


def test_a_part_clears_what_passed_and_a_class_or_file_that_could_be_collected(root: Path) -> None:
    before = known("a.py", "a.py::T", "a.py::T::test_f", "a.py::test_g", root=root)
    passed = {"id": "a.py::T::test_f", "outcome": "passed"}
    assert set(merge_run(before, payload(passed), root)) == {"a.py::test_g"}


def test_a_skipped_test_is_no_problem(root: Path) -> None:
    before = known("a.py::test_f", root=root)
    assert merge_run(before, payload({"id": "a.py::test_f", "outcome": "skipped"}), root) == {}


def test_a_full_run_replaces_its_own_folder_and_framework_only(root: Path) -> None:
    before = known("a.py::test_f", "sub/b.py::test_g", root=root)
    other = known("ui.ts::x", root=root, source="vitest")
    in_sub = {**payload(partial=False), "root": str(root / "sub")}
    assert set(merge_run(before | other, in_sub, root)) == {"a.py::test_f", "ui.ts::x"}
    everything = {**payload(partial=False), "root": str(root)}
    assert set(merge_run(before | other, everything, root)) == {"ui.ts::x"}


def test_a_stopped_run_replaces_nothing(root: Path) -> None:
    before = known("a.py::test_f", root=root)
    stopped = {**payload(partial=False), "root": str(root), "stopped": True}
    assert merge_run(before, stopped, root) == before


def test_kinds_do_not_depend_on_the_test(root: Path) -> None:
    one, other = known("a.py::test_f", "a.py::test_g", root=root).values()
    assert one.kind == other.kind


def test_long_messages_are_cut_to_one_short_line(root: Path) -> None:
    (problem,) = problems_of_run(
        {**payload(failing(message="AssertionError: assert " + "x" * 1000 + "\nmore")), "root": str(root)}, root
    )
    assert problem.message.startswith("assert xxx")
    assert "\n" not in problem.message
    assert len(problem.message) < 300
