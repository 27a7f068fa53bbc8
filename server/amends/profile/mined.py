"""Which commits of the project's past were read already, so that nobody reads them twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import Any

from amends.profile.fold import live_events
from amends.profile.storage.events import EventType

_SHORT = 16
"""Hexadecimal digits that tell commits apart; whole names would be most of a profile's size."""


def mined_payload(commits: Collection[str], examples: int) -> dict[str, Any]:
    """The event of a batch of commits and how many examples they gave."""
    return {"commits": [commit[:_SHORT] for commit in commits], "examples": examples}


def is_mined(commit: str, mined: Collection[str]) -> bool:
    """Whether a commit is among those of `mined_commits`."""
    return commit[:_SHORT] in mined


def mined_commits(db: sqlite3.Connection) -> frozenset[str]:
    """All commits that were read; after a reset none of those before it."""
    return frozenset(name for event in live_events(db, (EventType.MINED,)) for name in event.payload["commits"])
