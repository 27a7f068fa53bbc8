"""What all learned items have in common as JSON: id, stage, evidence, effect, last use, pin, scope."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amends.profile.citations import Citation
from amends.profile.wilson import difference_interval, rate_interval

MOST_EVIDENCE = 5
"""Pieces of evidence that an item shows; `amends profile why` has all of them."""


def item_json(  # noqa: PLR0913 -- one argument for each common field
    item_id: str,
    item_type: str,
    *,
    stage: str,
    evidence: Sequence[Citation] = (),
    count: int | None = None,
    effect: dict[str, Any] | None = None,
    last_used: float | None = None,
    pinned: bool = False,
    scope: str = "",
    root: Path | None = None,
) -> dict[str, Any]:
    """The common part of an item; `evidence` oldest first, of which the newest pieces are shown, newest first."""
    return {
        "id": item_id,
        "type": item_type,
        "stage": stage,
        "evidence": [one.as_json(root) for one in reversed(evidence[-MOST_EVIDENCE:])],
        "evidenceCount": len(evidence) if count is None else count,
        "effect": effect,
        "lastUsed": last_used,
        "pinned": pinned,
        "scope": scope,
    }


def kept_rate(kept: int, cases: int) -> dict[str, Any]:
    """How many fixes made with an item were kept, with Wilson's 95 % interval; value null without cases."""
    low, high = rate_interval(kept, cases)
    return {"measure": "keptRate", **_rounded(kept / cases if cases else None, low, high), "kept": kept, "cases": cases}


def kept_difference(used: tuple[int, int], withheld: tuple[int, int]) -> dict[str, Any]:
    """Kept rate with an item minus that of its control, ``(kept, cases)`` each, with Newcombe's 95 % interval."""
    low, high = difference_interval(used, withheld)
    known = used[1] and withheld[1]
    value = used[0] / used[1] - withheld[0] / withheld[1] if known else None
    return {
        "measure": "keptDifference",
        **_rounded(value, low, high),
        "used": {"kept": used[0], "cases": used[1]},
        "withheld": {"kept": withheld[0], "cases": withheld[1]},
    }


def agreement(agreeing: int, against: int) -> dict[str, Any]:
    """How much of the code follows a habit."""
    cases = agreeing + against
    low, high = rate_interval(agreeing, cases)
    value = agreeing / cases if cases else None
    return {"measure": "agreement", **_rounded(value, low, high), "for": agreeing, "against": against}


def _rounded(value: float | None, low: float, high: float) -> dict[str, float | None]:
    return {"value": None if value is None else round(value, 3), "low": round(low, 3), "high": round(high, 3)}
