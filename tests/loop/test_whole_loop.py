"""The whole loop through the real server process: found, repaired, learned, proved, kept, reverted."""

from __future__ import annotations

import pytest

from support.loop import (
    CATALOGUE,
    DELIVERY,
    PUBLISH,
    STORAGE,
    none_left,
    offered,
    open_file,
    problems,
    profile_when,
    repair_by_hand,
    save_file,
)

OTHER_LOADER = """

def other_loader(path: str) -> str:
    try:
        return open(path).read()
    except OSError:
        raise RuntimeError("gone")
"""


ALIKE = """

def price(table: dict[str, int], name: str) -> int:
    try:
        return table[name]
    except KeyError:
        raise ValueError(f"There is no {name}.")
"""


@pytest.mark.parametrize(
    "editor", ["vscode", "neovim", *(pytest.param(name, marks=pytest.mark.slow) for name in ("eglot", "ale"))]
)
async def test_a_repair_by_hand_is_offered_elsewhere_with_proof(open_project, orders, editor) -> None:
    async with open_project(editor) as client:
        await repair_by_hand(client, orders)
        uri = open_file(client, orders, STORAGE)
        [fix, *_] = await offered(client, uri)
        assert fix["title"].startswith("Amends: ")
        assert fix["title"].endswith("(proved: ruff, 2 tests)")
        assert fix["kind"] == "quickfix.amends"
        await client.run_action(fix)

        assert "except json.JSONDecodeError as error:" in client.text(uri)
        assert 'is not an order file.") from error' in client.text(uri)


async def test_the_repair_is_offered_in_texts_that_were_open_before(open_project, orders) -> None:
    async with open_project() as client:
        uri = open_file(client, orders, STORAGE)
        await problems(client, uri, "B904")
        assert await client.code_actions(uri) == []
        await repair_by_hand(client, orders)

        [fix, *_] = await offered(client, uri)
        assert "proved" in fix["title"]


