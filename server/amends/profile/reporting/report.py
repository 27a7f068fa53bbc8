"""The profile as one JSON object: CONTRACT.md's Profile."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from amends.profile.citations import Citation, all_citations
from amends.profile.errors import error_statistics, hot_spots
from amends.profile.governance import muted_items, muted_rules, recent_changes
from amends.profile.items import item_json, kept_rate
from amends.profile.kinds import kind_json
from amends.profile.lessons.lesson import known_lessons
from amends.profile.patterns import PatternTable
from amends.profile.safety import safety_json
from amends.profile.stages import StoredPattern, by_kind, pattern_stage
from amends.profile.strategies import strategies_json
from amends.profile.style.measuring import present_style

SCHEMA = 1


def profile_json(
    db: sqlite3.Connection, patterns: PatternTable, identity: str, now: float, root: Path | None = None
) -> dict[str, Any]:
    """Everything that was learned and can be governed; times are seconds since the epoch.

    With `root` every piece of evidence carries the URI of its file.
    """
    return {
        "schema": SCHEMA,
        "type": "profile",
        "identity": identity,
        "counts": _counts(db),
        "patterns": _patterns_json(patterns.all(db), now, all_citations(db), root),
        "errors": error_statistics(db),
        "hotSpots": hot_spots(db),
        "style": present_style(db).as_json(root),
        "lessons": [lesson.as_json(root) for lesson in known_lessons(db, patterns.team.told)],
        "strategies": strategies_json(db, root),
        "safety": safety_json(db),
        "mutes": list(muted_rules(db)),
        "muted": muted_items(db),
        "changes": recent_changes(db),
    }


def pattern_json(
    stored: StoredPattern, now: float, cited: Mapping[str, Citation], root: Path | None = None
) -> dict[str, Any]:
    """One pattern with its record."""
    counts = stored.counts
    known = sorted((cited[one] for one in stored.pattern.evidence if one in cited), key=lambda one: one.event)
    common = item_json(
        stored.pattern.id,
        "pattern",
        stage=pattern_stage(stored, now),
        evidence=known,
        count=len(stored.pattern.evidence),
        effect=kept_rate(counts.kept, counts.kept + counts.edited + counts.reverted + counts.dismissed),
        last_used=counts.last_used,
        pinned=stored.pinned,
        scope=stored.scope,
        root=root,
    )
    return {
        **common,
        "title": stored.pattern.title,
        "kind": kind_json(stored.pattern.kind),
        "language": stored.pattern.language,
        "level": stored.pattern.level,
        "suppression": stored.pattern.suppression,
        "examples": list(stored.pattern.evidence),
        "kept": counts.kept,
        "edited": counts.edited,
        "reverted": counts.reverted,
        "dismissed": counts.dismissed,
        "narrowed": counts.trailing,
    }


def _patterns_json(
    stored: tuple[StoredPattern, ...], now: float, cited: Mapping[str, Citation], root: Path | None
) -> list[dict[str, Any]]:
    return [
        {**pattern_json(one, now, cited, root), "suspended": kind.is_suspended(one)}
        for kind in by_kind(stored)
        for one in kind.patterns
        if not kind.is_forgotten(one)
    ]


def _counts(db: sqlite3.Connection) -> dict[str, Any]:
    tables = ("events", "examples", "patterns", "fixes", "rejections")
    counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}  # noqa: S608 -- our own names
    outcomes = db.execute("SELECT outcome, count(*) FROM fixes WHERE outcome != '' GROUP BY outcome ORDER BY outcome")
    return {**counts, "outcomes": dict(outcomes.fetchall())}
