"""What the plugin writes, seen from outside: real pytest processes, records read from the spool."""

from __future__ import annotations

from typing import Any

import pytest

from support.pytest_project import Project

KINDS = r"""
    import unittest
    import pytest

    def helper(value):
        raise KeyError(value)

    def test_passes():
        pass

    def test_fails():
        total = 3
        assert total == 4, "wrong total"

    def test_raises():
        helper("x")

    @pytest.mark.parametrize("v", ["a b", "x::y", "ünï", "\udcff", "a/b", "-p", "[]"])
    def test_odd(v):
        assert v == 1

    @pytest.fixture
    def broken():
        raise ValueError("no fixture")

    def test_setup(broken):
        pass

    @pytest.fixture
    def untidy():
        yield
        raise OSError("no teardown")

    def test_teardown(untidy):
        pass

    class TestOld(unittest.TestCase):
        def test_unit(self):
            self.assertEqual(1, 2)

    @pytest.mark.skip(reason="later")
    def test_skipped():
        pass

    @pytest.mark.xfail(reason="known")
    def test_expected():
        assert False
"""
EXPECTED = {
    "test_kinds.py::test_passes": "passed",
    "test_kinds.py::test_fails": "failed",
    "test_kinds.py::test_raises": "failed",
    "test_kinds.py::test_odd[a b]": "failed",
    "test_kinds.py::test_odd[x::y]": "failed",
    "test_kinds.py::test_odd[\\xfcn\\xef]": "failed",
    "test_kinds.py::test_odd[\\udcff]": "failed",
    "test_kinds.py::test_odd[a/b]": "failed",
    "test_kinds.py::test_odd[-p]": "failed",
    "test_kinds.py::test_odd[[]]": "failed",
    "test_kinds.py::test_setup": "error",
    "test_kinds.py::test_teardown": "error",
    "test_kinds.py::TestOld::test_unit": "failed",
    "test_kinds.py::test_skipped": "skipped",
    "test_kinds.py::test_expected": "skipped",
}


def outcomes(record: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["outcome"] for item in record["items"]}


def item(record: dict[str, Any], name: str) -> dict[str, Any]:
    return next(found for found in record["items"] if found["id"].endswith(name))


@pytest.mark.parametrize("args", [(), ("-p", "no:cacheprovider"), ("-n", "2"), ("-p", "amends_pytest")])
def test_every_kind_of_result_is_recorded(project: Project, args: tuple[str, ...]) -> None:
    project.write({"test_kinds.py": KINDS})
    record = project.record(*args)
    assert outcomes(record) == EXPECTED
    assert (record["schema"], record["type"], record["framework"]) == (1, "testRun", "pytest")
    assert (record["root"], record["exit"], record["partial"]) == (str(project.root), 1, False)
    assert record["started"] <= record["finished"]


@pytest.mark.parametrize("args", [(), ("-n", "2")])
def test_a_failure_carries_message_traceback_and_frames(project: Project, args: tuple[str, ...]) -> None:
    project.write({"test_kinds.py": KINDS})
    record = project.record(*args)
    path = str(project.root / "test_kinds.py")
    failed = item(record, "test_fails")
    assert failed["message"].splitlines()[0] == "AssertionError: wrong total"
    assert (failed["file"], failed["line"], failed["exception"]) == (path, 10, "AssertionError")
    assert failed["frames"] == [{"path": path, "line": 12, "function": "test_fails"}]
    assert "assert 3 == 4" in failed["traceback"]
    assert [frame["function"] for frame in item(record, "test_raises")["frames"]] == ["test_raises", "helper"]
    assert item(record, "test_setup")["frames"][-1]["function"] == "broken"
    assert "traceback" not in item(record, "test_passes")


@pytest.mark.parametrize("args", [(), ("-n", "2")])
def test_files_that_cannot_be_collected_are_errors(project: Project, args: tuple[str, ...]) -> None:
    project.write(
        {
            "test_good.py": "def test_good(): pass\n",
            "test_import.py": "\nimport broken_module\n",
            "test_syntax.py": "def test_x():\n    return (\n",
            "broken_module.py": "x = 1\nimport does_not_exist\n",
            "test_name.py": "undefined\n",
        }
    )
    record = project.record(*args)
    assert record["partial"] is True
    assert item(record, "test_import.py")["exception"] == "ModuleNotFoundError"
    assert item(record, "test_import.py")["frames"][-1] == {
        "path": str(project.root / "broken_module.py"),
        "line": 1,
        "function": "<module>",
    }
    assert item(record, "test_syntax.py")["exception"] == "SyntaxError"
    assert item(record, "test_syntax.py")["frames"][-1]["line"] == 1
    assert item(record, "test_name.py")["exception"] == "NameError"
    assert {found["outcome"] for found in record["items"] if "test_good" not in found["id"]} == {"error"}


@pytest.mark.parametrize(
    ("args", "partial"),
    [
        ((), False),
        (("tests",), False),  # what testpaths names
        (("tests/test_a.py",), True),
        (("tests/test_a.py::test_one",), True),
        (("-k", "one"), True),
        (("-k", "one", "-n", "2"), True),
        (("--deselect", "tests/test_a.py::test_one"), True),
        (("-x",), True),
        (("-x", "-n", "2"), True),
        (("--ignore", "tests/test_b.py"), True),
    ],
)
def test_a_run_says_whether_it_was_a_part(project: Project, args: tuple[str, ...], *, partial: bool) -> None:
    project.write(
        {
            "pytest.ini": "[pytest]\ntestpaths = tests\n",
            "tests/test_a.py": "def test_one(): assert 0\ndef test_two(): pass\n",
            "tests/test_b.py": "def test_three(): pass\n",
        }
    )
    assert project.record(*args)["partial"] is partial


