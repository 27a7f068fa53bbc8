"""What the report counts: kept rates over time, work that was done for people, and what was sent where at what cost.

Facts only: nothing here is estimated.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from amends.core.outcomes import OutcomeClass
from amends.profile.fixes import CONCLUDED, TURNED_DOWN, fix_record
from amends.profile.fold import live_events
from amends.profile.storage.events import EventType
from amends.profile.wilson import rate_interval

_LEARNED = frozenset({"pattern", "lesson", "example"})
"""Ingredients that a server without a profile would not have had."""


@attrs.frozen
class _Concluded:
    fix: str
    origin: str
    outcome: str
    time: float
    learned: bool
    recorded: int


def asked_payload(*, endpoint: str, local: bool, model: str, file: str, usage: Mapping[str, Any]) -> dict[str, Any]:
    """The event of one question to a model: where it went, of which file, and what it used."""
    return {"endpoint": endpoint, "local": local, "model": model, "file": file, **usage}


def accounts_json(db: sqlite3.Connection) -> dict[str, Any]:
    """Times are seconds since the epoch or seconds, money is US dollars, rates carry 95 % intervals."""
    concluded = list(_concluded(db))
    asked = [event.payload for event in live_events(db, (EventType.ASKED,))]
    return {
        "weeks": _weeks(concluded),
        "learned": _rate(one for one in concluded if one.learned),
        "without": _rate(one for one in concluded if not one.learned),
        "origins": {
            name: _rate(one for one in concluded if one.origin == name) for name in ("pattern", "tool", "model")
        },
        "work": _work(db, concluded),
        "repairTimes": _repair_times(db),
        "sent": _sent(asked),
        "money": _money(asked, concluded),
    }


def _concluded(db: sqlite3.Connection) -> Iterator[_Concluded]:
    learned = {row[0] for row in db.execute("SELECT fix, kind FROM credits") if row[1] in _LEARNED}
    rows = db.execute(
        "SELECT fixes.id, origin, outcome, events.time, recorded FROM fixes JOIN events ON events.id = outcome_event "
        "WHERE outcome IN (?, ?, ?, ?) ORDER BY events.time",
        CONCLUDED,
    )
    for fix, origin, outcome, time, recorded in rows:
        yield _Concluded(fix, origin, outcome, time, origin == "pattern" or fix in learned, recorded)


def _rate(concluded: Iterable[_Concluded]) -> dict[str, Any]:
    outcomes = Counter(one.outcome for one in concluded)
    kept, cases = outcomes[OutcomeClass.KEPT.value], outcomes.total()
    low, high = rate_interval(kept, cases)
    return {
        "kept": kept,
        "edited": outcomes[OutcomeClass.EDITED.value],
        "turnedDown": sum(outcomes[name] for name in TURNED_DOWN),
        "cases": cases,
        "rate": kept / cases if cases else None,
        "low": low,
        "high": high,
    }


def _weeks(concluded: list[_Concluded]) -> list[dict[str, Any]]:
    """ISO weeks in which something came to a conclusion, oldest first."""
    weeks = sorted({_week(one.time) for one in concluded})
    return [
        {
            "week": week,
            "learned": _rate(one for one in concluded if one.learned and _week(one.time) == week),
            "without": _rate(one for one in concluded if not one.learned and _week(one.time) == week),
        }
        for week in weeks
    ]


def _week(time: float) -> str:
    year, week, _ = datetime.fromtimestamp(time, UTC).isocalendar()
    return f"{year}-W{week:02}"


def _work(db: sqlite3.Connection, concluded: list[_Concluded]) -> dict[str, Any]:
    """What kept fixes changed, and what was run to prove them."""
    total: Counter[str] = Counter()
    for one in concluded:
        if one.outcome != OutcomeClass.KEPT or not one.recorded:
            continue
        record = fix_record(db, one.recorded)
        lines = str(record.get("diff", "")).splitlines()
        total["lines"] += sum(line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"} for line in lines)
        verdict = record.get("verdict") or {}
        total["checks"] += sum(check.get("state") in {"passed", "failed"} for check in verdict.get("checks", ()))
        total["proofMs"] += int(verdict.get("durationMs") or 0)
        total["refused"] += sum(bool(attempt.get("deviation")) for attempt in record.get("attempts", ()))
    kept = sum(one.outcome == OutcomeClass.KEPT for one in concluded)
    return {
        "kept": kept,
        "changedLines": total["lines"],
        "checksRun": total["checks"],
        "proofSeconds": total["proofMs"] / 1000,
        "refusedBeforeShown": total["refused"],
    }


def _repair_times(db: sqlite3.Connection) -> dict[str, Any]:
    """Median seconds from a problem's appearance to its end, by what ended it."""
    from statistics import median  # noqa: PLC0415  # brings half a megabyte, and only `profile show` asks

    lives: dict[str, list[float]] = {}
    for by, life in db.execute("SELECT fixed_by, ended - started FROM spells WHERE ended IS NOT NULL"):
        lives.setdefault(by or "other", []).append(life)
    return {by: {"median": median(known), "cases": len(known)} for by, known in sorted(lives.items())}


def _sent(asked: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each endpoint and model: how often, which files, how many tokens, how many secrets kept back."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in asked:
        row = rows.setdefault(
            (one["endpoint"], one["model"]),
            {"endpoint": one["endpoint"], "model": one["model"], "local": one["local"], "requests": 0, "tokens": 0}
            | {"cost": 0.0, "secretsKeptBack": 0, "files": set()},
        )
        row["requests"] += 1
        row["tokens"] += one.get("tokens", 0)
        row["cost"] += one.get("cost", 0.0)
        row["secretsKeptBack"] += one.get("secrets", 0)
        row["files"].add(one["file"])
    return [{**row, "files": sorted(row["files"])} for _, row in sorted(rows.items())]


def _money(asked: list[Mapping[str, Any]], concluded: list[_Concluded]) -> dict[str, Any]:
    spent = sum(float(one.get("cost", 0.0)) for one in asked)
    kept = sum(one.origin == "model" and one.outcome == OutcomeClass.KEPT for one in concluded)
    return {"spent": spent, "keptModelFixes": kept, "perKeptFix": spent / kept if kept else None}
