"""How safe the fixes of a kind are by this project's own record: promoted slowly, demoted at once."""

from __future__ import annotations

import sqlite3
from typing import Any

from amends.core.outcomes import OutcomeClass
from amends.core.problems import ProblemKind, Safety
from amends.profile.fixes import CONCLUDED
from amends.profile.kinds import column_kind, kind_column, kind_json
from amends.profile.wilson import lower_bound, rate_interval

_PROMOTE_FROM = 0.8
_LEAST_CASES = 5
_RECENT = 10
_REVERTS_TO_DEMOTE = 2


def learned_safety(db: sqlite3.Connection, kind: ProblemKind) -> Safety | None:
    """What the record says of a kind's fixes: unsafe after two recent reverts, safe after enough keeps, else None."""
    return _judged(_outcomes(db, kind_column(kind)))[0]


def safety_json(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """The level of every kind whose fixes came to a conclusion, with the record it rests on; null: as the tool says."""
    kinds = [row[0] for row in db.execute(_KINDS, CONCLUDED)]
    return [_level_json(kind, _outcomes(db, kind)) for kind in kinds]


_KINDS = "SELECT DISTINCT kind FROM fixes WHERE kind != '' AND outcome IN (?, ?, ?, ?) ORDER BY kind"


def _level_json(kind: str, outcomes: list[str]) -> dict[str, Any]:
    level, because = _judged(outcomes)
    low, high = rate_interval(outcomes.count(OutcomeClass.KEPT), len(outcomes))
    return {
        "kind": kind_json(column_kind(kind)),
        "level": level.value if level else None,
        "because": because,
        "kept": outcomes.count(OutcomeClass.KEPT),
        "reverted": outcomes.count(OutcomeClass.REVERTED),
        "cases": len(outcomes),
        "low": round(low, 3),
        "high": round(high, 3),
    }


def _judged(outcomes: list[str]) -> tuple[Safety | None, str]:
    kept = outcomes.count(OutcomeClass.KEPT)
    reverts = outcomes[:_RECENT].count(OutcomeClass.REVERTED)
    if reverts >= _REVERTS_TO_DEMOTE:
        return Safety.UNSAFE, f"{reverts} of the last {min(len(outcomes), _RECENT)} fixes were reverted"
    if len(outcomes) >= _LEAST_CASES and lower_bound(kept, len(outcomes)) >= _PROMOTE_FROM:
        return Safety.SAFE, f"kept {kept} of {len(outcomes)}"
    return None, f"kept {kept} of {len(outcomes)}: too few to say"


def _outcomes(db: sqlite3.Connection, kind: str) -> list[str]:
    """What became of a kind's fixes, the latest first."""
    query = "SELECT outcome FROM fixes WHERE kind = ? AND outcome IN (?, ?, ?, ?) ORDER BY outcome_event DESC"
    return [row[0] for row in db.execute(query, (kind, *CONCLUDED))]
