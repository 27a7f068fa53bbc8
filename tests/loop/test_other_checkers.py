"""The loop with checkers other than ruff, through the real server process: found, repaired by hand, learned, proved."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.loop import PUBLISH, none_left, offered, problems, profile_when

TEXT = """\
def {name}({row}: dict[str, str]) -> str:
    return {row}.get("{key}")
"""
SHOP, CART = "def total(n: int) -> int:\n    return n\n", "import shop\n\nshop.total(1)\n"


@pytest.fixture
def project(tmp_path: Path, data_home: Path) -> Path:
    assert not data_home.exists()
    root = tmp_path / "shop"
    root.mkdir()
    (root / "mypy.ini").write_text("[mypy]\n")
    return root


async def test_a_repair_of_what_mypy_finds_teaches_and_its_fix_is_proved_by_mypy(open_project, project: Path) -> None:
    async with open_project(root=project) as client:
        one = TEXT.format(name="city", row="row", key="city")
        (project / "one.py").write_text(one)
        uri = client.open(project / "one.py", one)
        [found] = await problems(client, uri, "return-value")
        assert found["source"] == "amends/mypy"
        since = len(client.notifications)
        client.replace(uri, one.replace('.get("city")', '.get("city", "")'))
        (project / "one.py").write_text(client.text(uri))
        client.save(uri)
        await none_left(client, uri, since)
        await profile_when(client, project, lambda shown: shown["counts"]["examples"] == 1)

        two = TEXT.format(name="name_of", row="user", key="name")
        other = client.open(project / "two.py", two)
        await problems(client, other, "return-value")
        [fix, *_] = await offered(client, other)
        assert "mypy" in fix["title"].partition("(proved: ")[2]
        await client.run_action(fix)
        assert client.text(other) == two.replace('.get("name")', '.get("name", "")')
        shown = await client.command("amends.explainFix", {"fixId": fix["data"]["fixId"]})
        [check] = [check for check in shown["fix"]["verdict"]["checks"] if check["name"] == "mypy"]
        assert (check["problemsBefore"], check["problemsAfter"]) == (1, 0)
        assert "two.py" in check["command"]
        assert "1 problems before, 0 after" in shown["markdown"]


async def test_a_changed_signature_is_seen_in_the_open_file_that_uses_it(open_project, project: Path) -> None:
    for name, text in (("shop.py", SHOP), ("cart.py", CART)):
        (project / name).write_text(text)
    async with open_project(root=project) as client:
        cart = client.open(project / "cart.py", CART)
        shop = client.open(project / "shop.py", SHOP)
        client.replace(shop, SHOP.replace("n: int", "n: str"))  # not saved
        [found] = await problems(client, cart, "arg-type")
        assert found["range"]["start"]["line"] == 2


async def test_a_tool_that_hangs_or_crashes_is_told_of_once_and_leaves_fixes_unproved(
    open_project, project: Path
) -> None:
    (project / "mypy.ini").unlink()
    commands = {"mine": {"command": f"{sys.executable} -c 'import sys; sys.exit(\"boom\")' {{file}}"}}
    async with open_project(root=project, checkers=commands) as client:
        uri = client.open(project / "a.py", "import os\n")
        told = await client.notified("window/showMessage", lambda it: "mine failed" in it["message"])
        assert "boom" in told["message"]
        [fix, *_] = await offered(client, uri)
        assert "(not proved)" in fix["title"]
        shown = await client.command("amends.explainFix", {"fixId": fix["data"]["fixId"]})
        [check] = [check for check in shown["fix"]["verdict"]["checks"] if check["name"] == "mine"]
        assert check["state"] == "unknown"
        assert "boom" in check["reason"]
        client.replace(uri, "import os\nimport sys\n")
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and len(it["diagnostics"]) == 2)
        other = client.open(project / "b.py", "import os\n")
        await problems(client, other, "F401")
        told_of = [params for method, params in client.notifications if method == "window/showMessage"]
        assert sum("mine failed" in params["message"] for params in told_of) == 1


async def test_nothing_of_an_untrusted_project_is_started(open_project, project: Path) -> None:
    marker = project / "ran"
    (project / "node_modules/.bin").mkdir(parents=True)
    for name in ("eslint", "tsc", "biome"):
        trap = project / "node_modules/.bin" / name
        trap.write_text(f"#!/bin/sh\ntouch {marker}\n")
        trap.chmod(0o755)
    for name in ("eslint.config.js", "tsconfig.json", "biome.json"):
        (project / name).write_text("{}")
    commands = {"mine": {"command": f"touch {marker}"}}
    async with open_project(root=project, trusted=False, checkers=commands, servers=commands) as client:
        client.open(project / "a.ts", "let x = 1\n", "typescript")
        uri = client.open(project / "a.py", "import os\n")
        await problems(client, uri, "F401")
        assert await offered(client, uri)
        assert not marker.exists()
