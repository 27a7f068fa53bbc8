"""Any language server as a checker: started once for a folder, kept warm, started again when it misbehaves."""

from __future__ import annotations

import logging
import shlex
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import attrs

from amends.core.errors import ToolCrashedError, ToolError
from amends.core.problems import Problem, Safety, Severity, ToolFix
from amends.core.snapshot import Document
from amends.core.text import Edit, Position, Range
from amends.platform.files import UnreadableFileError, read_document
from amends.platform.uris import relative_path, uri_to_path
from amends.tools.caches import filled_environment, tool_cache
from amends.tools.checkers.checker import CheckerRun, View
from amends.tools.checkers.confinement import Confinement
from amends.tools.checkers.findings import Found, Place, Reading, Unit, column, position
from amends.tools.checkers.idle import IDLE_SECONDS, IdleEnd
from amends.tools.checkers.server_session import ServerSession
from amends.tools.checkers.serverspec import ServerSpec
from amends.tools.checkers.spec_checker import SpecChecker

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

_SEVERITIES = {1: Severity.ERROR, 2: Severity.WARNING, 3: Severity.INFORMATION}
"""LSP's numbers; hints (4) fade out unused code and are nobody's problem."""
_MOST_IMPORTERS = 100
_LONGEST_REST_SECONDS = 60.0


