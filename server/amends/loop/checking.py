"""Running our own checkers, and what follows from what they find."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from amends.core.errors import ToolError
from amends.core.problems import Channel, Problem
from amends.core.settings import Publish
from amends.core.snapshot import Document
from amends.loop.background import request_search
from amends.loop.finding import report_tool_error, tell_of_absent_tools
from amends.loop.folder import Folder
from amends.loop.learning import MEANT_SECONDS, learn_repairs, observe_problems
from amends.tools.checkers.checker import Checker, View
from amends.tools.checkers.ruff import project_uses_ruff
from amends.verifying.syntax_errors import syntax_error

_QUIET_SECONDS = 0.4
"""How long nobody must have typed before a changed text is checked."""

_LONG_QUIET_SECONDS = 2.0
"""The same for tools that look at the whole program and take their time."""

_GATHER_SECONDS = 0.2
"""Texts are opened and saved many at once; one look at the whole program does for all of them."""

_PROGRAM = "the whole program"


def request_check(folder: Folder, uri: str, *, quiet: bool = False) -> None:
    """Check a text soon; with `quiet` only after a pause in typing. A newer request replaces a waiting one."""
    folder.checks.request(uri, lambda: check(folder, uri), delay=_QUIET_SECONDS if quiet else 0.0, replace=quiet)
    if any(checker.whole_program for checker in folder.equipment.checkers):
        delay = _LONG_QUIET_SECONDS if quiet else _GATHER_SECONDS
        folder.checks.request(_PROGRAM, lambda: check_program(folder), delay=delay, replace=True)


async def check(folder: Folder, uri: str) -> None:
    """Run every checker that judges the text by itself; results for a text that moved on are thrown away."""
    document = folder.documents.get(uri)
    if document is None:
        return
    tell_of_absent_tools(folder, [document])
    for checker in folder.equipment.checkers:
        if not checker.handles(document) or not wanted(folder, checker, document):
            _clear(folder, checker, uri)
        elif not checker.whole_program:
            await _run(folder, checker, [document])
    if folder.documents.get(uri) is document:
        request_search(folder, uri)
        folder.lessons.request(uri, lambda: learn_repairs(folder, uri), delay=MEANT_SECONDS)


async def check_program(folder: Folder) -> None:
    """Run the checkers that look at the whole program, each once for all open texts; half-finished ones wait."""
    documents = [document for document in folder.documents.values() if not syntax_error(document)]
    for checker in folder.equipment.checkers:
        judged = [it for it in documents if checker.handles(it) and wanted(folder, checker, it)]
        if checker.whole_program and judged:
            await _run(folder, checker, judged)
    for document in documents:
        if folder.documents.get(document.uri) is document:
            request_search(folder, document.uri)


def wanted(folder: Folder, checker: Checker, document: Document) -> bool:
    """Whether a checker should run. Only ruff may be there without the project's asking: ours, in place of nothing.

    Where another client of the editor runs the same tool, we run it too, for the edits it prints; they are not shown.
    """
    if not checker.judges(document):
        return False
    if folder.settings.checkers is not None:
        return checker.name in folder.settings.checkers
    told = folder.problems.editor_sources(document.uri)
    return checker.name != "ruff" or checker.name in told or not told or project_uses_ruff(folder.root)


async def _run(folder: Folder, checker: Checker, documents: Sequence[Document]) -> None:
    judged = {document.uri for document in documents}
    around = tuple(document for document in folder.documents.values() if document.uri not in judged)
    try:
        run = await checker.look(View(folder.root, tuple(documents), around))
    except ToolError as error:
        report_tool_error(folder, checker.name, error)
        return
    for document in documents:
        if folder.documents.get(document.uri) is document:
            of_it = [problem for problem in run.problems if problem.uri == document.uri]
            found = [attrs.evolve(problem, text_hash=document.text.hash) for problem in of_it]
            observe_problems(folder, document, checker.name, found)
            publish(folder, document.uri)


def _clear(folder: Folder, checker: Checker, uri: str) -> None:
    """It ran before somebody else reported here; nobody would ever clear what it found."""
    if folder.problems.of_producer(checker.name, uri):
        folder.problems.put(checker.name, uri, ())
        publish(folder, uri)


def publish(folder: Folder, uri: str) -> None:
    """Show what nobody else shows: failing tests, and our own checkers' findings where no other client has them."""
    document = folder.documents.get(uri)
    mode = folder.settings.publish
    shown = [problem for problem in folder.problems.merged(uri) if _published(folder, problem, mode)]
    folder.client.publish(uri, document.version if document else None, shown)


def _published(folder: Folder, problem: Problem, mode: Publish) -> bool:
    match problem.channel:
        case Channel.TEST:
            return mode is not Publish.NONE
        case Channel.CHECKER if mode is Publish.AUTO:
            return not folder.problems.shown_by_editor(problem.source)
        case Channel.CHECKER:
            return mode is Publish.ALL
        case _:
            return False
