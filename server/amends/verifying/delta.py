"""Which problems an edit brought: only new ones count, wherever the old ones have moved to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

import attrs

from amends.core.problems import Problem, Severity
from amends.core.shifting import shift_offset
from amends.core.text import Edit, Range, Text
from amends.tools.aliases import same_code

_UNPARSED = "invalid-syntax"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@attrs.frozen
class TextChange:
    """One text before and after, and the edits between them in offsets of the text before."""

    before: Text
    after: Text
    edits: tuple[Edit, ...]

    @property
    def touched_lines(self) -> tuple[tuple[int, int], ...]:
        """First and last line of every edit in the text after."""
        return tuple(
            (
                self.after.position_at(shift_offset(edit.start, self.edits)).line,
                self.after.position_at(shift_offset(edit.end, self.edits, after=True)).line,
            )
            for edit in self.edits
        )


@attrs.frozen
class Delta:
    """What an edit did to the problems that one checker sees."""

    found: bool
    """The problem to be fixed was seen before the edit."""
    left: tuple[Problem, ...]
    """That problem as it is still seen after the edit; empty when it is gone."""
    new: tuple[Problem, ...]
    """Problems that are there only since the edit."""
    gone: tuple[Problem, ...] = ()
    """Problems that are there no more, the target among them."""


def compare_problems(
    before: Sequence[Problem], after: Sequence[Problem], changes: Mapping[str, TextChange], target: Problem | None
) -> Delta:
    """Pair every problem after the edit with one from before, as multisets; what finds no partner is new.

    Partners are, in this order: the same message where the edits carried it; the same but for its numbers, overlapping
    the place the edits carried it to; the same message anywhere, for code that moved. The target is no partner for
    anybody: what is left over and looks like it says that it is still there.

    A text that did not parse hid problems. Those that come to light count only on the lines the edit touched, or if
    they are errors.
    """
    found = find_target(before, target) if target else None
    others = [problem for problem in before if problem is not found]
    shifted = {id(problem): _shifted(problem, changes) for problem in before}
    rest = list(after)
    others, rest = _pair_off(others, rest, lambda old: (_exact(old), shifted[id(old)].start), _exact_place)
    others, rest = _pair_off(
        others, rest, _numberless, _numberless, lambda old, new: shifted[id(old)].overlaps(new.range)
    )
    others, rest = _pair_off(others, rest, _message, _message)
    place = shifted[id(found)] if found else None
    left = tuple(problem for problem in rest if found and place and _is_still(found, place, problem))
    hidden = {problem.uri for problem in before if problem.code == _UNPARSED}
    new = (problem for problem in rest if problem not in left)
    return Delta(
        found is not None,
        left,
        tuple(problem for problem in new if problem.uri not in hidden or _counts_when_revealed(problem, changes)),
        gone=(*others, found) if found and not left else tuple(others),
    )


def still_found(before: Sequence[Problem], after: Sequence[Problem], solved: Sequence[Problem]) -> tuple[Problem, ...]:
    """Of further problems that an edit should solve, those whose rule is found more often than it then would be."""
    counts, now, wanted = (Counter((one.uri, one.code) for one in problems) for problems in (before, after, solved))
    return tuple(one for one in solved if now[key := (one.uri, one.code)] > counts[key] - wanted[key])


def find_target(problems: Sequence[Problem], target: Problem) -> Problem | None:
    """The problem as this run sees it: the same code at the same place, the same message preferred."""
    fitting = [
        problem
        for problem in problems
        if problem.uri == target.uri and same_code(problem.code, target.code) and problem.range.overlaps(target.range)
    ]
    fitting.sort(key=lambda problem: (problem.message != target.message, problem.range.start != target.range.start))
    return fitting[0] if fitting else None


def _pair_off(
    olds: Sequence[Problem],
    news: Sequence[Problem],
    old_key: Callable[[Problem], Hashable],
    new_key: Callable[[Problem], Hashable],
    fits: Callable[[Problem, Problem], bool] = lambda _old, _new: True,
) -> tuple[list[Problem], list[Problem]]:
    """Both sides without the pairs whose keys are equal and that fit together."""
    waiting: dict[Hashable, list[Problem]] = defaultdict(list)
    for old in olds:
        waiting[old_key(old)].append(old)
    unpaired = []
    for new in news:
        queue = waiting[new_key(new)]
        partner = next((old for old in queue if fits(old, new)), None)
        if partner is None:
            unpaired.append(new)
        else:
            queue.remove(partner)
    return [old for queue in waiting.values() for old in queue], unpaired


def _is_still(target: Problem, place: Range, problem: Problem) -> bool:
    if (problem.uri, problem.kind) != (target.uri, target.kind):
        return False
    return problem.message == target.message or problem.range.overlaps(place)


def _counts_when_revealed(problem: Problem, changes: Mapping[str, TextChange]) -> bool:
    change = changes.get(problem.uri)
    if change is None or problem.severity is Severity.ERROR:
        return True
    return any(
        first <= problem.range.end.line and problem.range.start.line <= last for first, last in change.touched_lines
    )


def _shifted(problem: Problem, changes: Mapping[str, TextChange]) -> Range:
    change = changes.get(problem.uri)
    if change is None or not change.edits:
        return problem.range
    start, end = change.before.span_of(problem.range)
    new_start = shift_offset(start, change.edits)
    return change.after.range_of(new_start, max(new_start, shift_offset(end, change.edits, after=True)))


def _message(problem: Problem) -> tuple[str, str, str]:
    return problem.source, problem.code, problem.message


def _exact(problem: Problem) -> tuple[str, ...]:
    return (problem.uri, *_message(problem))


def _exact_place(problem: Problem) -> Hashable:
    return _exact(problem), problem.range.start


def _numberless(problem: Problem) -> Hashable:
    # Lengths, counts and line numbers in a message change with the code around; names are what it is about.
    return problem.uri, problem.source, problem.code, _NUMBER.sub("#", problem.message)
