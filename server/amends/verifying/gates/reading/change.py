"""One file's change as the gates see it, and what the problems it answers ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath

import attrs

from amends.core.fixes import Candidate
from amends.core.problems import Problem
from amends.core.text import Edit, Range, Text, diff_edits
from amends.core.verdicts import GateFinding
from amends.syntax.python_changes import shared_start
from amends.verifying.gates.reading.python_source import PythonSource
from amends.verifying.gates.reading.tree_source import DIALECTS, TreeSource

# Tools word "this should not be there" alike, whatever their rule codes; the words are read from the message so that
# a rule nobody has heard of yet is understood too.
_REMOVAL_WORDS = re.compile(
    r"\b(unused|never used|not used|not accessed|never read|unnecessary|redundant|duplicated?|redefinition|unreachable|"
    r"useless|no effect|commented-out|remove|extraneous|superfluous|implied|obsolete|dead code|no-op|needless|unneeded|"
    r"self-assign\w*|pointless|reimport\w*|never reached|outdated|repeated|multiple times)\b|"
    # `print` found, Trace found: …; but not "no overload found"
    r"^(?!.*\b(?:no|not|cannot|missing)\b).*\bfound(?:\W*$|:)",
    re.IGNORECASE,
)
_REPLACEMENT_WORDS = re.compile(
    r"\b(rewrite|rewritten|replace|instead|consider|use|prefer|combine|merge)\b", re.IGNORECASE
)
_TEST_FILE = re.compile(
    r"(^|/)(tests?|testing|__tests__|specs?)/|(^|/)(test_[^/]*|[^/]*_tests?|conftest)\.pyi?$|[._](test|spec)\.[cm]?[jt]sx?$|"
    r"_test\.go$|(^|/)\w*Tests?\.java$|(^|/)__snapshots__/"
)
_COLLECTED = re.compile(
    r"^test_.*\.py$|_test\.py$|^conftest\.py$|[._](test|spec)\.[cm]?[jt]sx?$|_test\.go$|Tests?\.java$|\.rs$"
)
"""Files in which the runners look for tests whatever else is configured."""


@attrs.frozen
class Fact:
    """Something a text holds: facts with equal keys are the same thing wherever they stand; `line` is zero-based."""

    key: Hashable
    line: int
    label: str = ""


@attrs.define(frozen=True, slots=False, eq=False)
class Change:
    """The change of one file. An added file has an empty text before and `existed` False."""

    uri: str
    path: PurePosixPath
    """Relative to the root; absolute where it lies outside."""
    language: str
    before: Text
    after: Text
    existed: bool
    candidate: Candidate
    problems: tuple[Problem, ...]
    """Every problem the candidate answers; their ranges speak of texts before the change."""
    others: tuple[tuple[PurePosixPath, Text], ...] = ()
    """The other files of the same edit, as they are after it."""
    others_before: Mapping[PurePosixPath, Text] = attrs.field(factory=dict)
    """The same files as they were."""

    @cached_property
    def hunks(self) -> tuple[Edit, ...]:
        """What differs, in offsets of the text before."""
        start, stop_before, stop_after = _differing_part(self.before, self.after)
        middle = diff_edits(self.before.content[start:stop_before], self.after.content[start:stop_after])
        return tuple(Edit(start + edit.start, start + edit.end, edit.new_text) for edit in middle)

    @cached_property
    def python(self) -> tuple[PythonSource, PythonSource] | None:
        """Before and after as Python, None for other languages."""
        if self.language != "python":
            return None
        return PythonSource.pair(self.before, self.after)

    @cached_property
    def trees(self) -> tuple[TreeSource, TreeSource] | None:
        """Before and after as trees of a language that is not Python; None where there is no grammar or no sense."""
        if self.language not in DIALECTS:
            return None
        return TreeSource(self.before, self.language), TreeSource(self.after, self.language)

    @cached_property
    def syntax(self) -> tuple[TreeSource, TreeSource] | None:
        """Before and after as trees, of Python too: for what is looked for in all languages alike."""
        if self.language != "python":
            return self.trees
        return TreeSource(self.before, self.language), TreeSource(self.after, self.language)

    @property
    def is_patch(self) -> bool:
        """Whether it is part of a patch that somebody made for reasons of their own, judged as a whole."""
        return self.candidate.problem.source == "patch"

    def stands_elsewhere(self, name: str) -> bool:
        """Whether another file of the edit defines this name and the text before did so too: it was moved, whole.

        A test counts as moved only to a file that is collected.
        """
        wanted = re.compile(
            rf"^(?:async )?(?:def|class) {re.escape(name.rpartition('.')[2])}\b.*(?:\n(?:[ \t].*)?)*", re.MULTILINE
        )
        here = wanted.search(self.before.content)
        for text in self._possible_homes:
            there = wanted.search(text.content)
            if here and there and here.group().split() == there.group().split():
                return True
        return False

    def was_moved(self, statement: str) -> bool:
        """Whether a patch took a statement, as it is written, to another of its files."""
        if not (self.is_patch and statement.strip()):
            return False
        wanted = re.compile(rf"^[ \t]*{re.escape(statement.strip())}[ \t;,]*\r?$", re.MULTILINE)
        return any(wanted.search(text.content) for text in self._possible_homes)

    def was_moved_as(self, name: str) -> bool:
        """Whether what a test file called so at its top is so called in another test file of the patch."""
        wanted = re.compile(rf"^{re.escape(name)}\b\s*[:=]", re.MULTILINE)
        return self.is_patch and self.is_test and any(wanted.search(text.content) for text in self._possible_homes)

    def stands_whole(self, part: str) -> bool:
        """Whether another file of a patch holds this part of the text before, word for word."""
        words = part.split()
        return (
            self.is_patch and bool(words) and any(_holds(text.content.split(), words) for text in self._possible_homes)
        )

    def callers_say(self, old: str, new: str) -> bool:
        """Whether other files of a patch know a name by its new form, and nothing in the patch by its old one."""
        texts = [_without_comments(text.content) for _, text in self.others]
        own = _without_comments(self.after.content)
        # The tests of Rust stand in the file itself.
        told = [*texts, *(own.split("#[cfg(test)]")[1:] if self.language == "rust" else ())]
        is_told = any(_says(content, new) for content in told)
        return self.is_patch and is_told and not any(_says(content, old) for content in (own, *texts))

    @property
    def _possible_homes(self) -> Iterator[Text]:
        return (text for path, text in self.others if not self.is_test or _COLLECTED.search(path.name))

    @property
    def is_test(self) -> bool:
        """Whether the file holds tests, by the conventions of pytest, unittest, jest and vitest."""
        return is_test_path(self.path)

    @property
    def of_failing_test(self) -> bool:
        """Whether a failing test is to be repaired."""
        return any(problem.test for problem in self.problems)

    @property
    def judged_by_problem(self) -> bool:
        """Whether anything is known of what the edit is for; a bare patch says nothing."""
        return any(problem.test or problem.message for problem in self.problems)

    @cached_property
    def own_problems(self) -> tuple[Problem, ...]:
        """The findings of tools in this very file; a failing test's place says nothing of what to edit."""
        return tuple(
            problem for problem in self.problems if problem.uri == self.uri and not problem.test and problem.message
        )

    @cached_property
    def changed_lines(self) -> tuple[frozenset[int], frozenset[int]]:
        """Lines that differ, before and after."""
        old: set[int] = set()
        new: set[int] = set()
        shift = 0
        for hunk in self.hunks:
            old |= _lines(self.before, hunk.start, hunk.end)
            new |= _lines(self.after, hunk.start + shift, hunk.start + shift + len(hunk.new_text))
            shift += len(hunk.new_text) - (hunk.end - hunk.start)
        return frozenset(old), frozenset(new)

    def asked_at(self, first: int, last: int) -> tuple[Problem, ...]:
        """The tools' findings that touch the lines `first` to `last` of the text before."""
        return tuple(
            problem
            for problem in self.own_problems
            if problem.range.start.line <= last and first <= problem.range.end.line
        )

    @cached_property
    def only_where_asked(self) -> bool:
        """Whether all that a tool's findings do not mark themselves stays as it was: rows of a test's table, too."""
        marked = {line for one in self.own_problems for line in range(one.range.start.line, one.range.end.line + 1)}
        return bool(marked) and self.changed_lines[0] <= marked

    def removal_asked_at(self, first: int, last: int) -> bool:
        """Whether a finding there says that something should not be there."""
        return any(asks_removal(problem) for problem in self.asked_at(first, last))

    def added(self, before: Iterable[Fact], after: Iterable[Fact]) -> Iterator[Fact]:
        """Facts that the change brings; of equal ones those on changed lines."""
        return _surplus(after, before, self.changed_lines[1])

    def lost(self, before: Iterable[Fact], after: Iterable[Fact]) -> Iterator[Fact]:
        """Facts that the change takes away; of equal ones those on changed lines."""
        return _surplus(before, after, self.changed_lines[0])

    def finding(self, name: str, place: Range, reason: str) -> GateFinding:
        """A finding of the gate `name` in this file."""
        return GateFinding(name, self.uri, place, reason)

    def line_after(self, line: int) -> Range:
        """The range of a line of the text after."""
        return self.after.range_of(*self.after.line_span(line))

    def line_before(self, line: int) -> Range:
        """The range of a line of the text before: where something was lost."""
        return self.before.range_of(*self.before.line_span(line))


