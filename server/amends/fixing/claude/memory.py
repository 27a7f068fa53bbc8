"""What the profile knows that belongs into a prompt, each piece with the id that credit and blame go to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import attrs

from amends.core.fixes import Ingredient
from amends.core.outcomes import Example
from amends.core.problems import Problem
from amends.core.text import split_lines
from amends.profile.lessons import lesson_id
from amends.profile.profile import Profile

_MOST_EXAMPLES = 3
_MOST_DOWNS = 2
_MOST_LESSONS = 12
_LONGEST_DIFF = 1_200


@attrs.frozen
class Recollection:
    """One piece of memory: a sentence or a diff, and where it comes from."""

    ingredient: Ingredient
    content: str


@attrs.frozen
class Memory:
    """What to tell the model beside the code."""

    style: tuple[str, ...] = ()
    lessons: tuple[Recollection, ...] = ()
    kept: tuple[Recollection, ...] = ()
    """Diffs that repaired the same mistake here."""
    turned_down: tuple[Recollection, ...] = ()
    """Diffs that people took back or refused."""


def recall(profile: Profile, problem: Problem, path: str) -> Memory:
    """The nearest of everything: lessons for this file, examples and refusals of this kind of problem."""
    examples = sorted(profile.examples(problem.kind), key=lambda example: example.path != path)
    downs = profile.turned_down_fixes(problem.kind)
    lessons = [Recollection(Ingredient("lesson", lesson_id(text)), text) for text in profile.lessons(path)]
    return Memory(
        style=profile.style().sentences(),
        lessons=tuple(lessons[-_MOST_LESSONS:]),
        kept=tuple(_examples(examples))[:_MOST_EXAMPLES],
        turned_down=tuple(
            Recollection(Ingredient("example", str(record["fixId"])), str(record["diff"])[:_LONGEST_DIFF])
            for record in downs
            if record.get("diff")
        )[:_MOST_DOWNS],
    )


def hunks(before: str, after: str) -> str:
    """The changed lines with two lines around them, without file names."""
    lines = list(difflib.unified_diff(split_lines(before), split_lines(after), n=2))[2:]
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _examples(examples: Iterable[Example]) -> Iterable[Recollection]:
    for example in examples:
        diff = hunks(example.before, example.after)
        if 0 < len(diff) <= _LONGEST_DIFF:
            yield Recollection(Ingredient("example", example.id), diff)
