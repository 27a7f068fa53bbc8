"""Style in candidates: quotes put right in what they write, and what follows the project's habits first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import attrs

from amends.core.errors import OverlappingEditsError
from amends.core.fixes import Candidate, Ingredient
from amends.core.text import Text, diff_edits
from amends.profile.style import topics
from amends.profile.style.card import StyleCard, StyleFact
from amends.profile.style.neutral import neutral_form, requoted
from amends.profile.style.votes import snippet_votes

_QUOTES = {"single": "'", "double": '"'}
_AGAINST_STYLE = 0.7
"""How much less likely a candidate is to be taken as it is for each habit that it goes against and others do not."""


@attrs.frozen
class _Styled:
    candidate: Candidate
    neutral: str
    against: frozenset[str]
    """Ids of the facts it goes against."""


def in_style(candidates: Sequence[Candidate], text: Text, card: StyleCard, path: str) -> list[Candidate]:
    """Candidates in order of their confidence; those that differ in style only in the order of the project's habits."""
    facts = card.holding(path)
    if not facts:
        return list(candidates)
    styled = [_styled(_requoted(one, text, facts), text, facts, path) for one in candidates]
    least = min((len(one.against) for one in styled), default=0)
    by_form = sorted(styled, key=lambda one: one.neutral)
    ordered = [
        one for _, group in groupby(by_form, key=lambda one: one.neutral) for one in _arranged(list(group), least)
    ]
    return sorted(ordered, key=lambda one: -one.confidence)


def _arranged(group: list[_Styled], least: int) -> list[Candidate]:
    """One group that differs in style only: the best confidence goes to the one that follows the habits best."""
    if len(group) == 1:
        one = group[0].candidate
        factor = _AGAINST_STYLE ** (len(group[0].against) - least)
        return [attrs.evolve(one, confidence=one.confidence * factor)]
    following = sorted(group, key=lambda one: (len(one.against), -one.candidate.confidence))
    confidences = sorted((one.candidate.confidence for one in group), reverse=True)
    deciding = frozenset().union(*(one.against for one in group)) - following[0].against
    credited = tuple(Ingredient("style", item) for item in sorted(deciding))
    best = attrs.evolve(following[0].candidate, ingredients=(*following[0].candidate.ingredients, *credited))
    chosen = [best, *(one.candidate for one in following[1:])]
    return [
        attrs.evolve(one, confidence=confidence - place * 1e-6)
        for place, (one, confidence) in enumerate(zip(chosen, confidences, strict=True))
    ]


def _styled(candidate: Candidate, text: Text, facts: dict[str, StyleFact], path: str) -> _Styled:
    before, after = _lines(candidate, text)
    votes = snippet_votes(path, after) - snippet_votes(path, before)
    against = {facts[topic].id for topic, value in votes if topic in facts and facts[topic].value != value}
    return _Styled(candidate, neutral_form(after), frozenset(against))


def _lines(candidate: Candidate, text: Text) -> tuple[str, str]:
    """The whole lines that a candidate touches, before and after."""
    old: list[str] = []
    new: list[str] = []
    for file in candidate.files:
        if file.uri != candidate.problem.uri:
            continue
        try:
            result = text.edited(file.edits)
        except OverlappingEditsError:
            continue
        moved = 0
        for hunk in diff_edits(text.content, result.content):
            first, _ = text.line_span(text.position_at(hunk.start).line)
            _, last = text.line_span(text.position_at(hunk.end).line)
            grown = len(hunk.new_text) - (hunk.end - hunk.start)
            old.append(text.content[first:last])
            new.append(result.content[first + moved : last + moved + grown])
            moved += grown
    return "\n".join(old), "\n".join(new)


def _requoted(candidate: Candidate, text: Text, facts: dict[str, StyleFact]) -> Candidate:
    """What a candidate writes, in the project's quotes; strings that it only moves stay as they are."""
    fact = facts.get(topics.QUOTES) or facts.get(topics.SCRIPT_QUOTES)
    quote = _QUOTES.get(fact.value) if fact else None
    if quote is None or fact is None:
        return candidate
    files = tuple(
        attrs.evolve(
            file,
            edits=tuple(
                attrs.evolve(edit, new_text=requoted(edit.new_text, quote, text.content)) for edit in file.edits
            ),
        )
        for file in candidate.files
        if file.uri == candidate.problem.uri
    )
    others = tuple(file for file in candidate.files if file.uri != candidate.problem.uri)
    if (*files, *others) == candidate.files:
        return candidate
    credited = (*candidate.ingredients, Ingredient("style", fact.id))
    return attrs.evolve(candidate, files=(*files, *others), ingredients=credited)
