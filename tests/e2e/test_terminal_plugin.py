"""The wheel that terminals of the editors get on PYTHONPATH: seen by pytest, harmless to everything else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.editor_stories import ROOT

pytestmark = pytest.mark.e2e

BUILD = ROOT / "client-vscode" / "scripts" / "build_terminal_wheel.py"
FAILING = "def test_sum():\n    assert 1 + 1 == 3\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, BUILD, ROOT / "server" / "amends_pytest.py", folder], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture
def python(editors: Path) -> str:
    return str(editors / "project-venv" / "bin" / "python")


def run(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "AMENDS_DATA_HOME": str(folder / "data"), **variables}
    return subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)


def test_a_run_is_reported(wheel: Path, python: str, tmp_path: Path) -> None:
    (tmp_path / "test_sum.py").write_text(FAILING)
    assert run([python, "-m", "pytest"], tmp_path, PYTHONPATH=str(wheel)).returncode == 1
    (report,) = (tmp_path / "data" / "spool").glob("*.json")
    assert [item["outcome"] for item in json.loads(report.read_text())["items"]] == ["failed"]


def test_an_environment_without_the_path_still_runs_pytest(python: str, tmp_path: Path) -> None:
    (tmp_path / "test_sum.py").write_text(FAILING)
    assert run([python, "-m", "pytest"], tmp_path, PYTHONPATH="src").returncode == 1


def test_pip_does_not_list_it(wheel: Path, python: str, tmp_path: Path) -> None:
    without = run([python, "-m", "pip", "freeze"], tmp_path).stdout
    assert run([python, "-m", "pip", "freeze"], tmp_path, PYTHONPATH=str(wheel)).stdout == without


def test_the_same_plugin_gives_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, BUILD, ROOT / "server" / "amends_pytest.py", tmp_path], check=True)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()
