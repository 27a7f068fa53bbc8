"""Trust, the tools' own fixes, other tools' findings, and what is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.loop import PUBLISH, offered, open_file, problems
from support.lsp_client import LspClient

BAD = "import os\n\n\ndef same(one: object) -> bool:\n    return one == None\n"


async def test_the_tools_own_fixes_are_offered_where_only_we_run_it(open_project, orders) -> None:
    async with open_project() as client:
        uri = client.open(orders / "src/orders/bad.py", BAD)
        await problems(client, uri, "F401")
        titles = [action["title"] for action in await offered(client, uri, "unused import", "proved: ruff")]
        assert any("unused import" in title and "proved: ruff" in title for title in titles)


async def test_we_are_silent_where_another_tool_of_the_editor_has_its_own_fix(open_project, orders) -> None:
    async with open_project() as client:
        uri = client.open(orders / "src/orders/bad.py", BAD)
        [found] = await problems(client, uri, "F401")
        since = len(client.notifications)
        foreign = {**found, "source": "Ruff"}
        client.notify("amends/foreignDiagnostics", {"uri": uri, "version": 1, "items": [foreign]})

        cleared = await client.notified(PUBLISH, lambda it: it["uri"] == uri, since=since)
        assert "F401" not in [item["code"] for item in cleared["diagnostics"]]
        assert not [a for a in await offered(client, uri, seconds=1.0) if "unused import" in a["title"]]


async def test_what_we_found_goes_when_another_tool_reports_where_the_project_does_not_use_ours(
    open_project, orders
) -> None:
    (orders / "pyproject.toml").write_text('[project]\nname = "orders"\nversion = "0"\n')
    async with open_project() as client:
        uri = client.open(orders / "src/orders/bad.py", BAD)
        [found, *_] = await problems(client, uri, "F401")
        since = len(client.notifications)
        foreign = {**found, "source": "Pylance", "code": "reportUnusedImport"}
        client.notify("amends/foreignDiagnostics", {"uri": uri, "version": 1, "items": [foreign]})
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and not it["diagnostics"], since=since)


async def test_findings_in_a_request_are_known_until_a_request_lacks_them(open_project, orders) -> None:
    async with open_project(model={"use": "local", "baseUrl": "http://127.0.0.1:9"}) as client:
        uri = client.open(orders / "src/orders/good.py", "one = 1\ntwo = one\n")

        def found(code: str) -> Any:
            place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}
            return {"range": place, "message": "Too short", "source": "Odd", "code": code}

        async def offered_for(*codes: str) -> list[str]:
            actions = await client.code_actions(uri, diagnostics=[found(code) for code in codes])
            return [action["command"]["arguments"][0]["code"] for action in actions]

        assert await offered_for("O1") == ["O1"]
        assert await offered_for("O1", "O2") == ["O1", "O2"]
        assert await offered_for("O2") == ["O2"]
        assert await offered_for() == []


async def test_a_tool_that_stops_reporting_is_no_repair_by_hand(open_project, orders) -> None:
    async with open_project() as client:
        uri = client.open(orders / "src/orders/good.py", "one = 1\n")
        place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}
        found = {"range": place, "message": "Too short", "source": "Odd", "code": "O1"}
        for items in ([found], []):
            client.notify("amends/foreignDiagnostics", {"uri": uri, "version": 1, "items": items})
        shown = await client.command("amends.showProfile", {"folder": orders.as_uri()})
        [error] = [error for error in shown["errors"] if error["code"] == "O1"]
        assert error["fixedBy"] == {"other": 1}


async def test_nothing_of_an_untrusted_folder_is_executed(open_project, orders) -> None:
    marker = orders / "executed"
    trap = f"#!/bin/sh\ntouch {marker}\nexit 0\n"
    binary = orders / ".venv" / "bin"
    binary.mkdir(parents=True)
    for name in ("python", "python3", "ruff", "pytest"):
        (binary / name).write_text(trap)
        (binary / name).chmod(0o755)
    (orders / "conftest.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
    async with open_project(trusted=False, interpreter="") as client:
        uri = client.open(orders / "src/orders/catalogue.py", (orders / "src/orders/catalogue.py").read_text() + BAD)
        await problems(client, uri, "F401")
        actions = await offered(client, uri)
        assert actions
        await client.run_action(actions[0])
        assert not marker.exists()
        assert all("(not proved)" in action["title"] and not action.get("isPreferred") for action in actions)


async def test_trust_may_come_later(open_project, orders) -> None:
    file = "src/orders/catalogue.py"
    async with open_project(trusted=False) as client:
        uri = client.open(orders / file, "import os\n" + (orders / file).read_text())
        assert "(not proved)" in (await offered(client, uri))[0]["title"]
        client.notify("amends/trust", {"folder": orders.as_uri(), "trusted": True})
        await until_proved(client, uri)


async def until_proved(client: LspClient, uri: str) -> None:
    while not any("proved: ruff" in action["title"] for action in await offered(client, uri)):
        pass


async def test_muted_rules_are_never_offered(open_project, orders) -> None:
    async with open_project(mute=["F401"]) as client:
        uri = client.open(orders / "src/orders/bad.py", BAD)
        await problems(client, uri, "F401")
        titles = [action["title"] for action in await offered(client, uri)]
        assert titles
        assert not any("unused import" in title for title in titles)


async def test_unsaved_text_counts_and_the_disk_stays_as_it_is(open_project, orders) -> None:
    before = {path: path.read_bytes() for path in orders.rglob("*") if path.is_file()}
    async with open_project() as client:
        uri = open_file(client, orders, "src/orders/storage.py")
        client.replace(uri, "import os\n" + client.text(uri))
        await problems(client, uri, "F401")
        [fix, *_] = await offered(client, uri)
        await client.run_action(fix)
        assert "import os" not in client.text(uri)
    assert {path: path.read_bytes() for path in orders.rglob("*") if path.is_file()} == before


async def test_a_single_file_without_a_folder_gets_fixes(open_project, tmp_path: Path) -> None:
    alone = tmp_path / "alone" / "script.py"
    alone.parent.mkdir()
    alone.write_text(BAD)
    async with open_project() as client:
        uri = client.open(alone, BAD)
        assert await offered(client, uri)


async def test_a_finding_that_the_client_names_is_meant_wherever_the_cursor_stands_in_its_line(open_project, orders):
    async with open_project("neovim") as client:
        uri = client.open(orders / "src/orders/bad.py", BAD)
        [found] = await problems(client, uri, "F401")
        assert await offered(client, uri)
        cursor = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
        assert await client.code_actions(uri, cursor, diagnostics=[found])


async def test_a_fix_on_demand_without_a_model_ends_in_a_sentence(open_project, orders):
    async with open_project(model={"use": "off"}) as client:
        uri = open_file(client, orders, "src/orders/storage.py")
        [found] = await problems(client, uri, "B904")
        started = await client.command("amends.generateFix", {"uri": uri, "range": found["range"], "code": "B904"})
        assert started["jobId"]
        told = await client.notified("window/showMessage")
        assert "B904" in told["message"]
        assert "model" in told["message"]


async def test_a_fix_on_demand_survives_typing_elsewhere(open_project, orders):
    slow = (
        "import time\n\nfrom orders.bad import same\n\n\ndef test_same():\n    time.sleep(2)\n    assert same(None)\n"
    )
    (orders / "tests/test_bad.py").write_text(slow)
    async with open_project(fix={"background": "off"}) as client:
        uri = client.open(orders / "src/orders/bad.py", BAD)
        [found] = await problems(client, uri, "E711")
        await client.command("amends.generateFix", {"uri": uri, "range": found["range"], "code": "E711"})
        await client.requested("window/workDoneProgress/create")
        client.change(
            uri,
            {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "# mine\n"},
        )
        await client.requested("workspace/applyEdit")
        assert client.text(uri) == "# mine\n" + BAD.replace("one == None", "one is None")
