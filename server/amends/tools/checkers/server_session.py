"""What a child language server is shown and what it says of it: an answer counts only for the text it was made for."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from amends.core.errors import ToolCrashedError, ToolTimeoutError
from amends.core.snapshot import Document
from amends.platform.isolation.machine import Walls
from amends.platform.processes import clean_environment
from amends.platform.uris import path_to_uri
from amends.tools.checkers.findings import Unit
from amends.tools.checkers.language_server import LanguageServer, ServerRequestError
from amends.tools.checkers.serverspec import ServerSpec

_CANCELLED = frozenset({-32802, -32800, -32801})  # server cancelled, request cancelled, content modified
_ENCODINGS = {"utf-8": Unit.BYTE, "utf-16": Unit.UTF16, "utf-32": Unit.CODE_POINT}
_SETTLE_SECONDS = 0.25
_LONGEST_VERSION = 100
_UNVERSIONED_SETTLE_SECONDS = 1.0
"""Servers that don't say which text they speak of: so long they must have been silent since."""

_CAPABILITIES: Mapping[str, Any] = {
    "general": {"positionEncodings": ["utf-32", "utf-16", "utf-8"]},
    "workspace": {"configuration": True, "workspaceFolders": True, "didChangeConfiguration": {}},
    "textDocument": {
        "synchronization": {},
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True, "dataSupport": True},
        "diagnostic": {"relatedDocumentSupport": False},
        "hover": {"contentFormat": ["plaintext", "markdown"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
            "isPreferredSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
}


@attrs.define
class _Open:
    """A text as the server knows it, and what it last published for it."""

    version: int
    content: str
    published: tuple[int | None, list[Mapping[str, Any]], float] | None = None
    """Version, findings, and the loop's time when they came."""


class ServerSession:
    """One running server with the texts it has open."""

    def __init__(self, server: LanguageServer, spec: ServerSpec, interpreter: Path | None) -> None:
        self._server = server
        self._spec = spec
        self._interpreter = interpreter
        self._open: dict[str, _Open] = {}
        self._news = asyncio.Event()
        self._ready = asyncio.Event()
        self._pulls = False
        self._resolves = False
        self._hovers = False
        self.unit = Unit.UTF16
        self.version = ""
        """What the server says of itself."""
        server.on("textDocument/publishDiagnostics", self._published)
        if spec.ready:
            server.on(spec.ready[0], self._told)
        else:
            self._ready.set()
        server.on("workspace/configuration", self._configuration)
        server.on("workspace/applyEdit", lambda _params: {"applied": False})
        server.on("workspace/workspaceFolders", lambda _params: None)

    @staticmethod
    async def start(
        spec: ServerSpec,
        command: Sequence[str],
        root: Path,
        interpreter: Path | None,
        *,
        walls: Walls | None = None,
        env: Mapping[str, str] | None = None,
    ) -> ServerSession:
        """Start a server on a folder, behind walls if any and with more in its environment, and shake hands.

        Raises:
            ToolError: it cannot be started, or does not answer.
        """
        extra = {"VIRTUAL_ENV": str(interpreter.parent.parent)} if interpreter else {}
        full = clean_environment({**extra, **(env or {})})
        hidden = walls is not None and bool(walls.isolation.bwrap)
        if hidden:
            full.pop("TMPDIR", None)  # there is an empty /tmp of its own
        server = await LanguageServer.start(command, cwd=root, env=full, quiet=True, walls=walls)
        session = ServerSession(server, spec, interpreter)
        try:
            # Behind bubblewrap our process is not to be seen, and many servers end with the client they look for.
            await session._shake_hands(root, None if hidden else os.getpid())
        except BaseException:
            await server.kill()
            raise
        return session

    @property
    def running(self) -> bool:
        """Whether it can still answer."""
        return self._server.running

    @property
    def memory_bytes(self) -> int:
        """Resident memory of the server and all it started; 0 when it is gone."""
        return self._server.memory_bytes

    async def diagnostics(
        self, judged: Sequence[Document], texts: Mapping[str, Document]
    ) -> dict[str, list[Mapping[str, Any]]]:
        """What the server finds in the judged texts, while all `texts` (by URI, the judged among them) stand so.

        Raises:
            ToolTimeoutError: it does not answer in time, or only for other texts.
            ToolCrashedError: it ended, or answers what cannot be read.
        """
        await self._has_read_the_project()
        changed = self._synchronise(texts)
        if self._pulls:
            return {document.uri: await self._pulled(document.uri) for document in judged}
        for document in judged if changed else ():
            # Another text changed, and only a new version tells a new answer from an old one.
            self._show(document, again=document.uri not in changed)
        started = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._spec.seconds):
                return {document.uri: await self._pushed(document.uri, started) for document in judged}
        except TimeoutError as error:
            sentence = f"{self._spec.name} said nothing of the text it was shown in {self._spec.seconds:.0f} s."
            raise ToolTimeoutError(sentence) from error

    async def actions(self, uri: str, place: Mapping[str, Any], finding: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The quick fixes with edits that the server has for a finding, preferred ones first."""
        context = {"diagnostics": [finding], "only": ["quickfix"], "triggerKind": 1}
        asked = {"textDocument": {"uri": uri}, "range": place, "context": context}
        answer = await self._server.request("textDocument/codeAction", asked, seconds=self._spec.seconds)
        actions = [item for item in answer or () if isinstance(item, dict) and not item.get("disabled")]
        actions.sort(key=lambda action: not action.get("isPreferred"))
        return [await self._resolved(action) for action in actions]

    async def hover(self, uri: str, place: Mapping[str, int], texts: Mapping[str, Document]) -> str:
        """What the server shows of a place while all `texts` (by URI) stand so; empty where it has nothing to show.

        Raises:
            ToolTimeoutError: it does not answer in time.
            ToolCrashedError: it ended.
        """
        await self._has_read_the_project()
        self._synchronise(texts)
        if not self._hovers:
            return ""
        asked = {"textDocument": {"uri": uri}, "position": place}
        answer = await self._server.request("textDocument/hover", asked, seconds=self._spec.seconds)
        return _words(answer.get("contents")) if isinstance(answer, dict) else ""

    async def stop(self) -> None:
        """Shut it down in order, or end it."""
        await self._server.stop(seconds=3.0)

    async def kill(self) -> None:
        """End it at once."""
        await self._server.kill()

    async def _shake_hands(self, root: Path, client: int | None) -> None:
        uri = path_to_uri(root)
        params = {
            "processId": client,
            "clientInfo": {"name": "amends"},
            "rootUri": uri,
            "rootPath": str(root),
            "workspaceFolders": [{"uri": uri, "name": root.name}],
            "capabilities": {**_CAPABILITIES, "experimental": dict(self._spec.experimental)},
            "initializationOptions": dict(self._spec.options),
        }
        answer = await self._server.request("initialize", params, seconds=self._spec.seconds)
        capabilities = answer.get("capabilities", {}) if isinstance(answer, dict) else {}
        self.unit = _ENCODINGS.get(capabilities.get("positionEncoding", "utf-16"), Unit.UTF16)
        info = answer.get("serverInfo") if isinstance(answer, dict) else None
        self.version = _version(info) if isinstance(info, dict) else ""
        self._pulls = bool(capabilities.get("diagnosticProvider"))
        self._hovers = bool(capabilities.get("hoverProvider"))
        provider = capabilities.get("codeActionProvider")
        self._resolves = isinstance(provider, dict) and bool(provider.get("resolveProvider"))
        self._server.notify("initialized", {})
        self._server.notify("workspace/didChangeConfiguration", {"settings": self._settings()})

    async def _has_read_the_project(self) -> None:
        """Wait until it says so, where a server does: before, it knows a text's syntax only."""
        try:
            async with asyncio.timeout(self._spec.seconds):
                while not self._ready.is_set():
                    if not self.running:
                        raise ToolCrashedError(f"{self._spec.name} ended.")
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._ready.wait(), 0.5)
        except TimeoutError as error:
            sentence = f"{self._spec.name} was not done reading the project in {self._spec.seconds:.0f} s."
            raise ToolTimeoutError(sentence) from error

    def _told(self, params: Mapping[str, Any]) -> None:
        if self._spec.ready and params.get(self._spec.ready[1]) == self._spec.ready[2]:
            self._ready.set()

    def _synchronise(self, texts: Mapping[str, Document]) -> set[str]:
        """Show the server these texts and no others; the URIs of those that changed or went."""
        changed = {uri for uri in self._open if uri not in texts}
        for uri in changed:
            del self._open[uri]
            self._server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        for document in texts.values():
            if self._show(document):
                changed.add(document.uri)
        return changed

    def _show(self, document: Document, *, again: bool = False) -> bool:
        known, content = self._open.get(document.uri), document.text.content
        name = {"uri": document.uri, "version": known.version + 1 if known else 1}
        if known is None:
            self._open[document.uri] = _Open(1, content)
            item = {**name, "languageId": document.language, "text": content}
            self._server.notify("textDocument/didOpen", {"textDocument": item})
        elif again or known.content != content:
            self._open[document.uri] = _Open(known.version + 1, content)
            self._server.notify("textDocument/didChange", {"textDocument": name, "contentChanges": [{"text": content}]})
        else:
            return False
        return True

    async def _pulled(self, uri: str) -> list[Mapping[str, Any]]:
        # A request comes after the change it follows: its answer is of that text.
        for _ in range(3):
            try:
                answer = await self._server.request(
                    "textDocument/diagnostic", {"textDocument": {"uri": uri}}, seconds=self._spec.seconds
                )
            except ServerRequestError as error:
                if error.code not in _CANCELLED:
                    raise
                continue
            return _findings(answer.get("items") if isinstance(answer, dict) else None)
        raise ToolCrashedError(f"{self._spec.name} cancels every question for its findings.")

    async def _pushed(self, uri: str, started: float) -> list[Mapping[str, Any]]:
        loop = asyncio.get_running_loop()
        while True:
            self._news.clear()
            if not self.running:
                raise ToolCrashedError(f"{self._spec.name} ended.")
            known = self._open[uri]
            wait: float | None = None
            if known.published and known.published[0] in {known.version, None}:
                version, findings, when = known.published
                settle = _UNVERSIONED_SETTLE_SECONDS if version is None else _SETTLE_SECONDS
                since = when if version is not None else max(when, started)
                wait = since + settle - loop.time()
                if wait <= 0:
                    return findings
            try:
                async with asyncio.timeout(min(wait, 0.5) if wait is not None else 0.5):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def _resolved(self, action: Mapping[str, Any]) -> Mapping[str, Any]:
        if "edit" in action or not self._resolves or "data" not in action:
            return action
        answer = await self._server.request("codeAction/resolve", action, seconds=self._spec.seconds)
        return answer if isinstance(answer, dict) else action

    def _published(self, params: Mapping[str, Any]) -> None:
        known = self._open.get(params["uri"])
        version = params.get("version")
        if known is None or (version is not None and version != known.version):
            return  # of a text that is no longer shown
        known.published = version, _findings(params.get("diagnostics")), asyncio.get_running_loop().time()
        self._news.set()

    def _configuration(self, params: Mapping[str, Any]) -> list[Any]:
        return [_section(self._settings(), str(item.get("section") or "")) for item in params.get("items", ())]

    def _settings(self) -> dict[str, Any]:
        python = {"pythonPath": str(self._interpreter), "defaultInterpreterPath": str(self._interpreter)}
        settings = dict(self._spec.settings)
        if self._interpreter:
            settings["python"] = {**settings.get("python", {}), **python}
        return settings


def _version(info: Mapping[str, Any]) -> str:
    """Name and version; gopls says in JSON all that it was built of."""
    version = str(info.get("version") or "").partition("{")[0]
    return f"{info.get('name') or ''} {version}".strip()[:_LONGEST_VERSION]


def _words(contents: Any) -> str:
    """The text of a hover in any of its forms, the older ones too."""
    if isinstance(contents, list):
        return "\n\n".join(_words(one) for one in contents)
    return str(contents.get("value", "")) if isinstance(contents, dict) else str(contents or "")


def _findings(items: Any) -> list[Mapping[str, Any]]:
    if not isinstance(items, list) or not all(isinstance(item, dict) and "range" in item for item in items):
        raise ToolCrashedError("The language server's findings cannot be read.")
    return items


def _section(settings: Mapping[str, Any], dotted: str) -> Any:
    value: Any = settings
    for name in filter(None, dotted.split(".")):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
