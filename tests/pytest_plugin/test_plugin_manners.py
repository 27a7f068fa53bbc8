"""The plugin disturbs nothing: registration, the spool's tidiness, nested runs, failures of its own."""

from __future__ import annotations

import ast
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from support.pytest_project import Project

PLUGIN = Path(__file__).parents[2] / "server" / "amends_pytest.py"
PASSING = {"test_a.py": "def test_a(): pass\n"}


def test_it_is_python_3_8_and_needs_nothing_but_pytest() -> None:
    tree = ast.parse(PLUGIN.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} - sys.stdlib_module_names == {"pytest"}


@pytest.mark.parametrize(
    ("entry_point", "args", "plugins"),
    [
        ("amends", (), ""),
        ("amends", (), "amends_pytest"),
        ("amends", ("-p", "amends_pytest"), "amends_pytest"),
        ("amends", ("-n", "2"), "amends_pytest"),
        ("amends", ("-p", "no:amends"), "amends_pytest"),
        ("amends_pytest", ("-p", "amends_pytest"), "amends_pytest"),
    ],
)
def test_entry_point_and_plugin_option_load_it_once(
    project: Project, entry_point: str, args: tuple[str, ...], plugins: str
) -> None:
    info = project.root.parent / "installed" / "amends-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: amends\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[pytest11]\n{entry_point} = amends_pytest\n")
    project.write(PASSING)
    path = os.pathsep.join([str(PLUGIN.parent), str(info.parent)])
    result = project.pytest(*args, PYTHONPATH=path, PYTEST_PLUGINS=plugins)
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(project.spooled()) == 1


@pytest.mark.parametrize(("env", "count"), [({}, 1), ({"AMENDS_PYTEST": "0"}, 0), ({"AMENDS_PYTEST": "1"}, 1)])
def test_it_can_be_turned_off(project: Project, env: dict[str, str], count: int) -> None:
    project.write(PASSING)
    assert project.pytest(**env).returncode == 0
    assert len(project.spooled()) == count


def test_a_named_report_is_written_there_and_nowhere_else(project: Project, tmp_path: Path) -> None:
    project.write(PASSING)
    project.pytest(AMENDS_REPORT=str(tmp_path / "report.json"))
    assert json.loads((tmp_path / "report.json").read_text())["items"][0]["id"] == "test_a.py::test_a"
    assert project.spooled() == []


@pytest.mark.parametrize("args", [(), ("-n", "1")])
def test_a_run_inside_a_test_is_part_of_that_test(project: Project, args: tuple[str, ...]) -> None:
    project.write(
        {
            "inner/test_inner.py": "def test_inner(): assert 0\n",
            "test_outer.py": """
                import subprocess, sys
                import pytest
                def test_process():
                    assert subprocess.run([sys.executable, "-m", "pytest", "inner"]).returncode == 1
                def test_same_process():
                    assert pytest.main(["inner"]) == 1
                def test_after(): pass
            """,
        }
    )
    record = project.record("test_outer.py", *args)
    assert {item["id"]: item["outcome"] for item in record["items"]} == {
        "test_outer.py::test_process": "passed",
        "test_outer.py::test_same_process": "passed",
        "test_outer.py::test_after": "passed",
    }


@pytest.mark.parametrize("args", [(), ("-n", "1")])
def test_pytester_s_runs_in_its_own_process_are_part_of_the_test(project: Project, args: tuple[str, ...]) -> None:
    project.write(
        {
            "conftest.py": "pytest_plugins = ['pytester']\n",
            "test_plugin.py": """
                def test_inner(pytester):
                    pytester.makepyfile("def test_x(): assert 0")
                    pytester.runpytest_inprocess("-p", "amends_pytest").assert_outcomes(failed=1)
            """,
        }
    )
    assert [item["id"] for item in project.record(*args)["items"]] == ["test_plugin.py::test_inner"]


