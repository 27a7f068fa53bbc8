"""Repairs made by hand: a problem that vanished because somebody edited its lines is an example too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.core.text import Text, diff_edits
from amends.outcomes.comparing import (
    Look,
    ProblemsOf,
    deletes_the_code,
    is_local,
    is_rewrite,
    is_syntax_error,
    repaired_alone,
    vanished,
)
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
        self._newest: dict[tuple[str, str], Look] = {}

    def checked(self, document: Document, producer: str, problems: Sequence[Problem]) -> None:
        """The tools looked at a text. The first look since the last comparison is the one to compare with."""
        key = (document.uri, producer)
        self._newest[key] = Look(document.text, tuple(problems))
        if key not in self._looks:
            self._looks[key] = self._remembered(document.text, problems)

    def forget(self, uri: str) -> None:
        """The text was replaced for a reason of its own (source control, closed): nothing to compare with."""
        for key in [key for key in self._looks if key[0] == uri]:
            del self._looks[key]
            self._newest.pop(key, None)

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

    def told(
        self,
        document: Document,
        producer: str,
        wanted: Callable[[Problem], bool],
        ours: Callable[[Problem, Text], bool],
    ) -> list[Example]:
        """Examples of wanted problems that a producer nobody can ask says are gone, since the last comparison.

        It cannot be tried which changes were needed, so what changed must stand at the problem and nowhere else, and
        only one problem can have been meant by it.
        """
        key = (document.uri, producer)
        known, newest = self._looks.get(key), self._newest.get(key)
        if known is None or newest is None or newest.text != document.text or known.look.text == document.text:
            return []
        self._looks[key] = self._remembered(document.text, newest.problems)
        look = known.look
        gone = [
            one for one in vanished(look, document.text, newest.problems) if wanted(one) and not ours(one, look.text)
        ]
        if known.branch != current_branch(self._root) or len(gone) != 1 or len(newest.problems) >= len(look.problems):
            return []
        (problem,) = gone
        meant = _is_meant(problem, look.text, document.text)
        return [self._made(problem, look, document, document.text)] if meant else []

    def _remembered(self, text: Text, problems: Sequence[Problem]) -> _Remembered:
        return _Remembered(Look(text, tuple(problems)), current_branch(self._root))

    async def _example(
        self, problem: Problem, look: Look, document: Document, problems_of: ProblemsOf
    ) -> Example | None:
        after = await repaired_alone(problem, look, document, problems_of)
        return self._made(problem, look, document, after) if after else None

    def _made(self, problem: Problem, look: Look, document: Document, after: Text) -> Example:
        path = uri_to_path(document.uri)
        name = relative_path(path, self._root) if path else document.uri
        now = self._clock.now()
        return Example(problem, look.text.content, after.content, document.language, name, ExampleSource.HAND, now)


def _is_meant(problem: Problem, before: Text, after: Text) -> bool:
    """Whether all that changed can only have been meant for the problem."""
    hunks = diff_edits(before.content, after.content)
    written = any(hunk.new_text.strip() or before.content[hunk.start : hunk.end].strip() for hunk in hunks)
    return written and not deletes_the_code(problem, before, hunks) and is_local(problem, before, after)
