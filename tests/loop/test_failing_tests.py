"""A failing test is a problem in the editor until it passes or its code changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import amends_pytest
from support.loop import PUBLISH, open_file, save_file
from support.lsp_client import LspClient, LspError


def run_pytest(root: Path, *targets: str) -> None:
    """What the user does in a terminal, with the plugin that the editor's environment brings."""
    plugin = Path(amends_pytest.__file__).parent
    env = {**os.environ, "PYTHONPATH": f"{root / 'src'}:{plugin}", "PYTEST_PLUGINS": "amends_pytest"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *targets]
    subprocess.run(command, cwd=root, env=env, check=False, capture_output=True, timeout=120)


async def failing(client: LspClient, since: int = 0) -> tuple[str, dict]:
    shown = await client.notified(PUBLISH, _tests, since=since)
    return shown["uri"], _tests(shown)[0]


def _tests(shown: dict) -> list[dict]:
    return [item for item in shown["diagnostics"] if item["source"] == "amends/pytest"]


async def test_a_run_in_a_terminal_is_shown_and_cleared(open_project, orders) -> None:
    async with open_project() as client:
        run_pytest(orders)
        uri, problem = await failing(client)
        assert uri.endswith("tests/test_cart.py")
        assert problem["code"] == "AssertionError"
        since = len(client.notifications)
        cart = open_file(client, orders, "src/orders/cart.py")
        client.replace(cart, client.text(cart).replace("// 10", "// 100"))
        save_file(client, orders, "src/orders/cart.py", cart)
        run_pytest(orders, "tests/test_cart.py")

        await client.notified(PUBLISH, lambda it: it["uri"] == uri and not _tests(it), since=since)


async def test_a_run_without_a_server_is_picked_up_later(open_project, orders) -> None:
    run_pytest(orders)
    async with open_project() as client:
        uri, _ = await failing(client)
        assert uri.endswith("tests/test_cart.py")


async def test_a_run_by_command_is_shown(open_project, orders) -> None:
    async with open_project() as client:
        started = await client.command("amends.runTests", {"uri": orders.as_uri()})
        assert started["jobId"]
        uri, _ = await failing(client)
        assert uri.endswith("tests/test_cart.py")


async def test_an_edit_at_the_failing_line_clears_it(open_project, orders) -> None:
    async with open_project() as client:
        test = open_file(client, orders, "tests/test_cart.py")
        run_pytest(orders)
        uri, problem = await failing(client)
        assert uri == test
        since = len(client.notifications)
        place = problem["range"]["start"]
        client.change(test, {"range": {"start": place, "end": place}, "text": "# "})
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and not _tests(it), since=since)


async def test_the_client_may_report_a_run(open_project, orders) -> None:
    item = {
        "id": "tests/test_cart.py::test_discount_is_in_percent",
        "outcome": "failed",
        "file": str(orders / "tests/test_cart.py"),
        "line": 8,
        "message": "AssertionError: assert 0 == 2250",
        "frames": [],
    }
    async with open_project() as client:
        client.notify("amends/testRun", {"framework": "pytest", "items": [item], "partial": True})
        uri, problem = await failing(client)
        assert uri.endswith("tests/test_cart.py")
        assert problem["range"]["start"]["line"] == 8
        since = len(client.notifications)
        passed = {**item, "outcome": "passed"}
        client.notify("amends/testRun", {"framework": "pytest", "items": [passed], "partial": True})
        await client.notified(PUBLISH, lambda it: it["uri"] == uri and not _tests(it), since=since)


async def test_an_option_is_no_test_id(open_project, orders) -> None:
    async with open_project() as client:
        with pytest.raises(LspError, match="dash"):
            await client.command("amends.runTests", {"uri": orders.as_uri(), "ids": ["--co"]})
