"""`amends profile …` as a person types it: what is said about an item holds, and can be taken back."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.cli.main import amends as cli
from amends.core.errors import AmendsError


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a lesson in the current folder's profile."""
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    return _run("learn", "--teach", "Use pathlib.").output.partition(":")[0]


def _run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), catch_exceptions=True)


def _lessons() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(_run("profile", "show", "--json").stdout)["lessons"]
    return found


def test_the_scope_of_an_item_is_its_glob(lesson: str) -> None:
    done = _run("profile", "scope", lesson, "tests/**")
    assert [one["scope"] for one in _lessons()] == ["tests/**"]
    undo = re.search(r"undo (v_\d+)", done.output)
    assert undo
    _run("profile", "undo", undo.group(1))
    assert [one["scope"] for one in _lessons()] == [""]


@pytest.mark.parametrize("action", ["forget", "pin"])
def test_what_was_changed_comes_back_with_undo(lesson: str, action: str) -> None:
    before = _lessons()
    _run("profile", action, lesson)
    assert _lessons() != before
    _run("profile", "undo")
    assert _lessons() == before


def test_an_unknown_item_is_named(lesson: str) -> None:
    assert lesson
    refused = _run("profile", "scope", "l_nothing", "tests/**").exception
    assert isinstance(refused, AmendsError)
    assert "l_nothing" in refused.sentence


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("profile", "mute", "E501"), id="mute"),
        pytest.param(("profile", "reset"), id="reset"),
        pytest.param(("learn", "--teach", "Use pathlib."), id="teach"),
    ],
)
def test_a_change_that_would_be_lost_is_an_error(lesson: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert lesson
    (tmp_path / "file").write_text("no folder")
    done = _run(*words, "--profile", str(tmp_path / "file" / "profile.sqlite3"))
    assert isinstance(done.exception, AmendsError)
    assert "nothing was changed" in done.exception.sentence
    assert "Done" not in done.output


@pytest.mark.parametrize("kind", ["text", "database"])
def test_a_file_of_another_kind_is_no_profile_and_stays_as_it_is(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "notes"
    if kind == "text":
        file.write_text("my notes\n")
    else:
        with closing(sqlite3.connect(file)) as db:
            db.execute("CREATE TABLE notes (note)")
    content = file.read_bytes()
    refused = _run("profile", "show", "--profile", str(file)).exception
    assert isinstance(refused, AmendsError)
    assert "is no profile" in refused.sentence
    assert file.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir() if "notes" in one.name] == ["notes"]


def test_what_is_not_muted_cannot_be_unmuted(lesson: str) -> None:
    assert lesson
    refused = _run("profile", "unmute", "E501")
    assert isinstance(refused.exception, AmendsError)
    assert "E501 is not muted" in refused.exception.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_why_is_told_in_lines_in_a_terminal_and_in_json_elsewhere(lesson: str) -> None:
    _run("profile", "scope", lesson, "shop/")
    assert json.loads(_run("profile", "why", lesson).stdout)["lesson"]["text"] == "Use pathlib."
    told = _in_terminal("profile", "why", lesson)
    assert f"{lesson}  Use pathlib." in told
    assert "scope shop/" in told
    assert json.loads(_in_terminal("profile", "why", lesson, "--json"))["id"] == lesson


def _in_terminal(*words: str) -> str:
    """What the command prints where its output is a terminal, without colours."""
    ours, theirs = os.openpty()
    done = subprocess.run([sys.executable, "-m", "amends", *words], stdout=theirs, check=True, timeout=60)
    os.close(theirs)
    assert done.returncode == 0
    printed = b""
    # Linux says EIO, others nothing, when all is read and the other side is closed.
    with contextlib.suppress(OSError):
        while part := os.read(ours, 65536):
            printed += part
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*m", "", printed.decode()).replace("\r\n", "\n")