def test_last_failed_is_a_part_and_a_run_from_below_too(project: Project) -> None:
    project.write(
        {
            "pytest.ini": "[pytest]\n",
            "one/test_a.py": "def test_one(): assert 0\n",
            "two/test_b.py": "def test_two(): pass\n",
        }
    )
    assert project.record()["partial"] is False
    again = project.record("--lf")
    assert (again["partial"], outcomes(again)) == (True, {"one/test_a.py::test_one": "failed"})
    project.pytest(cwd=project.root / "two")
    assert len(project.spooled()) == 3
    assert '"partial": true' in project.spooled()[-1].read_text()


def test_the_last_attempt_of_a_test_counts(project: Project) -> None:
    # What pytest-rerunfailures does: the protocol runs again and earlier reports are marked "rerun".
    project.write(
        {
            "conftest.py": """
                from _pytest.runner import runtestprotocol
                def pytest_runtest_protocol(item, nextitem):
                    hook = item.ihook
                    hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
                    for attempt in range(2):
                        for report in runtestprotocol(item, nextitem=nextitem, log=False):
                            if report.failed and attempt == 0:
                                report.outcome = "rerun"
                            hook.pytest_runtest_logreport(report=report)
                        item._initrequest()
                    hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
                    return True
            """,
            "test_flaky.py": "runs = []\ndef test_flaky():\n    runs.append(1)\n    assert len(runs) == 2\n",
        }
    )
    assert outcomes(project.record()) == {"test_flaky.py::test_flaky": "passed"}


def test_subtests_that_are_logged_before_their_test_count(project: Project) -> None:
    # With pytest-forked or pytest-rerunfailures the test's own phases are logged when all of them are done.
    project.write(
        {
            "conftest.py": """
                from _pytest.runner import runtestprotocol
                def pytest_runtest_protocol(item, nextitem):
                    for report in runtestprotocol(item, nextitem=nextitem, log=False):
                        report.outcome = "passed"  # as pytest-subtests has it: only its subtests failed
                        item.ihook.pytest_runtest_logreport(report=report)
                    return True
            """,
            "test_sub.py": "def test_sub(subtests):\n    with subtests.test():\n        assert 0\n",
        }
    )
    assert outcomes(project.record()) == {"test_sub.py::test_sub": "failed"}


def test_subtests_fail_their_test_with_the_first_failure(project: Project) -> None:
    project.write(
        {
            "test_sub.py": """
                import unittest
                def test_sub(subtests):
                    for i in range(3):
                        with subtests.test(i=i):
                            assert i == 0
                class TestOld(unittest.TestCase):
                    def test_unit(self):
                        for i in range(3):
                            with self.subTest(i=i):
                                self.assertEqual(i, 0)
            """
        }
    )
    record = project.record()
    assert outcomes(record) == {"test_sub.py::test_sub": "failed", "test_sub.py::TestOld::test_unit": "failed"}
    assert item(record, "test_sub")["message"].startswith("AssertionError: assert 1 == 0")
    assert item(record, "test_unit")["frames"][-1]["function"] == "test_unit"


def test_an_exception_group_of_one_is_explained_by_its_member(project: Project) -> None:
    project.write(
        {
            "test_group.py": """
                import asyncio
                async def deep():
                    raise LookupError("inner")
                async def run():
                    async with asyncio.TaskGroup() as group:
                        group.create_task(deep())
                def test_group():
                    asyncio.run(run())
            """
        }
    )
    failed = item(project.record(), "test_group")
    assert (failed["exception"], failed["frames"][-1]["function"]) == ("LookupError", "deep")


def test_an_assertion_without_words_is_given_its_line(project: Project) -> None:
    project.write(
        {
            "helper.py": "def check(x):\n    assert x > 3\n",
            "test_helper.py": "from helper import check\ndef test_it(): check(1)\n",
        }
    )
    assert item(project.record(), "test_it")["message"] == "AssertionError: assert x > 3"


def test_huge_failures_are_cut(project: Project) -> None:
    project.write(
        {
            "test_huge.py": """
                import pytest
                def deep(n):
                    return deep(n - 1) if n else 1 / 0
                def test_deep(): deep(500)
                def test_long(): raise ValueError("x" * 10_000_000)
                @pytest.mark.parametrize("n", range(300))
                def test_many(n): assert 0
            """
        }
    )
    record = project.record("--tb=short")
    deep = item(record, "test_deep")
    assert len(deep["frames"]) == 50
    assert deep["frames"][0]["function"] == "test_deep"
    assert max(len(found.get("traceback", "")) for found in record["items"]) < 21_000
    assert max(len(found["message"]) for found in record["items"]) < 2_100
    assert sum("traceback" in found for found in record["items"]) == 200
    assert len(record["items"]) == 302


def test_exceptions_that_cannot_be_shown_disturb_nothing(project: Project) -> None:
    project.write(
        {
            "test_rude.py": """
                class Rude(Exception):
                    exceptions = (1,)
                    def __str__(self): raise RuntimeError("no words")
                def test_rude(): raise Rude()
                def test_after(): pass
            """
        }
    )
    record = project.record()
    assert outcomes(record) == {"test_rude.py::test_rude": "failed", "test_rude.py::test_after": "passed"}
    assert item(record, "test_rude")["message"]


def test_a_worker_that_dies_is_a_failure_of_its_test(project: Project) -> None:
    project.write({"test_crash.py": "import os\ndef test_crash(): os._exit(3)\ndef test_fine(): pass\n"})
    record = project.record("-n", "1")
    assert outcomes(record)["test_crash.py::test_crash"] == "failed"
    assert "crashed" in item(record, "test_crash")["message"]
