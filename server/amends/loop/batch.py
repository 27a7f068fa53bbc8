"""Whole files at once, for the terminal and for "fix all like this": fix, look again, fix the next."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path

import attrs

from amends.core.errors import AmendsError
from amends.core.fixes import Fix
from amends.core.problems import Problem
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Text
from amends.fixing.origins import FixRequest
from amends.fixing.pipeline import Search, search_fixes
from amends.fixing.ranking import is_unlikely
from amends.learning.annotations.annotate import asks_for_annotation
from amends.learning.without_examples.unknown_names import unknown_name
from amends.loop.finding import find_problems
from amends.loop.folder import Folder
from amends.loop.styling import read_names
from amends.platform.files import UnreadableFileError, read_document
from amends.platform.uris import path_to_uri, uri_to_path

log = logging.getLogger(__name__)

_MOST_FIXES_IN_A_TEXT = 500


@attrs.frozen
class BatchStep:
    """One problem, what was found for it, and the texts that the fix was made for."""

    problem: Problem
    search: Search
    fix: Fix | None
    """The proved fix that was taken; later steps build on it."""
    texts: dict[str, Text]


@attrs.define
class Batch:
    """Texts on their way: as they were on disk, and with the fixes taken so far."""

    folder: Folder
    use_model: bool
    wants: Callable[[Problem], bool] = lambda _problem: True
    accepts: Callable[[Fix], bool] = lambda fix: (
        fix.verdict.proved and not is_unlikely(fix) and not fix.candidate.suppression
    )
    report: Callable[[str], None] = log.debug
    originals: dict[str, Document] = attrs.field(factory=dict)
    present: dict[str, Document] = attrs.field(factory=dict)
    failed: list[str] = attrs.field(factory=list)

    def document(self, uri: str, path: Path) -> Document | None:
        """The text as it is now in this batch; None when it cannot be read as text."""
        if uri not in self.present:
            open_document = self.folder.documents.get(uri)
            try:
                self.originals[uri] = self.present[uri] = open_document or read_document(path)
            except UnreadableFileError as error:
                self.failed.append(error.sentence)
                return None
        return self.present[uri]

    def snapshot(self) -> Snapshot:
        """The folder's open documents with the batch's texts on top."""
        return Snapshot(self.folder.root, {**self.folder.documents, **self.present})

    def around(self, uri: str) -> list[Document]:
        """The other texts as they are now."""
        return [document for document in self.snapshot().documents.values() if document.uri != uri]

    def take(self, fix: Fix) -> None:
        """Build on a fix from now on."""
        for file in fix.candidate.files:
            document = self.present[file.uri]
            self.present[file.uri] = attrs.evolve(document, text=document.text.edited(file.edits))


async def fix_files(batch: Batch, paths: Iterable[Path]) -> AsyncIterator[BatchStep]:
    """Fix checker problems file by file; every fix is proved on top of those before it."""
    for path in paths:
        async for step in _fix_file(batch, path):
            yield step


async def fix_problems(batch: Batch, problems: Sequence[Problem]) -> AsyncIterator[BatchStep]:
    """Fix given problems, such as failing tests, one after the other."""
    for problem in problems:
        document = batch.document(problem.uri, uri_to_path(problem.uri) or batch.folder.root)
        if document is not None and batch.wants(problem):
            yield await _step(batch, document, problem, ())


async def _fix_file(batch: Batch, path: Path) -> AsyncIterator[BatchStep]:
    uri = path_to_uri(path)
    document = batch.document(uri, path)
    hopeless: set[tuple[str, str, str]] = set()
    for _ in range(_MOST_FIXES_IN_A_TEXT):
        if document is None:
            return
        problems = await find_problems(batch.folder, [document], batch.around(uri))
        problem = next(
            (found for found in problems if batch.wants(found) and _identity(found, document) not in hopeless), None
        )
        if problem is None:
            return
        batch.report(f"{path.name}: {problem.code} {problem.message}")
        step = await _step(batch, document, problem, problems)
        yield step
        if step.fix is None:
            hopeless.add(_identity(problem, document))
        document = batch.present[uri]


async def _step(batch: Batch, document: Document, problem: Problem, neighbours: Sequence[Problem]) -> BatchStep:
    others = tuple(one for one in neighbours if one != problem and batch.wants(one) and not batch.folder.muted(one))
    request = FixRequest(problem, document, batch.snapshot(), batch.folder.settings, others)
    muted = batch.folder.muted(problem)
    if not muted and (asks_for_annotation(problem) or unknown_name(problem)):
        await read_names(batch.folder)
    search = Search(stopped="It is muted here.") if muted else await _searched(batch, request)
    fix = next((fix for fix in search.fixes if batch.accepts(fix)), None)
    for file in fix.candidate.files if fix else ():
        batch.document(file.uri, uri_to_path(file.uri) or batch.folder.root)
    texts = {uri: present.text for uri, present in batch.present.items()}
    if fix:
        batch.take(fix)
    return BatchStep(problem, search, fix, texts)


async def _searched(batch: Batch, request: FixRequest) -> Search:
    try:
        return await search_fixes(request, batch.folder.workshop, use_model=batch.use_model, report=batch.report)
    except AmendsError as error:
        # One problem that cannot be worked on must not keep the others from being fixed.
        return Search(stopped=error.sentence)


def _identity(problem: Problem, document: Document) -> tuple[str, str, str]:
    """The same problem after fixes elsewhere have moved it: its line's text names it, not its number."""
    return problem.code, problem.message, document.text.line(problem.range.start.line)