def test_runs_one_after_another_in_one_process_are_all_recorded(project: Project) -> None:
    project.write({**PASSING, "twice.py": "import pytest\npytest.main()\npytest.main()\n"})
    subprocess.run([project.python, "twice.py"], cwd=project.root, env=project.environment(), check=True)
    assert len(project.spooled()) == 2


def test_the_spool_is_private_and_bounded(project: Project) -> None:
    project.write(PASSING)
    project.pytest()
    spool = project.data / "spool"
    assert stat.S_IMODE(spool.stat().st_mode) == 0o700
    assert stat.S_IMODE(project.spooled()[0].stat().st_mode) == 0o600
    for number in range(60):
        (spool / f"20200101T0000{number:02}.000000-1.json").write_text("{}")
    (spool / ".left.tmp").write_text("half")
    os.utime(spool / ".left.tmp", (0, 0))
    project.pytest()
    names = [path.name for path in project.spooled()]
    assert len(names) == 50
    assert not any(name.endswith(".tmp") for name in names)
    assert sum(not name.startswith("2020") for name in names) == 2


@pytest.mark.parametrize("args", [("--collect-only",), ("nowhere.py",), ("-k", "nothing")])
def test_a_run_that_says_nothing_leaves_nothing(project: Project, args: tuple[str, ...]) -> None:
    project.write(PASSING)
    project.pytest(*args)
    assert project.spooled() == []


def test_a_spool_that_cannot_be_written_is_one_line_and_no_failure(project: Project) -> None:
    project.write(PASSING)
    project.data.write_text("a file where the folder should be")
    result = project.pytest("-W", "error")
    assert result.returncode == 0
    assert result.stdout.count("amends:") == 1


def test_the_usual_data_folder_is_the_server_s(project: Project, tmp_path: Path) -> None:
    project.write(PASSING)
    project.pytest(AMENDS_DATA_HOME="", XDG_DATA_HOME=str(tmp_path / "share"), HOME=str(tmp_path))
    # The server's own words for the same place, in a process of its own: platformdirs reads the environment.
    code = "from amends.platform.paths import spool_folder; print(spool_folder())"
    env = {**project.environment(AMENDS_DATA_HOME="", XDG_DATA_HOME=str(tmp_path / "share")), "HOME": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert list(Path(told.stdout.strip()).glob("*.json"))


def test_an_interrupted_run_keeps_what_it_had(project: Project) -> None:
    project.write(
        {
            "test_stop.py": """
                import os, signal
                def test_bad(): assert 0
                # A shell's background job, which CI may be, starts with Ctrl-C ignored.
                signal.signal(signal.SIGINT, signal.default_int_handler)
                def test_stop(): os.kill(os.getpid(), signal.SIGINT)
                def test_never(): pass
            """
        }
    )
    record = project.record()
    assert record["partial"] is True
    assert record["exit"] == signal.SIGINT
    assert [item["id"] for item in record["items"]][:1] == ["test_stop.py::test_bad"]
    assert "test_stop.py::test_never" not in {item["id"] for item in record["items"]}


def test_outcome_and_output_are_the_same_with_and_without(project: Project) -> None:
    project.write({"test_b.py": "def test_b(): assert 1 == 2\n", **PASSING})
    report = ("--junit-xml", "junit.xml", "-p", "no:cacheprovider", "-W", "error")
    seen = project.pytest(*report)
    with_plugin = (project.root / "junit.xml").read_text()
    unseen = project.pytest(*report, PYTEST_PLUGINS="")
    without_plugin = (project.root / "junit.xml").read_text()
    assert seen.returncode == unseen.returncode == 1
    assert _timeless(seen.stdout) == _timeless(unseen.stdout)
    assert _timeless(with_plugin) == _timeless(without_plugin)


def _timeless(text: str) -> list[str]:
    words = text.replace("=", " ").split()
    return [word for word in words if not any(letter.isdigit() for letter in word)]
