"""Several workspace folders: each has its own tests, documents and profile, and they come and go."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from support.loop import CATALOGUE, PUBLISH, open_file, problems

TEST = "tests/test_sum.py"


@pytest.fixture
def other(orders: Path) -> Path:
    project = orders.parent / "other"
    shutil.copytree(orders, project)
    for root in (orders, project):
        (root / TEST).write_text("def test_sum() -> None:\n    assert 1 == 2\n")
    return project


def run(root: Path, outcome: str) -> Any:
    file = str(root / TEST)
    frames = [{"path": file, "line": 1, "function": "test_sum"}]
    item = {"id": f"{TEST}::test_sum", "outcome": outcome, "file": file, "line": 0, "message": "", "frames": frames}
    return {"framework": "pytest", "items": [item], "partial": False}


def change_folders(client: Any, *, added: list[Path], removed: list[Path]) -> None:
    event = {
        "added": [{"uri": root.as_uri(), "name": root.name} for root in added],
        "removed": [{"uri": root.as_uri(), "name": root.name} for root in removed],
    }
    client.notify("workspace/didChangeWorkspaceFolders", {"event": event})


async def test_a_run_of_one_folder_says_nothing_of_anothers_tests(open_project, orders, other) -> None:
    async with open_project() as client:
        change_folders(client, added=[other], removed=[])
        mine, theirs = (root / TEST for root in (orders, other))
        client.notify("amends/testRun", run(orders, "failed"))
        await client.notified(PUBLISH, lambda it: it["uri"] == mine.as_uri() and it["diagnostics"])
        since = len(client.notifications)
        client.notify("amends/testRun", run(other, "passed"))
        client.notify("amends/testRun", run(other, "failed"))
        await client.notified(PUBLISH, lambda it: it["uri"] == theirs.as_uri() and it["diagnostics"], since=since)
        assert mine.as_uri() not in [it["uri"] for name, it in client.notifications[since:] if name == PUBLISH]


async def test_open_texts_belong_to_a_folder_that_comes_later(open_project, orders) -> None:
    async with open_project() as client:
        uri = open_file(client, orders, CATALOGUE)
        await problems(client, uri, "B904")
        since = len(client.notifications)
        change_folders(client, added=[], removed=[orders])
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and not it["diagnostics"], since=since)
        since = len(client.notifications)
        change_folders(client, added=[orders], removed=[])
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and it["diagnostics"], since=since)


async def test_failing_tests_go_with_their_folder(open_project, orders, other) -> None:
    async with open_project() as client:
        client.notify("amends/testRun", run(orders, "failed"))
        uri = (orders / TEST).as_uri()
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and it["diagnostics"])
        since = len(client.notifications)
        change_folders(client, added=[other], removed=[orders])
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and not it["diagnostics"], since=since)


async def test_a_folder_that_goes_and_comes_in_one_message_stays(open_project, orders) -> None:
    async with open_project() as client:
        change_folders(client, added=[orders], removed=[orders])
        shown = await client.command("amends.showProfile", {"folder": orders.as_uri()})
        assert shown["type"] == "profile"
