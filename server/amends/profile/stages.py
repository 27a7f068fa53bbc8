"""When a learned pattern may be used: the rules that promote, narrow and retire it.

A pattern is a *candidate* on its first example, on *trial* with a second one or a kept fix, *active* when more often
right than wrong with 95 % confidence (repairs by people count like kept fixes), and *retired* when it was reverted
twice with nothing good in between. One that was of no use for a year is a candidate again. After one revert it is
*narrowed*: unless it is active all the same, its more specific levels stand in for it. A later keep, redo or repair by
hand of the same shape takes the blame away.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from amends.core.problems import ProblemKind
from amends.learning.pattern import Pattern, PatternRecord
from amends.profile.wilson import lower_bound

_ACTIVE_FROM = 0.5
_STANDING_FROM = 0.5
"""A pattern whose kept rate is this good in spite of the latest reverts is narrowed rather than retired."""
_REVERTS_TO_RETIRE = 2
_EXPIRES_AFTER = 365 * 86_400.0


@attrs.frozen
class PatternCounts:
    """What became of the fixes that one pattern made, and what it rests on."""

    kept: int = 0
    edited: int = 0
    reverted: int = 0
    dismissed: int = 0
    grounds: int = 0
    """Examples that people made (by hand, in git, over our fix), not our own kept fixes."""
    trailing: int = 0
    """Reverts since the last keep or the last such example."""
    last_used: float = 0.0


@attrs.frozen
class StoredPattern:
    """A pattern as the profile knows it: what was learned, what came of it, what people said about it."""

    pattern: Pattern
    counts: PatternCounts
    pinned: bool = False
    forgotten: bool = False
    scope: str = ""
    team: tuple[int, ...] = ()
    """Kept, edited and reverted by others, for a pattern that the team layer has; empty for one of our own."""

    evidence: frozenset[str] = attrs.field(init=False, repr=False, eq=False)
    """Ids of the examples it rests on; compared with many others, so it is made once."""

    @evidence.default
    def _collect_evidence(self) -> frozenset[str]:
        return frozenset(self.pattern.evidence)


def pattern_stage(stored: StoredPattern, now: float) -> str:
    """candidate, trial, active or retired."""
    counts = stored.counts
    if _worn_out(counts) and not stored.pinned:
        return "retired"
    # It may still be offered, since proof decides; but it has to earn its place again.
    if now - counts.last_used > _EXPIRES_AFTER and not stored.pinned:
        return "candidate"
    if _established(counts):
        return "active"
    return "trial" if counts.kept or len(stored.evidence) > 1 else "candidate"


def pattern_record(stored: StoredPattern, now: float) -> PatternRecord:
    """What the pattern engine needs to know to rank it."""
    counts = stored.counts
    return PatternRecord(
        pattern=stored.pattern,
        kept=counts.kept,
        edited=counts.edited,
        reverted=counts.reverted,
        stage=pattern_stage(stored, now),
        last_used=counts.last_used,
        scope=stored.scope,
        pinned=stored.pinned,
        narrowed=counts.trailing,
        team=stored.team,
    )


@attrs.frozen
class PatternsOfKind:
    """All patterns of one kind, which stand in for one another and go down together."""

    patterns: tuple[StoredPattern, ...]
    _forgotten: tuple[StoredPattern, ...] = attrs.field(init=False)
    _narrowed: tuple[StoredPattern, ...] = attrs.field(init=False)

    @_forgotten.default
    def _find_forgotten(self) -> tuple[StoredPattern, ...]:
        return tuple(stored for stored in self.patterns if stored.forgotten)

    @_narrowed.default
    def _find_narrowed(self) -> tuple[StoredPattern, ...]:
        return tuple(stored for stored in self.patterns if stored.counts.trailing)

    def usable(self, now: float) -> tuple[StoredPattern, ...]:
        """Those that may make fixes now."""
        known = (stored for stored in self.patterns if not self.is_forgotten(stored))
        return tuple(one for one in known if pattern_stage(one, now) != "retired" and not self.is_suspended(one))

    def is_forgotten(self, stored: StoredPattern) -> bool:
        """Whether it, or another that rests on the same examples or more, was forgotten: its levels go with it."""
        return stored.forgotten or any(stored.evidence <= other.evidence for other in self._forgotten)

    def is_suspended(self, stored: StoredPattern) -> bool:
        """Whether a revert says that it is too general: its own, or that of a more specific level of its examples."""
        if stored.pinned or _established(stored.counts):
            return False
        if stored.counts.trailing and any(_stands_in(other, stored) for other in self.patterns):
            return True
        return not stored.counts.kept and any(
            other.pattern.level < stored.pattern.level and stored.evidence <= other.evidence for other in self._narrowed
        )


def by_kind(patterns: Iterable[StoredPattern]) -> tuple[PatternsOfKind, ...]:
    """Patterns grouped by their kind."""
    groups: dict[ProblemKind, list[StoredPattern]] = {}
    for stored in patterns:
        groups.setdefault(stored.pattern.kind, []).append(stored)
    return tuple(PatternsOfKind(tuple(groups[kind])) for kind in sorted(groups))


def _stands_in(other: StoredPattern, stored: StoredPattern) -> bool:
    more_specific = other.pattern.level < stored.pattern.level and bool(other.evidence & stored.evidence)
    return more_specific and not other.counts.trailing


def _established(counts: PatternCounts) -> bool:
    right = counts.kept + counts.grounds
    return lower_bound(right, right + counts.edited + counts.reverted + counts.dismissed) >= _ACTIVE_FROM


def _worn_out(counts: PatternCounts) -> bool:
    good_record = lower_bound(counts.kept, counts.kept + counts.edited + counts.reverted) >= _STANDING_FROM
    return counts.trailing >= _REVERTS_TO_RETIRE and not good_record
