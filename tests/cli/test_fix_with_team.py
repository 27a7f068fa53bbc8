"""`amends fix` with what a team shares in the repository, and with what a person had better decide alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text
from amends.profile.profile import Profile
from amends.profile.team.files import team_to_toml
from support.profiles import StillClock

HEAD = "import logging\n\nlog = logging.getLogger(__name__)\n\n\n"


def _shared(after: str) -> str:
    """The team layer of somebody who answered `print` so, three times."""
    profile = Profile.open(None, "git.example.com/other", StillClock())
    for number in range(3):
        before = f"{HEAD}def g{number}(y):\n    print(y)\n"
        place = Text(before).range_of(before.index("print"), before.index("(y)\n"))
        problem = Problem("ruff", "T201", "`print` found", "file:///a.py", place)
        answer = before.replace("print(y)", after)
        profile.learn(Example(problem, before, answer, "python", f"m{number}.py", ExampleSource.HAND, 1.0 + number))
    return team_to_toml(profile.team_layer())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / ".amends").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["T201"]\n')
    (folder / "a.py").write_text(f"{HEAD}def f(x):\n    print(x)\n")
    return folder


def _fix(project: Path, *words: str) -> tuple[list[Mapping[str, Any]], str]:
    env = {**os.environ, "AMENDS_DATA_HOME": str(project.parent / "data"), "VIRTUAL_ENV": sys.prefix}
    command = [sys.executable, "-m", "amends", "fix", "a.py", "--trust", "--json", *words]
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_what_others_learned_is_known_before_the_first_problem_is_looked_at(project: Path) -> None:
    (project / ".amends" / "profile.toml").write_text(_shared("log.info(y)"))
    told, _ = _fix(project)
    assert [one["origin"]["because"] for one in told if one["type"] == "fix"] == ["your team's 3 repairs"]


def test_a_broken_team_layer_is_told_of_and_stops_nothing(project: Path) -> None:
    (project / ".amends" / "profile.toml").write_text("broken [")
    told, words = _fix(project)
    assert told[-1]["type"] == "summary"
    assert words.count("no team layer") == 1


def test_a_suppression_is_named_and_never_applied(project: Path) -> None:
    (project / ".amends" / "profile.toml").write_text(_shared("print(y)  # noqa: T201"))
    before = (project / "a.py").read_text()
    told, _ = _fix(project, "--apply")
    assert (project / "a.py").read_text() == before
    [fix] = [one for one in told if one["type"] == "fix"]
    assert fix["title"].startswith("Amends: Suppress T201")
    assert told[-1]["proved"] == 0
