"""How sure a rate is, given how few cases it rests on."""

from __future__ import annotations

import math

_Z = 1.96
"""Standard normal quantile of a two-sided 95 % interval."""


def lower_bound(successes: int, trials: int) -> float:
    """Lower end of Wilson's 95 % score interval for a rate (E. B. Wilson, 1927); 0 without trials."""
    if trials <= 0:
        return 0.0
    rate = successes / trials
    spread = _Z * math.sqrt(rate * (1 - rate) / trials + _Z**2 / (4 * trials**2))
    return max(0.0, (rate + _Z**2 / (2 * trials) - spread) / (1 + _Z**2 / trials))
