"""A team layer of thousands of patterns is read in pieces: nobody who types waits for it."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from amends.profile.profile import Profile
from amends.profile.team.files import TeamFileError, team_from_toml, team_to_toml
from amends.profile.team.large_toml import tables_of
from support.profiles import StillClock, none_comparison


def _layer_text() -> str:
    profile = Profile.open(None, "git.example.com/shop", StillClock())
    for name in ("order", "item", "user", "thing"):
        profile.learn(none_comparison(name))
    profile.teach("Write `x is None`.")
    return team_to_toml(profile.team_layer())


def _all(pieces: Generator[None, None, dict[str, Any]]) -> tuple[int, dict[str, Any]]:
    steps = 0
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return steps, end.value
        steps += 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text, id="as it was written"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(
            lambda text: text + "\n[later]\nx = '''\n[[patterns]]\n[examples]\n'''\n", id="text that looks so"
        ),
        pytest.param(lambda _: "schema = 1\nexamples = {}\npatterns = []\n", id="inline"),
        pytest.param(lambda _: "[examples]\na = 'b'\n[[patterns]]\nid = 'x'\n[patterns.counts]\na = [1]\n", id="order"),
        pytest.param(lambda _: "", id="empty"),
    ],
)
def test_pieces_give_what_the_parser_gives(change: Any) -> None:
    text = change(_layer_text())
    steps, tables = _all(tables_of(text))
    assert tables == tomllib.loads(text)
    assert steps >= text.count("\n[[patterns]]")


@pytest.mark.parametrize(
    "text",
    ["schema = 1\n[lessons]\n[lessons]\n", "schema =", "[[patterns]]\nid =", "schema = 1\n[[patterns]]\nid = 1\n"],
)
def test_what_is_no_layer_is_refused(text: str) -> None:
    with pytest.raises(TeamFileError):
        team_from_toml(text)


async def test_it_is_read_while_the_loop_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(_layer_text(), "utf-8")
    profile = Profile.open(None, "git.example.com/shop", StillClock())
    reading = asyncio.create_task(profile.follow_team_gently(file))
    await asyncio.sleep(0)
    await profile.team_known()
    assert team_to_toml(profile.team) == file.read_text("utf-8")
    await reading
    file.write_text("no layer at all", "utf-8")
    await profile.follow_team_gently(file)
    assert profile.team.patterns == {}
    assert "no team layer" in " ".join(profile.notices)
