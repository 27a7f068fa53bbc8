"""Learning from many projects at once, without a store: what a team layer is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from amends.core.outcomes import Example
from amends.core.problems import ProblemKind
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern
from amends.syntax.tree import Trees

Trained = Mapping[ProblemKind, tuple[Pattern, ...]]


def train(known: Trained, examples: Iterable[tuple[str, Example]]) -> Trained:
    """What is known with further examples; each comes with the name of its project.

    Nothing that is passed in changes, so that one start can be gone on from in several ways.
    """
    trees = Trees(2)
    trained = {kind: {one.id: one for one in patterns} for kind, patterns in known.items()}
    for origin, example in examples:
        of_kind = trained.setdefault(example.problem.kind, {})
        of_kind.update((one.id, one) for one in learn_patterns(example, list(of_kind.values()), trees, origin))
    return {kind: tuple(patterns.values()) for kind, patterns in trained.items()}


def selected(patterns: Iterable[Pattern], most: int = 60) -> tuple[Pattern, ...]:
    """Of one kind's patterns those worth sharing: what was right in many projects first, then in many places.

    Nothing is lost of what could be right elsewhere: for every example the best pattern that repairs it stays, as far
    as there is room.
    """
    ordered = sorted(patterns, key=_worth, reverse=True)
    covered: set[str] = set()
    first: list[Pattern] = []
    second: list[Pattern] = []
    for one in ordered:
        news = {found.example for found in one.support} - covered
        (first if news else second).append(one)
        covered |= news
    return tuple((first + second)[:most])


def _worth(pattern: Pattern) -> tuple[float, int, int, str]:
    right, wrong = ({one.origin for one in side} for side in (pattern.support, pattern.against))
    return len(right) - 0.5 * len(wrong - right), len(pattern.support) - len(pattern.against), pattern.level, pattern.id
