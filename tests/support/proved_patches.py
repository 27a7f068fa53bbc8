"""A small project under git, patches of it, and what `amends prove` says of them; the folder stays as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

CALC = "import os\n\n\ndef add(a, b):\n    return a - b\n\n\ndef mul(a, b):\n    return a * b\n"
TESTS = (
    "from app.calc import add, mul\n\n\ndef test_add():\n    assert add(2, 3) == 5\n\n\n"
    "def test_mul():\n    assert mul(2, 3) == 6\n"
)
IDENTITY = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def write(folder: Path, name: str, content: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())


def git(folder: Path, *words: str) -> bytes:
    return subprocess.run(
        ["git", *words], cwd=folder, env={**os.environ, **IDENTITY}, check=True, capture_output=True
    ).stdout


def diff_of(folder: Path, changes: dict[str, str | None], *options: str) -> bytes:
    """The patch that makes these changes; the folder is as before afterwards."""
    for name, content in changes.items():
        if content is None:
            (folder / name).unlink()
        else:
            write(folder, name, content)
    git(folder, "add", "-A")
    patch = git(folder, "diff", "--cached", *options)
    git(folder, "reset", "-q", "--hard")
    return patch


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything in a folder but git's own index: mode, time and content by path."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def prove(
    folder: Path, *words: str, code: int, patch: bytes = b"", trust: bool = True
) -> subprocess.CompletedProcess[str]:
    home = next(parent for parent in (folder, *folder.parents) if parent.name == "pro ject")
    env = {**os.environ, **IDENTITY, "AMENDS_DATA_HOME": str(home.parent / "data"), "VIRTUAL_ENV": sys.prefix}
    before = tree(home)
    (home.parent / "the.patch").write_bytes(patch)
    command = [sys.executable, "-m", "amends", *(["--trust"] if trust else []), "prove", *words]
    with (home.parent / "the.patch").open("rb") as given:
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False, stdin=given)
    assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
    assert tree(home) == before
    return subprocess.CompletedProcess(command, code, done.stdout.decode(), done.stderr.decode())


def verdict(folder: Path, patch: bytes, *, code: int, trust: bool = True) -> dict[str, Any]:
    record = json.loads(prove(folder, "-", "--json", code=code, patch=patch, trust=trust).stdout)
    assert (record["schema"], record["type"]) == (1, "verdict")
    assert record["proved"] == (code == 0) == (record["state"] == "proved")
    return dict(record)


def check(record: dict[str, Any], name: str) -> dict[str, Any]:
    return dict(next(check for check in record["checks"] if check["name"] == name))


REPAIRED = {"app/calc.py": CALC.replace("a - b", "a + b")}


def patched_project(tmp_path: Path) -> Path:
    """A folder under git with a fault that one of its tests finds."""
    folder = tmp_path / "pro ject"
    write(folder, "pyproject.toml", '[tool.ruff.lint]\nselect = ["F"]\n')
    write(folder, "app/__init__.py", "")
    write(folder, "app/calc.py", CALC)
    write(folder, "tests/test_calc.py", TESTS)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    return folder
