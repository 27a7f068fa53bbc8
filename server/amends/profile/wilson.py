"""How sure a rate is, given how few cases it rests on."""

from __future__ import annotations

import math

_Z = 1.96
"""Standard normal quantile of a two-sided 95 % interval."""


def lower_bound(successes: int, trials: int) -> float:
    """Lower end of Wilson's 95 % score interval for a rate (E. B. Wilson, 1927); 0 without trials."""
    return rate_interval(successes, trials)[0]


def rate_interval(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % score interval for a rate (E. B. Wilson, 1927); all of 0 to 1 without trials."""
    if trials <= 0:
        return 0.0, 1.0
    rate = successes / trials
    middle = rate + _Z**2 / (2 * trials)
    spread = _Z * math.sqrt(rate * (1 - rate) / trials + _Z**2 / (4 * trials**2))
    scale = 1 + _Z**2 / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def difference_interval(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """95 % interval of the difference of two rates, each ``(successes, trials)``: one's minus the other's.

    R. G. Newcombe's hybrid score interval (method 10 of Statistics in Medicine 17, 1998); -1 to 1 while either has no
    trials.
    """
    if not one[1] or not other[1]:
        return -1.0, 1.0
    rate, other_rate = one[0] / one[1], other[0] / other[1]
    (low, high), (other_low, other_high) = rate_interval(*one), rate_interval(*other)
    difference = rate - other_rate
    return (
        difference - math.hypot(rate - low, other_high - other_rate),
        difference + math.hypot(high - rate, other_rate - other_low),
    )