async def test_the_status_says_when_something_is_learned(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        learning = await client.notified("amends/status", lambda it: it["state"] == "learning")
        assert learning["detail"] == "B904"
        since = client.notifications.index(("amends/status", learning))
        await client.notified("amends/status", lambda it: it["state"] == "idle", since=since)


async def test_a_kept_fix_counts_for_its_pattern(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        uri = open_file(client, orders, STORAGE)
        [fix, *_] = await offered(client, uri)
        await client.run_action(fix)
        save_file(client, orders, STORAGE, uri)

        shown = await profile_when(client, orders, lambda it: any(p["kept"] for p in it["patterns"]))
        assert [p["kept"] for p in shown["patterns"] if p["kept"]] == [1]


async def test_an_undone_fix_is_reverted_and_not_offered_again(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        uri = open_file(client, orders, DELIVERY)
        before = client.text(uri)
        [fix, *_] = await offered(client, uri)
        await client.run_action(fix)
        since = len(client.notifications)
        client.replace(uri, before)

        await profile_when(client, orders, lambda it: any(p["reverted"] for p in it["patterns"]))
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and it["diagnostics"], since=since)
        assert fix["title"] not in [action["title"] for action in await offered(client, uri, seconds=2.0)]


async def test_what_was_learned_survives_a_restart(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        await profile_when(client, orders, lambda it: it["patterns"])
    async with open_project() as client:
        uri = open_file(client, orders, STORAGE)
        assert await offered(client, uri)


async def test_a_fix_applied_before_a_restart_can_be_reverted_after_it(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        uri = open_file(client, orders, DELIVERY)
        before = client.text(uri)
        await client.run_action((await offered(client, uri))[0])
        save_file(client, orders, DELIVERY, uri)
        await profile_when(client, orders, lambda it: any(p["kept"] for p in it["patterns"]))
    async with open_project() as client:
        uri = open_file(client, orders, DELIVERY)
        client.replace(uri, before)
        save_file(client, orders, DELIVERY, uri)
        await profile_when(client, orders, lambda it: any(p["reverted"] for p in it["patterns"]))


async def test_explaining_a_fix_tells_its_story(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        uri = open_file(client, orders, STORAGE)
        [fix, *_] = await offered(client, uri)
        story = await client.command("amends.explainFix", {"fixId": fix["data"]["fixId"]})

        assert story["fix"]["type"] == "fix"
        assert story["fix"]["verdict"]["state"] == "proved"
        assert "your repair in src/orders/catalogue.py" in story["fix"]["origin"]["because"]
        assert "2 tests" in story["markdown"]


async def test_a_fix_is_explained_after_a_restart(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        uri = open_file(client, orders, STORAGE)
        [fix, *_] = await offered(client, uri)
        await client.run_action(fix)
        before = await client.command("amends.explainFix", {"fixId": fix["data"]["fixId"]})
    async with open_project() as client:
        after = await client.command("amends.explainFix", {"fixId": fix["data"]["fixId"]})
        assert after["markdown"] == before["markdown"]


async def test_a_second_repair_in_a_file_with_a_fix_is_learned(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        (orders / STORAGE).write_text((orders / STORAGE).read_text() + OTHER_LOADER)
        uri = open_file(client, orders, STORAGE)
        [fix, *_] = await offered(client, uri)
        await client.run_action(fix)
        text = client.text(uri).replace("except OSError:", "except OSError as broken:")
        client.replace(uri, text.replace('("gone")', '("gone") from broken'))
        save_file(client, orders, STORAGE, uri)
        await profile_when(client, orders, lambda it: any("broken" in p["title"] for p in it["patterns"]))


async def test_fixes_made_all_at_once_count_one_by_one(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        uri = client.open(orders / "src/orders/twice.py", ALIKE + ALIKE.replace("price", "stock"))
        while len(fixes := await offered(client, uri)) < 2:
            pass
        await client.command("amends.fixAllLikeThis", {"fixId": fixes[0]["data"]["fixId"], "scope": "file"})
        await client.requested("workspace/applyEdit")
        assert client.text(uri).count("from error") == 2
        save_file(client, orders, "src/orders/twice.py", uri)
        await profile_when(client, orders, lambda it: sum(p["kept"] for p in it["patterns"]) == 2)


async def test_a_rejected_fix_is_not_offered_again(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        uri = open_file(client, orders, STORAGE)
        [fix, *_] = await offered(client, uri)
        await client.command("amends.rejectFix", {"fixId": fix["data"]["fixId"], "reason": "not here"})
        client.replace(uri, "\n" + client.text(uri))
        assert fix["title"] not in [action["title"] for action in await offered(client, uri, seconds=2.0)]


async def test_a_forgotten_pattern_makes_no_offers_until_the_undo(open_project, orders) -> None:
    async with open_project() as client:
        await repair_by_hand(client, orders)
        shown = await profile_when(client, orders, lambda it: it["patterns"])
        folder = orders.as_uri()
        undo = await client.command(
            "amends.changeProfile", {"folder": folder, "action": "forget", "id": shown["patterns"][0]["id"]}
        )
        uri = open_file(client, orders, STORAGE)
        await problems(client, uri, "B904")
        assert await offered(client, uri, seconds=2.0) == []
        await client.command("amends.changeProfile", {"folder": folder, "action": "undo", "id": undo["undoId"]})
        assert await offered(client, uri)


async def test_typing_and_saving_in_one_breath_is_checked(open_project, orders) -> None:
    async with open_project() as client:
        uri = open_file(client, orders, CATALOGUE)
        await problems(client, uri, "B904")
        client.replace(uri, client.text(uri).replace("except KeyError:", "except KeyError as error:"))
        line = next(n for n, text in enumerate(client.text(uri).splitlines()) if "raise Unknown" in text)
        since = len(client.notifications)
        for character in " from error":
            end = {"line": line, "character": len(client.text(uri).splitlines()[line])}
            client.change(uri, {"range": {"start": end, "end": end}, "text": character})
        save_file(client, orders, CATALOGUE, uri)
        await none_left(client, uri, since)
