"""Repairs made by hand: a problem that vanished because somebody edited its lines is an example too."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import attrs

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.shifting import shift_range
from amends.core.snapshot import Document
from amends.core.text import Edit, Text, diff_edits, split_lines
from amends.platform.clock import Clock
from amends.platform.git import current_branch
from amends.platform.uris import relative_path, uri_to_path
from amends.verifying.gates.change import asks_removal

log = logging.getLogger(__name__)

_MOST_REPAIRS = 20
_MOST_LINES = 40
"""More changed lines than that, and the repair of one problem cannot be told from the rest."""
_REWRITE_SHARE = 0.5
_REWRITE_LINES = 60

ProblemsOf = Callable[[Document], Awaitable[Sequence[Problem]]]


@attrs.frozen
class _Look:
    """A text when the tools last looked at it before somebody worked on it, and what they found."""

    text: Text
    problems: tuple[Problem, ...]
    branch: str


class RepairWatcher:
    """Remembers what was wrong before somebody worked on a text, and compares when they have paused."""

    def __init__(self, clock: Clock, root: Path) -> None:
        self._clock = clock
        self._root = root
        self._looks: dict[tuple[str, str], _Look] = {}

    def checked(self, document: Document, producer: str, problems: Sequence[Problem]) -> None:
        """The tools looked at a text. The first look since the last comparison is the one to compare with."""
        key = (document.uri, producer)
        if key not in self._looks:
            self._looks[key] = _Look(document.text, tuple(problems), current_branch(self._root))

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
        looks = [look for producer in producers if (look := self._looks.get((document.uri, producer)))]
        if not looks or all(look.text == document.text for look in looks):
            return []
        now = await problems_of(document)
        if any(_is_syntax_error(problem) for problem in now):
            return []
        examples: list[Example] = []
        for look in looks:
            if look.branch == current_branch(self._root) and not _is_rewrite(look.text, document.text):
                gone = [problem for problem in _vanished(look, document.text, now) if not ours(problem, look.text)]
                repairs = [
                    await self._example(problem, look, document, problems_of) for problem in gone[:_MOST_REPAIRS]
                ]
                examples += [example for example in repairs if example]
        for producer in producers:
            found = tuple(problem for problem in now if problem.source == producer)
            self._looks[document.uri, producer] = _Look(document.text, found, current_branch(self._root))
        return examples

    async def _example(
        self, problem: Problem, look: _Look, document: Document, problems_of: ProblemsOf
    ) -> Example | None:
        for hunks in _choices(problem, look.text, diff_edits(look.text.content, document.text.content)):
            if _deletes_the_code(problem, look.text, hunks):
                continue
            after = look.text.edited(hunks)
            found = await problems_of(attrs.evolve(document, text=after))
            if _is_repair(problem, look, after, found):
                path = uri_to_path(document.uri)
                name = relative_path(path, self._root) if path else document.uri
                source, now = ExampleSource.HAND, self._clock.now()
                return Example(problem, look.text.content, after.content, document.language, name, source, now)
        return None


def _vanished(look: _Look, text: Text, now: Sequence[Problem]) -> list[Problem]:
    """Problems of the look that have no counterpart now: same kind and line, or as many of the kind as before."""
    change = diff_edits(look.text.content, text.content)
    left = [(problem.kind, problem.range.start.line) for problem in now]
    gone: list[Problem] = []
    for problem in look.problems:
        line = shift_range(problem.range, look.text, change).start.line
        if (problem.kind, line) in left:
            left.remove((problem.kind, line))
        elif not _is_syntax_error(problem):
            gone.append(problem)
    moved = Counter(kind for kind, _ in left)
    really_gone: list[Problem] = []
    for problem in gone:
        if moved[problem.kind]:
            moved[problem.kind] -= 1
        else:
            really_gone.append(problem)
    return really_gone


def _choices(problem: Problem, text: Text, hunks: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Sets of hunks that may be the whole repair, smallest first."""
    first, last = problem.range.start.line, problem.range.end.line
    near = [hunk for hunk in hunks if _touches(hunk, text, first, last)]
    imports = [hunk for hunk in hunks if hunk not in near and _is_import(hunk, text)]
    with_one = [[*near, one] for hunk in imports for one in _by_line(hunk)]
    around = [hunk for hunk in hunks if hunk in near or _touches(hunk, text, first - 8, last + 8)]
    tried: list[list[Edit]] = []
    for choice in (near, *with_one, imports, [*near, *imports], around, [*around, *imports], list(hunks)):
        chosen = sorted(set(choice))
        if chosen and chosen not in tried and _changed_lines(chosen, text) <= _MOST_LINES:
            tried.append(chosen)
            yield chosen


def _deletes_the_code(problem: Problem, text: Text, hunks: Sequence[Edit]) -> bool:
    """Whether the code with the problem only went away, which repairs nothing unless the finding asks for just that."""
    start, end = text.span_of(problem.range)
    gone = any(not hunk.new_text.strip() and hunk.start <= start and end <= hunk.end for hunk in hunks)
    return gone and start < end and not asks_removal(problem)


def _is_repair(problem: Problem, look: _Look, after: Text, found: Sequence[Problem]) -> bool:
    count_before = sum(other.kind == problem.kind for other in look.problems)
    kinds_before = [other.kind for other in look.problems]
    for other in found:
        if other.kind in kinds_before:
            kinds_before.remove(other.kind)
        else:
            return False
    return sum(other.kind == problem.kind for other in found) < count_before and after != look.text


def _touches(hunk: Edit, text: Text, first: int, last: int) -> bool:
    return text.position_at(hunk.start).line <= last and first <= text.position_at(hunk.end).line


def _is_import(hunk: Edit, text: Text) -> bool:
    """Whether a hunk only adds, changes or removes import lines."""
    first, _ = text.line_span(text.position_at(hunk.start).line)
    _, last = text.line_span(text.position_at(hunk.end).line)
    old = text.content[first:last]
    new = text.content[first : hunk.start] + hunk.new_text + text.content[hunk.end : last]
    changed = set(old.split("\n")) ^ set(new.split("\n"))
    return all(not line.strip() or line.lstrip().startswith(("import ", "from ")) for line in changed)


def _by_line(hunk: Edit) -> list[Edit]:
    """Inserted imports one by one: a repair needs one of them, the person may have written more."""
    if hunk.start != hunk.end:
        return [hunk]
    lines = split_lines(hunk.new_text)
    joined = [line for line in lines if line.strip()]
    blank = "".join(line for line in lines if not line.strip())
    plain = all(line.startswith(("import ", "from ")) and "(" not in line for line in joined)
    return [Edit(hunk.start, hunk.end, line + blank) for line in joined] if plain and len(joined) > 1 else [hunk]


def _changed_lines(hunks: Sequence[Edit], text: Text) -> int:
    return sum(
        max(text.position_at(hunk.end).line - text.position_at(hunk.start).line, hunk.new_text.count("\n")) + 1
        for hunk in hunks
    )


def _is_rewrite(before: Text, after: Text) -> bool:
    """Whether so much changed at once that it was formatted, replaced or written anew."""
    old, new = set(split_lines(before.content)), set(split_lines(after.content))
    changed = len(old ^ new)
    return changed > _REWRITE_LINES and changed > _REWRITE_SHARE * (len(old) + len(new))


def _is_syntax_error(problem: Problem) -> bool:
    return problem.code in {"invalid-syntax", "E999"}
