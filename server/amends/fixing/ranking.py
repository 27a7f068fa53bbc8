"""Which fix comes first, and how safe each may be called."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import attrs

from amends.core.errors import OverlappingEditsError
from amends.core.fixes import Candidate, Fix, OriginKind
from amends.core.problems import Safety
from amends.core.snapshot import Snapshot
from amends.core.verdicts import Verdict

_ORIGINS = (OriginKind.PATTERN, OriginKind.TOOL, OriginKind.MODEL)
SECOND_CHOICE = 0.8
"""What is left of the confidence in a candidate that brings other findings with it: people mind them little, since one
repair in nine brings some."""
_GUESS = 0.15
_SAFETIES = (Safety.SAFE, Safety.UNSAFE, Safety.DISPLAY_ONLY)


def is_guess(fix: Fix) -> bool:
    """Whether a fix is so unlikely to be wanted that nobody sees it unasked, and a model is asked besides."""
    return not fix.by_model and fix.confidence < _GUESS


def ranked(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Proved before suggested, real fixes before suppressions, a model's last, then by confidence."""
    return tuple(
        sorted(
            fixes,
            key=lambda fix: (
                not fix.verdict.proved,
                fix.candidate.suppression,
                fix.by_model,
                -fix.confidence,
                _ORIGINS.index(fix.candidate.origin.kind),
            ),
        )
    )


def merged_candidates(candidates: Iterable[Candidate], snapshot: Snapshot) -> tuple[Candidate, ...]:
    """Likeliest first; those that write the same text are one, which speaks for what people did before for a tool."""
    found: dict[Hashable, Candidate] = {}
    for one in sorted(candidates, key=lambda each: (_ORIGINS.index(each.origin.kind), -each.confidence)):
        known = found.setdefault(_written(one, snapshot), one)
        if known is not one:
            ingredients = tuple(dict.fromkeys((*known.ingredients, *one.ingredients)))
            sure = max(known.confidence, one.confidence)
            found[_written(one, snapshot)] = attrs.evolve(known, ingredients=ingredients, confidence=sure)
    return tuple(sorted(found.values(), key=lambda one: -one.confidence))


def _written(candidate: Candidate, snapshot: Snapshot) -> Hashable:
    """The texts after a candidate, or its edits where they cannot be applied."""
    try:
        return frozenset(
            (file.uri, document.text.edited(file.edits).hash if document else file.edits)
            for file in candidate.files
            for document in [snapshot.documents.get(file.uri)]
        )
    except OverlappingEditsError:
        return candidate.fingerprint


def graded_safety(static: Safety, verdict: Verdict, learned: Safety | None) -> Safety:
    """The lowest of the static level, what was verified, and what the project's record says.

    The record may promote a proved kind from unsafe to safe (enough cases, lower bound of the kept rate), never what
    its tool calls display-only.
    """
    verified = Safety.SAFE if verdict.proved else Safety.UNSAFE
    promoted = Safety.SAFE if learned is Safety.SAFE and static is Safety.UNSAFE else static
    levels = [promoted, verified, *([learned] if learned else [])]
    return max(levels, key=_SAFETIES.index)
