"""What is worked out for a place without an example: one pattern stands for each way to work it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from amends.learning.codec import canonical_template
from amends.learning.pattern import Pattern, PatternRecord, Template, pattern_id
from amends.learning.templates.apply import Spot

_LEVEL = 6

Judged = Callable[[Sequence[Pattern]], Sequence[PatternRecord]]
"""Gives the records of patterns which need no example; of one that is learned or shared, nothing."""


def record_of(
    template: Template, title: str, spot: Spot, records: Sequence[PatternRecord], judged: Judged
) -> PatternRecord | None:
    """The record of what is worked out by a template at a spot, None where nobody has one for it."""
    kind, language = spot.problem.kind, spot.tree.grammar.language
    key = pattern_id(kind, language, canonical_template(template))
    known = [one for one in records if one.pattern.id == key]
    pattern = Pattern(key, kind, language, _LEVEL, title, template)
    return next(iter(known or judged([pattern])), None)
