"""Repairing several problems of one place together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from amends.core.text import Edit
from amends.learning.suggest import Suggestion

_MUCH_LESS = 0.3
"""Below this share of the best one's confidence, doing alike is worse than doing what fits."""
_LEADS = 2
_OTHERWISE = 2
"""Of the likeliest results, how many are also tried with how many other answers to each further problem."""


@attrs.frozen
class Composed:
    """Edits that repair all of some problems, and how likely a person takes them."""

    lead: Suggestion
    """What repairs the first problem."""
    edits: tuple[Edit, ...]
    confidence: float
    pattern_ids: tuple[str, ...]
    clash: bool = False
    """Some edit was left out because another one changes the same place otherwise."""


def compose(suggestions: Sequence[Sequence[Suggestion]]) -> tuple[Composed, ...]:
    """For each suggestion of the first problem one candidate that repairs the others alike, best first.

    Another problem is repaired by the same pattern where that fits, else by its own best suggestion; an edit that two
    problems share is made once, and what an earlier edit already covers is left out. Where answers are inferred, the
    likeliest results are also tried with the next likely answer to one of the other problems.
    """
    if not suggestions or not all(suggestions):
        return ()
    made = [_with_others(lead, suggestions[1:]) for lead in suggestions[0]]
    made += [
        _with_others(lead, others)
        for lead in suggestions[0][:_LEADS]
        for others in _answered_otherwise(suggestions[1:])
    ]
    distinct = {one.edits: one for one in sorted(made, key=lambda one: one.confidence)}
    return tuple(sorted(distinct.values(), key=lambda one: -one.confidence))


def _answered_otherwise(suggestions: Sequence[Sequence[Suggestion]]) -> Iterator[Sequence[Sequence[Suggestion]]]:
    """The same with a less likely answer to one of the problems, where each place's own answer is inferred."""
    for at, found in enumerate(suggestions):
        for other in found[1 : 1 + _OTHERWISE] if found[0].signals.inferable else ():
            yield (*suggestions[:at], (other,), *suggestions[at + 1 :])


def _with_others(lead: Suggestion, others: Sequence[Sequence[Suggestion]]) -> Composed:
    edits, confidence, ids, clash = list(lead.edits), lead.confidence, [lead.pattern_id], False
    for suggestions in others:
        alike = [one for one in suggestions if one.pattern_id == lead.pattern_id]
        alike = [one for one in alike if one.confidence > _MUCH_LESS * suggestions[0].confidence]
        best = max(alike or suggestions[:1], key=lambda one: sum(edit in edits for edit in one.edits))
        free = [edit for edit in best.edits if not any(_collide(edit, other) for other in edits)]
        clash = clash or any(edit not in free and edit not in edits for edit in best.edits)
        edits += free
        confidence = min(confidence, best.confidence)
        ids.append(best.pattern_id)
    return Composed(lead, tuple(sorted(edits)), confidence, tuple(dict.fromkeys(ids)), clash)


def _collide(one: Edit, other: Edit) -> bool:
    """Whether only one of two edits can be made; lines put in at one place stand below each other."""
    if one == other:
        return True
    if one.start == one.end == other.start == other.end:
        return not (one.new_text.endswith("\n") and other.new_text.endswith("\n"))
    return one.start < other.end and other.start < one.end
