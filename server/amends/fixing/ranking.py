"""Which fix comes first, and how safe each may be called."""

from __future__ import annotations

from collections.abc import Iterable

from amends.core.fixes import Fix, OriginKind
from amends.core.problems import Safety
from amends.core.verdicts import Verdict

_ORIGINS = (OriginKind.PATTERN, OriginKind.TOOL, OriginKind.MODEL)
_SAFETIES = (Safety.SAFE, Safety.UNSAFE, Safety.DISPLAY_ONLY)


def ranked(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Proved before suggested, real fixes before suppressions, then by origin and confidence."""
    return tuple(
        sorted(
            fixes,
            key=lambda fix: (
                not fix.verdict.proved,
                fix.candidate.suppression,
                _ORIGINS.index(fix.candidate.origin.kind),
                -fix.confidence,
            ),
        )
    )


def graded_safety(static: Safety, verdict: Verdict, learned: Safety | None) -> Safety:
    """The lowest of the static level, what was verified, and what the project's record says.

    The record may promote a proved kind from unsafe to safe (enough cases, lower bound of the kept rate), never what
    its tool calls display-only.
    """
    verified = Safety.SAFE if verdict.proved else Safety.UNSAFE
    promoted = Safety.SAFE if learned is Safety.SAFE and static is Safety.UNSAFE else static
    levels = [promoted, verified, *([learned] if learned else [])]
    return max(levels, key=_SAFETIES.index)
