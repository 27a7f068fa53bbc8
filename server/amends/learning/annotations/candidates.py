"""How probable a type is at a place, from all that speaks for it.

A conditional logit over the votes: every source has a weight, a type's score is the sum of its sources' weights by
strength, and "something else" has the score zero. The weights were fitted to the annotations that people added in
public histories; they know no project and no name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from amends.learning.annotations.place import Vote
from amends.learning.annotations.weights import BIAS, WEIGHTS

_MOST = 6


def ranked(votes: Iterable[Vote]) -> tuple[tuple[str, float], ...]:
    """Types with their probability, the most probable first; what is left to one is something else."""
    sources: dict[str, dict[str, float]] = {}
    for vote in votes:
        if vote.type:
            strengths = sources.setdefault(vote.type, {})
            strengths[vote.source] = max(strengths.get(vote.source, 0.0), vote.strength)
    scores = {type_: _score(strengths) for type_, strengths in sources.items()}
    total = 1.0 + sum(map(math.exp, scores.values()))
    shares = [(type_, math.exp(score) / total) for type_, score in scores.items()]
    return tuple(sorted(shares, key=lambda one: (-one[1], one[0]))[:_MOST])


def _score(strengths: Mapping[str, float]) -> float:
    return BIAS + sum(WEIGHTS.get(source, 0.0) * strength for source, strength in strengths.items())
