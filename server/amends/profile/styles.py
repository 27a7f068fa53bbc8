"""Measuring the style card and keeping it. It is no event: it can be measured again at any time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from amends.profile.style import StyleCard, card_from_json


def measure(files: Iterable[tuple[str, str]], declared: Mapping[str, str]) -> StyleCard:
    """Count habits over ``(path, text)`` pairs."""
    raise NotImplementedError


def stored_style(db: sqlite3.Connection) -> StyleCard:
    """The card as it was last measured, empty before that."""
    row = db.execute("SELECT value FROM measured WHERE name = 'style'").fetchone()
    return card_from_json(json.loads(row[0]) if row else ())


def store_style(db: sqlite3.Connection, card: StyleCard) -> None:
    """Keep a card until the next measurement."""
    db.execute("INSERT OR REPLACE INTO measured (name, value) VALUES ('style', ?)", (json.dumps(card.as_json()),))
