"""How well each way of asking a model did for each kind of problem: what Thompson sampling draws from."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from amends.core.problems import ProblemKind
from amends.profile.citations import Citation
from amends.profile.fixes import TURNED_DOWN
from amends.profile.items import item_json
from amends.profile.kinds import column_kind, kind_column, kind_json
from amends.profile.scopes import in_scope
from amends.profile.wilson import rate_interval

_LEAST_CASES = 5
_MOST_EVIDENCE = 5
_GOOD = "sum(cause = '' AND coalesce(outcome, '') NOT IN (?, ?))"
"""Proved, and not turned down by a person since."""


@attrs.frozen
class StrategyRecord:
    """One strategy's record for a kind of problem, and what people said about it."""

    strategy: str
    good: int
    cases: int
    pinned: bool = False
    forgotten: bool = False
    """Not to be used for this kind any more."""


def strategy_id(kind: str, strategy: str) -> str:
    """The id of a strategy for a kind (as its column)."""
    return "t_" + hashlib.sha256(f"{kind}\0{strategy}".encode("utf-8", "surrogatepass")).hexdigest()[:12]


def strategy_records(db: sqlite3.Connection, kind: ProblemKind, path: str) -> Mapping[str, StrategyRecord]:
    """The record of each strategy that was used for a kind, by its name; what people said counts where it holds."""
    column = kind_column(kind)
    marks = _marks(db)
    return {
        strategy: StrategyRecord(
            strategy,
            good,
            cases,
            pinned=(item := strategy_id(column, strategy), "pinned") in marks and _holds(marks, item, path),
            forgotten=(item, "forgotten") in marks or not _holds(marks, item, path),
        )
        for strategy, good, cases in _counts(db, column)
    }


def used_strategies(db: sqlite3.Connection) -> frozenset[str]:
    """Ids of all strategies that were used."""
    rows = db.execute("SELECT DISTINCT kind, strategy FROM tries")
    return frozenset(strategy_id(kind, strategy) for kind, strategy in rows)


def strategies_json(db: sqlite3.Connection, root: Path | None = None) -> list[dict[str, Any]]:
    """Every strategy that was used, by kind, with its success rate."""
    marks = _marks(db)
    kinds = [row[0] for row in db.execute("SELECT DISTINCT kind FROM tries ORDER BY kind")]
    return [
        _strategy_json(db, kind, strategy, (good, cases), marks, root)
        for kind in kinds
        for strategy, good, cases in _counts(db, kind)
        if (strategy_id(kind, strategy), "forgotten") not in marks
    ]


def _strategy_json(
    db: sqlite3.Connection,
    kind: str,
    strategy: str,
    counts: tuple[int, int],
    marks: Mapping[tuple[str, str], str],
    root: Path | None,
) -> dict[str, Any]:
    item, (good, cases) = strategy_id(kind, strategy), counts
    low, high = rate_interval(good, cases)
    effect = {"measure": "success", "value": round(good / cases, 3), "low": round(low, 3), "high": round(high, 3)}
    seen = _evidence(db, kind, strategy)
    common = item_json(
        item,
        "strategy",
        stage="active" if cases >= _LEAST_CASES else "trial",
        evidence=seen,
        count=cases,
        effect={**effect, "good": good, "cases": cases},
        last_used=max(one.date for one in seen),
        pinned=(item, "pinned") in marks,
        scope=marks.get((item, "scope"), ""),
        root=root,
    )
    return {**common, "strategy": strategy, "kind": kind_json(column_kind(kind))}


def _counts(db: sqlite3.Connection, kind: str) -> list[tuple[str, int, int]]:
    query = (
        f"SELECT strategy, {_GOOD}, count(*) FROM tries LEFT JOIN fixes ON fixes.id = fix "  # noqa: S608 -- fixed words
        "WHERE tries.kind = ? GROUP BY strategy ORDER BY strategy"
    )
    return db.execute(query, (*TURNED_DOWN, kind)).fetchall()


def _evidence(db: sqlite3.Connection, kind: str, strategy: str) -> list[Citation]:
    query = (
        "SELECT event, path, cause, evidence, time FROM tries WHERE kind = ? AND strategy = ? "
        "ORDER BY event DESC, number DESC LIMIT ?"
    )
    rows = db.execute(query, (kind, strategy, _MOST_EVIDENCE)).fetchall()
    return [
        Citation(f"v_{event}", event, path, 0, time, after=f"{cause}: {told}" if cause else "proved", source="tried")
        for event, path, cause, told, time in reversed(rows)
    ]


def _marks(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    query = "SELECT item, mark, value FROM marks WHERE item GLOB 't_*'"
    return {(item, mark): value for item, mark, value in db.execute(query)}


def _holds(marks: Mapping[tuple[str, str], str], item: str, path: str) -> bool:
    return in_scope(marks.get((item, "scope"), ""), path)
