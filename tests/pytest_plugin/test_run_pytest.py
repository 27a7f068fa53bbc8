"""Our own runs of the project's pytest, in an environment that has pytest and not Amends."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from amends.core.errors import ToolMissingError
from amends.tools.testrunners.pytest import run_pytest
from amends.tools.testrunners.testreport import TestRun
from support.pytest_project import Project

PACKAGE = {
    "src/shop/__init__.py": "",
    "src/shop/cart.py": "def total(prices):\n    return sum(prices) + 1\n",
    "tests/test_cart.py": """
        from shop.cart import total
        def test_total(): assert total([1, 2]) == 3
        def test_type(): assert isinstance(total([]), int)
    """,
}


async def run(project: Project, *targets: str, options: tuple[str, ...] = (), seconds: float = 60) -> TestRun:
    return await run_pytest(project.python, project.root, targets, seconds=seconds, options=options)


def outcomes(run: TestRun) -> dict[str, str]:
    return {item.id: item.outcome for item in run.items}


async def test_results_of_a_run(project: Project) -> None:
    project.write(PACKAGE)
    result = await run(project)
    assert outcomes(result) == {"tests/test_cart.py::test_total": "failed", "tests/test_cart.py::test_type": "passed"}
    assert (result.complete, result.partial, result.error) == (True, False, "")
    failed = result.items[0]
    assert (failed.path, failed.line) == (str(project.root / "tests/test_cart.py"), 2)
    assert failed.message.startswith("AssertionError: assert 4 == 3")
    assert failed.frames[-1].function == "test_total"
    assert result.command == f"{project.python} -m pytest"
    assert result.duration_ms > 0


async def test_nothing_is_left_in_the_project_or_the_spool(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(project.data))
    project.write(PACKAGE)
    before = sorted(project.root.rglob("*"))
    await run(project)
    assert sorted(project.root.rglob("*")) == before
    assert project.spooled() == []


async def test_targets_with_odd_ids(project: Project) -> None:
    project.write(
        {
            "test_odd.py": r"""
                import pytest
                @pytest.mark.parametrize("v", ["a b", "x::y", "ünï", "\udcff", "a/b", "-p", "[]", "'\"$(x)"])
                def test_odd(v): assert v != "x::y"
            """
        }
    )
    everything = await run(project)
    assert len(everything.items) == 8
    targets = [item.id for item in everything.items]
    assert outcomes(await run(project, *targets)) == outcomes(everything)
    (one,) = [item.id for item in everything.items if item.failed]
    assert outcomes(await run(project, one)) == {one: "failed"}


@pytest.mark.parametrize("name", [pytest.param("with space"), pytest.param("ünïcode"), pytest.param("a[1]")])
async def test_folders_with_odd_names(project: Project, name: str, tmp_path: Path) -> None:
    odd = tmp_path / name
    project.root.rename(odd)
    (odd / "test_a.py").write_text("def test_a(): assert 0\n")
    result = await run_pytest(project.python, odd, ["test_a.py"], seconds=60)
    assert [(item.id, item.path) for item in result.items] == [("test_a.py::test_a", str(odd / "test_a.py"))]


async def test_a_shadow_wins_over_an_editable_install(project: Project, tmp_path: Path) -> None:
    project.write(PACKAGE)
    packages = next(project.python.parents[1].glob("lib/python*/site-packages"))
    editable = packages / "__editable__.shop.pth"
    editable.write_text(str(project.root / "src"))
    try:
        shadow = tmp_path / "shadow"
        for name, content in PACKAGE.items():
            (shadow / name).parent.mkdir(parents=True, exist_ok=True)
            (shadow / name).write_text(content.replace(" + 1", "").replace("\n        ", "\n"))
        assert outcomes(await run(project))["tests/test_cart.py::test_total"] == "failed"
        repaired = await run_pytest(project.python, shadow, ["tests"], seconds=60)
        assert set(outcomes(repaired).values()) == {"passed"}
    finally:
        editable.unlink()


async def test_extra_paths_are_importable_first(project: Project, tmp_path: Path) -> None:
    project.write({"test_a.py": "import extra\ndef test_a(): assert extra.WHERE == 'shadow'\n"})
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "extra.py").write_text("WHERE = 'shadow'\n")
    result = await run_pytest(project.python, project.root, [], seconds=60, extra_paths=[tmp_path / "lib"])
    assert set(outcomes(result).values()) == {"passed"}


async def test_ids_are_relative_to_the_folder_though_pytest_s_root_is_below(project: Project) -> None:
    project.write({"pkg/pytest.ini": "[pytest]\n", "pkg/tests/test_a.py": "def test_a(): pass\n"})
    result = await run(project, "pkg/tests/test_a.py::test_a")
    assert outcomes(result) == {"pkg/tests/test_a.py::test_a": "passed"}


async def test_ids_are_relative_to_the_folder_though_pytest_s_root_is_above(project: Project) -> None:
    project.write({"pytest.ini": "[pytest]\n", "pkg/test_a.py": "def test_a(): pass\n"})
    result = await run_pytest(project.python, project.root / "pkg", ["test_a.py"], seconds=60)
    assert outcomes(result) == {"test_a.py::test_a": "passed"}


@pytest.mark.parametrize(
    "addopts", ["--lf", "--ff", "-p no:cacheprovider", "-q", "-n 2", "--strict-config", "-p no:amends"]
)
async def test_the_project_s_own_options_are_kept(project: Project, addopts: str) -> None:
    project.write({"pytest.ini": f"[pytest]\naddopts = {addopts}\n", "test_a.py": "def test_a(): pass\n"})
    result = await run(project)
    assert (outcomes(result), result.error) == ({"test_a.py::test_a": "passed"}, "")


async def test_a_file_that_cannot_be_collected_hides_no_other(project: Project) -> None:
    project.write({"test_a.py": "def test_a(): pass\n", "test_b.py": "import nowhere\n", "test_c.py": "def f(:\n"})
    result = await run(project)
    assert outcomes(result) == {"test_b.py": "error", "test_c.py": "error", "test_a.py::test_a": "passed"}
    assert result.complete


async def test_nothing_to_collect_is_an_empty_complete_run(project: Project) -> None:
    project.write({"module.py": "x = 1\n"})
    result = await run(project)
    assert (result.items, result.complete, result.error) == ((), True, "")


async def test_a_test_that_hangs_is_named_and_the_rest_is_kept(project: Project) -> None:
    project.write(
        {
            "test_hang.py": """
                import threading
                def test_before(): assert 0
                def test_hang(): threading.Event().wait()
            """
        }
    )
    result = await run(project, seconds=4)
    assert outcomes(result) == {"test_hang.py::test_before": "failed"}
    assert not result.complete
    assert result.error == "The tests did not end within 4 s in test_hang.py::test_hang."


async def test_a_crash_is_named_and_the_rest_is_kept(project: Project) -> None:
    project.write(
        {
            "test_crash.py": """
                import os, signal
                def test_before(): pass
                def test_crash(): os.kill(os.getpid(), signal.SIGSEGV)
            """
        }
    )
    result = await run(project)
    assert (outcomes(result), result.complete) == ({"test_crash.py::test_before": "passed"}, False)
    assert result.error == "The tests were ended by signal 11 in test_crash.py::test_crash."


async def test_an_interrupted_run_is_not_complete(project: Project) -> None:
    project.write(
        {"test_stop.py": "def test_a(): pass\ndef test_stop(): raise KeyboardInterrupt\ndef test_b(): pass\n"}
    )
    result = await run(project)
    assert (outcomes(result).get("test_stop.py::test_a"), result.complete) == ("passed", False)
    assert result.error


@pytest.mark.parametrize(
    ("files", "targets", "said"),
    [
        ({}, ("nowhere.py",), "nowhere.py"),
        ({"test_a.py": "def test_a(): pass\n"}, ("test_a.py::test_b",), "test_b"),
        ({"pytest.ini": "[pytest]\naddopts = --no-such-option\n"}, (), "no-such-option"),
        ({"conftest.py": "import nowhere\n"}, (), "conftest"),
        ({"conftest.py": "def pytest_sessionstart(): raise ValueError('no luck')\n"}, (), "ValueError: no luck"),
    ],
)
async def test_a_run_that_could_not_start_says_why(
    project: Project, files: dict[str, str], targets: tuple[str, ...], said: str
) -> None:
    project.write(files)
    result = await run(project, *targets)
    assert (result.items, result.complete) == ((), False)
    assert said in result.error


async def test_no_pytest_is_a_missing_tool(project: Project, python_without_pytest: Path) -> None:
    with pytest.raises(ToolMissingError, match="has no pytest; install it there or choose another interpreter"):
        await run_pytest(python_without_pytest, project.root, [], seconds=60)
    with pytest.raises(ToolMissingError):
        await run_pytest(project.root / "no" / "python", project.root, [], seconds=60)


async def test_cancelling_ends_the_tests(project: Project) -> None:
    project.write(
        {
            "test_wait.py": """
                import os, pathlib, threading
                def test_wait():
                    pathlib.Path("pid.tmp").write_text(str(os.getpid()))
                    pathlib.Path("pid.tmp").rename("pid")
                    threading.Event().wait()
            """
        }
    )
    task = asyncio.ensure_future(run(project))
    while not (project.root / "pid").exists():
        assert not task.done()
        await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    pid = int((project.root / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_programs_of_the_environment_are_on_the_path(project: Project) -> None:
    project.write(
        {
            "test_path.py": """
                import shutil, sys, os
                def test_path(): assert os.path.dirname(shutil.which("python")) == os.path.dirname(sys.executable)
            """
        }
    )
    assert set(outcomes(await run(project)).values()) == {"passed"}
