"""Our hook under the real `pre-commit` program: what is staged is proved, and a cheat is not committed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
IDENTITY = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
CALC = "def add(a, b):\n    return a - b\n"
TEST = "from calc import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, **IDENTITY, "PATH": places, "PRE_COMMIT_HOME": str(folder.parent / "pre-commit")}
    env |= {"AMENDS_DATA_HOME": str(folder.parent / "data"), "VIRTUAL_ENV": sys.prefix}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_hook_lets_a_repair_through_and_refuses_a_cheat(tmp_path: Path) -> None:
    assert run(MANIFEST.parent, "pre-commit", "validate-manifest", MANIFEST.name).returncode == 0
    project = tmp_path / "project"
    project.mkdir()
    [hook] = yaml.safe_load(MANIFEST.read_text())
    # What is installed here, in place of an environment that pre-commit would make from the index.
    local = {"repo": "local", "hooks": [{**hook, "language": "system"}]}
    files = {".pre-commit-config.yaml": json.dumps({"repos": [local]}), "calc.py": CALC, "test_calc.py": TEST}
    for name, content in files.items():
        (project / name).write_text(content)
    for command in (["git", "init", "-q"], ["git", "add", "-A"], ["git", "commit", "-qm", "first"]):
        assert run(project, *command).returncode == 0
    assert run(project, "pre-commit", "install").returncode == 0
    assert run(project, "amends", "trust", str(project)).returncode == 0

    assert _commit(project, CALC.replace("a - b", "5")).returncode != 0
    repaired = _commit(project, CALC.replace("a - b", "a + b"))
    assert repaired.returncode == 0, repaired.stdout + repaired.stderr
    assert "a + b" in run(project, "git", "show", "HEAD:calc.py").stdout


def _commit(project: Path, content: str) -> subprocess.CompletedProcess[str]:
    (project / "calc.py").write_text(content)
    run(project, "git", "add", "-A")
    return run(project, "git", "commit", "-m", "next")
