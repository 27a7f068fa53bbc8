"""A fix that the person sees before it is applied: asked for, tried again, and many at once to look through."""

from __future__ import annotations

import pytest

from support.loop import offered, open_file, problems
from support.lsp_client import LspError

UNUSED = "import os\n\nprint(1)\n"
NOTE = "src/orders/note.py"
OTHER = "src/orders/other.py"


async def propose(client, uri: str, **more) -> dict:
    place = {"start": {"line": 0, "character": 7}, "end": {"line": 0, "character": 9}}
    return await client.request("amends/proposeFix", {"uri": uri, "range": place, "code": "F401", **more})


async def test_a_proposed_fix_is_not_applied_but_can_be_resolved_and_explained(open_project, orders) -> None:
    (orders / NOTE).write_text(UNUSED)
    async with open_project() as client:
        uri = open_file(client, orders, NOTE)
        await problems(client, uri, "F401")
        proposal = await propose(client, uri)
        assert client.text(uri) == UNUSED

        explained = await client.command("amends.explainFix", {"fixId": proposal["fixId"]})
        assert explained["fix"]["verdict"]["state"] == "proved"
        action = {"title": "", "data": {"fixId": proposal["fixId"], "uri": uri}}
        resolved = await client.request("codeAction/resolve", action)
        assert resolved["edit"]["documentChanges"]


async def test_an_offered_fix_is_proved_again_until_its_code_changes(open_project, orders) -> None:
    (orders / NOTE).write_text(UNUSED)
    async with open_project() as client:
        uri = open_file(client, orders, NOTE)
        [fix, *_] = await offered(client, uri)
        argument = {"fixId": fix["data"]["fixId"]}
        proof = await client.request("amends/proveFix", argument)
        assert proof["verdict"]["state"] == "proved"
        assert "ruff" in [check["name"] for check in proof["verdict"]["checks"]]

        client.replace(uri, "print(1)\n")
        with pytest.raises(LspError, match="That fix is gone"):
            await client.request("amends/proveFix", argument)


async def test_what_was_seen_is_not_proposed_again(open_project, orders) -> None:
    (orders / NOTE).write_text(UNUSED)
    async with open_project() as client:
        uri = open_file(client, orders, NOTE)
        await problems(client, uri, "F401")
        seen: list[str] = []
        while (proposal := await propose(client, uri, avoid=seen))["fixId"]:
            assert proposal["fixId"] not in seen
            seen.append(proposal["fixId"])
        assert seen
        assert "turned down here before" in proposal["sentence"]


async def test_without_a_problem_the_sentence_says_so(open_project, orders) -> None:
    (orders / NOTE).write_text("print(1)\n")
    async with open_project() as client:
        uri = open_file(client, orders, NOTE)
        proposal = await propose(client, uri)
        assert proposal == {"fixId": None, "sentence": "Amends knows of no problem here; save the file and try again."}


async def test_fixing_all_alike_changes_nothing_without_a_word(open_project, orders) -> None:
    (orders / NOTE).write_text(UNUSED)
    async with open_project() as client:
        uri = open_file(client, orders, NOTE)
        [fix, *_] = await offered(client, uri)
        await client.command("amends.fixAllLikeThis", {"fixId": fix["data"]["fixId"], "scope": "file", "review": True})
        await client.requested("window/showMessageRequest")
        assert client.text(uri) == UNUSED


async def test_fixing_all_alike_can_be_looked_through_first(open_project, orders) -> None:
    for name in (NOTE, OTHER):
        (orders / name).write_text(UNUSED)
    async with open_project() as client:
        uri = open_file(client, orders, NOTE)
        [fix, *_] = await offered(client, uri)
        seen: list[dict] = []
        client.answers["window/showMessageRequest"] = lambda params: params["actions"][1]
        client.answers["workspace/applyEdit"] = lambda params: seen.append(params) or {"applied": False}
        argument = {"fixId": fix["data"]["fixId"], "scope": "workspace", "review": True}
        await client.command("amends.fixAllLikeThis", argument)
        await client.notified("window/showMessage", lambda params: "nothing was changed" in params["message"])

    [annotation] = seen[0]["edit"]["changeAnnotations"].items()
    assert annotation[1]["needsConfirmation"] is True
    assert "each proved" in annotation[1]["label"]
    changes = seen[0]["edit"]["documentChanges"]
    assert {change["textDocument"]["uri"].rpartition("/")[2] for change in changes} == {"note.py", "other.py"}
    assert {edit["annotationId"] for change in changes for edit in change["edits"]} == {annotation[0]}
