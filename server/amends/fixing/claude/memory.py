"""What the profile knows that belongs into a prompt, each piece with the id that credit and blame go to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from amends.core.fixes import Ingredient
from amends.core.outcomes import Example
from amends.core.text import split_lines
from amends.fixing.claude.privacy import may_be_sent
from amends.fixing.origins import FixRequest
from amends.fixing.taste import choose_lessons
from amends.platform.uris import uri_to_path
from amends.profile.lessons.lesson import USED, WITHHELD, Lesson
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

    style: tuple[Recollection, ...] = ()
    lessons: tuple[Recollection, ...] = ()
    withheld: tuple[Ingredient, ...] = ()
    """Lessons that would hold but are kept back here, as the control that their effect is measured against."""
    kept: tuple[Recollection, ...] = ()
    """Diffs that repaired the same mistake here."""
    turned_down: tuple[Recollection, ...] = ()
    """Diffs that people took back or refused."""


def recall(profile: Profile, request: FixRequest, path: str) -> Memory:
    """The nearest of everything: lessons for this problem, examples and refusals of this kind of problem.

    What comes from a file that may not be sent stays here, like the file itself.
    """
    problem, root = request.problem, request.snapshot.root
    public = [one for one in profile.examples(problem.kind) if _is_public(request, root / one.path)]
    examples = sorted(public, key=lambda example: example.path != path)
    downs = [one for one in profile.turned_down_fixes(problem.kind) if _is_public(request, _file_of(one))]
    chosen = choose_lessons(profile, request, path)
    told = [one for one in chosen.used if may_be_told(one, request)]
    facts = profile.style().holding(path).values()
    return Memory(
        style=tuple(Recollection(Ingredient("style", fact.id), fact.sentence) for fact in facts),
        lessons=tuple(Recollection(Ingredient(USED, lesson.id), lesson.text) for lesson in told[-_MOST_LESSONS:]),
        withheld=tuple(Ingredient(WITHHELD, lesson.id) for lesson in chosen.withheld),
        kept=tuple(_examples(examples))[:_MOST_EXAMPLES],
        turned_down=tuple(
            Recollection(Ingredient("example", str(record["fixId"])), str(record["diff"])[:_LONGEST_DIFF])
            for record in downs
            if record.get("diff")
        )[:_MOST_DOWNS],
    )


def may_be_told(lesson: Lesson, request: FixRequest) -> bool:
    """Whether nothing that a lesson rests on comes from a file that may not be sent."""
    files = {request.snapshot.root / one.path for one in lesson.evidence if one.path}
    return all(_is_public(request, file) for file in files)


def _is_public(request: FixRequest, file: Path | None) -> bool:
    return file is not None and may_be_sent(file, request.snapshot.root, request.settings.privacy_ignore)


def _file_of(record: Mapping[str, Any]) -> Path | None:
    return uri_to_path(str(record.get("uri", "")))


def hunks(before: str, after: str) -> str:
    """The changed lines with two lines around them, without file names."""
    lines = list(difflib.unified_diff(split_lines(before), split_lines(after), n=2))[2:]
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _examples(examples: Iterable[Example]) -> Iterable[Recollection]:
    for example in examples:
        diff = hunks(example.before, example.after)
        if 0 < len(diff) <= _LONGEST_DIFF:
            yield Recollection(Ingredient("example", example.id), diff)
