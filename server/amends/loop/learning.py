"""What the loop hands to the profile: which problems came and went, and repairs made by hand."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from amends.core.outcomes import Example
from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.loop.background import request_search, tell_idle
from amends.loop.finding import find_problems
from amends.loop.folder import Folder
from amends.platform.git import head_stamp
from amends.profile.functions import function_at
from amends.tools.aliases import answers_for
from amends.tools.checkers.checker import Checker
from amends.verifying.syntax_errors import syntax_error

log = logging.getLogger(__name__)

_CARGO = frozenset({"cargo check", "clippy"})

EDITOR = "editor"
"""The producer of what the editor's bridge tells of other tools."""

MEANT_SECONDS = 5.0
"""What nobody has touched for so long is meant, even if it is not saved."""


def observe_problems(folder: Folder, document: Document, producer: str, found: Sequence[Problem]) -> None:
    """A producer has looked at a text again: what is new, what is gone, and whether somebody repaired it."""
    before = folder.problems.of_producer(producer, document.uri)
    folder.problems.put(producer, document.uri, found)
    by = _ended_by(folder, document, before)
    for source in {problem.source for problem in (*before, *found)}:
        kinds = {one.kind: function_at(document.text, one.range.start.line) for one in found if one.source == source}
        folder.profile.record_findings(source, folder.path_of(document.uri), kinds, by)
    folder.tracker.checked(document.uri, document.text, folder.problems.merged(document.uri))
    if folder.settings.learn_hand_repairs:
        folder.repairs.checked(document, producer, found)


def _ended_by(folder: Folder, document: Document, before: Sequence[Problem]) -> str:
    """What ended problems that are gone: a tool that stops reporting on the same text has repaired nothing."""
    if any(folder.tracker.fixed_like(problem) for problem in before):
        return "fix"
    return "other" if all(problem.text_hash == document.text.hash for problem in before) else "hand"


def look_for_commit(folder: Folder) -> None:
    """A commit on the same branch means what stands in the texts; a switch of branches says nothing of them."""
    head = head_stamp(folder.root)
    if head != folder.head and head[0] == folder.head[0]:
        folder.tracker.committed()
    folder.head = head


async def learn_repairs(folder: Folder, uri: str) -> None:
    """Turn repairs made by hand into examples, each verified: with it alone the problem goes and nothing comes."""
    document = folder.documents.get(uri)
    if document is None or not folder.settings.learn_hand_repairs:
        return
    if syntax_error(document):
        return  # somebody is still typing
    examples: list[Example] = []
    for checker in folder.equipment.checkers:
        problems_of = partial(_problems_of, folder, checker)
        examples += await folder.repairs.learn(document, [checker.name], problems_of, folder.tracker.is_ours)
    examples += folder.repairs.told(document, EDITOR, partial(_only_told, folder), folder.tracker.is_ours)
    if not examples:
        return
    folder.client.status(folder.uri, "learning", examples[0].problem.code)
    for example in examples:
        folder.profile.learn(example)
        folder.tracker.repaired(example.problem)
        log.info("learned from a repair by hand: %s in %s", example.problem.kind.key, example.path)
    tell_idle(folder)
    kinds = {example.problem.kind for example in examples}
    for open_uri in folder.documents:
        if any(problem.kind in kinds for problem in folder.problems.merged(open_uri)):
            folder.fixes.forget(open_uri)
            request_search(folder, open_uri)


def _only_told(folder: Folder, problem: Problem) -> bool:
    """Whether the editor's word is all there is for a problem.

    rust-analyzer takes cargo's findings back while it checks anew; where we run cargo ourselves, that is asked instead.
    """
    ours = {checker.name for checker in folder.equipment.checkers}
    return problem.source not in ours and not any(answers_for(name, problem.source) for name in ours & _CARGO)


async def _problems_of(folder: Folder, checker: Checker, document: Document) -> tuple[Problem, ...]:
    """What the tool that found a problem says of a text; no other is asked about its repair."""
    around = [other for other in folder.documents.values() if other.uri != document.uri]
    return await find_problems(folder, [document], around, lambda other: other is checker)
