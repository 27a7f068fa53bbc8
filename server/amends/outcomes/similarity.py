"""How much of an offered text is still there, and how far it went back to what was there before.

Character 4-gram overlap, as editors use it to measure the survival of accepted edits; weights count the longer of the
two texts so that a pure insertion can count as reverted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

GRAM = 4


def four_gram(now: str, offered: str) -> float:
    """Shared 4-grams over the larger number of them, 0 to 1; shorter texts are equal or not."""
    if now == offered:
        return 1.0
    if min(len(now), len(offered)) < GRAM:
        return 0.0
    one, other = _grams(now), _grams(offered)
    return (one & other).total() / max(one.total(), other.total())


def no_revert(before: str, offered: str, now: str) -> float:
    """1 while nothing went back towards `before`, 0 when the old text stands again."""
    if now == before:
        return 1.0 if before == offered else 0.0
    start = four_gram(offered, before)
    if start >= 1.0:
        return 1.0
    return 1.0 - max(four_gram(now, before) - start, 0.0) / (1.0 - start)


def weighted(values: Iterable[tuple[float, int]]) -> float:
    """Mean of values by weight, 1 when there is no weight at all."""
    pairs = list(values)
    total = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) / total if total else 1.0


def _grams(text: str) -> Counter[str]:
    return Counter(text[index : index + GRAM] for index in range(len(text) - GRAM + 1))
