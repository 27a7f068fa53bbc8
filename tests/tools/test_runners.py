"""Every framework's real runner on a small project; those that need a package index are in tests/e2e."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path

import pytest

from amends.core.settings import Settings
from amends.platform.isolation.machine import Walls, find_isolation
from amends.tools.testrunners.detection import find_runners
from amends.tools.testrunners.testrunner import TestPlace
from support.node_tools import node_modules
from support.processes import works
from support.test_projects import SECONDS, Case, check_copy, check_runs, made_project, outcomes, runner_of


@pytest.fixture(params=["unittest", "cargo", "node"])
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Case, str, Path]:
    name: str = request.param
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "home"))
    if name == "cargo" and not works("cargo"):
        if os.environ.get("CI"):
            pytest.fail("cargo has to be here in CI")
        pytest.skip("cargo is not installed, or has no toolchain")
    if name == "node" and not works("node"):
        pytest.skip("node is not installed")
    return made_project(name, tmp_path / "project"), name, tmp_path / "project"


async def test_runs(case: tuple[Case, str, Path], tmp_path: Path) -> None:
    _, name, root = case
    await check_runs(name, runner_of(name, root, tmp_path), root, tmp_path / "caches")


async def test_behind_walls(case: tuple[Case, str, Path], tmp_path: Path) -> None:
    project, name, root = case
    caches = tmp_path / "caches"
    caches.mkdir()
    walls = Walls(await find_isolation(), (root,), (Path(sys.prefix),))
    place = TestPlace(root, root, (project.touched,), walls, caches)
    run = await runner_of(name, root, tmp_path).run(place, [], SECONDS)
    assert project.outcomes.items() <= outcomes(run).items(), run.error


@pytest.mark.parametrize(
    ("command", "names"),
    [
        (("uv", "run", "pytest", "-q"), "pytest cargo"),
        (("cargo", "test", "--all-features"), "cargo pytest"),
        (("npx", "jest"), "jest pytest cargo"),
        (("NODE_ENV=test", "node", "--import", "tsx", "--test", "test/"), "node pytest cargo"),
        (("make", "test"), "command"),
    ],
)
def test_a_command_of_the_users_own_comes_in_place_of_the_detected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], names: str
) -> None:
    (tmp_path / "cargo").write_text("#!/bin/sh\n")
    (tmp_path / "cargo").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    runners = find_runners(tmp_path, Settings(tests_command=command))
    assert [runner.name for runner in runners] == names.split()
    assert getattr(runners[0], "command", None) == command


@pytest.mark.parametrize(
    ("program", "outcome"), [("exit 0", {"passed"}), ("echo broken; exit 3", {"failed"}), ("kill -9 $$", set())]
)
async def test_any_command_passes_with_zero(tmp_path: Path, program: str, outcome: set[str]) -> None:
    (runner,) = find_runners(tmp_path, Settings(tests_command=("sh", "-c", program)))
    run = await runner.run(TestPlace(tmp_path, tmp_path), [], SECONDS)
    assert {item.outcome for item in run.items} == outcome
    assert run.complete == bool(outcome)
    assert bool(run.error) == (not outcome)


async def test_a_pytest_command_of_the_users_own_reports_as_ours(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_a(pytestconfig): assert pytestconfig.option.verbose == 2\n")
    command = (sys.executable, "-m", "pytest", "-vv", "-p", "no:randomly")
    (runner, *_) = find_runners(tmp_path, Settings(tests_command=command, interpreter=sys.executable))
    run = await runner.run(TestPlace(tmp_path, tmp_path), ["test_a.py"], SECONDS)
    assert outcomes(run) == {"test_a.py::test_a": "passed"}, run.error


@pytest.mark.slow
async def test_jest_in_the_folder_and_in_a_copy(tmp_path: Path) -> None:
    root = tmp_path / "project"
    case = made_project("jest", root)
    (root / "node_modules").symlink_to(node_modules())
    await check_copy(root, case)
    await check_runs("jest", runner_of("jest", root, tmp_path), root, tmp_path)


@pytest.mark.parametrize(("said", "complete"), [("signal: killed", False), ("./a.go:1:1: expected 'package'", True)])
async def test_a_build_that_ends_for_no_fault_of_the_code_is_no_failing_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, *, complete: bool
) -> None:
    # As Go prints it where its compiler was killed: no place in the code is named.
    package = "example.com/a"
    events = [("output", f"# {package}\n{said}\n"), ("output", f"FAIL\t{package} [build failed]\n"), ("fail", "")]
    lines = [json.dumps({"Action": action, "Package": package, "Output": words}) for action, words in events]
    (tmp_path / "bin").mkdir()
    (tmp_path / "said").write_text("\n".join(lines) + "\n")
    (tmp_path / "bin" / "go").write_text(f"#!/bin/sh\ncat {shlex.quote(str(tmp_path / 'said'))}\nexit 1\n")
    (tmp_path / "bin" / "go").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    root = tmp_path / "project"
    root.mkdir()
    (root / "go.mod").write_text(f"module {package}\n\ngo 1.21\n")
    (root / "a_test.go").write_text('package a\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n')
    runner = next(runner for runner in find_runners(root, Settings()) if runner.name == "go")
    run = await runner.run(TestPlace(root, root), [], SECONDS)
    assert run.complete is complete
    assert [item.outcome for item in run.items] == (["error"] if complete else [])
    assert (said in run.error) is not complete
