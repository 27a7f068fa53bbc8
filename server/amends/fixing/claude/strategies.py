"""The named ways of asking, and which one comes next.

The choice looks at what was tried and why it failed, and draws from the record of the problem's kind in this project by
Thompson sampling (W. R. Thompson, Biometrika 25, 1933): a rate is drawn from each strategy's Beta distribution and the
highest is taken, with a floor of exploration. The usual order is the prior, so that little evidence changes little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random
from types import MappingProxyType

import attrs

from amends.core.fixes import Attempt
from amends.core.settings import ModelSettings
from amends.profile.strategies import StrategyRecord


class Reach(StrEnum):
    """How much of a file may change."""

    FUNCTION = "function"
    CLASS = "class"
    MODULE = "module"


@attrs.frozen
class Strategy:
    """One way of asking the model."""

    name: str
    reach: Reach = Reach.FUNCTION
    reason_first: bool = False
    """The model may think in prose before it answers."""
    diverse: bool = False
    """Ask for another way than those tried."""
    larger: bool = False
    """Ask the larger model of the settings."""


MINIMAL = Strategy("model:minimal")
WIDEN = Strategy("model:widen", reach=Reach.CLASS)
MODULE = Strategy("model:module", reach=Reach.MODULE)
REASON = Strategy("model:reason-first", reach=Reach.CLASS, reason_first=True)
ANOTHER = Strategy("model:another", diverse=True)
LARGER = Strategy("model:larger", reach=Reach.CLASS, reason_first=True, larger=True)

WORDING = Strategy("model:wording")
"""No way of fixing: a lesson is put into words."""

PORTFOLIO = (MINIMAL, WIDEN, MODULE, REASON, ANOTHER, LARGER)

# What the last failure teaches about the next try, best first. A cause that says "too little room" widens, one that
# says "not understood" thinks first, and one that says "the same again" goes another way.
_AFTER: Mapping[str, tuple[Strategy, ...]] = {
    "out-of-scope": (WIDEN, MODULE, REASON, LARGER),
    "no-match": (ANOTHER, WIDEN, REASON, LARGER),
    "no-answer": (ANOTHER, REASON, LARGER, WIDEN),
    "still-there": (REASON, WIDEN, LARGER, ANOTHER),
    "new-problems": (WIDEN, REASON, LARGER, ANOTHER),
    "tests-failed": (REASON, WIDEN, LARGER, ANOTHER),
    "does-not-parse": (ANOTHER, REASON, LARGER, WIDEN),
    "gate": (ANOTHER, REASON, WIDEN, LARGER),
    "seen-before": (ANOTHER, LARGER, WIDEN, REASON),
}


_LEAST_CASES = 3
"""Tries of a kind before its record is asked at all."""
_EXPLORED = 0.1
_PRIOR, _DECLINE, _WEIGHT = 0.7, 0.7, 3.0
"""The first in the usual order is expected to succeed in 70 %, each next one in 70 % of that, as if seen 3 times."""


def choose_strategy(
    attempts: Sequence[Attempt],
    settings: ModelSettings,
    records: Mapping[str, StrategyRecord] = MappingProxyType({}),
    rng: Random | None = None,
) -> Strategy:
    """The next strategy; none twice while others are left.

    Without a record the smallest comes first, then what the last cause calls for. `records` are those of the problem's
    kind, by the strategy's name; `rng` decides where they leave room.
    """
    names = {strategy.name for strategy in PORTFOLIO}
    used = [attempt for attempt in attempts if attempt.strategy in names]
    left = _in_order(used, settings)
    allowed = [one for one in left if one.name not in records or not records[one.name].forgotten] or left
    if not allowed:
        return ANOTHER
    pinned = next((one for one in allowed if one.name in records and records[one.name].pinned), None)
    if pinned is not None or rng is None or sum(one.cases for one in records.values()) < _LEAST_CASES:
        return pinned or allowed[0]
    return _drawn(allowed, records, rng)


def _in_order(used: Sequence[Attempt], settings: ModelSettings) -> list[Strategy]:
    """What is left to try, best first as long as nothing is known of this project."""
    cause = used[-1].deviation.cause if used and used[-1].deviation else ""
    tried = {attempt.strategy for attempt in used}
    order = dict.fromkeys((*_AFTER.get(cause, ()), *PORTFOLIO))
    return [one for one in order if one.name not in tried and (settings.larger_name or not one.larger)]


def _drawn(allowed: Sequence[Strategy], records: Mapping[str, StrategyRecord], rng: Random) -> Strategy:
    if rng.random() < _EXPLORED:
        return rng.choice(allowed)

    def draw(place: int) -> float:
        record = records.get(allowed[place].name, StrategyRecord(allowed[place].name, 0, 0))
        prior = _PRIOR * _DECLINE**place
        return rng.betavariate(prior * _WEIGHT + record.good, (1 - prior) * _WEIGHT + record.cases - record.good)

    return allowed[max(range(len(allowed)), key=draw)]


def model_for(strategy: Strategy, settings: ModelSettings) -> str:
    """The model id a strategy asks."""
    return settings.larger_name if strategy.larger and settings.larger_name else settings.name
