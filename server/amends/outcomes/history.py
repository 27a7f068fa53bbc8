"""Repairs in a project's past: what people did about problems, commit by commit, verified by the tools of today."""

from __future__ import annotations

import logging
import re
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from amends.core.errors import ToolError
from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem, ProblemKind
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.outcomes.comparing import (
    Look,
    ProblemsOf,
    is_local,
    is_rewrite,
    is_syntax_error,
    repaired_alone,
    vanished,
)
from amends.platform.files import UnreadableFileError, decode_file, language_of
from amends.platform.git_log import Commit, FileChange
from amends.platform.uris import path_to_uri
from amends.verifying.tree_files import FileChoice

log = logging.getLogger(__name__)

MOST_BYTES = 200_000
_MOST_FILES = 12
"""Files of one commit that are looked at; more say little that is new."""
_MOST_OF_COMMIT = 3
"""Examples of one kind that a commit gives; a tool's sweep gives one, however much it rewrote."""
_MOST_OF_KIND = 60
_SWEEP_REPAIRS = 10
_MOST_ANSWERS = 1_000
_MOST_FAILURES = 5
_VENDORED = re.compile(r"(^|/)(_?vendor(ed)?|third_party|extern(al)?s?|_generated)/|(_pb2(_grpc)?\.pyi?|\.min\.js)$")
_SWEEP = re.compile(
    r"\b(pyupgrade|ruff|isort|autoflake|autopep8|flynt|flake8|pylint|pre-commit|black|eslint|prettier|biome|gofmt|"
    r"clippy|rustfmt|codemod|2to3|modernize|lint(er|ing|s)?|auto-?fix(es|ed)?|reformat(ted)?|"
    r"(drop|remove) (support for )?(python|py) ?[23])\b",
    re.IGNORECASE,
)


@attrs.frozen
class _Comparison:
    """One file of a commit whose tools found less after it than before."""

    change: FileChange
    after: Document
    look: Look
    gone: tuple[Problem, ...]


@attrs.define(eq=False)
class HistoryMiner:
    """Reads commits from the newest to the oldest; remembers names that files got later, and what tools said."""

    root: Path
    problems_of: ProblemsOf
    private: Sequence[str] = ()
    """Patterns of `privacy.ignore`."""
    per_kind: Counter[ProblemKind] = attrs.field(factory=Counter)
    """Examples learned so far, by kind."""
    files_compared: int = 0
    _names: dict[str, str] = attrs.field(factory=dict, init=False)
    _answers: OrderedDict[tuple[str, str], tuple[Problem, ...]] = attrs.field(factory=OrderedDict, init=False)
    _failures: int = attrs.field(default=0, init=False)
    _choice: FileChoice = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._choice = FileChoice(self.root, self.private)

    def wanted(self, commit: Commit) -> tuple[FileChange, ...]:
        """The files of a commit that are worth a look. Call it for every commit, newest first: it follows renames."""
        for change in commit.files:
            if change.old_path != change.path:
                self._names[change.old_path] = self._name(change)
        chosen = [change for change in commit.files if self._choice(change.path) and not _VENDORED.search(change.path)]
        return tuple(chosen[:_MOST_FILES])

    async def examples(
        self, commit: Commit, changes: Sequence[FileChange], blobs: Mapping[str, bytes]
    ) -> tuple[Example, ...]:
        """Verified examples of one commit; `changes` are its `wanted` files, `blobs` their contents by id.

        Raises:
            ToolError: the checkers fail again and again.
        """
        compared = [one for change in changes if (one := await self._compared(change, blobs))]
        repairs = Counter(problem.kind for one in compared for problem in one.gone)
        sweep = bool(_SWEEP.search(commit.subject))
        found: list[Example] = []
        for kind, count in repairs.items():
            most = 1 if sweep or count > _SWEEP_REPAIRS else _MOST_OF_COMMIT
            most = min(most, _MOST_OF_KIND - self.per_kind[kind])
            of_kind = await self._of_kind(kind, commit, compared, most)
            self.per_kind[kind] += len(of_kind)
            found += of_kind
        return tuple(found)

    async def _of_kind(
        self, kind: ProblemKind, commit: Commit, compared: Sequence[_Comparison], most: int
    ) -> list[Example]:
        found: list[Example] = []
        for one in compared:
            for problem in one.gone:
                if len(found) >= most:
                    return found
                if problem.kind != kind:
                    continue
                after = await repaired_alone(problem, one.look, one.after, self.problems_of)
                if after is not None and is_local(problem, one.look.text, after):
                    found.append(self._example(problem, one, after, commit))
        return found

    def _example(self, problem: Problem, one: _Comparison, after: Text, commit: Commit) -> Example:
        return Example(
            problem=problem,
            before=one.look.text.content,
            after=after.content,
            language=one.after.language,
            path=self._name(one.change),
            source=ExampleSource.GIT,
            date=commit.date,
            commit=commit.id,
        )

    async def _compared(self, change: FileChange, blobs: Mapping[str, bytes]) -> _Comparison | None:
        before, after = self._document(change, change.before, blobs), self._document(change, change.after, blobs)
        if before is None or after is None or is_rewrite(before.text, after.text):
            return None
        try:
            found = await self._problems(change.before, before)
            left = await self._problems(change.after, after) if found else ()
        except ToolError as error:
            self._failures += 1
            log.info("%s of an earlier commit cannot be judged: %s", change.path, error.sentence)
            if self._failures >= _MOST_FAILURES:
                raise
            return None
        self._failures = 0
        self.files_compared += 1
        if any(is_syntax_error(problem) for problem in (*found, *left)):
            return None
        look = Look(before.text, found)
        gone = tuple(vanished(look, after.text, left))
        return _Comparison(change, after, look, gone) if gone else None

    def _document(self, change: FileChange, blob: str, blobs: Mapping[str, bytes]) -> Document | None:
        path = self.root / self._name(change)
        try:
            return Document(path_to_uri(path), language_of(path), Text(decode_file(blobs[blob], path).content))
        except (KeyError, UnreadableFileError):
            return None

    def _name(self, change: FileChange) -> str:
        """What the file is called today."""
        return self._names.get(change.path, change.path)

    async def _problems(self, blob: str, document: Document) -> tuple[Problem, ...]:
        """What the tools find; the text after one commit is the text before a later one."""
        key = (blob, document.uri)
        if key not in self._answers:
            self._answers[key] = tuple(await self.problems_of(document))
            if len(self._answers) > _MOST_ANSWERS:
                self._answers.popitem(last=False)
        return self._answers[key]