def _differing_part(before: Text, after: Text) -> tuple[int, int, int]:
    """Start and both ends of whole lines around all that differs: comparing lines is quadratic, so few of them."""
    old, new = before.content, after.content
    start = before.line_starts[before.position_at(shared_start(old, new)).line]
    same = min(shared_start(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    line = before.position_at(len(old) - same).line + 1
    stop = before.line_starts[line] if line < before.line_count else len(old)
    return start, stop, len(new) - (len(old) - stop)


def is_test_path(path: PurePosixPath) -> bool:
    """Whether a file holds tests, by its name."""
    return _TEST_FILE.search(path.as_posix()) is not None


def asks_removal(problem: Problem) -> bool:
    """Whether a finding says that what stands there should go, or the tool's own edit deletes it."""
    first_line = problem.message.partition("\n")[0]
    unquoted = re.sub(r"`[^`]*`|'[^']*'|\"[^\"]*\"", "``", first_line)
    deletes = problem.tool_fix is not None and all(not edit.new_text.strip() for edit in problem.tool_fix.edits)
    return deletes or bool(_REMOVAL_WORDS.search(unquoted) and not _REPLACEMENT_WORDS.search(unquoted))


def _surplus(more: Iterable[Fact], less: Iterable[Fact], changed: frozenset[int]) -> Iterator[Fact]:
    missing = Counter(fact.key for fact in less)
    # Facts on untouched lines are matched first: what is left over then stands where the edit was made.
    for fact in sorted(more, key=lambda fact: (fact.line in changed, fact.line)):
        if missing[fact.key] > 0:
            missing[fact.key] -= 1
        else:
            yield fact


def _holds(content: list[str], words: list[str]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(content)} "


def _without_comments(content: str) -> str:
    """A text without the lines that only tell people something."""
    return re.sub(r"^[ \t]*(//|#(?!\[)|\*|/\*).*$", "", content, flags=re.MULTILINE)


def _says(content: str, name: str) -> bool:
    return re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", content) is not None


def _lines(text: Text, start: int, end: int) -> set[int]:
    last = text.position_at(max(start, end - 1)).line
    return set(range(text.position_at(start).line, last + 1))
