"""Running our own checkers, and what follows from what they find."""

from __future__ import annotations

import attrs

from amends.core.errors import ToolError
from amends.core.problems import Channel, Problem
from amends.core.settings import Publish
from amends.core.snapshot import Document
from amends.loop.background import request_search
from amends.loop.finding import report_tool_error
from amends.loop.folder import Folder
from amends.loop.learning import learn_repairs, observe_problems
from amends.tools.checker import Checker
from amends.tools.ruff import project_uses_ruff

_QUIET_SECONDS = 0.4
"""How long nobody must have typed before a changed text is checked."""


_MEANT_SECONDS = 5.0
"""What nobody has touched for so long is meant, even if it is not saved."""


def request_check(folder: Folder, uri: str, *, quiet: bool = False) -> None:
    """Check a text soon; with `quiet` only after a pause in typing. A newer request replaces a waiting one."""
    folder.checks.request(uri, lambda: check(folder, uri), delay=_QUIET_SECONDS if quiet else 0.0, replace=quiet)


async def check(folder: Folder, uri: str) -> None:
    """Run every checker that the text wants; results for a text that moved on are thrown away."""
    document = folder.documents.get(uri)
    if document is None:
        return
    for checker in folder.equipment.checkers:
        if checker.handles(document) and wanted(folder, checker, uri):
            await _run(folder, checker, document)
        elif folder.problems.of_producer(checker.name, uri):
            # It ran before somebody else reported here; nobody would ever clear what it found.
            folder.problems.put(checker.name, uri, ())
            publish(folder, uri)
    if folder.documents.get(uri) is document:
        request_search(folder, uri)
        folder.lessons.request(uri, lambda: learn_repairs(folder, uri), delay=_MEANT_SECONDS)


def wanted(folder: Folder, checker: Checker, uri: str) -> bool:
    """Whether a detected checker should run: the project uses it, or nothing else in the editor finds problems here.

    Where another client of the editor runs the same tool, we run it too, for the edits it prints; they are not shown.
    """
    if folder.settings.checkers is not None:
        return checker.name in folder.settings.checkers
    told = folder.problems.editor_sources(uri)
    return checker.name in told or not told or project_uses_ruff(folder.root)


async def _run(folder: Folder, checker: Checker, document: Document) -> None:
    try:
        run = await checker.check(document, folder.root)
    except ToolError as error:
        report_tool_error(folder, checker.name, error)
        return
    if folder.documents.get(document.uri) is document:
        found = [attrs.evolve(problem, text_hash=document.text.hash) for problem in run.problems]
        observe_problems(folder, document, checker.name, found)
        publish(folder, document.uri)


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
