"""The doctor's look at the checkers: which run here, from where, in which version, and which are missing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import attrs

from amends.core.errors import ToolError
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.loop.folder import Folder
from amends.platform.files import LANGUAGES, UnreadableFileError, language_of, read_document
from amends.platform.processes import ProcessLimits, run_process
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import Checker, View
from amends.tools.checkers.command_checker import CommandChecker
from amends.tools.checkers.mypy_checker import MypyChecker
from amends.tools.checkers.ruff import RuffChecker
from amends.tools.checkers.server_checker import ServerChecker
from amends.tools.importers import files_below
from amends.verifying.remembering import RememberingChecker

_LIMITS = ProcessLimits(seconds=60)
_MOST_FILES = 2_000


@attrs.frozen
class Line:
    """One thing looked at: ok or not, what was seen, and what to do."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    command: str = ""
    """How a tool is started."""
    version: str = ""
    memory_mb: float | None = None
    """Of what is kept running: a language server, mypy's daemon."""


async def checker_lines(folder: Folder) -> list[Line]:
    """A line for every checker that runs here, and for those the project names and does not have."""
    lines = [await _line(_inner(checker), folder) for checker in folder.equipment.checkers]
    remedy = "Install it there; until then fixes are proved without it."
    return lines + [Line(tool.name, ok=True, detail=tool.sentence, remedy=remedy) for tool in folder.equipment.absent]


def _inner(checker: Checker) -> Checker:
    return checker.inner if isinstance(checker, RememberingChecker) else checker


async def _line(checker: Checker, folder: Folder) -> Line:
    try:
        if isinstance(checker, RuffChecker):
            return await _ruff(checker, folder)
        if isinstance(checker, MypyChecker):
            return await _mypy(checker, folder)
        if isinstance(checker, CommandChecker):
            return await _version(checker.name, checker.command, checker.spec.version, folder)
        if isinstance(checker, ServerChecker):
            return await _server(checker, folder)
    except ToolError as error:
        return Line(checker.name, ok=False, detail=error.sentence, remedy=error.command, command=error.command)
    return Line(checker.name, ok=True, detail="not looked at")


async def _ruff(checker: RuffChecker, folder: Folder) -> Line:
    whose = "our own" if checker.command.ours else "the project's"
    line = await _version("ruff", checker.command.command, ("--version",), folder, whose)
    if line.ok:
        # Its configuration may be broken, which no version says.
        await checker.check(Document(path_to_uri(folder.root / "amends_doctor.py"), "python", Text("")), folder.root)
    return line


async def _mypy(checker: MypyChecker, folder: Folder) -> Line:
    """Ask about one file, and weigh the daemon that then is kept running."""
    line = await _version(checker.name, checker.command, checker.spec.version, folder)
    document = next(_judged(checker, folder), None)
    if not line.ok or document is None:
        return line
    if not await checker.warmed_up(View(folder.root, (document,))):
        return attrs.evolve(line, detail=f"{line.detail}, without its daemon: {checker.refusal or 'it failed'}")
    memory = round(checker.memory_bytes / 1e6, 1)
    return attrs.evolve(line, detail=f"{line.detail}, its daemon {memory} MB when warm", memory_mb=memory)


def _judged(checker: Checker, folder: Folder) -> Iterator[Document]:
    for path in files_below(folder.root, [".py"], _MOST_FILES):
        with contextlib.suppress(UnreadableFileError):
            if checker.handles(document := read_document(path)):
                yield document


async def _server(checker: ServerChecker, folder: Folder) -> Line:
    """A language server is started and shown an empty text, and weighed when it has answered."""
    suffix = next((suffix for suffix, language in LANGUAGES.items() if language in checker.languages), ".txt")
    path = folder.root / f"amends_doctor{suffix}"
    run = await checker.look(View(folder.root, (Document(path_to_uri(path), language_of(path), Text("")),)))
    session = checker.session
    memory = round((session.memory_bytes if session else 0) / 1e6, 1)
    version = session.version if session else ""
    start = " ".join(checker.command)
    said = f"{version or 'language server'}, {memory} MB when warm, first answer in {run.duration_ms} ms ({start})"
    return Line(checker.name, ok=True, detail=said, command=start, version=version, memory_mb=memory)


async def _version(
    name: str, command: Sequence[str], arguments: Sequence[str], folder: Folder, whose: str = "the project's"
) -> Line:
    result = await run_process([*command, *arguments], cwd=folder.root, limits=_LIMITS)
    start = " ".join(command)
    if result.exit_code != 0 or result.timed_out:
        words = (result.err.strip() or result.out.strip() or "no answer in time")[:200]
        return Line(name, ok=False, detail=words, remedy=f"Run {result.command} and mend what it says.", command=start)
    version = next((line.strip() for line in (result.out + "\n" + result.err).splitlines() if line.strip()), "")
    return Line(name, ok=True, detail=f"{version} ({whose}: {start})", command=start, version=version)
