"""A very small editor: opens files, types, asks for code actions, applies edits. Everything goes over the protocol."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from amends.core.errors import ToolTimeoutError
from amends.core.text import Edit, Position, Range, Text
from amends.platform.uris import path_to_uri
from amends.tools.checkers.language_server import LanguageServer

_CAPABILITIES = {
    "general": {"positionEncodings": ["utf-32"]},
    "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}, "executeCommand": {}},
    "textDocument": {
        "codeAction": {
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
            "isPreferredSupport": True,
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}},
        },
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
    },
}


class Editor:
    """One client of the server; positions are in code points (utf-32), as in `Text`."""

    def __init__(self, server: LanguageServer, root: Path) -> None:
        self._server = server
        self._root = root
        self._texts: dict[str, Text] = {}
        self._versions: dict[str, int] = {}
        self._news = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.messages: list[str] = []
        server.on("textDocument/publishDiagnostics", self._published)
        server.on("window/showMessage", lambda params: self.messages.append(params["message"]))

    @staticmethod
    async def connect(command: Sequence[str], root: Path, env: Mapping[str, str], options: Mapping[str, Any]) -> Editor:
        """Start the server and open a folder."""
        server = await LanguageServer.start(command, cwd=root, env=env)
        editor = Editor(server, root)
        folder = {"uri": path_to_uri(root), "name": root.name}
        await server.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folder["uri"],
                "workspaceFolders": [folder],
                "capabilities": _CAPABILITIES,
                "initializationOptions": options,
            },
        )
        server.notify("initialized", {})
        return editor

    def uri(self, file: str) -> str:
        """The URI of a file of the project."""
        return path_to_uri(self._root / file)

    def text(self, file: str) -> str:
        """What an open file holds now."""
        return self._texts[self.uri(file)].content

    def open(self, file: str) -> None:
        """Open a file in the editor."""
        uri = self.uri(file)
        self._texts[uri] = Text((self._root / file).read_text(encoding="utf-8"))
        self._versions[uri] = 1
        document = {"uri": uri, "languageId": "python", "version": 1, "text": self._texts[uri].content}
        self._server.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, file: str, content: str) -> None:
        """Replace what an open file holds."""
        uri = self.uri(file)
        self._texts[uri] = Text(content)
        self._versions[uri] += 1
        document = {"uri": uri, "version": self._versions[uri]}
        self._server.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": content}]})

    def save(self, file: str) -> None:
        """Write an open file to disk and say so."""
        (self._root / file).write_text(self.text(file), encoding="utf-8")
        self._server.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(file)}})

    async def actions(self, file: str, diagnostic: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What the lightbulb holds at a diagnostic."""
        params = {
            "textDocument": {"uri": self.uri(file)},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic], "triggerKind": 1},
        }
        found: list[dict[str, Any]] = await self._server.request("textDocument/codeAction", params) or []
        return found

    async def choose(self, action: Mapping[str, Any]) -> None:
        """Do what an editor does when a person chooses an action: resolve, apply the edit, run the command."""
        resolved = action if "edit" in action else await self._server.request("codeAction/resolve", action)
        for change in resolved["edit"]["documentChanges"]:
            self._apply(change["textDocument"]["uri"], change["edits"])
        if command := action.get("command"):
            await self.command(command["command"], *command.get("arguments", ()))

    async def command(self, name: str, *arguments: Any) -> Any:
        """Run one of the server's commands."""
        return await self._server.request("workspace/executeCommand", {"command": name, "arguments": arguments})

    async def until(self, what: str, holds: Callable[[], Any], *, seconds: float = 60.0) -> Any:
        """Wait until published diagnostics make a condition true; returns what it returned.

        Raises:
            ToolTimeoutError: it did not come true.
        """
        try:
            async with asyncio.timeout(seconds), self._news:
                while not (result := holds()):
                    await self._news.wait()
                return result
        except TimeoutError as error:
            raise ToolTimeoutError(f"The server did not come to: {what}.") from error

    async def until_offered(
        self, file: str, diagnostic: Mapping[str, Any], *, seconds: float = 60.0
    ) -> list[dict[str, Any]]:
        """Ask for code actions, as an editor does at every cursor move, until there are some or the time is up."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not (found := await self.actions(file, diagnostic)):
            if asyncio.get_running_loop().time() > deadline:
                return []
            await asyncio.sleep(0.1)
        return found

    async def close(self) -> None:
        """Close the editor; the server ends with it."""
        await self._server.stop()

    def _apply(self, uri: str, edits: Sequence[Mapping[str, Any]]) -> None:
        text = self._texts[uri]
        changes = [Edit(*text.span_of(_range(edit["range"])), edit["newText"]) for edit in edits]
        self.change(Path(uri.removeprefix("file://")).relative_to(self._root).as_posix(), text.edited(changes).content)

    def _published(self, params: Mapping[str, Any]) -> None:
        self.diagnostics[params["uri"]] = params["diagnostics"]
        task = asyncio.get_running_loop().create_task(self._tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


def _range(raw: Mapping[str, Mapping[str, int]]) -> Range:
    return Range(Position(**raw["start"]), Position(**raw["end"]))
