"""Asking the checkers, and telling the person when one cannot answer."""

from __future__ import annotations

import logging

import attrs

from amends.core.errors import ToolError
from amends.core.problems import Problem, Severity
from amends.core.snapshot import Document
from amends.loop.folder import Folder

log = logging.getLogger(__name__)


async def find_problems(folder: Folder, document: Document) -> tuple[Problem, ...]:
    """What the folder's checkers find in a text."""
    found: list[Problem] = []
    for checker in folder.equipment.checkers:
        if checker.handles(document):
            try:
                run = await checker.check(document, folder.root)
            except ToolError as error:
                report_tool_error(folder, checker.name, error)
                continue
            found += [attrs.evolve(problem, text_hash=document.text.hash) for problem in run.problems]
    return tuple(sorted(found, key=lambda problem: problem.range))


def report_tool_error(folder: Folder, name: str, error: ToolError) -> None:
    """Say once that a tool is missing, hangs or crashes; the log has the command that reproduces it."""
    log.warning("%s: %s (%s) %s", name, error.sentence, error.command, error.details)
    if error.sentence not in folder.told:
        folder.told.add(error.sentence)
        folder.tool_failures.append(error.sentence)
        folder.client.show_message(Severity.WARNING, error.sentence)
