"""Wrong feedback must not leave the engine worse than one that learns nothing; bench/replay/hostile.py is longer."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.text import Text, apply_edits
from amends.learning.suggest import suggest
from amends.profile.profile import Profile
from support.profiles import KIND, StillClock, fix_record, none_comparison

EVENTS = 80
JUDGED = 50
"""Events of the rule after which it counts."""

Answer = Callable[[int, Example, str], tuple[OutcomeClass, str]]
"""Event number, what is right, what was offered → what becomes of the offer, and what is learned (empty: nothing)."""


def precision(answer: Answer, target: Callable[[int, Example], Example]) -> float:
    """The share of first offers that were right, after enough events."""
    clock = StillClock()
    profile = Profile.open(None, "hostile", clock)
    judged: list[bool] = []
    for number in range(EVENTS):
        clock.time += 3600
        example = target(number, none_comparison(f"name{number}"))
        offer, pattern = first_offer(profile, example)
        right = offer == example.after
        if offer and number >= JUDGED:
            judged.append(right)
        outcome, learned = answer(number, example, offer)
        if offer:
            fix = f"f_{number}"
            profile.record_fix(fix_record(fix, pattern), path=example.path, context=fix)
            profile.record_outcome(fix, outcome)
        if learned:
            profile.learn(attrs.evolve(example, after=learned, source=ExampleSource.HAND))
    assert judged
    return sum(judged) / len(judged)


def first_offer(profile: Profile, example: Example) -> tuple[str, str]:
    records = profile.patterns(KIND)
    found = suggest(records, example.problem, Text(example.before), "python", example.path)
    return (apply_edits(example.before, found[0].edits), found[0].pattern_id) if found else ("", "")


def always(_: int, example: Example) -> Example:
    return example


def noqa(example: Example) -> Example:
    """What people do after a refactoring: the comparison stays, with a comment."""
    return attrs.evolve(example, after=example.before.replace("== None:", "== None:  # noqa: E711"))


@pytest.mark.parametrize("seed", range(3))
def test_feedback_flipped_at_random(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- a simulation, not a secret

    def answer(_: int, example: Example, offer: str) -> tuple[OutcomeClass, str]:
        right = offer == example.after
        if offer and chance.random() < 0.3:
            return (OutcomeClass.REVERTED, "") if right else (OutcomeClass.KEPT, offer)
        return (OutcomeClass.KEPT if right else OutcomeClass.REVERTED), example.after

    assert precision(answer, always) >= 0.9


@pytest.mark.parametrize("seed", range(3))
def test_one_of_three_people_reverts_everything(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- a simulation, not a secret

    def answer(_: int, example: Example, offer: str) -> tuple[OutcomeClass, str]:
        if offer and chance.random() < 1 / 3:
            return OutcomeClass.REVERTED, ""
        return (OutcomeClass.KEPT if offer == example.after else OutcomeClass.REVERTED), example.after

    assert precision(answer, always) >= 0.9


def test_a_refactoring_makes_everything_learned_wrong() -> None:
    def answer(_: int, example: Example, offer: str) -> tuple[OutcomeClass, str]:
        return (OutcomeClass.KEPT if offer == example.after else OutcomeClass.REVERTED), example.after

    assert precision(answer, lambda number, example: noqa(example) if number >= EVENTS // 2 else example) >= 0.8
