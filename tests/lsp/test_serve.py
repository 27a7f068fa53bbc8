"""`amends serve` itself."""

from __future__ import annotations

import sys
from pathlib import Path

from support.client_capabilities import clients
from support.lsp_client import LspClient

SERVE = [sys.executable, "-m", "amends", "serve"]


async def test_the_real_server_shakes_hands_and_leaves(tmp_path: Path) -> None:
    env = {"AMENDS_DATA_HOME": str(tmp_path / "data")}
    async with LspClient.start(SERVE, tmp_path, env) as client:
        result = await client.initialize(clients()["vscode"], tmp_path)
        assert result["serverInfo"]["name"] == "amends"
        uri = client.open(tmp_path / "a.py", "x = 1\n")
        assert await client.code_actions(uri) == []


async def test_no_log_level_shows_what_the_client_sent(tmp_path: Path) -> None:
    env = {"AMENDS_DATA_HOME": str(tmp_path / "data")}
    async with LspClient.start([*SERVE, "-vv"], tmp_path, env) as client:
        await client.initialize(clients()["vscode"], tmp_path, {"apiKey": "sk-very-secret"}, settings={"x": "sk-too"})
        client.open(tmp_path / "a.py", "token = 'sk-in-the-text'\n")
        await client.close()
        log = "\n".join(client.errors_on_stderr)
        assert "[textDocument/didOpen]" in log
        assert "sk-" not in log


async def test_only_this_machine_can_connect(tmp_path: Path) -> None:
    async with LspClient.start([*SERVE, "--tcp", "0.0.0.0:0"], tmp_path) as client:
        assert await client.process.wait() == 2
    assert "127.0.0.1" in "\n".join(client.errors_on_stderr)