@attrs.define(eq=False)
class ServerChecker(SpecChecker[ServerSpec]):
    """One language server. One look at a time: it knows one state of the texts."""

    interpreter: Path | None = None
    monotonic: Callable[[], float] = time.monotonic
    confinement: Confinement | None = attrs.field(default=None, kw_only=True)
    idle_seconds: float = attrs.field(default=IDLE_SECONDS, kw_only=True)
    """So long nobody has to have asked before it is ended; the next question starts it again."""
    session: ServerSession | None = attrs.field(default=None, init=False)
    _failures: int = attrs.field(default=0, init=False)
    _rests_until: float = attrs.field(default=0.0, init=False)
    _idle: IdleEnd = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self._idle = IdleEnd(self.idle_seconds, self._lock, self._rest)

    async def look(self, view: View) -> CheckerRun:
        """All it finds in the texts and in those that import them; see `Checker.look` for what it raises."""
        started = time.monotonic()
        async with self._lock:
            judged = (*view.documents, *await self._importers(view))
            found, unit = await self._asked(lambda session: _found(session, judged, view))
        documents = {path: it for it in judged if (path := uri_to_path(it.uri))}
        reading = Reading(self.name, unit, Path, documents)
        problems = reading.problems(found)
        duration = round((time.monotonic() - started) * 1000)
        return CheckerRun(problems, self.shown(view.documents), duration, isolation=self.isolation)

    async def proposals(self, problem: Problem, document: Document, view: View) -> list[ToolFix]:
        """What the server itself would do about a problem it found in a text: edits of that text alone.

        Raises:
            ToolError: as for `look`.
        """
        async with self._lock:
            return await self._asked(lambda session: _proposed(session, problem, document, view))

    async def hover(self, place: Position, document: Document, view: View) -> str:
        """What the server shows of a place of a text; empty where it has nothing to show.

        Raises:
            ToolError: as for `look`.
        """
        async with self._lock:
            return await self._asked(lambda session: _hovered(session, place, document, view))

    def shown(self, documents: Sequence[Document]) -> str:
        """A command that shows a person the same, or how the server is started."""
        if not self.spec.shown:
            return shlex.join(self.command)
        program = Path(self.command[0]).with_name(self.spec.shown[0])
        start = str(program) if program.exists() else self.spec.shown[0]
        paths = [path for document in documents if (path := uri_to_path(document.uri))]
        return shlex.join([start, *self.spec.shown[1:], *(relative_path(path, self.root) for path in paths)])

    @property
    def isolation(self) -> str:
        """What stands between the server and the machine; empty where only its process group does."""
        found = self.confinement.machine.found if self.confinement else None
        return found.name if found else ""

    async def close(self) -> None:
        """End the server."""
        await self._idle.close()
        await self._stop()

    async def _stop(self) -> None:
        session, self.session = self.session, None
        if session:
            await session.stop()

    async def _rest(self) -> None:
        log.info("%s was idle and is ended", self.name)
        await self._stop()

    async def _asked(self, ask: Callable[[ServerSession], Awaitable[Answer]]) -> Answer:
        """The answer of the running server; a server that fails is ended, and rests longer each time."""
        try:
            session = await self._alive()
            answer = await ask(session)
        except _RestingError:
            raise
        except (ToolError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise await self._failed(error) from error
        self._failures = 0
        self._idle.asked()
        return answer

    async def _alive(self) -> ServerSession:
        if self.session and not self.session.running:
            await self.session.kill()
            self.session = None
        if self.session is None:
            if self.monotonic() < self._rests_until:
                raise _RestingError(
                    f"{self.name} failed and is started again a little later.", shlex.join(self.command)
                )
            self.session = await self._started()
        return self.session

    async def _started(self) -> ServerSession:
        needs_cache = any("{cache}" in word for word in (*self.command, *self.spec.environment.values()))
        cache = tool_cache(self.name, self.root) if needs_cache else None
        command = [word.replace("{cache}", str(cache)) for word in self.command]
        env, shared = filled_environment(self.spec.environment, cache)
        writable = [folder for folder in (cache, *shared) if folder]
        walls = await self.confinement.walls(command, writable) if self.confinement else None
        return await ServerSession.start(self.spec, command, self.root, self.interpreter, walls=walls, env=env)

    async def _failed(self, error: Exception) -> ToolError:
        session, self.session = self.session, None
        if session:
            await session.kill()
        self._failures += 1
        self._rests_until = self.monotonic() + min(2.0 ** (self._failures - 1), _LONGEST_REST_SECONDS)
        command = shlex.join(self.command)
        log.warning("%s failed: %s", command, error)
        if isinstance(error, ToolError):
            kind = type(error) if type(error).__init__ is ToolError.__init__ else ToolCrashedError
            return kind(f"{self.name} as a language server failed: {error.sentence} Try: {command}", command)
        return ToolCrashedError(f"{self.name} answers what cannot be read; try: {command}", command, repr(error))

    async def _importers(self, view: View) -> list[Document]:
        """The files that import the texts to judge, with what is unsaved in them."""
        if not self.spec.reads_imports:
            return []
        touched = [path for document in view.documents if (path := uri_to_path(document.uri))]
        found = []
        chosen = self._chooser(self.root)
        importers = [path for path in await self._imports.importers(touched) if chosen(path)]
        for path in importers[:_MOST_IMPORTERS]:
            try:
                found.append(view.files.get(path) or read_document(path))
            except UnreadableFileError:
                continue
        return [document for document in found if document not in view.documents]


class _RestingError(ToolCrashedError):
    """The server failed a moment ago and is not started yet."""


async def _found(session: ServerSession, judged: Sequence[Document], view: View) -> tuple[list[Found], Unit]:
    texts = {document.uri: document for document in (*view.around, *judged) if uri_to_path(document.uri)}
    answers = await session.diagnostics(judged, texts)
    items = [(uri, item) for uri, found in answers.items() for item in found]
    return [_as_found(uri, item) for uri, item in items if item.get("severity", 1) in _SEVERITIES], session.unit


async def _proposed(session: ServerSession, problem: Problem, document: Document, view: View) -> list[ToolFix]:
    texts = {it.uri: it for it in (*view.around, *view.documents, document) if uri_to_path(it.uri)}
    answers = await session.diagnostics([document], texts)
    item = next((it for it in answers[document.uri] if _is_of(it, problem, document, session.unit)), None)
    actions = await session.actions(document.uri, item["range"], item) if item else []
    fixes = (_as_fix(action, document, session.unit) for action in actions)
    return [fix for fix in fixes if fix]


async def _hovered(session: ServerSession, place: Position, document: Document, view: View) -> str:
    texts = {it.uri: it for it in (*view.around, *view.documents, document) if uri_to_path(it.uri)}
    there = {"line": place.line, "character": column(place, document.text, session.unit)}
    return await session.hover(document.uri, there, texts)


def _is_of(item: Mapping[str, Any], problem: Problem, document: Document, unit: Unit) -> bool:
    place = item["range"]
    start = position(place["start"]["line"], place["start"]["character"], document.text, unit)
    return _code(item) == problem.code and start == problem.range.start


def _as_found(uri: str, item: Mapping[str, Any]) -> Found:
    start, end = item["range"]["start"], item["range"]["end"]
    return Found(
        str(uri_to_path(uri)),
        Place(start["line"], start["character"], end["line"], end["character"]),
        _code(item),
        _message(item),
        _SEVERITIES[item.get("severity", 1)],
    )


def _code(item: Mapping[str, Any]) -> str:
    code = item.get("code")
    return "error" if code is None else str(code)


def _message(item: Mapping[str, Any]) -> str:
    message = item.get("message", "")
    return str(message.get("value", "")) if isinstance(message, dict) else str(message)


def _as_fix(action: Mapping[str, Any], document: Document, unit: Unit) -> ToolFix | None:
    edit = action.get("edit") or {}
    changes = list(_changes(edit))
    if not changes or any(uri != document.uri for uri, _ in changes):
        return None
    edits = tuple(sorted(_as_edit(item, document, unit) for _, items in changes for item in items))
    return ToolFix(edits, Safety.UNSAFE, str(action.get("title", ""))) if edits else None


def _changes(edit: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    for change in edit.get("documentChanges") or ():
        yield change.get("textDocument", {}).get("uri", ""), change.get("edits", ())
    yield from (edit.get("changes") or {}).items()


def _as_edit(item: Mapping[str, Any], document: Document, unit: Unit) -> Edit:
    ends = (item["range"][name] for name in ("start", "end"))
    start, end = (position(place["line"], place["character"], document.text, unit) for place in ends)
    first, last = document.text.span_of(Range(start, max(start, end)))
    return Edit(first, last, str(item["newText"]))
