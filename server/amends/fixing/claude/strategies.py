"""The named ways of asking, and which one comes next.

The choice looks at what was tried and why it failed. It is made in one function, so that the record of a problem's
kind can weigh in later without anything else changing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import attrs

from amends.core.fixes import Attempt
from amends.core.settings import ModelSettings


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


def choose_strategy(attempts: Sequence[Attempt], settings: ModelSettings) -> Strategy:
    """The next strategy: the smallest first, then what the last cause calls for; none twice while others are left."""
    used = [attempt for attempt in attempts if attempt.strategy in {strategy.name for strategy in PORTFOLIO}]
    if not used:
        return MINIMAL
    cause = used[-1].deviation.cause if used[-1].deviation else ""
    tried = {attempt.strategy for attempt in used}
    for strategy in (*_AFTER.get(cause, ()), *PORTFOLIO):
        if strategy.name not in tried and (settings.larger_name or not strategy.larger):
            return strategy
    return ANOTHER


def model_for(strategy: Strategy, settings: ModelSettings) -> str:
    """The model id a strategy asks."""
    return settings.larger_name if strategy.larger and settings.larger_name else settings.name
