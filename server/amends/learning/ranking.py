"""How much a pattern's past says for its result here.

A kernel estimate: each example for or against a pattern counts by how like its surroundings are to those here, with a
prior that knows nothing but the pattern's level. What became of the pattern's fixes in this project counts on top.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from amends.learning.context import likeness
from amends.learning.pattern import Evidence, PatternRecord

_PRIOR = (0.55, 0.5, 0.45, 0.4, 0.35, 0.3)
"""Expected precision of a pattern nothing is known of, by level."""
_PRIOR_WEIGHT = 0.5
_FLOOR = 0.05
"""What an example from quite different surroundings still counts."""


@attrs.frozen
class Vote:
    """One pattern's word for a result."""

    strength: float
    """Estimated precision here, 0 to 1."""
    weight: float
    """How much evidence that rests on."""

    @staticmethod
    def of(record: PatternRecord, context: tuple[int, ...]) -> Vote:
        """From a pattern's evidence and its record in this project."""
        pattern = record.pattern
        support = _weighed(pattern.support, context) + record.kept + 0.3 * record.edited
        against = _weighed(pattern.against, context) + 2 * record.reverted + 0.7 * record.edited
        prior = _PRIOR[min(pattern.level, len(_PRIOR) - 1)]
        total = support + against
        strength = (support + prior * _PRIOR_WEIGHT) / (total + _PRIOR_WEIGHT)
        return Vote(strength, total)


def confidence_of(votes: Sequence[Vote]) -> float:
    """The strongest vote, a little more when others rest on further evidence."""
    best = max(vote.strength for vote in votes)
    extra = 1 - 1 / (1 + 0.1 * sum(vote.weight for vote in votes))
    return min(0.99, best + (1 - best) * 0.15 * extra)


def _weighed(examples: Sequence[Evidence], context: tuple[int, ...]) -> float:
    return sum(_FLOOR + likeness(one.context, context) ** 2 for one in examples)
