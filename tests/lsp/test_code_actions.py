"""Code actions as each client can take them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.client_capabilities import client_names, clients
from support.lsp_client import LspClient, LspError
from support.word_server import StartServer

CLIENTS = clients()
ENCODINGS = ("utf-8", "utf-16", "utf-32")

# Every line has something that makes positions differ between encodings or line models.
TEXT = (
    '\ufeff# \U0001f600 emoji_name\r\n\u2028bad_name = "\U0001f600"; bad_name\r'
    'x = 1\fbad_name\nlast = "\u00e9" + bad_name'
)
FIXED = TEXT.replace("bad_name", "good_name").replace("emoji_name", "n\U0001f600me")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("lazy", [True, False])
async def test_fixes_land_exactly_in_every_encoding(
    start: StartServer, tmp_path: Path, encoding: str, *, lazy: bool
) -> None:
    capabilities = {
        "general": {"positionEncodings": [encoding]},
        "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}},
        "textDocument": {
            "codeAction": {"dataSupport": lazy, "resolveSupport": {"properties": ["edit"] if lazy else []}}
        },
    }
    async with start() as client:
        await client.initialize(capabilities, tmp_path)
        uri = client.open(tmp_path / "a.py", TEXT)
        while actions := await client.code_actions(uri):
            assert ("data" in actions[0]) is lazy
            assert ("edit" in actions[0]) is not lazy
            await client.run_action(actions[0])
        assert client.text(uri) == FIXED
        assert await _server_text(client, uri) == FIXED


@pytest.mark.parametrize("name", client_names())
async def test_every_client_can_apply_and_is_heard(start: StartServer, tmp_path: Path, name: str) -> None:
    async with start() as client:
        await client.initialize(CLIENTS[name], tmp_path)
        uri = client.open(tmp_path / "a.py", TEXT)
        [action] = await client.code_actions(uri, _at_line(3))
        assert action["kind"] == "quickfix.amends"
        assert action["isPreferred"] is True
        lazy = name in {"neovim", "vscode", "vscode-1.65"}
        assert ("edit" in action, "data" in action) == (not lazy, lazy)
        assert ("command" in action) is (name not in {"ale", "bare"})
        resolved = await client.run_action(action)
        versioned = name in {"eglot", "vscode", "vscode-1.65"}
        assert ("documentChanges" in resolved["edit"]) is versioned
        assert client.text(uri).endswith("good_name")
        assert bool(await _seen(client, "fix_applied")) is (name not in {"ale", "bare"})


@pytest.mark.parametrize(("name", "tags"), [("vscode", [1]), ("vscode-1.65", None), ("neovim", None), ("bare", None)])
async def test_a_models_fix_is_tagged_where_that_is_known(
    start: StartServer, tmp_path: Path, name: str, tags: list[int] | None
) -> None:
    async with start() as client:
        await client.initialize(CLIENTS[name], tmp_path)
        uri = client.open(tmp_path / "a.py", "model_name\n")
        [action] = await client.code_actions(uri)
        assert action.get("tags") == tags
        assert "isPreferred" not in action


@pytest.mark.parametrize("name", ["vscode", "ale", "bare"])
async def test_generation_is_offered_only_where_its_result_can_arrive(
    start: StartServer, tmp_path: Path, name: str
) -> None:
    async with start() as client:
        await client.initialize(CLIENTS[name], tmp_path)
        uri = client.open(tmp_path / "a.py", "# \U0001f600\nslow_name\n")
        actions = await client.code_actions(uri)
        if name != "vscode":
            assert actions == []
            return
        [action] = actions
        assert "edit" not in action
        assert await client.request("codeAction/resolve", action) == action
        assert action["command"]["arguments"] == [
            {"uri": uri, "range": _range(1, 0, 9), "source": "words", "code": "slow"}
        ]
        await client.run_action(action)
        await client.notified("window/showMessage", lambda params: params["message"] == "applied: True")
        assert client.text(uri) == "# \U0001f600\ngenerated\n"


async def test_only_what_was_asked_for(start: StartServer, tmp_path: Path) -> None:
    fix, all_fixes = "quickfix.amends", "source.fixAll.amends"
    asked: list[tuple[list[str] | None, list[str]]] = [
        (None, [fix]),
        ([], [fix]),
        ([""], [fix, all_fixes]),
        (["quickfix"], [fix]),
        (["quickfix.amends"], [fix]),
        (["quickfix.am"], []),
        (["source"], [all_fixes]),
        (["source.fixAll"], [all_fixes]),
        (["source.fixAll.amends"], [all_fixes]),
        (["source.fixAll.ruff"], []),
        (["refactor", "source.organizeImports"], []),
        (["refactor", "quickfix"], [fix]),
    ]
    async with start() as client:
        await client.initialize(CLIENTS["eglot"], tmp_path)
        uri = client.open(tmp_path / "a.py", "bad_name\n")
        for only, kinds in asked:
            actions = await client.code_actions(uri, only=only)
            assert [action["kind"] for action in actions] == kinds, only


async def test_fix_all_is_one_edit(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "bad_name\nslow_name\nbad_name\n")
        [action] = await client.code_actions(uri, only=["source.fixAll"])
        await client.run_action(action)
        assert client.text(uri) == "good_name\nslow_name\ngood_name\n"


async def test_asked_means_by_hand(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "bad_name\n")
        for kind in (1, 2, None):
            await client.code_actions(uri, triggerKind=kind)
        assert [call["asked"] for call in await _seen(client, "offers")] == [True, False, False]


async def test_what_is_not_open_has_no_actions(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        client.open("untitled:Untitled-1", "bad_name\n")
        assert await client.code_actions("untitled:Untitled-1") == []
        assert await client.code_actions((tmp_path / "b.py").as_uri()) == []


async def test_odd_diagnostics_cost_nothing_and_come_back_as_they_were(start: StartServer, tmp_path: Path) -> None:
    place = _range(0, 0, 8)
    good = {
        "range": place,
        "message": "m",
        "source": "Words",
        "code": "bad",
        "severity": 9,
        "tags": [7],
        "data": {"x": 1},
    }
    odd: list[Any] = [
        good,
        {
            "range": place,
            "message": {"kind": "markdown", "value": "*m*"},
            "source": "Pylint",
            "code": {"value": "C1", "target": "x"},
        },
        {"message": "no range"},
        {
            "range": {"start": {"line": -1, "character": 1e400}, "end": {}},
            "message": None,
            "code": None,
            "source": None,
        },
        {"range": {"start": None}, "message": 5, "severity": "error", "relatedInformation": [None, {"location": {}}]},
        {"range": place, "message": "ours", "source": "amends/words", "code": "bad"},
        None,
        7,
    ]
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "bad_name\n")
        [action] = await client.code_actions(uri, diagnostics=odd)
        assert action["diagnostics"] == [good, odd[5]]
        [call] = await _seen(client, "context_problems")
        assert [(problem["source"], problem["code"], problem["message"]) for problem in call["problems"]] == [
            ("words", "bad", "m"),
            ("pylint", "C1", "*m*"),
            ("", "", "no range"),
            ("", "", ""),
            ("", "", ""),
        ]
        assert [problem["severity"] for problem in call["problems"]] == ["warning"] * 5
        for nothing in (None, {}, "x"):
            assert await client.code_actions(uri, diagnostics=nothing)


async def test_a_chosen_action_outlives_edits_elsewhere(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "bad_name\nx\n")
        [action] = await client.code_actions(uri)
        client.change(uri, {"range": _range(1, 0, 0), "text": "yyy"})
        await client.run_action(action)
        assert client.text(uri) == "good_name\nyyyx\n"


async def test_a_stale_action_is_refused_silently(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "bad_name\n")
        [action] = await client.code_actions(uri)
        client.replace(uri, "nothing of it is left\n")
        with pytest.raises(LspError) as stale:
            await client.request("codeAction/resolve", action)
        assert stale.value.code == -32801


async def test_what_cannot_be_resolved_comes_back_unchanged(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["vscode"], tmp_path)
        uri = client.open(tmp_path / "a.py", "old_name\n")
        [unknown] = await client.code_actions(uri)
        odd = [
            unknown,
            {"title": "of another server", "data": 5},
            {"title": "of another server", "data": {"fixId": 7}},
            {"title": "without data", "command": {"title": "t", "command": "c"}, "x-unknown": True},
            {**unknown, "data": {**unknown["data"], "uri": "untitled:1"}},
        ]
        for action in odd:
            assert await client.request("codeAction/resolve", action) == action
        client.close_document(uri)
        assert await client.request("codeAction/resolve", unknown) == unknown


async def test_the_order_is_the_engines(start: StartServer, tmp_path: Path) -> None:
    async with start() as client:
        await client.initialize(CLIENTS["eglot"], tmp_path)
        uri = client.open(tmp_path / "a.py", "model_name bad_name old_name\n")
        actions = await client.code_actions(uri)
        assert [action["title"].split()[1] for action in actions] == ["better_name", "good_name", "new_name"]


async def _server_text(client: LspClient, uri: str) -> str:
    return str((await client.request("amends/profile", {"folder": ""}))["texts"][uri])


async def _seen(client: LspClient, what: str) -> list[Any]:
    told = (await client.request("amends/profile", {"folder": ""}))["seen"]
    return [call for call in told if call["what"] == what]


def _at_line(line: int) -> Any:
    return {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 1000}}


def _range(line: int, start: int, end: int) -> Any:
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
