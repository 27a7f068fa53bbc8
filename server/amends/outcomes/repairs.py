"""Repairs made by hand: a problem that vanished because somebody edited its lines is an example too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.outcomes.comparing import Look, ProblemsOf, is_rewrite, is_syntax_error, repaired_alone, vanished
from amends.platform.clock import Clock
from amends.platform.git import current_branch
from amends.platform.uris import relative_path, uri_to_path

_MOST_REPAIRS = 20


@attrs.frozen
class _Remembered:
    """A look, and the branch that was checked out then."""

    look: Look
    branch: str


class RepairWatcher:
    """Remembers what was wrong before somebody worked on a text, and compares when they have paused."""

    def __init__(self, clock: Clock, root: Path) -> None:
        self._clock = clock
        self._root = root
        self._looks: dict[tuple[str, str], _Remembered] = {}

    def checked(self, document: Document, producer: str, problems: Sequence[Problem]) -> None:
        """The tools looked at a text. The first look since the last comparison is the one to compare with."""
        key = (document.uri, producer)
        if key not in self._looks:
            self._looks[key] = self._remembered(document.text, problems)

    def forget(self, uri: str) -> None:
        """The text was replaced for a reason of its own (source control, closed): nothing to compare with."""
        for key in [key for key in self._looks if key[0] == uri]:
            del self._looks[key]

    async def learn(
        self,
        document: Document,
        producers: Sequence[str],
        problems_of: ProblemsOf,
        ours: Callable[[Problem, Text], bool],
    ) -> list[Example]:
        """Examples of problems of these producers that are gone since the last comparison.

        Each is verified: the chosen hunks alone make the problem go, and nothing new appears. While the text does not
        parse, somebody is still typing and nothing is compared.
        """
        known = [found for producer in producers if (found := self._looks.get((document.uri, producer)))]
        if not known or all(one.look.text == document.text for one in known):
            return []
        now = await problems_of(document)
        if any(is_syntax_error(problem) for problem in now):
            return []
        examples: list[Example] = []
        for one in known:
            look = one.look
            if one.branch == current_branch(self._root) and not is_rewrite(look.text, document.text):
                gone = [problem for problem in vanished(look, document.text, now) if not ours(problem, look.text)]
                repairs = [
                    await self._example(problem, look, document, problems_of) for problem in gone[:_MOST_REPAIRS]
                ]
                examples += [example for example in repairs if example]
        for producer in producers:
            seen = [problem for problem in now if problem.source == producer]
            self._looks[document.uri, producer] = self._remembered(document.text, seen)
        return examples

    def _remembered(self, text: Text, problems: Sequence[Problem]) -> _Remembered:
        return _Remembered(Look(text, tuple(problems)), current_branch(self._root))

    async def _example(
        self, problem: Problem, look: Look, document: Document, problems_of: ProblemsOf
    ) -> Example | None:
        after = await repaired_alone(problem, look, document, problems_of)
        if after is None:
            return None
        path = uri_to_path(document.uri)
        name = relative_path(path, self._root) if path else document.uri
        now = self._clock.now()
        return Example(problem, look.text.content, after.content, document.language, name, ExampleSource.HAND, now)
