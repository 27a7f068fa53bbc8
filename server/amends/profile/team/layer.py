"""The team layer as a value: what others learned, with counts for each who counted, so that nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from amends.core.problems import ProblemKind
from amends.learning.pattern import Evidence, Pattern

Counts = Mapping[str, tuple[int, ...]]
"""Who counted → how much had happened to them by then, and what they counted."""


@attrs.frozen
class TeamPattern:
    """A pattern of others; all its evidence names the project it comes from."""

    pattern: Pattern
    counts: Counts = attrs.field(factory=dict)
    """Kept, edited, reverted."""
    scope: str = ""


@attrs.frozen(order=True)
class TeamLesson:
    """A sentence for the model, and where it holds."""

    text: str
    scope: str = ""


@attrs.define(frozen=True, slots=False, eq=False)
class TeamLayer:
    """Everything that a team shares; made by `merged`, read and written by `files`."""

    patterns: Mapping[str, TeamPattern] = attrs.field(factory=dict)
    """By id."""
    tools: Mapping[str, Counts] = attrs.field(factory=dict)
    """``ruff:UP032`` → how often the tool's own fix was taken, of how many times there was one."""
    lessons: tuple[TeamLesson, ...] = ()

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Its lessons as text and scope."""
        return tuple((lesson.text, lesson.scope) for lesson in self.lessons)

    @cached_property
    def by_kind(self) -> Mapping[ProblemKind, tuple[TeamPattern, ...]]:
        """The patterns of each kind."""
        groups: dict[ProblemKind, list[TeamPattern]] = {}
        for one in self.patterns.values():
            groups.setdefault(one.pattern.kind, []).append(one)
        return {kind: tuple(sorted(group, key=_order)) for kind, group in groups.items()}

    @cached_property
    def _by_family(self) -> Mapping[tuple[str, str], tuple[ProblemKind, ...]]:
        families: dict[tuple[str, str], list[ProblemKind]] = {}
        for kind in sorted(self.by_kind):
            families.setdefault((kind.source, kind.code[:-1]), []).append(kind)
        return {family: tuple(kinds) for family, kinds in families.items()}

    def family(self, kind: ProblemKind) -> tuple[ProblemKind, ...]:
        """Known kinds whose code differs from this one's in its last character at most."""
        return self._by_family.get((kind.source, kind.code[:-1]), ())

    def tool_record(self, rule: str) -> tuple[int, int]:
        """How often a tool's own fix for a rule was taken, of how many."""
        taken, seen = summed(self.tools.get(rule, {}), 2)
        return taken, seen


def _order(one: TeamPattern) -> tuple[int, str]:
    return one.pattern.level, one.pattern.id


def summed(counts: Counts, width: int) -> tuple[int, ...]:
    """All who counted together, without the first number."""
    rows = [(*row, *(0,) * width)[1 : width + 1] for row in counts.values()]
    return tuple(map(sum, zip((0,) * width, *rows, strict=True)))


def with_team(own: Pattern | None, others: TeamPattern | None) -> Pattern | None:
    """A pattern with the evidence of both; None when there is neither."""
    if own is None or others is None:
        return own or (others.pattern if others else None)
    return _merged_pattern(TeamPattern(own), others).pattern


def merged(one: TeamLayer, other: TeamLayer) -> TeamLayer:
    """Both together, without loss; the order does not matter, and the same again changes nothing."""
    patterns = dict(one.patterns)
    for key, pattern in other.patterns.items():
        patterns[key] = _merged_pattern(patterns[key], pattern) if key in patterns else pattern
    origins = _origins(patterns.values())
    tools = {
        rule: merged_counts(one.tools.get(rule, {}), other.tools.get(rule, {}))
        for rule in sorted({*one.tools, *other.tools})
    }
    return TeamLayer(
        {key: _with_origins(patterns[key], origins) for key in sorted(patterns)},
        tools,
        tuple(sorted({*one.lessons, *other.lessons})),
    )


def _origins(patterns: Iterable[TeamPattern]) -> Mapping[str, str]:
    """The project of each example: the first in the order of names, where two say it is theirs."""
    found: dict[str, str] = {}
    for one in patterns:
        for evidence in (*one.pattern.support, *one.pattern.against):
            found[evidence.example] = min(found.get(evidence.example, evidence.origin), evidence.origin)
    return found


def _with_origins(one: TeamPattern, origins: Mapping[str, str]) -> TeamPattern:
    support, against = (
        tuple(attrs.evolve(found, origin=origins[found.example]) for found in side)
        for side in (one.pattern.support, one.pattern.against)
    )
    return attrs.evolve(one, pattern=attrs.evolve(one.pattern, support=support, against=against))


def merged_counts(one: Counts, other: Counts) -> Counts:
    """The newer counts of each who counted: the first number says how much had happened by then."""
    return {who: max(tuple(one.get(who, ())), tuple(other.get(who, ()))) for who in sorted({*one, *other})}


def _merged_pattern(one: TeamPattern, other: TeamPattern) -> TeamPattern:
    support = merged_evidence(one.pattern.support, other.pattern.support)
    held = {found.example for found in support}
    against = tuple(
        found for found in merged_evidence(one.pattern.against, other.pattern.against) if found.example not in held
    )
    pattern = attrs.evolve(
        one.pattern, level=min(one.pattern.level, other.pattern.level), support=support, against=against
    )
    return TeamPattern(pattern, merged_counts(one.counts, other.counts), min(one.scope, other.scope))


def merged_evidence(one: tuple[Evidence, ...], other: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Every example once; its own project's word counts, then the first in the order of names."""
    found: dict[str, Evidence] = {}
    for evidence in sorted((*one, *other), key=lambda each: (each.origin, each.context)):
        found.setdefault(evidence.example, evidence)
    return tuple(found[example] for example in sorted(found))
