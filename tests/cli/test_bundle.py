"""`amends bundle`: a bug report that tells nothing it should not."""

from __future__ import annotations

import contextlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from amends.cli.main import amends as cli
from amends.core.errors import UsageError

SECRET = "sk-ant-api03-" + "A1b2C3d4" * 5


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    folder = tmp_path / "confidential-project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(f'[tool.amends]\nmute = ["path:{SECRET}"]\n')
    return folder


def amends(folder: Path, *words: str) -> Any:
    with contextlib.chdir(folder):
        return CliRunner().invoke(cli, words, standalone_mode=False)


def test_it_holds_what_a_report_needs_and_nothing_that_tells_who_you_are(project) -> None:
    assert amends(project, "learn", "--teach", "Our customer Miller wants tabs.").return_value == 0
    done = amends(project, "bundle", "--out", "report.zip")
    assert done.return_value == 0, (done.output, done.exception)
    with zipfile.ZipFile(project / "report.zip") as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    assert list(parts) == ["system.json", "doctor.json", "settings.json", "profile.json"]
    assert all(json.loads(part)["schema"] == 1 for part in parts.values())
    whole = "".join(parts.values())
    for word in (SECRET, "Miller", str(project), "confidential-project", str(project.parent)):
        assert word not in whole
    assert json.loads(parts["profile.json"])["content"]["lessons"][0]["stage"] == "active"


def test_a_file_that_exists_is_left_alone(project) -> None:
    (project / "report.zip").write_text("mine")
    assert isinstance(amends(project, "bundle", "--out", "report.zip").exception, UsageError)
    assert (project / "report.zip").read_text() == "mine"
