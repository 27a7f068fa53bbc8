"""`amends learn --from-git`: what people repaired in the past is offered today."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from amends.cli.main import amends as cli
from amends.core.errors import AmendsError
from support.histories import History

CONFIG = '[tool.ruff.lint]\nselect = ["F", "B", "E7", "SIM"]\n'


def bad(name: str, error: str = "KeyError") -> str:
    return (
        f"def find_{name}(table, key):\n"
        '    """What a table holds, or an error that says which key it lacks."""\n'
        "    try:\n"
        "        return table[key]\n"
        f"    except {error}:\n"
        "        raise ValueError(key)\n"
    )


def good(name: str, error: str = "KeyError") -> str:
    text = bad(name, error).replace(f"{error}:", f"{error} as missing:")
    return text.replace("ValueError(key)", "ValueError(key) from missing")


@pytest.fixture
def history(tmp_path: Path) -> History:
    made = History(tmp_path / "project")
    made.commit("Start", {"pyproject.toml": CONFIG, "a.py": bad("user"), "b.py": "import os\n\n\nx = 1\n"})
    return made


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    return tmp_path / "data"


def amends(history: History, *words: str, code: int = 0) -> str:
    with contextlib.chdir(history.root):
        done = CliRunner().invoke(cli, words, standalone_mode=False)
    assert done.return_value == code, (done.output, done.exception)
    return done.stdout


def learned(history: History, *words: str) -> dict[str, Any]:
    """The answer, with the examples by rule under `codes`."""
    answer = json.loads(amends(history, "learn", "--from-git", "--json", *words))
    assert (answer["schema"], answer["type"]) == (1, "history")
    return {**answer, "codes": {one["code"]: one["examples"] for one in answer["learned"]}}


def test_a_repair_of_the_past_is_offered_today_under_other_names(history) -> None:
    fixed = history.commit("Say what led to it", {"a.py": good("user")})
    history.commit("More", {"c.py": bad("order", "LookupError").replace("table", "orders")})
    assert learned(history)["codes"] == {"B904": 1}
    diff = amends(history, "fix", "c.py", "--trust", code=1)
    assert "+    except LookupError as missing:" in diff
    assert "+        raise ValueError(key) from missing" in diff
    [pattern, *_] = json.loads(amends(history, "profile", "show", "--json"))["patterns"]
    assert fixed[:7] in amends(history, "profile", "why", pattern["id"])


def test_what_was_read_is_not_read_again_and_new_commits_are(history) -> None:
    history.commit("Repair", {"a.py": good("user")})
    assert learned(history)["commits"] == 1
    assert learned(history)["commits"] == 0
    assert "nothing new" in amends(history, "learn", "--from-git")
    history.commit("No import", {"b.py": "x = 1\n"})
    assert learned(history)["codes"] == {"F401": 1}


def test_where_there_are_no_commits_that_is_said(history: History) -> None:
    (history.root / "bare").mkdir()
    told = "No commits were found here"
    assert told in amends(history, "learn", "--from-git", "--folder", "bare")
    assert told in amends(history, "learn", "--from-git", "--since", "2100-01-01")


def test_the_newest_or_the_latest_only(history) -> None:
    history.commit("Repair", {"a.py": good("user")})
    history.commit("No import", {"b.py": "x = 1\n"})
    assert learned(history, "--max", "1")["codes"] == {"F401": 1}
    assert learned(history, "--since", "2030-01-01")["commits"] == 0
    assert learned(history, "--since", "2000-01-01")["codes"] == {"B904": 1}


def test_renames_are_followed(history) -> None:
    history.commit("Move and repair", {"a.py": None, "lib/users.py": good("user")})
    history.commit("Move again", {"lib/users.py": None, "core/users.py": good("user")})
    assert learned(history)["codes"] == {"B904": 1}
    [pattern, *_] = json.loads(amends(history, "profile", "show", "--json"))["patterns"]
    assert "core/users.py" in amends(history, "profile", "why", pattern["id"])


def test_a_sweep_of_a_tool_counts_once(history) -> None:
    names = [f"m{number}.py" for number in range(4)]
    history.commit("More", {name: bad("user") for name in names})
    history.commit("Run ruff --fix", {name: good("user") for name in names})
    assert learned(history)["codes"] == {"B904": 1}


def test_people_count_three_times_at_most_in_one_commit(history) -> None:
    names = [f"m{number}.py" for number in range(5)]
    history.commit("More", {name: bad(name[:2]) for name in names})
    history.commit("Say what led to errors", {name: good(name[:2]) for name in names})
    assert learned(history)["codes"] == {"B904": 3}


@pytest.mark.parametrize(
    ("subject", "files"),
    [
        ("Gone with its code", {"a.py": "x = 1\n"}),
        ("Rewritten", {"a.py": "\n".join(f"value_{n} = {n}" for n in range(200)) + "\n"}),
        ("Python 2", {"a.py": "print 'x'\n"}),
        ("Binary", {"a.py": b"\x00\xff\xfe"}),
        ("Vendored", {"vendor/a.py": good("user"), "a.py": None}),
        ("Something new came with it", {"a.py": good("user") + "import sys\n"}),
    ],
)
def test_what_is_no_repair_teaches_nothing(history, subject: str, files: dict[str, str | bytes | None]) -> None:
    history.commit(subject, files)
    assert learned(history)["codes"] in ({}, {"B904": 1} if subject.startswith("Something") else {})


def test_private_files_are_not_read(history) -> None:
    (history.root / "pyproject.toml").write_text(CONFIG + '[tool.amends.privacy]\nignore = ["a.py"]\n')
    history.commit("Repair", {"a.py": good("user")})
    assert learned(history)["codes"] == {}


def test_where_there_is_no_history(tmp_path) -> None:
    empty = History(tmp_path / "empty")
    assert learned(empty)["commits"] == 0
    bare = History(tmp_path / "bare")
    (bare.root / ".git" / "HEAD").unlink()
    assert learned(bare)["commits"] == 0


def test_a_hostile_configuration_of_the_repository_starts_nothing(history) -> None:
    history.commit("Repair", {"a.py": good("user")})
    marker = history.root.parent / "executed"
    trap = history.root.parent / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {marker}\ncat\n")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.py.textconv",
        "diff.py.command",
        "filter.x.smudge",
    ):
        history.git("config", name, str(trap))
    (history.root / ".gitattributes").write_text("*.py diff=py filter=x\n")
    assert learned(history)["codes"] == {"B904": 1}
    assert not marker.exists()


def test_a_run_that_was_ended_goes_on_where_it_was(history, data) -> None:
    for number in range(25):
        history.commit("More", {f"n{number}.py": bad(f"n{number}")})
        history.commit("Repair", {f"n{number}.py": good(f"n{number}")})
    words = [sys.executable, "-m", "amends", "learn", "--from-git"]
    running = subprocess.Popen(words, cwd=history.root, stdout=subprocess.DEVNULL)
    while running.poll() is None and not _has_mined(data):
        pass
    running.kill()
    running.wait()
    rest = learned(history)
    assert rest["commits"] <= 5
    assert learned(history)["commits"] == 0
    [rule] = [one for one in json.loads(amends(history, "profile", "show", "--json"))["patterns"] if one["level"] == 0][
        :1
    ]
    assert rule["kind"]["code"] == "B904"


def _has_mined(data: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):  # a journal goes when what it holds is written
        return any(b"historyMined" in path.read_bytes() for path in data.rglob("*.sqlite*"))
    return False


@pytest.mark.parametrize("words", [("--from-git", "--teach", "x"), (), ("--teach", " "), ("--from-git", "--max", "0")])
def test_wrong_usage(history, words: tuple[str, ...]) -> None:
    with contextlib.chdir(history.root):
        done = CliRunner().invoke(cli, ["learn", *words], standalone_mode=False)
    assert isinstance(done.exception, (AmendsError, click.UsageError))
