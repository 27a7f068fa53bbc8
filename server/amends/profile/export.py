"""The team layer: what others may use of a profile. Templates and counts; no examples, no paths, no names of people."""

from __future__ import annotations

import sqlite3
from typing import Any

import tomli_w

from amends.learning.codec import pattern_to_json
from amends.profile.kinds import kind_json
from amends.profile.lessons import all_lessons
from amends.profile.patterns import PatternTable
from amends.profile.report import SCHEMA
from amends.profile.stages import StoredPattern, by_kind


def team_layer(db: sqlite3.Connection, patterns: PatternTable, now: float) -> str:
    """TOML in stable order, so that two exports of the same knowledge do not differ."""
    usable = [one for kind in by_kind(patterns.all(db)) for one in kind.usable(now)]
    return tomli_w.dumps(
        {
            "schema": SCHEMA,
            "lessons": [
                {"text": lesson.text, "scope": lesson.scope} for lesson in all_lessons(db) if lesson.stage == "active"
            ],
            "patterns": [_pattern_toml(stored) for stored in sorted(usable, key=lambda one: one.pattern.id)],
        }
    )


def _pattern_toml(stored: StoredPattern) -> dict[str, Any]:
    counts = stored.counts
    return {
        "id": stored.pattern.id,
        "title": stored.pattern.title,
        "kind": kind_json(stored.pattern.kind),
        "examples": len(stored.evidence),
        "kept": counts.kept,
        "edited": counts.edited,
        "reverted": counts.reverted,
        "scope": stored.scope,
        "pattern": pattern_to_json(stored.pattern),
    }
