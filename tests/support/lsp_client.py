"""A small strict LSP client on raw JSON-RPC, for tests against a real server process.

    async with LspClient.start([sys.executable, "-m", "amends", "serve"], cwd=folder) as client:
        await client.initialize(CLIENTS["neovim"], root=folder, options={"trusted": True})
        uri = client.open(folder / "a.py", "import os\n")
        shown = await client.notified("textDocument/publishDiagnostics", lambda params: params["diagnostics"])
        actions = await client.code_actions(uri)
        await client.run_action(actions[0])       # resolve, edit, command: as an editor does
        assert client.text(uri) == ""

It keeps documents and applies edits with a position model of its own, answers the server's requests as an editor would
(`answers` changes that), and leaving the `async with` shuts the server down and fails for everything that was not
right: a message that is no valid JSON-RPC, an unknown notification, a request nobody answers, an answer too many, an
exit code other than 0. Waiting is always for a condition, never for a time.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from support.naive_text import changed, edited

Json = Any

SECONDS = 30.0
"""How long to wait before a test is called hung; far more than anything takes on a busy machine."""

NOTIFICATIONS = {
    "$/progress",
    "amends/status",
    "textDocument/publishDiagnostics",
    "window/logMessage",
    "window/showMessage",
}


class LspError(Exception):
    """The server answered a request with an error."""

    def __init__(self, error: Json) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code: int = error["code"]
        self.data: Json = error.get("data")


class LspClient:
    """One server process and the editor's side of the conversation."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.capabilities: Json = {}
        self.result: Json = {}
        self.encoding = "utf-16"
        self.settings: dict[str, Json] = {}
        self.notifications: list[tuple[str, Json]] = []
        self.requests: list[tuple[str, Json]] = []
        self.violations: list[str] = []
        self.errors_on_stderr: list[str] = []
        self.answers: dict[str, Callable[[Json], Json]] = {
            "client/registerCapability": lambda _: None,
            "window/showMessageRequest": lambda _: None,
            "window/workDoneProgress/create": lambda _: None,
            "workspace/applyEdit": lambda params: {"applied": self.apply(params["edit"])},
            "workspace/configuration": self._configuration,
        }
        self._documents: dict[str, tuple[int, str]] = {}
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._arrived = asyncio.Condition()
        self._last_id = 0
        self._shut_down = False
        self._reading = asyncio.create_task(self._read())
        self._listening = asyncio.create_task(self._listen())

    # -- life -----------------------------------------------------------------------------------------------------
    @classmethod
    @asynccontextmanager
    async def start(
        cls, command: Sequence[str], cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> AsyncIterator[Self]:
        """Run a server for the length of a block."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            limit=1 << 26,
        )
        client = cls(process)
        try:
            yield client
            await client.close()
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await asyncio.gather(client._reading, client._listening)
        if client.violations:
            raise AssertionError("\n".join([*client.violations, *client.errors_on_stderr]))

    async def initialize(
        self,
        capabilities: Json = None,
        root: Path | None = None,
        options: Json = None,
        *,
        folders: Sequence[Path] | None = None,
        process_id: int | None = None,
        settings: Json = None,
    ) -> Json:
        """Shake hands; `settings` is what workspace/configuration gives for the section `amends`."""
        self.capabilities = capabilities or {}
        if settings is not None:
            self.settings = {"amends": settings}
        roots = list(folders) if folders is not None else [root] if root else None
        params = {
            "processId": process_id,
            "rootUri": roots[0].as_uri() if roots else None,
            "workspaceFolders": roots and [{"uri": path.as_uri(), "name": path.name} for path in roots],
            "capabilities": self.capabilities,
            "initializationOptions": options,
        }
        self.result = await self.request("initialize", params)
        self.encoding = self.result["capabilities"].get("positionEncoding", "utf-16")
        self.notify("initialized", {})
        return self.result

    async def close(self) -> None:
        """Shut down as the specification wants it; nothing to do when the process is gone already."""
        if self.process.returncode is not None or self._reading.done():
            return
        if self.result and not self._shut_down:
            await self.request("shutdown")
        self.notify("exit")
        async with asyncio.timeout(SECONDS):
            code = await self.process.wait()
        if code != (0 if self.result else 1):
            self.violations.append(f"exit code {code}")

    # -- messages -------------------------------------------------------------------------------------------------
    async def request(self, method: str, params: Json = None) -> Json:
        """Send a request and wait for its result.

        Raises:
            LspError: the server answered with an error.
        """
        result = await self.begin(method, params)[1]
        self._shut_down = self._shut_down or method == "shutdown"
        return result

    def begin(self, method: str, params: Json = None) -> tuple[int, asyncio.Future[Json]]:
        """Send a request without waiting; its id, and the future of its result."""
        message_id, answer = self.expect()
        self.send({"jsonrpc": "2.0", "id": message_id, "method": method, "params": params})
        return message_id, answer

    def expect(self) -> tuple[int, asyncio.Future[Json]]:
        """A fresh request id, and the future of its result; for requests sent as bytes."""
        self._last_id += 1
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[self._last_id] = future
        return self._last_id, asyncio.ensure_future(asyncio.wait_for(future, SECONDS))

    def notify(self, method: str, params: Json = None) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def send(self, message: Json) -> None:
        """Send any JSON."""
        self.send_bytes(frame(json.dumps(message).encode()))

    def send_bytes(self, data: bytes) -> None:
        """Send anything at all."""
        assert self.process.stdin
        self.process.stdin.write(data)

    async def notified(self, method: str, wanted: Callable[[Json], object] = lambda _: True, *, since: int = 0) -> Json:
        """The params of the first such notification from position `since` of `notifications` on, waiting for it."""
        return await self._first(self.notifications, method, wanted, since)

    async def requested(
        self, method: str, wanted: Callable[[Json], object] = lambda _: True, *, since: int = 0
    ) -> Json:
        """The params of the first such request of the server."""
        return await self._first(self.requests, method, wanted, since)

    # -- documents ------------------------------------------------------------------------------------------------
    def open(self, path: Path | str, text: str, language: str = "python", version: int = 1) -> str:
        """Open a document; returns its URI."""
        uri = path if isinstance(path, str) else path.as_uri()
        self._documents[uri] = (version, text)
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, *changes: Json) -> None:
        """Send content changes, each a `{"range", "text"}` or `{"text"}`, in one message."""
        version, text = self._documents[uri]
        for change in changes:
            text = changed(text, change, self.encoding)
        self._documents[uri] = (version + 1, text)
        identifier = {"uri": uri, "version": version + 1}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": list(changes)})

    def replace(self, uri: str, text: str) -> None:
        """Change a document to a whole new text."""
        self.change(uri, {"text": text})

    def save(self, uri: str) -> None:
        """Tell that a document was saved (nothing is written)."""
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def close_document(self, uri: str) -> None:
        """Close a document."""
        del self._documents[uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def text(self, uri: str) -> str:
        """A document as the editor shows it."""
        return self._documents[uri][1]

    def apply(self, edit: Json) -> bool:
        """Apply a WorkspaceEdit as an editor does: refuse a stale version, tell the server of the change."""
        parts = [
            (part["textDocument"]["uri"], part["textDocument"]["version"], part["edits"])
            for part in edit.get("documentChanges") or []
        ] or [(uri, None, edits) for uri, edits in edit["changes"].items()]
        if any(version is not None and version != self._documents[uri][0] for uri, version, _ in parts):
            return False
        for uri, _, edits in parts:
            if uri in self._documents:
                self.replace(uri, edited(self.text(uri), edits, self.encoding))
            else:
                path = Path(uri.removeprefix("file://"))
                path.write_bytes(edited(path.read_bytes().decode(), edits, self.encoding).encode())
        return True

    # -- code actions ---------------------------------------------------------------------------------------------
    async def code_actions(self, uri: str, place: Json = None, **context: Json) -> list[Json]:
        """Actions for a range, by default the whole document, asked for by hand."""
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 1_000_000, "character": 0}}
        params = {
            "textDocument": {"uri": uri},
            "range": place or whole,
            "context": {"diagnostics": [], "triggerKind": 1, **context},
        }
        actions: list[Json] = await self.request("textDocument/codeAction", params)
        return actions

    async def run_action(self, action: Json) -> Json:
        """Do what an editor does with a chosen action; returns the action as resolved."""
        if "edit" not in action and "data" in action:
            action = await self.request("codeAction/resolve", action)
        if "edit" in action and not self.apply(action["edit"]):
            raise AssertionError("the action's edit is stale")
        if command := action.get("command"):
            params = {"command": command["command"], "arguments": command["arguments"]}
            await self.request("workspace/executeCommand", params)
        return action

    async def command(self, name: str, argument: Json) -> Json:
        """Run one of our commands."""
        return await self.request("workspace/executeCommand", {"command": name, "arguments": [argument]})

    # -- inside ---------------------------------------------------------------------------------------------------
    async def _first(
        self, log: list[tuple[str, Json]], method: str, wanted: Callable[[Json], object], since: int
    ) -> Json:
        def found() -> list[Json]:
            return [params for name, params in log[since:] if name == method and wanted(params)]

        try:
            async with asyncio.timeout(SECONDS), self._arrived:
                await self._arrived.wait_for(lambda: found() or self._reading.done())
        except TimeoutError:
            raise AssertionError(f"{method} never came; there were {log[since:]}\n{self._stderr}") from None
        if not found():
            raise AssertionError(f"the server ended before {method} came\n{self._stderr}")
        return found()[0]

    @property
    def _stderr(self) -> str:
        return "\n".join(self.errors_on_stderr)

    def _configuration(self, params: Json) -> Json:
        return [self.settings.get(item.get("section")) for item in params["items"]]

    async def _read(self) -> None:
        assert self.process.stdout
        while body := await self._frame(self.process.stdout):
            try:
                self._take(json.loads(body))
            except (ValueError, KeyError, TypeError) as error:
                self.violations.append(f"{error!r} for {body[:500]!r}")
            async with self._arrived:
                self._arrived.notify_all()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(AssertionError(f"the server ended without an answer\n{self._stderr}"))
        async with self._arrived:
            self._arrived.notify_all()

    async def _frame(self, stream: asyncio.StreamReader) -> bytes:
        try:
            headers = (await stream.readuntil(b"\r\n\r\n")).decode("ascii").splitlines()
            lengths = [line.partition(": ")[2] for line in headers if line.startswith("Content-Length: ")]
            return await stream.readexactly(int(lengths[0]))
        except asyncio.IncompleteReadError as error:
            if error.partial:
                self.violations.append(f"stdout ends with {error.partial[:200]!r}")
            return b""

    async def _listen(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            self.errors_on_stderr.append(line.decode(errors="replace").rstrip())

    def _take(self, message: Json) -> None:
        if message["jsonrpc"] != "2.0":
            raise ValueError("not JSON-RPC 2.0")
        if "method" not in message:
            self._take_answer(message)
        elif "id" in message:
            self._answer(message)
        else:
            if message["method"] not in NOTIFICATIONS:
                self.violations.append(f"unknown notification {message['method']}")
            self.notifications.append((message["method"], message.get("params")))

    def _take_answer(self, message: Json) -> None:
        if message["id"] is None:
            self.notifications.append(("error", message["error"]))
            return
        future = self._waiting.pop(message["id"])
        if future.done():
            return
        if "error" in message:
            future.set_exception(LspError(message["error"]))
        else:
            future.set_result(message["result"])

    def _answer(self, message: Json) -> None:
        method = message["method"]
        self.requests.append((method, message["params"]))
        if method not in self.answers:
            self.violations.append(f"unknown request {method}")
            return
        result = self.answers[method](message["params"])
        if result is not NotImplemented:
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})


def frame(body: bytes) -> bytes:
    """A message with its header."""
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
