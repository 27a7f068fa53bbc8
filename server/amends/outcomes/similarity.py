"""How much of an edit is still there; the measures are Copilot's edit survival, with insertions able to count."""

from __future__ import annotations

from collections import Counter

_GRAM = 4


def four_gram(one: str, other: str) -> float:
    """Overlap of character 4-grams, 0 to 1; texts shorter than that are equal or not."""
    if one == other:
        return 1.0
    if len(one) < _GRAM or len(other) < _GRAM:
        return 0.0
    grams, others = _grams(one), _grams(other)
    return (grams & others).total() / max(grams.total(), others.total())


def no_revert(before: str, offered: str, now: str) -> float:
    """1 while the text does not lean back to what stood there before the fix, 0 when it is back."""
    likeness = four_gram(offered, before)
    if likeness == 1.0:
        return 1.0
    return 1.0 - max(four_gram(now, before) - likeness, 0.0) / (1.0 - likeness)


def weighted(parts: list[tuple[float, str, str]]) -> float:
    """Mean of values for (before, offered) pairs, weighted by the longer text: a pure insertion must count."""
    weights = [max(len(before), len(offered), 1) for _, before, offered in parts]
    return sum(value * weight for (value, _, _), weight in zip(parts, weights, strict=True)) / sum(weights)


def _grams(text: str) -> Counter[str]:
    return Counter(text[start : start + _GRAM] for start in range(len(text) - _GRAM + 1))
