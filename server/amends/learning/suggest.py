"""Suggesting: every pattern of a problem's kind is tried where the problem is; distinct results, best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from functools import partial

import attrs

from amends.core.problems import Problem, ProblemKind, Safety
from amends.core.text import Edit, Text
from amends.learning.annotations.shown import Shown
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.context import context_of
from amends.learning.pattern import Pattern, PatternRecord
from amends.learning.ranking import Known, Signals, probabilities, signals_of
from amends.learning.templates.apply import Applied, Spot, apply_template
from amends.learning.templates.reworded import makes_names
from amends.learning.titles import edits_title
from amends.learning.without_examples.givens import given_patterns, prior_of
from amends.learning.without_examples.optionals import with_optional_types
from amends.learning.without_examples.signatures import Completion, completions, signature_patterns
from amends.learning.without_examples.worked_out import Judged
from amends.learning.without_examples.workings import can_be_worked_out, workings
from amends.syntax.tree import Trees

_MOST = 8
_SAFE_CASES = 5
_SAFE_CONFIDENCE = 0.8
_HABIT_ALONE = 0.5
"""What is left of the confidence in a suppression for which only suppressions of other rules speak."""


@attrs.frozen
class Suggestion:
    """One distinct result of patterns at a problem; `edits` are in offsets of the text."""

    pattern_id: str
    """The pattern that speaks most for it."""
    record: PatternRecord = attrs.field(repr=False, eq=False)
    edits: tuple[Edit, ...]
    title: str
    confidence: float
    """Estimated probability that a person takes it as it is."""
    safety: Safety
    suppression: bool
    signals: Signals = attrs.field(repr=False, eq=False)
    """What the confidence was estimated from."""


@attrs.frozen
class _Group:
    """All that gives one result."""

    learned: list[tuple[PatternRecord, Applied]] = attrs.field(factory=list)
    inferred: list[Completion] = attrs.field(factory=list)

    @property
    def ways(self) -> list[tuple[PatternRecord, Applied]]:
        return [*self.learned, *((one.record, one.applied) for one in self.inferred)]

    @property
    def probability(self) -> float:
        return max((one.probability for one in self.inferred), default=0.0)


def unjudged(patterns: Sequence[Pattern]) -> Sequence[PatternRecord]:
    """Patterns that nothing became of yet."""
    return tuple(PatternRecord(one) for one in patterns)


def suggest(  # noqa: PLR0913 -- everything that a suggestion depends on
    records: Sequence[PatternRecord],
    problem: Problem,
    text: Text,
    language: str,
    path: str,
    *,
    kin: Sequence[PatternRecord] = (),
    trees: Trees | None = None,
    vocabulary: Vocabulary | None = None,
    judged: Judged = unjudged,
    shown: Shown | None = None,
) -> tuple[Suggestion, ...]:
    """Suggestions for a problem, best first, at most eight; none in a language without a grammar.

    `records` are the usable patterns of the problem's kind, `kin` those of kinds that `are_kin`; `path` is relative to
    the project's root; `vocabulary` is what the project's other files say of names and types. `judged` gives the
    records of patterns which need no example, retired ones too; `shown` is what a type checker takes functions for.
    """
    tree = (trees or Trees()).tree(text, language)
    if tree is None:
        return ()
    spot = Spot.of(problem, tree)
    givens = judged(_givens(records, spot, language))
    usable = [record for record in (*records, *givens, *kin) if _usable(record, language, path)]
    if not (usable or can_be_worked_out(problem)):
        return ()
    vocabulary = vocabulary or Vocabulary()
    complete = partial(with_optional_types, spot=spot, vocabulary=vocabulary, path=path)
    groups = _tried(usable, spot, complete)
    for unwanted in _tried([one for one in givens if not _usable(one, language, path)], spot, complete):
        if unwanted in groups and not any(record.pattern.support for record, _ in groups[unwanted].learned):
            del groups[unwanted]  # another way to read the message, to the same unwanted end
    signatures = list(completions(usable, spot, vocabulary, path, shown or {}))
    meant = workings(records, spot, vocabulary, path, judged)
    for completion in (*signatures, *(one for one in meant if _usable(one.record, language, path))):
        result = completion.applied.result(text.content)
        if result is not None:
            groups.setdefault(result, _Group()).inferred.append(completion)
    known = Known.of(usable, problem.kind)
    made = _judged(text, list(groups.values()), known, context_of(spot.node, problem, path), inferable=bool(signatures))
    return tuple(sorted(made, key=lambda one: (-one.confidence, one.pattern_id))[:_MOST])


def _judged(
    text: Text, rivals: Sequence[_Group], known: Known, context: tuple[int, ...], *, inferable: bool
) -> list[Suggestion]:
    """All results at one place, each with its probability beside the others."""
    signals = [
        attrs.evolve(
            signals_of([record for record, _ in group.learned or group.ways], known, context),
            inferable=inferable,
            inferred=group.probability,
            learned=bool(group.learned),
        )
        for group in rivals
    ]
    return [
        _suggestion(text, group, one, _weighed(probability, group, known, inferable=inferable))
        for group, one, probability in zip(rivals, signals, probabilities(signals), strict=True)
    ]


def are_kin(one: ProblemKind, other: ProblemKind) -> bool:
    """Whether what repairs one kind may repair the other: rules that differ in the last digit, or in the message."""
    return one != other and one.source == other.source and one.code[:-1] == other.code[:-1]


def _usable(record: PatternRecord, language: str, path: str) -> bool:
    if record.stage == "retired" or record.pattern.language != language:
        return False
    return not record.scope or fnmatchcase(path, record.scope)


def _givens(records: Sequence[PatternRecord], spot: Spot, language: str) -> Sequence[Pattern]:
    """What is known from the start of such a problem where the profile has no record of it."""
    have = {record.pattern.id for record in records}
    said = given_patterns(spot.problem, language, spot.marked) if spot.exact else ()
    return [one for one in (*signature_patterns(spot.problem, language), *said) if one.id not in have]


def _tried(usable: Sequence[PatternRecord], spot: Spot, complete: Callable[[Applied], Applied]) -> dict[str, _Group]:
    """What patterns give at a spot, completed, by the text that comes of it."""
    groups: dict[str, _Group] = {}
    seen: dict[tuple[Edit, ...], str | None] = {}
    for record in usable:
        applied = apply_template(record.pattern.template, spot)
        if applied is None or (record.pattern.kind != spot.problem.kind and makes_names(record.pattern.template)):
            continue
        applied = complete(applied)
        if applied.edits not in seen:
            seen[applied.edits] = applied.result(spot.tree.content)
        result = seen[applied.edits]
        if result is not None:
            groups.setdefault(result, _Group()).learned.append((record, applied))
    return groups


def _weighed(probability: float, group: _Group, known: Known, *, inferable: bool) -> float:
    """What is known of such a result from the start, where the evidence says less, or only speaks of other rules."""
    records = [record for record, _ in group.learned]
    if not records:
        return probability if inferable else max(probability, group.probability)
    if not known.contexts:  # nobody has repaired this kind yet
        probability = max(probability, prior_of(records))
    by_habit = all(one.pattern.suppression and one.pattern.kind.code != known.kind.code for one in records)
    return probability * (_HABIT_ALONE if by_habit else 1)


def _suggestion(text: Text, group: _Group, signals: Signals, confidence: float) -> Suggestion:
    ways = group.ways
    record, applied = max(ways, key=lambda one: (len(one[0].pattern.support), -one[0].pattern.level, one[0].pattern.id))
    trusted = record.kept >= _SAFE_CASES and not record.reverted and confidence >= _SAFE_CONFIDENCE
    return Suggestion(
        pattern_id=record.pattern.id,
        record=record,
        edits=applied.edits,
        title=edits_title(text.content, applied.edits, applied.imports) or record.pattern.title,
        confidence=confidence,
        safety=Safety.SAFE if trusted and not record.pattern.suppression else Safety.UNSAFE,
        suppression=record.pattern.suppression,
        signals=signals,
    )
