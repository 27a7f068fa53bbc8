"""Repairs made by hand: a problem went away because somebody edited the code, and the edit teaches.

What counts is what stood at two moments that were meant, such as two saves: states in between are half-finished. Of
the changes in between only the hunks that repair the problem make the example, found by asking the checkers again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import attrs

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem, ProblemKind
from amends.core.shifting import shift_range
from amends.core.snapshot import Document
from amends.core.text import Edit, Text, diff_edits
from amends.outcomes.hunks import (
    attempts_for,
    changed_line_count,
    is_layout_only,
    is_rewrite,
    loses_the_code,
    parses,
    problem_lines,
)
from amends.platform.clock import Clock
from amends.platform.uris import relative_path, uri_to_path

log = logging.getLogger(__name__)

_MOST_LESSONS = 8
"""Examples of one save; a save that repairs more is a tool's work or a rewrite, and each costs checker runs."""
_MOST_LINES = 60

ProblemsOf = Callable[[Document], Awaitable[Sequence[Problem]]]
IsOurs = Callable[[str, ProblemKind, str], bool]


@attrs.frozen
class Baseline:
    """A text that was meant, and what was wrong with it."""

    document: Document
    problems: tuple[Problem, ...]


class RepairWatcher:
    """Per folder, on the event loop; asks the checkers through an injected callable only."""

    def __init__(self, clock: Clock, root: Path, is_ours: IsOurs | None = None) -> None:
        """`is_ours` says whether a fix of ours answered a problem of this kind in these lines (URI, kind, lines)."""
        self._clock = clock
        self._root = root
        self._is_ours = is_ours or (lambda _uri, _kind, _lines: False)
        self._baselines: dict[str, Baseline] = {}
        self._taught: set[str] = set()

    def changed(self, uri: str, before: Text, after: Text) -> None:
        """A text changed. A text that becomes another at one stroke was not repaired, but replaced."""
        if uri in self._baselines and is_rewrite(before.content, after.content):
            self._baselines.pop(uri)

    def checked(self, document: Document, _producer: str, found: Sequence[Problem]) -> None:
        """A checker has looked at a text; its findings of the text that was last meant are what may be repaired."""
        known = self._baselines.get(document.uri)
        if known is None:
            if parses(document.language, document.text.content):
                self._baselines[document.uri] = Baseline(document, tuple(found))
        elif known.document.text == document.text:
            new = tuple(problem for problem in found if problem not in known.problems)
            self._baselines[document.uri] = attrs.evolve(known, problems=(*known.problems, *new))

    def forget(self, uri: str) -> None:
        """The text was replaced from outside, by version control for one: nothing of that is a repair."""
        self._baselines.pop(uri, None)

    async def learn(self, document: Document, problems_of: ProblemsOf) -> tuple[Example, ...]:
        """The repairs since the text was last meant; `document` is meant now, for it was saved or left alone.

        Each example is verified: with its hunks alone the problem is gone and nothing new appears.
        """
        known = self._baselines.get(document.uri)
        if not parses(document.language, document.text.content):
            return ()  # half-finished: what was meant before stays what it is
        now = tuple(await problems_of(document))
        if self._baselines.get(document.uri) is known:
            self._baselines[document.uri] = Baseline(document, now)
        if known is None or known.document.text == document.text:
            return ()
        before, after = known.document.text, document.text
        if changed_line_count(before, after) > _MOST_LINES or is_layout_only(
            document.language, before.content, after.content
        ):
            return ()
        examples = [
            await self._example(known, problem, after, problems_of) for problem in self._gone(known, after, now)
        ]
        return tuple(example for example in examples if example)

    def _gone(self, known: Baseline, after: Text, now: Sequence[Problem]) -> list[Problem]:
        """Problems that are found no more, by nobody's fix but the developer's."""
        before = known.document.text
        change = diff_edits(before.content, after.content)
        gone = [problem for problem in known.problems if not _still_there(problem, before, change, now)]
        gone = [
            problem for problem in gone if not self._is_ours(problem.uri, problem.kind, problem_lines(problem, before))
        ]
        return list(_one_a_place(gone))[:_MOST_LESSONS]

    async def _example(self, known: Baseline, problem: Problem, after: Text, problems_of: ProblemsOf) -> Example | None:
        before, language = known.document.text, known.document.language
        if loses_the_code(problem, language, before, after):
            return None
        for edits in attempts_for(problem, language, before, after):
            repaired = before.edited(edits)
            if not parses(language, repaired.content) or is_layout_only(language, before.content, repaired.content):
                continue
            found = await problems_of(attrs.evolve(known.document, text=repaired, version=None))
            if _repairs(problem, before, edits, known.problems, found):
                return self._first_time(self._made(problem, before, repaired, language))
        log.debug("no part of the change alone repairs %s", problem.kind.key)
        return None

    def _first_time(self, example: Example) -> Example | None:
        if example.id in self._taught:
            return None
        self._taught.add(example.id)
        return example

    def _made(self, problem: Problem, before: Text, repaired: Text, language: str) -> Example:
        path = uri_to_path(problem.uri)
        name = relative_path(path, self._root) if path else problem.uri
        return Example(problem, before.content, repaired.content, language, name, ExampleSource.HAND, self._clock.now())


def _repairs(
    problem: Problem, before: Text, edits: Sequence[Edit], known: Sequence[Problem], found: Sequence[Problem]
) -> bool:
    """Whether the problem is gone and nothing is found that was not found before."""
    if _still_there(problem, before, edits, found):
        return False
    counts = _counts(known)
    return all(count <= counts.get(kind, 0) for kind, count in _counts(found).items())


def _still_there(problem: Problem, before: Text, edits: Sequence[Edit], found: Sequence[Problem]) -> bool:
    place = shift_range(problem.range, before, edits)
    lines = range(place.start.line, place.end.line + 1)
    return any(other.kind == problem.kind and other.range.start.line in lines for other in found)


def _counts(problems: Sequence[Problem]) -> dict[ProblemKind, int]:
    counts: dict[ProblemKind, int] = {}
    for problem in problems:
        counts[problem.kind] = counts.get(problem.kind, 0) + 1
    return counts


def _one_a_place(problems: Sequence[Problem]) -> Iterator[Problem]:
    seen: set[tuple[object, ...]] = set()
    for problem in problems:
        if (key := (problem.kind, problem.range)) not in seen:
            seen.add(key)
            yield problem
