"""The server learns from the past of a trusted folder: by itself when nobody types, at once when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.histories import History
from support.loop import offered, open_file, problems, profile_when

BAD = """def find(table, key):
    \"\"\"What a table holds.\"\"\"
    try:
        return table[key]
    except KeyError:
        raise ValueError(key)
"""
GOOD = BAD.replace("KeyError:", "KeyError as error:").replace("(key)\n", "(key) from error\n")
TODAY = BAD.replace("table", "orders").replace("find", "order").replace("KeyError", "LookupError")


@pytest.fixture
def past(tmp_path: Path, data_home: Path) -> Path:
    assert not data_home.exists()
    history = History(tmp_path / "past")
    history.commit("Start", {"pyproject.toml": '[tool.ruff.lint]\nselect = ["B"]\n', "a.py": BAD})
    history.commit("Say what led to it", {"a.py": GOOD})
    history.commit("More", {"b.py": TODAY})
    return history.root


async def test_a_repair_of_the_past_is_offered_once_nobody_types(open_project, past) -> None:
    async with open_project(root=past) as client:
        uri = open_file(client, past, "b.py")
        await problems(client, uri, "B904")
        [action, *_] = await offered(client, uri)
        assert "proved: ruff" in action["title"]
        await client.run_action(action)
        assert "except LookupError as error:" in client.text(uri)


async def test_learning_from_the_past_can_be_asked_for(open_project, past) -> None:
    async with open_project(root=past, learn={"fromGit": False}) as client:
        answer = await client.command("amends.learnFromGit", {"folder": past.as_uri()})
        assert answer["jobId"]
        told = await client.notified("window/showMessage", lambda it: "commits" in it["message"])
        assert told["message"] == "Read 1 commits (1 files): 1 repairs of 1 kinds learned."
        await profile_when(client, past, lambda shown: shown["patterns"])


async def test_an_untrusted_folder_is_not_read_unasked(open_project, past) -> None:
    async with open_project(root=past, trusted=False) as client:
        uri = open_file(client, past, "b.py")
        await problems(client, uri, "B904")
        assert not await offered(client, uri, seconds=5.0)


async def test_it_can_be_switched_off(open_project, past) -> None:
    async with open_project(root=past, learn={"fromGit": False}) as client:
        uri = open_file(client, past, "b.py")
        await problems(client, uri, "B904")
        assert not await offered(client, uri, seconds=5.0)
