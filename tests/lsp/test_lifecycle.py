"""From the first byte to the exit code: handshake, garbage, refusals, every way to end."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path

import psutil
import pytest

from support.client_capabilities import client_names, clients
from support.lsp_client import SECONDS, LspClient, LspError, frame
from support.word_server import WORD_ENGINE, StartServer

CLIENTS = clients()


@pytest.mark.parametrize("name", client_names())
async def test_every_client_gets_what_it_can_use(start: StartServer, name: str, tmp_path: Path) -> None:
    async with start() as client:
        result = await client.initialize(CLIENTS[name], tmp_path)
        capabilities = result["capabilities"]
        assert capabilities["codeActionProvider"] == {
            "codeActionKinds": ["quickfix", "source.fixAll.amends"],
            "resolveProvider": True,
        }
        assert "amends.generateFix" in capabilities["executeCommandProvider"]["commands"]
        assert capabilities["experimental"]["amends"]["schema"] == 1
        assert "amends/foreignDiagnostics" in capabilities["experimental"]["amends"]["methods"]
        assert capabilities["textDocumentSync"] == {"openClose": True, "change": 2, "save": {"includeText": False}}
        preferred = {"neovim": "utf-8", "eglot": "utf-32"}
        assert capabilities["positionEncoding"] == preferred.get(name, "utf-16")


async def test_odd_capabilities_cost_nothing(start: StartServer) -> None:
    odd = {
        "general": {"positionEncodings": ["utf-7", 5]},
        "textDocument": {"codeAction": {"tagSupport": {"valueSet": [1, 99]}, "resolveSupport": None}},
        "workspace": {"workspaceEdit": {"failureHandling": "never heard of"}, "symbol": {"tagSupport": "x"}},
        "window": None,
    }
    async with start() as client:
        result = await client.initialize(odd)
        assert result["capabilities"]["positionEncoding"] == "utf-16"


async def test_nothing_is_served_before_initialize(start: StartServer) -> None:
    async with start() as client:
        client.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///a.py", "text": "x"}})
        for method in ("textDocument/codeAction", "workspace/executeCommand", "no/such", "shutdown"):
            with pytest.raises(LspError) as refused:
                await client.request(method, {})
            assert refused.value.code == -32002
        await client.initialize()
        assert (await client.request("amends/profile", {"folder": "file:///"}))["texts"] == {}


async def test_initialize_happens_once(start: StartServer) -> None:
    async with start() as client:
        await client.initialize()
        with pytest.raises(LspError) as refused:
            await client.request("initialize", {"capabilities": {}})
        assert refused.value.code == -32600


async def test_nothing_is_served_after_shutdown(start: StartServer) -> None:
    async with start() as client:
        await client.initialize()
        await client.request("shutdown")
        with pytest.raises(LspError) as refused:
            await client.request("amends/profile", {"folder": "file:///"})
        assert refused.value.code == -32600
        client.notify("exit")
        assert await client.process.wait() == 0


async def test_garbage_is_answered_and_survived(start: StartServer) -> None:
    garbage = [
        (frame(b"{no json"), -32700),
        (frame(b"\xff\xfe"), -32700),
        (frame(b"[" * 100_000), -32700),
        (frame(b"42"), -32600),
        (frame(b"[]"), -32600),
        (frame(b'{"jsonrpc": "2.0"}'), -32600),
        (frame(b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}'), -32600),
        (frame(b'{"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}'), -32600),
    ]
    async with start() as client:
        await client.initialize()
        for sent, code in garbage:
            before = len(client.notifications)
            client.send_bytes(sent)
            assert (await client.notified("error", since=before))["code"] == code, sent
        assert await client.request("amends/profile", {"folder": "file:///"})


async def test_what_cannot_be_answered_is_survived(start: StartServer) -> None:
    garbage = [
        b"Content-Length: abc\r\n\r\n",
        b"X-Foo: 1\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"what is this\n" * 10,
        b"x" * 200_000 + b"\n",
        b"Content-Length: 2\r\n\r\n42 and more than it said",
        b"X-Foo: 1\r\n\r\n{}",
        frame(b'{"jsonrpc": "2.0", "id": "nobody asked", "result": null}'),
        frame(b'{"jsonrpc": "2.0", "method": "no/such/notification"}'),
        frame(b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 4711}}'),
        frame(b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 5}}'),
        frame(b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": null}'),
        frame(b'{"jsonrpc": "2.0", "method": "window/workDoneProgress/cancel", "params": {"token": {}}}'),
    ]
    async with start() as client:
        await client.initialize()
        for sent in garbage:
            client.send_bytes(sent)
            assert await client.request("amends/profile", {"folder": "file:///"}), sent


async def test_headers_in_any_case_and_order(start: StartServer) -> None:
    async with start() as client:
        await client.initialize()
        message_id, answer = client.expect()
        body = json.dumps({"jsonrpc": "2.0", "id": message_id, "method": "amends/profile", "params": {"folder": "x"}})
        header = f"content-type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:{len(body)}\r\n\r\n"
        client.send_bytes((header + body).encode())
        assert (await answer)["schema"] == 1


async def test_an_unknown_request_is_refused(start: StartServer) -> None:
    async with start() as client:
        await client.initialize()
        with pytest.raises(LspError) as refused:
            await client.request("textDocument/noSuch", {})
        assert refused.value.code == -32601


async def test_params_that_do_not_fit_are_answered(start: StartServer) -> None:
    async with start() as client:
        await client.initialize()
        for params in (
            None,
            [],
            5,
            {"textDocument": 5},
            {"textDocument": {"uri": 7}, "range": {}},
            {"textDocument": {"uri": "file:///a.py"}, "range": {"start": {"line": "0", "character": 0}, "end": None}},
        ):
            with pytest.raises(LspError) as refused:
                await client.request("textDocument/codeAction", params)
            assert refused.value.code == -32602, params


async def test_errors_are_one_sentence(start: StartServer) -> None:
    async with start() as client:
        await client.initialize()
        with pytest.raises(LspError, match="No fix unknown is known") as refused:
            await client.command("amends.explainFix", {"fixId": "unknown"})
        assert refused.value.code == -32803
        with pytest.raises(LspError, match="log") as crashed:
            await client.command("amends.explainFix", {"fixId": "crash"})
        assert (crashed.value.code, crashed.value.data) == (-32603, None)
        assert "secret" not in str(crashed.value)
        assert await client.command("amends.explainFix", {"fixId": "f"})


async def test_an_engine_that_cannot_start_is_told_once(start: StartServer, tmp_path: Path) -> None:
    async with start(WORD_ENGINE_BROKEN="1") as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        client.open(tmp_path / "a.py", "x = 1\n")
        with pytest.raises(LspError, match="could not start"):
            await client.request("amends/profile", {"folder": "file:///"})
        await client.close()
        shown = [params["message"] for method, params in client.notifications if method == "window/showMessage"]
        assert len(shown) == 1
        assert "secret" not in shown[0]


async def test_prints_and_children_do_not_reach_the_protocol(start: StartServer) -> None:
    async with start() as client:
        await client.initialize()
        assert await client.command("amends.explainFix", {"fixId": "print"})
        await client.close()
        assert {"this must not reach the protocol", "nor this", "nor that"} <= set(client.errors_on_stderr)


async def test_shutdown_with_work_and_questions_in_flight(start: StartServer, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    async with start(WORD_ENGINE_CLOSED=str(closed)) as client:
        client.answers["workspace/configuration"] = lambda _: NotImplemented
        client.answers["window/showMessageRequest"] = lambda _: NotImplemented
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "slow_name\n")
        place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 9}}
        for code in ("wait", "ask"):
            await client.command("amends.generateFix", {"uri": uri, "range": place, "code": code})
        await client.requested("window/showMessageRequest")
        await client.notified("$/progress", lambda params: params["value"]["kind"] == "begin")
        await client.request("shutdown")
        assert closed.read_text() == "closed"
        ends = [
            params for name, params in client.notifications if name == "$/progress" and params["value"]["kind"] == "end"
        ]
        assert len(ends) == 1


async def test_exit_right_behind_shutdown(start: StartServer, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    async with start(WORD_ENGINE_CLOSED=str(closed)) as client:
        await client.initialize(CLIENTS["neovim"], tmp_path)
        client.begin("shutdown")[1].cancel()
        client.notify("exit")
        assert await client.process.wait() == 0
        assert closed.exists()


async def test_exit_without_shutdown_is_an_error(start: StartServer, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    async with start(WORD_ENGINE_CLOSED=str(closed)) as client:
        await client.initialize(CLIENTS["neovim"], tmp_path)
        client.notify("exit")
        assert await client.process.wait() == 1
        assert closed.exists()


async def test_the_end_of_stdin_ends_the_server(start: StartServer, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    async with start(WORD_ENGINE_CLOSED=str(closed)) as client:
        await client.initialize(CLIENTS["neovim"], tmp_path)
        assert client.process.stdin
        client.process.stdin.close()
        assert await client.process.wait() == 1
        assert closed.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
async def test_sigterm_ends_the_session_first(start: StartServer, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    async with start(WORD_ENGINE_CLOSED=str(closed)) as client:
        await client.initialize(CLIENTS["neovim"], tmp_path)
        await client.request("amends/profile", {"folder": "file:///"})
        client.process.send_signal(signal.SIGTERM)
        assert await client.process.wait() == 1
        assert closed.exists()


async def test_the_server_does_not_outlive_its_editor(start: StartServer) -> None:
    editor = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    async with start() as client:
        await client.initialize(process_id=editor.pid)
        await client.request("amends/profile", {"folder": "file:///"})
        editor.kill()
        await editor.wait()
        async with asyncio.timeout(SECONDS):
            assert await client.process.wait() == 1


async def test_an_editor_in_another_container_is_not_watched(start: StartServer) -> None:
    gone = max(psutil.pids()) + 100_000
    async with start() as client:
        await client.initialize(process_id=gone)
        assert await client.request("amends/profile", {"folder": "file:///"})


async def test_tcp_serves_one_client_on_loopback() -> None:
    process = await asyncio.create_subprocess_exec(*WORD_ENGINE, "--tcp", stderr=asyncio.subprocess.PIPE)
    assert process.stderr
    port = int((await process.stderr.readline()).decode().rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for message in ({"id": 1, "method": "initialize", "params": {"capabilities": {}}}, {"id": 2, "method": "shutdown"}):
        writer.write(frame(json.dumps({"jsonrpc": "2.0", **message}).encode()))
        header = await reader.readuntil(b"\r\n\r\n")
        length = int(header.split(b"\r\n")[0].partition(b":")[2])
        assert json.loads(await reader.readexactly(length))["id"] == message["id"]
    writer.write(frame(b'{"jsonrpc": "2.0", "method": "exit"}'))
    assert await process.wait() == 0
    writer.close()


async def test_tcp_takes_no_http() -> None:
    """A web page can post to a local port; its body must not be taken for a message."""
    process = await asyncio.create_subprocess_exec(*WORD_ENGINE, "--tcp", stderr=asyncio.subprocess.PIPE)
    assert process.stderr
    port = int((await process.stderr.readline()).decode().rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}).encode()
    writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    assert await reader.read() == b""
    assert await process.wait() == 1
    writer.close()


async def test_the_start_imports_no_model_and_no_grammar(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["neovim"], tmp_path)
        assert (await client.request("amends/profile", {"folder": tmp_path.as_uri()}))["modules"] == []


async def test_the_test_client_notices_a_server_that_misbehaves(tmp_path: Path) -> None:
    bad = "import sys; sys.stdout.write('Content-Length: 17\\r\\n\\r\\n' + '{\"jsonrpc\": \"1.0\"}'[:17])"
    with pytest.raises(AssertionError):
        async with LspClient.start([sys.executable, "-c", bad], tmp_path) as client:
            await client.initialize()
