"""Which checkers a project is found to have, and which it names without having them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from amends.core.settings import Settings
from amends.tools.checkers.detection import detect_checkers, find_program
from amends.tools.checkers.toolspec import Home
from amends.verifying.shadow import Shadow

PYTHON = Path(sys.executable)


def test_what_the_project_names_and_does_not_have_is_known_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "biome.json").write_text("{}")
    (tmp_path / "web").mkdir()
    (tmp_path / "web/tsconfig.json").write_text("{}")
    (tmp_path / "node_modules/.bin").mkdir(parents=True)
    detected = detect_checkers(tmp_path, Settings(trusted=True), None, Shadow(tmp_path))
    named = {tool.name for tool in detected.absent} | {checker.name for checker in detected.checkers}
    assert named == {"biome", "tsc"}


def test_tools_of_a_project_without_their_configuration_are_not_its_checkers(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    detected = detect_checkers(tmp_path, Settings(trusted=True), PYTHON, Shadow(tmp_path))
    assert not detected.checkers
    assert not detected.absent


def test_only_those_that_the_settings_name_are_used(tmp_path: Path) -> None:
    (tmp_path / "mypy.ini").touch()
    (tmp_path / ".flake8").touch()
    settings = Settings(trusted=True, checkers=("flake8", "pylint"))
    detected = detect_checkers(tmp_path, settings, PYTHON, Shadow(tmp_path))
    assert [checker.name for checker in detected.checkers] == ["pylint", "flake8"]


def test_our_own_environment_is_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(PYTHON.parent) + os.pathsep + os.environ["PATH"])
    found = find_program("mypy", Home.PYTHON, [tmp_path], tmp_path, None)
    assert found is None or Path(found[0]).parent != PYTHON.parent
