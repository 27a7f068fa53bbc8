"""What tests of the whole loop do again and again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from support.lsp_client import LspClient

PUBLISH = "textDocument/publishDiagnostics"
CATALOGUE, STORAGE, DELIVERY = (f"src/orders/{name}.py" for name in ("catalogue", "storage", "delivery"))


def open_file(client: LspClient, root: Path, file: str) -> str:
    return client.open(root / file, (root / file).read_text())


def save_file(client: LspClient, root: Path, file: str, uri: str) -> None:
    (root / file).write_text(client.text(uri))
    client.save(uri)


async def problems(client: LspClient, uri: str, code: str) -> list[Any]:
    shown = await client.notified(
        PUBLISH, lambda it: it["uri"] == uri and any(d["code"] == code for d in it["diagnostics"])
    )
    return [item for item in shown["diagnostics"] if item["code"] == code]


async def none_left(client: LspClient, uri: str, since: int) -> None:
    await client.notified(PUBLISH, lambda it: it["uri"] == uri and not it["diagnostics"], since=since)


async def offered(client: LspClient, uri: str, *words: str, seconds: float = 60.0) -> list[Any]:
    """Ask at every moment, as an editor does at cursor moves, until there is something or the time is up.

    With `words` until a title has them all.
    """

    def found(actions: list[Any]) -> bool:
        return any(all(word in action["title"] for word in words) for action in actions)

    deadline = asyncio.get_running_loop().time() + seconds
    while not found(actions := await client.code_actions(uri)) and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.05)
    return actions


async def profile_when(client: LspClient, root: Path, holds: Any, *, seconds: float = 30.0) -> Any:
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        shown = await client.command("amends.showProfile", {"folder": root.as_uri()})
        if holds(shown):
            return shown
        assert asyncio.get_running_loop().time() < deadline, shown
        await asyncio.sleep(0.1)


async def repair_by_hand(client: LspClient, root: Path) -> str:
    uri = open_file(client, root, CATALOGUE)
    await problems(client, uri, "B904")
    since = len(client.notifications)
    text = client.text(uri).replace("except KeyError:", "except KeyError as error:")
    client.replace(uri, text.replace('{product}.")', '{product}.") from error'))
    save_file(client, root, CATALOGUE, uri)
    await none_left(client, uri, since)
    return uri
