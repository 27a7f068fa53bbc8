"""A checker that is not asked twice for the same texts: what was wrong before a fix is known when that is judged."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path

import attrs

from amends.core.snapshot import Document
from amends.platform.clock import Clock
from amends.platform.files import LANGUAGES, UnreadableFileError, read_file
from amends.tools.checkers.checker import Checker, CheckerRun, View
from amends.tools.importers import files_below
from amends.verifying.cache import AnswerCache


@attrs.define(eq=False)
class RememberingChecker:
    """Another checker with its answers of the last minutes, by the hashes of all texts that count."""

    inner: Checker
    answers: AnswerCache[CheckerRun]

    @property
    def name(self) -> str:
        """The inner checker's."""
        return self.inner.name

    @property
    def languages(self) -> frozenset[str]:
        """The inner checker's."""
        return self.inner.languages

    @property
    def whole_program(self) -> bool:
        """The inner checker's."""
        return self.inner.whole_program

    def handles(self, document: Document) -> bool:
        """The inner checker's."""
        return self.inner.handles(document)

    def judges(self, document: Document) -> bool:
        """The inner checker's."""
        return self.inner.judges(document)

    def configuration(self, document: Document, root: Path) -> str:
        """The inner checker's."""
        return self.inner.configuration(document, root)

    async def look(self, view: View) -> CheckerRun:
        """The inner checker's answer, or the one it gave before to the same question."""
        if self.whole_program:
            return await self._answer(view, self._program_key(view))
        runs = [await self._answer(view.only(it), self._key(it, view.root)) for it in view.documents]
        return CheckerRun.together(runs)

    async def close(self) -> None:
        """Close the inner checker."""
        await self.inner.close()

    async def _answer(self, view: View, key: Hashable) -> CheckerRun:
        run = self.answers.get(key)
        if run is None:
            run = await self.inner.look(view)
            self.answers.put(key, run)
        return run

    def _key(self, document: Document, root: Path) -> Hashable:
        return self.inner.configuration(document, root), document.uri, document.text.hash

    def _program_key(self, view: View) -> Hashable:
        judged = frozenset(self._key(document, view.root) for document in view.documents)
        unsaved = frozenset(
            (str(path), document.text.hash) for path, document in view.files.items() if _differs(path, document)
        )
        return judged, unsaved, _state(view.root, self.languages)


def remembering(checkers: Sequence[Checker], clock: Clock) -> tuple[RememberingChecker, ...]:
    """The same checkers, each with a memory; one that has it keeps it."""
    return tuple(
        checker if isinstance(checker, RememberingChecker) else RememberingChecker(checker, AnswerCache(clock))
        for checker in checkers
    )


def _differs(path: Path, document: Document) -> bool:
    try:
        return read_file(path).content != document.text.content
    except UnreadableFileError:
        return True


def _state(root: Path, languages: frozenset[str]) -> Hashable:
    """What changes whenever a source file is saved, made or removed; the languages' files only."""
    suffixes = [suffix for suffix, language in LANGUAGES.items() if not languages or language in languages]
    newest, count = 0, 0
    for path in files_below(root, suffixes):
        try:
            newest = max(newest, path.stat().st_mtime_ns)
        except OSError:
            continue
        count += 1
    return newest, count
