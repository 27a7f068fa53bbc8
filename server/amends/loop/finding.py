"""Asking the checkers, and telling the person when one cannot answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import attrs

from amends.core.errors import ToolError
from amends.core.problems import Problem, Severity
from amends.core.snapshot import Document
from amends.loop.folder import Folder
from amends.tools.checkers.checker import Checker, View

log = logging.getLogger(__name__)


async def find_problems(
    folder: Folder,
    documents: Sequence[Document],
    around: Sequence[Document] = (),
    wanted: Callable[[Checker], bool] = lambda _checker: True,
) -> tuple[Problem, ...]:
    """What the folder's checkers find in some texts, while others stand as `around` says."""
    tell_of_absent_tools(folder, documents)
    found: list[Problem] = []
    hashes = {document.uri: document.text.hash for document in documents}
    for checker in folder.equipment.checkers:
        judged = tuple(document for document in documents if checker.handles(document) and checker.judges(document))
        if not judged or not wanted(checker):
            continue
        others = tuple(document for document in (*around, *documents) if document not in judged)
        try:
            run = await checker.look(View(folder.root, judged, others))
        except ToolError as error:
            report_tool_error(folder, checker.name, error)
            continue
        # Where a text was not the tool's to judge, what it says of it in passing is another run's business.
        found += [attrs.evolve(it, text_hash=hashes[it.uri]) for it in run.problems if it.uri in hashes]
    return tuple(sorted(found, key=lambda problem: (problem.uri, problem.range)))


def report_tool_error(folder: Folder, name: str, error: ToolError) -> None:
    """Say once that a tool is missing, hangs or crashes; the log has the command that reproduces it."""
    log.warning("%s: %s (%s) %s", name, error.sentence, error.command, error.details)
    # Its words name the file it failed on; whoever has heard it once need not hear it for every file.
    kind = f"{name} {type(error).__name__}"
    if kind not in folder.told:
        folder.told.add(kind)
        folder.tool_failures.append(error.sentence)
        folder.client.show_message(Severity.WARNING, error.sentence)


def tell_of_absent_tools(folder: Folder, documents: Sequence[Document]) -> None:
    """Say once which of the project's checkers are not installed; nothing failed, but nothing is proved by them."""
    languages = {document.language for document in documents}
    for tool in folder.equipment.absent:
        if languages & tool.languages and tool.sentence not in folder.told:
            folder.told.add(tool.sentence)
            folder.client.show_message(Severity.INFORMATION, tool.sentence)
