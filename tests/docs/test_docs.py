"""Every example of docs/cli.md and docs/wire.md runs; what they name is what the server announces."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.client_capabilities import clients
from support.loop import offered
from support.lsp_client import LspClient

ROOT = Path(__file__).parents[2]
COMMANDS = re.findall(r"^\$ amends (.*?)\s+# exit (\d)$", (ROOT / "docs/cli.md").read_text(), re.MULTILINE)
WIRE = (ROOT / "docs/wire.md").read_text()
EXAMPLES = re.findall(r"^```json (\w+) ?(\S*)\n(.*?)^```$", WIRE, re.MULTILINE | re.DOTALL)
LEGACY = "import os\nimport sys\n\n\ndef last():\n    return sys.argv[-1]\n"
PATCH = "--- a/src/orders/legacy.py\n+++ b/src/orders/legacy.py\n@@ -1,2 +1 @@\n-import os\n import sys\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "orders"
    shutil.copytree(ROOT / "fixtures/orders", folder, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    (folder / "src/orders/legacy.py").write_text(LEGACY)
    (folder / "fix.patch").write_text(PATCH)
    return folder


@pytest.mark.slow
def test_examples_of_the_command_line_in_their_order(project: Path) -> None:
    env = {**os.environ, "AMENDS_DATA_HOME": str(project.parent / "data"), "VIRTUAL_ENV": sys.prefix}
    for command, code in COMMANDS:
        words = shlex.split(command)
        done = subprocess.run(
            [sys.executable, "-m", "amends", *words], cwd=project, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == int(code), f"amends {command}: {done.stdout}{done.stderr}"
        if "--json" in words and "fix" in words:
            records = [json.loads(line) for line in done.stdout.splitlines()]
            assert records[-1]["type"] == "summary", command
            assert all(record["schema"] == 1 for record in records), command


def test_there_are_examples() -> None:
    assert len(COMMANDS) > 15
    assert len(EXAMPLES) > 10


async def test_examples_of_the_wire(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(project.parent / "wire"))
    [options] = [json.loads(body) for kind, _, body in EXAMPLES if kind == "options"]
    # Nothing is applied while the examples run, or the later ones would find another text.
    asking = {**options.get("fix", {}), "apply": "ask"}
    async with LspClient.start([sys.executable, "-m", "amends", "serve"], project) as client:
        await client.initialize(clients()["vscode"], project, {**options, "fix": asking, "interpreter": sys.executable})
        uri = client.open(project / "src/orders/legacy.py", LEGACY)
        [fix, *_] = await offered(client, uri)
        names = {"FOLDER_URI": project.as_uri(), "FOLDER": str(project), "URI": uri, "FIX": fix["data"]["fixId"]}
        result: Any = None
        for kind, name, body in EXAMPLES:
            example = json.loads(re.sub("FOLDER_URI|FOLDER|URI|FIX", lambda found: names[found.group()], body))
            if kind == "notification":
                client.notify(name, example)
            elif kind == "command":
                result = await client.command(name, example)
            elif kind == "request":
                result = await client.request(name, example)
            elif kind == "result":
                assert missing(example, result) == [], result


def missing(example: Any, actual: Any, path: str = "") -> list[str]:
    """Keys of the example that the answer lacks, and values of another type."""
    if isinstance(example, dict) and isinstance(actual, dict):
        absent = [f"{path}.{key}" for key in example if key not in actual]
        return absent + [
            found for key in example if key in actual for found in missing(example[key], actual[key], f"{path}.{key}")
        ]
    if isinstance(example, list) and isinstance(actual, list):
        return missing(example[0], actual[0], f"{path}[0]") if example and actual else []
    return [] if type(example) is type(actual) else [f"{path}: {actual!r}"]


async def test_the_page_names_what_the_server_announces(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(project.parent / "wire2"))
    async with LspClient.start([sys.executable, "-m", "amends", "serve"], project) as client:
        result = await client.initialize(clients()["vscode"], project, {})
    capabilities = result["capabilities"]
    assert set(re.findall(r"^\| `(amends\.\w+)`", WIRE, re.MULTILINE)) == set(
        capabilities["executeCommandProvider"]["commands"]
    )
    for method in capabilities["experimental"]["amends"]["methods"]:
        assert f"{method}" in WIRE


def test_both_pages_have_the_snippet_that_is_driven_in_neovim() -> None:
    snippets = [
        re.search(r"```lua\n(vim\.lsp\.config.*?)```", (ROOT / page).read_text(), re.DOTALL)
        for page in ("README.md", "client-nvim/README.md")
    ]
    texts = [snippet.group(1) for snippet in snippets if snippet]
    assert len(texts) == len(snippets)
    assert texts[0] == texts[1]
