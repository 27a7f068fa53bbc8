"""`amends mcp` as a coding assistant uses it: the official client, a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

CALC = "import os\n\n\ndef add(a, b):\n    return a - b\n"
TESTS = "from calc import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n"
PATCH = "--- a/calc.py\n+++ b/calc.py\n@@ -2,4 +2,4 @@\n \n \n def add(a, b):\n-    return a - b\n+    return a + b\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["F"]\n')
    (folder / "calc.py").write_text(CALC)
    (folder / "test_calc.py").write_text(TESTS)
    return folder


async def asked(project: Path, *calls: tuple[str, dict[str, Any]], trust: bool = True) -> list[Any]:
    env = {**os.environ, "AMENDS_DATA_HOME": str(project.parent / "data"), "VIRTUAL_ENV": sys.prefix}
    words = ["-m", "amends", *(["--trust"] if trust else []), "mcp"]
    server = StdioServerParameters(command=sys.executable, args=words, env=env, cwd=project)
    async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
        await session.initialize()
        assert {tool.name for tool in (await session.list_tools()).tools} == {"prove_patch", "list_problems"}
        return [await session.call_tool(name, given) for name, given in calls]


@pytest.mark.slow
async def test_a_patch_is_proved_and_nothing_is_changed(project: Path) -> None:
    cheat = PATCH.replace("a + b", "5")
    right, wrong = await asked(project, ("prove_patch", {"patch": PATCH}), ("prove_patch", {"patch": cheat}))
    verdict = json.loads(right.content[0].text)
    assert (verdict["schema"], verdict["type"], verdict["proved"]) == (1, "verdict", True)
    assert [problem["testId"] for problem in verdict["repaired"]] == ["test_calc.py::test_add"]
    assert "deleted-code" in {gate["name"] for gate in json.loads(wrong.content[0].text)["gates"]}
    assert (project / "calc.py").read_text() == CALC


async def test_problems_are_listed_and_nothing_of_an_untrusted_folder_runs(project: Path) -> None:
    listed, unproved = await asked(
        project, ("list_problems", {"path": "calc.py"}), ("prove_patch", {"patch": PATCH}), trust=False
    )
    assert [problem["code"] for problem in json.loads(listed.content[0].text)["problems"]] == ["F401"]
    assert json.loads(unproved.content[0].text)["state"] == "unproved"


async def test_an_error_is_one_sentence(project: Path) -> None:
    results = await asked(
        project, ("prove_patch", {"patch": "no diff"}), ("prove_patch", {"patch": PATCH, "folder": "gone"})
    )
    assert all(result.is_error for result in results)
    assert "No unified diff" in results[0].content[0].text
    assert "does not exist" in results[1].content[0].text


def test_without_the_extra_one_sentence_says_what_to_install(project: Path) -> None:
    (project / "hide").mkdir()
    (project / "hide/mcp.py").write_text("raise ImportError\n")
    env = {**os.environ, "PYTHONPATH": str(project / "hide")}
    done = subprocess.run(
        [sys.executable, "-m", "amends", "mcp"], cwd=project, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'amends[mcp]'" in done.stderr
