"""From a developer's run of pytest to a problem at the right line, and away again when the test passes."""

from __future__ import annotations

from pathlib import Path

from amends.core.problems import Channel, Problem, Severity
from amends.platform.clock import SystemClock
from amends.problems.spool import SpoolReader
from amends.problems.testruns import merge_run, problems_of_run
from amends.tools.testrunners.pytest import run_pytest
from support.pytest_project import Project

SHOP = {
    "pytest.ini": "[pytest]\npythonpath = src\n",
    "src/shop/cart.py": """\
        def total(prices):
            return _sum(prices)

        def _sum(prices):
            return sum(prices) / len(prices)
    """,
    "tests/test_cart.py": """\
        from shop.cart import total

        def test_empty():
            assert total([]) == 0

        def test_two():
            assert total([1, 2]) == 3
    """,
}
EMPTY, TWO = "tests/test_cart.py::test_empty", "tests/test_cart.py::test_two"


def after_runs(project: Project, root: Path) -> dict[str, Problem]:
    """What a server knows that was not running while the tests were."""
    known: dict[str, Problem] = {}
    for run in SpoolReader(project.data / "spool", root, SystemClock()).unread():
        known = merge_run(known, run, root)
    return known


def place(problem: Problem, root: Path) -> tuple[str, int, int, int]:
    path = Path(problem.uri.removeprefix("file://")).relative_to(root).as_posix()
    start, end = problem.range.start, problem.range.end
    assert start.line == end.line
    return path, start.line, start.character, end.character


def test_the_place_is_the_deepest_line_of_one_s_own(project: Project) -> None:
    project.write(SHOP)
    project.pytest()
    known = after_runs(project, project.root)
    assert place(known[EMPTY], project.root) == ("src/shop/cart.py", 4, 4, 36)
    assert place(known[TWO], project.root) == ("tests/test_cart.py", 6, 4, 29)


def test_what_a_problem_says(project: Project) -> None:
    project.write(SHOP)
    project.pytest()
    known = after_runs(project, project.root)
    empty = known[EMPTY]
    assert (empty.source, empty.code, empty.severity, empty.channel, empty.type) == (
        "pytest",
        "ZeroDivisionError",
        Severity.ERROR,
        Channel.TEST,
        "test",
    )
    assert empty.message == f"ZeroDivisionError: division by zero ({EMPTY})"
    assert [(Path(near.uri).name, near.range.start.line) for near in empty.related] == [
        ("test_cart.py", 3),
        ("cart.py", 1),
    ]
    assert empty.test is not None
    assert "ZeroDivisionError" in empty.test.traceback
    assert known[TWO].message == f"assert 1.5 == 3 ({TWO})"
    assert known[TWO].related == ()


def test_a_problem_goes_when_its_test_passes(project: Project) -> None:
    project.write(SHOP)
    project.pytest()
    project.write({"src/shop/cart.py": "def total(prices):\n    return sum(prices) + (not prices)\n"})
    project.pytest("-k", "two")
    # The other test was not run, but its code was written to since: what was found there holds no longer.
    assert set(after_runs(project, project.root)) == set()
    project.pytest()
    assert set(after_runs(project, project.root)) == {EMPTY}


def test_a_part_says_nothing_of_the_others(project: Project) -> None:
    project.write(SHOP)
    project.pytest()
    project.pytest(TWO)
    assert set(after_runs(project, project.root)) == {EMPTY, TWO}


def test_a_full_run_forgets_tests_that_are_gone(project: Project) -> None:
    project.write(SHOP)
    project.pytest()
    (project.root / "tests/test_cart.py").write_text("def test_other(): pass\n")
    project.pytest()
    assert after_runs(project, project.root) == {}


def test_a_file_that_cannot_be_imported_is_a_problem_until_it_can(project: Project) -> None:
    project.write({**SHOP, "src/shop/cart.py": "import nowhere\n"})
    project.pytest()
    known = after_runs(project, project.root)
    assert set(known) == {"tests/test_cart.py"}
    assert known["tests/test_cart.py"].code == "ModuleNotFoundError"
    assert place(known["tests/test_cart.py"], project.root)[:2] == ("src/shop/cart.py", 0)
    project.write({"src/shop/cart.py": "total = sum\n"})
    project.pytest(TWO)
    assert after_runs(project, project.root) == {}


def test_a_syntax_error_stands_where_it_is(project: Project) -> None:
    project.write({**SHOP, "src/shop/cart.py": "def total(prices):\n    return (\n"})
    project.pytest()
    problem = after_runs(project, project.root)["tests/test_cart.py"]
    assert (problem.code, place(problem, project.root)[:2]) == ("SyntaxError", ("src/shop/cart.py", 1))


def test_installed_code_is_never_the_place(project: Project) -> None:
    project.write(
        {
            ".venv/lib/python3.11/site-packages/lib.py": "def fail():\n    raise ValueError\n",
            "pytest.ini": "[pytest]\npythonpath = .venv/lib/python3.11/site-packages\n",
            "test_a.py": "import lib, json\ndef test_a(): lib.fail()\ndef test_b(): json.loads('{')\n",
        }
    )
    project.pytest()
    known = after_runs(project, project.root)
    assert {place(problem, project.root)[:2] for problem in known.values()} == {("test_a.py", 1), ("test_a.py", 2)}


def test_a_folder_above_or_below_pytest_s_own_root(project: Project) -> None:
    project.write({f"packages/shop/{name}": content for name, content in SHOP.items()})
    project.pytest(cwd=project.root / "packages/shop")
    above = after_runs(project, project.root)
    below = after_runs(project, project.root / "packages/shop/tests")
    assert set(above) == {f"packages/shop/{EMPTY}", f"packages/shop/{TWO}"}
    assert set(below) == {"test_cart.py::test_empty", "test_cart.py::test_two"}
    assert place(below["test_cart.py::test_empty"], project.root)[0] == "packages/shop/tests/test_cart.py"
    assert after_runs(project, project.root / "elsewhere") == {}


def test_a_folder_opened_through_a_link_keeps_its_name(project: Project) -> None:
    project.write(SHOP)
    link = project.root.parent / "link"
    link.symlink_to(project.root)
    project.pytest()
    known = after_runs(project, link)
    assert {problem.uri.startswith(link.as_uri()) for problem in known.values()} == {True}
    assert set(known) == {EMPTY, TWO}


async def test_our_own_run_names_the_same_tests_and_places(project: Project) -> None:
    project.write(SHOP)
    project.pytest()
    ours = await run_pytest(project.python, project.root, [EMPTY], seconds=60)
    (again,) = problems_of_run(ours, project.root)
    theirs = after_runs(project, project.root)[EMPTY]
    assert (again.kind, again.uri, again.range, again.message) == (
        theirs.kind,
        theirs.uri,
        theirs.range,
        theirs.message,
    )
    assert again.test is not None
    assert theirs.test is not None
    assert again.test.test_id == theirs.test.test_id
