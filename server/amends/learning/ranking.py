"""How probable it is that a person takes a result as it is.

A logistic estimate over a few signals of the evidence. Examples count by how like their surroundings are to those
here; what became of a pattern's fixes in this project counts as further examples. The coefficients were fitted by
logistic regression on the repairs of nine public histories, checked across repositories; they know no rule and no name.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs

from amends.learning.context import likeness
from amends.learning.pattern import PatternRecord
from amends.learning.roles import is_weak
from amends.syntax.template import WILD, Hole, Part, Rest, Term, sites_of, walk

Context = tuple[int, ...]


@attrs.frozen
class Signals:
    """What speaks for and against one result."""

    near: float
    """Support, each example by likeness of surroundings."""
    near_against: float
    support: int
    against: int
    share: float
    """Part of the kind's examples that this result would have repaired as people did."""
    odds: float
    """Naive Bayes: how much more like its supporters' surroundings these are than like the others'."""
    level: int
    """Of the most specific pattern behind it."""
    novel: int
    """Words of the after side that are the example's own."""
    lost: int
    """Words of the before side that are thrown away unseen."""
    patterns: int
    kept: int
    turned_down: int


@attrs.frozen
class Known:
    """All examples of a kind, and how often each feature occurs around them."""

    contexts: Mapping[str, Context]
    counts: Counter[int]

    @staticmethod
    def of(records: Iterable[PatternRecord]) -> Known:
        """The examples that some patterns rest on."""
        contexts = {one.example: one.context for record in records for one in record.pattern.support}
        return Known(contexts, Counter(feature for seen in contexts.values() for feature in seen))


def signals_of(group: Sequence[PatternRecord], known: Known, context: Context) -> Signals:
    """The signals of one result; `group` are the patterns that give it, `known` all examples of the kind."""
    support = {one.example: one.context for record in group for one in record.pattern.support}
    against = {one.example: one.context for record in group for one in record.pattern.against}
    against = {example: seen for example, seen in against.items() if example not in support}
    news = [novelty(record) for record in group]
    return Signals(
        near=sum(likeness(seen, context) ** 2 for seen in support.values()),
        near_against=sum(likeness(seen, context) ** 2 for seen in against.values()),
        support=len(support),
        against=len(against),
        share=len(support) / max(len(known.contexts), 1),
        odds=_odds(context, support, known),
        level=min(record.pattern.level for record in group),
        novel=min(brought for brought, _ in news),
        lost=min(lost for _, lost in news),
        patterns=len(group),
        kept=max(record.kept for record in group),
        turned_down=max(2 * record.reverted + record.edited for record in group),
    )


def novelty(record: PatternRecord) -> tuple[int, int]:
    """Words an after side brings along or guesses by their position, and words a before side throws away unseen."""
    root = record.pattern.template.root
    if root is None:
        return 0, 0
    sites = sites_of(root)
    brought = Counter(_own_words(part for site in sites for part in site.after))
    brought -= Counter(_own_words(part for site in sites for part in site.before))
    guessed = sum(
        isinstance(found, Hole) and is_weak(found.name) for site in sites for part in site.after for found in walk(part)
    )
    lost = sum(
        isinstance(found, Hole | Rest) and found.name == WILD
        for site in sites
        for part in site.before
        for found in walk(part)
    )
    return brought.total() + guessed, lost


def _own_words(parts: Iterable[Part]) -> Iterable[str]:
    for part in parts:
        for found in walk(part):
            if isinstance(found, Term) and not found.parts and found.text != found.kind:
                yield found.text


def _odds(context: Context, support: Mapping[str, Context], known: Known) -> float:
    others = len(known.contexts) - len(support)
    if others <= 0 or not support:
        return 0.0
    yes = Counter(feature for seen in support.values() for feature in seen)
    total = 0.0
    for feature in context:
        left = (yes[feature] + 0.5) / (len(support) + 1)
        right = (known.counts[feature] - yes[feature] + 0.5) / (others + 1)
        total += math.log(left / right)
    return total


def confidence_of(signals: Signals) -> float:
    """Estimated probability, 0 to 1."""
    near, against = signals.near + signals.kept, signals.near_against + signals.turned_down
    score = (
        -4.28
        + 2.07 * math.log1p(near)
        - 1.42 * math.log1p(against)
        + 3.19 * signals.share
        + 0.32 * max(-6.0, min(6.0, signals.odds / 4))
        + 1.66 * (near + 0.1) / (near + against + 0.3)
        - 0.35 * min(signals.level, 6) / 3
        - 4.04 * min(signals.novel, 6) / 3
        - 0.93 * min(signals.lost, 6) / 3
        + 1.18 * math.log1p(signals.patterns)
    )
    return 1 / (1 + math.exp(-score))
