"""What the server is told and asked besides code actions, and what it says by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.client_capabilities import clients
from support.lsp_client import LspClient, LspError
from support.word_server import StartServer

CLIENTS = clients()
PLACE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}


# -- folders and settings ---------------------------------------------------------------------------------------------
async def test_folders_come_and_go(start: StartServer, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], folders=[one])
        change = {"added": [{"uri": two.as_uri(), "name": "two"}], "removed": [{"uri": one.as_uri(), "name": "one"}]}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": change})
        assert await _seen(client, "open_folder") == [
            {"what": "open_folder", "uri": one.as_uri(), "name": "one"},
            {"what": "open_folder", "uri": two.as_uri(), "name": "two"},
        ]
        assert await _seen(client, "close_folder") == [{"what": "close_folder", "uri": one.as_uri()}]


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        ({"workspaceFolders": None, "rootUri": "file:///r"}, ["file:///r"]),
        ({"workspaceFolders": [], "rootUri": None}, []),
        ({"rootPath": "/r"}, ["file:///r"]),
        ({"workspaceFolders": [{"uri": "file:///c%3A/x", "name": "x"}], "rootUri": "file:///r"}, ["file:///c%3A/x"]),
        ({}, []),
    ],
)
async def test_every_way_to_name_the_root(start: StartServer, opened: Any, expected: list[str]) -> None:
    async with start() as client:
        client.result = await client.request("initialize", {"processId": None, "capabilities": {}, **opened})
        client.notify("initialized", {})
        assert [call["uri"] for call in await _seen(client, "open_folder")] == expected


async def test_uris_come_back_as_they_were(start: StartServer) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"])
        uri = client.open("file:///c%3A/My%20Code/%C3%A9.py", "bad_name\n")
        assert (await client.notified("textDocument/publishDiagnostics"))["uri"] == uri
        [action] = await client.code_actions(uri)
        assert action["data"]["uri"] == uri
        resolved = await client.run_action(action)
        assert resolved["edit"]["documentChanges"][0]["textDocument"]["uri"] == uri


async def test_settings_are_pulled_for_every_folder(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        options = {"trusted": True, "mute": ["E501"]}
        folders = [tmp_path / "a", tmp_path / "b"]
        settings = {"trusted": True, "fix": {"background": "off"}}
        await client.initialize(CLIENTS["vscode"], folders=folders, options=options, settings=settings)
        pull = await client.requested("workspace/configuration")
        assert pull["items"] == [{"scopeUri": folder.as_uri(), "section": "amends"} for folder in folders]
        configured = await _seen_at_least(client, "configure", 2)
        assert [call["uri"] for call in configured] == [folder.as_uri() for folder in folders]
        # A workspace's own files end up in the client's settings: they must not be able to trust themselves.
        assert [call["settings"] for call in configured] == [{"fix.background": "off"}] * 2
        assert [call["options"] for call in await _seen(client, "initialized")] == [options]


async def test_a_change_of_settings_is_pulled_or_taken(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path, settings={"mute": ["A"]})
        await _seen_at_least(client, "configure", 1)
        client.settings = {"amends": {"mute": ["B"]}}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        assert (await _seen_at_least(client, "configure", 2))[1]["settings"] == {"mute": ["B"]}
    async with start() as client:
        await client.initialize(CLIENTS["bare"], tmp_path)
        for settings in ({"amends": {"trusted": True, "fix.onSave": True}}, None, 5, {"amends": None}):
            client.notify("workspace/didChangeConfiguration", {"settings": settings})
        configured = await _seen(client, "configure")
        assert [call["settings"] for call in configured] == [{"fix.onSave": True}, {}, {}, {}]
        assert not client.requests


async def test_odd_answers_about_settings_cost_nothing(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        client.answers["workspace/configuration"] = lambda _: NotImplemented
        await client.initialize(CLIENTS["vscode"], tmp_path)
        await client.requested("workspace/configuration")
        for answer in (None, [], [None], [5], {"no": "list"}):
            before = len(client.requests)
            client.answers["workspace/configuration"] = lambda _, answer=answer: answer
            client.notify("workspace/didChangeConfiguration", {"settings": None})
            await client.requested("workspace/configuration", since=before)
        assert [call["settings"] for call in await _seen(client, "configure")] == [{}, {}]


async def test_watching_is_registered_only_where_that_is_possible(start: StartServer, tmp_path: Path) -> None:
    for name, expected in {
        "vscode": {"workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"},
        "eglot": {"workspace/didChangeWatchedFiles"},
        "neovim": set[str](),
    }.items():
        async with start() as client:
            await client.initialize(CLIENTS[name], tmp_path)
            await _seen(client, "initialized")
            if expected:
                params = await client.requested("client/registerCapability")
                assert {item["method"] for item in params["registrations"]} == expected
            assert bool(expected) == any(method == "client/registerCapability" for method, _ in client.requests)


# -- documents --------------------------------------------------------------------------------------------------------
async def test_a_documents_life(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["neovim"], tmp_path)
        uri = client.open(tmp_path / "a.py", "one\n", version=3)
        client.change(uri, {"range": PLACE, "text": "two"}, {"range": PLACE, "text": "bad_name"})
        client.save(uri)
        client.close_document(uri)
        for method in ("didChange", "didSave", "didClose"):
            params = {"textDocument": {"uri": uri, "version": 9}, "contentChanges": [{"text": "x"}]}
            client.notify(f"textDocument/{method}", params)
        told = [(call["what"], call.get("version")) for call in await _all_seen(client) if call.get("uri") == uri]
        assert told == [("opened", 3), ("changed", 4), ("saved", None), ("closed", None)]
        assert all(call["consistent"] for call in await _seen(client, "changed"))


async def test_diagnostics_are_published_once_and_cleared(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "# \U0001f600 bad_name\n")
        shown = await client.notified("textDocument/publishDiagnostics")
        [diagnostic] = shown["diagnostics"]
        assert (shown["uri"], shown["version"]) == (uri, 1)
        assert diagnostic["range"] == {"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 13}}
        assert (diagnostic["source"], diagnostic["code"], diagnostic["severity"]) == ("amends/words", "bad", 1)
        assert diagnostic["relatedInformation"][0]["message"] == "see"
        client.open(tmp_path / "a.py", "# \U0001f600 bad_name\n")
        clean = client.open(tmp_path / "clean.py", "fine\n")
        client.close_document(uri)
        await client.request("amends/profile", {"folder": ""})
        published = [params for method, params in client.notifications if method == "textDocument/publishDiagnostics"]
        assert [(params["uri"], len(params["diagnostics"])) for params in published] == [(uri, 1), (uri, 0)]
        assert clean not in {params["uri"] for params in published}


async def test_related_places_only_where_they_are_shown(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["eglot"], tmp_path)
        client.open(tmp_path / "a.py", "bad_name\n")
        [diagnostic] = (await client.notified("textDocument/publishDiagnostics"))["diagnostics"]
        assert "relatedInformation" not in diagnostic


async def test_a_flood_of_changes_keeps_its_order(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "\n".join(f"line {number}" for number in range(2000)))
        for number in range(500):
            place = {"start": {"line": number, "character": 0}, "end": {"line": number, "character": 1}}
            client.change(uri, {"range": place, "text": "\U0001f600\r\n"})
        told = await client.request("amends/profile", {"folder": ""})
        assert told["texts"][uri] == client.text(uri)


# -- our own messages -------------------------------------------------------------------------------------------------
async def test_foreign_diagnostics_of_open_and_closed_files(start: StartServer, tmp_path: Path) -> None:
    (tmp_path / "closed.py").write_text("# \U0001f600 name\n", "utf-8")
    place = {"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 9}}
    item = {"range": place, "message": "m", "source": "Ruff", "code": "F821", "severity": 1}
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        opened = client.open(tmp_path / "open.py", "# \U0001f600 name\n")
        closed = (tmp_path / "closed.py").as_uri()
        missing = (tmp_path / "missing.py").as_uri()
        for uri in (opened, closed, missing, "untitled:1"):
            client.notify("amends/foreignDiagnostics", {"uri": uri, "version": 1, "items": [item], "later": "field"})
        client.notify("amends/foreignDiagnostics", {"uri": opened, "items": None})
        calls = await _seen(client, "foreign_problems")
        assert [call["uri"] for call in calls] == [opened, closed, missing, opened]
        columns = [[problem["range"]["start"]["character"] for problem in call["problems"]] for call in calls]
        assert columns == [[4], [4], [5], []]
        assert calls[0]["problems"][0]["source"] == "ruff"


async def test_five_thousand_foreign_diagnostics(start: StartServer, tmp_path: Path) -> None:
    items = [
        {"range": {"start": {"line": n, "character": 0}, "end": {"line": n, "character": 4}}, "message": f"m{n}"}
        for n in range(5000)
    ]
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "text\n" * 5000)
        client.notify("amends/foreignDiagnostics", {"uri": uri, "version": 1, "items": items})
        assert await client.code_actions(uri, diagnostics=items) == []
        [call] = await _seen(client, "foreign_problems")
        assert [problem["message"] for problem in call["problems"]] == [f"m{n}" for n in range(5000)]


async def test_what_our_bridges_tell(start: StartServer, tmp_path: Path) -> None:
    folder, uri = tmp_path.as_uri(), (tmp_path / "a.py").as_uri()
    item = {"id": "t.py::test_a", "outcome": "failed", "file": "t.py", "line": 3, "message": "m", "frames": []}
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        client.notify("amends/testRun", {"framework": "pytest", "items": [item], "partial": True})
        client.notify("amends/documentReverted", {"uri": uri, "version": 4, "reason": "undo"})
        client.notify("amends/documentReverted", {"uri": uri, "version": 4, "reason": "no such reason"})
        client.notify("amends/trust", {"folder": folder, "trusted": "false"})
        client.notify("amends/trust", {"folder": folder, "trusted": True})
        client.notify("amends/trust", {"folder": folder, "trusted": True})
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]})
        assert await _seen(client, "test_run") == [
            {"what": "test_run", "framework": "pytest", "items": [item], "partial": True}
        ]
        assert [call["reason"] for call in await _seen(client, "document_reverted")] == ["undo"]
        assert [call["trusted"] for call in await _seen(client, "set_trust")] == [True, True]
        assert [call["uris"] for call in await _seen(client, "files_changed")] == [[uri]]
        statuses = [params for method, params in client.notifications if method == "amends/status"]
        assert statuses == [{"folder": folder, "state": "idle", "detail": ""}]


async def test_status_only_where_it_was_announced(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["neovim"], tmp_path)
        client.notify("amends/trust", {"folder": tmp_path.as_uri(), "trusted": True})
        await _seen(client, "set_trust")
        assert not [method for method, _ in client.notifications if method == "amends/status"]


# -- commands ---------------------------------------------------------------------------------------------------------
async def test_every_command_answers_in_its_shape(start: StartServer, tmp_path: Path) -> None:
    folder = tmp_path.as_uri()
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "bad_name\n")
        answers = {
            ("amends.fixApplied", fix_id := "f_1"): ({"fixId": fix_id}, None),
            ("amends.rejectFix", ""): ({"fixId": "f_1", "reason": "no"}, None),
            ("amends.fixAllLikeThis", ""): ({"fixId": "f_1", "scope": "file"}, {"jobId": "fix-all f_1 file"}),
            ("amends.explainFix", ""): ({"fixId": "f_1"}, {"markdown": "because", "fix": {"schema": 1}}),
            ("amends.runTests", ""): ({}, {"jobId": "tests-1"}),
            ("amends.runTests", "some"): ({"uri": uri, "ids": ["a"]}, {"jobId": "tests-1"}),
            ("amends.learnFromGit", ""): (
                {"folder": folder, "since": "2026-01-01"},
                {"jobId": "learn 2026-01-01 None"},
            ),
            ("amends.teach", ""): ({"folder": folder, "text": "x"}, {"id": "l_x"}),
            ("amends.changeProfile", ""): (
                {"folder": folder, "action": "scope", "id": "p_1", "value": "tests/**"},
                {"undoId": "scope p_1 tests/**"},
            ),
        }
        for (name, _), (argument, answer) in answers.items():
            assert await client.command(name, argument) == answer, name
        assert (await client.command("amends.showProfile", {"folder": folder}))["schema"] == 1
        started = await client.command("amends.generateFix", {"uri": uri, "range": PLACE, "code": "quick"})
        assert started["jobId"].startswith("generate")
        announced = set(client.result["capabilities"]["executeCommandProvider"]["commands"])
        assert announced == {name for name, _ in answers} | {"amends.showProfile", "amends.generateFix"}


async def test_wrong_commands_are_answered(start: StartServer) -> None:
    wrong: list[tuple[str, Any]] = [
        ("amends.noSuch", [{}]),
        ("amends.fixApplied", []),
        ("amends.fixApplied", None),
        ("amends.fixApplied", [{"fixId": 5}]),
        ("amends.fixApplied", ["f_1"]),
        ("amends.fixAllLikeThis", [{"fixId": "f_1", "scope": "universe"}]),
        ("amends.changeProfile", [{"folder": "x", "action": "explode"}]),
    ]
    async with start() as client:
        await client.initialize()
        for command, arguments in wrong:
            with pytest.raises(LspError) as refused:
                await client.request("workspace/executeCommand", {"command": command, "arguments": arguments})
            assert refused.value.code == -32602, (command, arguments)
        assert await _seen(client, "fix_applied") == []


# -- long work --------------------------------------------------------------------------------------------------------
async def test_lasting_work_can_be_watched_and_cancelled(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "x\n")
        await client.command("amends.generateFix", {"uri": uri, "range": PLACE, "code": "wait"})
        begin = await client.notified("$/progress", lambda params: params["value"]["kind"] == "begin")
        assert begin["value"] == {"kind": "begin", "title": "Waiting", "message": "forever", "cancellable": True}
        assert await client.requested("window/workDoneProgress/create") == {"token": begin["token"]}
        for _ in range(2):
            client.notify("window/workDoneProgress/cancel", {"token": begin["token"]})
        await client.notified("window/showMessage", lambda params: params["message"] == "cancelled")
        await client.notified("$/progress", lambda params: params["value"]["kind"] == "end")
        await client.close()
        kinds = [params["value"]["kind"] for method, params in client.notifications if method == "$/progress"]
        assert kinds == ["begin", "end"]


async def test_short_work_shows_nothing(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "x\n")
        await client.command("amends.generateFix", {"uri": uri, "range": PLACE, "code": "quick"})
        await client.notified("window/showMessage", lambda params: params["message"] == "quick done")
        assert "window/workDoneProgress/create" not in [method for method, _ in client.requests]


async def test_a_client_without_progress_or_answers_gets_its_work_done(start: StartServer, tmp_path: Path) -> None:
    capabilities = {"workspace": {"applyEdit": True}}
    async with start() as client:
        await client.initialize(capabilities, tmp_path)
        uri = client.open(tmp_path / "a.py", "abc\n")
        await client.command("amends.generateFix", {"uri": uri, "range": PLACE})
        await client.notified("window/showMessage", lambda params: params["message"] == "applied: True")
        assert client.text(uri) == "generated\n"


async def test_a_refused_edit_is_no_applied_one(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "abc\n")
        for result in ({"applied": False}, None, {}, "yes", {"applied": "true"}):
            before = len(client.notifications)
            client.answers["workspace/applyEdit"] = lambda _, result=result: result
            await client.command("amends.generateFix", {"uri": uri, "range": PLACE})
            said = await client.notified("window/showMessage", since=before)
            assert said["message"] == "applied: False", result


async def test_a_question_is_answered_or_dismissed(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "abc\n")
        for result, answer in (({"title": "Yes"}, "Yes"), (None, "None"), ({"title": "Maybe"}, "None"), (5, "None")):
            before = len(client.notifications)
            client.answers["window/showMessageRequest"] = lambda _, result=result: result
            await client.command("amends.generateFix", {"uri": uri, "range": PLACE, "code": "ask"})
            said = await client.notified("window/showMessage", since=before)
            assert said["message"] == f"answer: {answer}", result
        question = await client.requested("window/showMessageRequest")
        assert [action["title"] for action in question["actions"]] == ["Yes", "No"]


async def _all_seen(client: LspClient) -> list[Any]:
    seen: list[Any] = (await client.request("amends/profile", {"folder": ""}))["seen"]
    return seen


async def _seen(client: LspClient, what: str) -> list[Any]:
    return [call for call in await _all_seen(client) if call["what"] == what]


async def _seen_at_least(client: LspClient, what: str, count: int) -> list[Any]:
    """Asks until it is so; every question is a round trip, so the server gets its turn."""
    while len(calls := await _seen(client, what)) < count:
        pass
    return calls
