"""Suggesting: every pattern of a problem's kind is tried where the problem is; distinct results, best first."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

import attrs

from amends.core.problems import Problem, ProblemKind, Safety
from amends.core.text import Edit, Text
from amends.learning.apply import Applied, Spot, apply_template
from amends.learning.context import context_of
from amends.learning.pattern import PatternRecord
from amends.learning.ranking import Known, Signals, confidence_of, signals_of
from amends.learning.titles import edits_title
from amends.syntax.tree import Trees

_MOST = 8
_SAFE_CASES = 5
_SAFE_CONFIDENCE = 0.8


@attrs.frozen
class Suggestion:
    """One distinct result of patterns at a problem; `edits` are in offsets of the text."""

    pattern_id: str
    """The pattern that speaks most for it."""
    edits: tuple[Edit, ...]
    title: str
    confidence: float
    """Estimated probability that a person takes it as it is."""
    safety: Safety
    suppression: bool
    signals: Signals = attrs.field(repr=False, eq=False)
    """What the confidence was estimated from."""


def suggest(
    records: Sequence[PatternRecord],
    problem: Problem,
    text: Text,
    language: str,
    path: str,
    *,
    kin: Sequence[PatternRecord] = (),
    trees: Trees | None = None,
) -> tuple[Suggestion, ...]:
    """Suggestions for a problem, best first, at most eight; none in a language without a grammar.

    `records` are the usable patterns of the problem's kind, `kin` those of kinds that `are_kin`; `path` is relative to
    the project's root.
    """
    tree = (trees or Trees()).tree(text, language)
    usable = [record for record in (*records, *kin) if _usable(record, language, path)]
    if tree is None or not usable:
        return ()
    spot = Spot.of(problem, tree)
    found: dict[str, list[tuple[PatternRecord, Applied]]] = {}
    seen: dict[tuple[Edit, ...], str | None] = {}
    for record in usable:
        applied = apply_template(record.pattern.template, spot)
        if applied is None:
            continue
        if applied.edits not in seen:
            seen[applied.edits] = applied.result(text.content)
        result = seen[applied.edits]
        if result is not None:
            found.setdefault(result, []).append((record, applied))
    context = context_of(spot.node, problem, path)
    known = Known.of(usable)
    made = [_suggestion(text, group, known, context) for group in found.values()]
    return tuple(sorted(made, key=lambda one: (-one.confidence, one.pattern_id))[:_MOST])


def are_kin(one: ProblemKind, other: ProblemKind) -> bool:
    """Whether what repairs one kind may repair the other: rules that differ in the last digit, or in the message."""
    return one != other and one.source == other.source and one.code[:-1] == other.code[:-1]


def _usable(record: PatternRecord, language: str, path: str) -> bool:
    if record.stage == "retired" or record.pattern.language != language:
        return False
    return not record.scope or fnmatchcase(path, record.scope)


def _suggestion(
    text: Text,
    group: list[tuple[PatternRecord, Applied]],
    known: Known,
    context: tuple[int, ...],
) -> Suggestion:
    signals = signals_of([record for record, _ in group], known, context)
    confidence = confidence_of(signals)
    record, applied = max(
        group, key=lambda one: (len(one[0].pattern.support), -one[0].pattern.level, one[0].pattern.id)
    )
    trusted = record.kept >= _SAFE_CASES and not record.reverted and confidence >= _SAFE_CONFIDENCE
    return Suggestion(
        pattern_id=record.pattern.id,
        edits=applied.edits,
        title=edits_title(text.content, applied.edits, applied.imports) or record.pattern.title,
        confidence=confidence,
        safety=Safety.SAFE if trusted and not record.pattern.suppression else Safety.UNSAFE,
        suppression=record.pattern.suppression,
        signals=signals,
    )
