"""What edits of our fixes have in common: the pattern engine, run on the edits instead of on the repairs.

An edit is an example whose problem is "this is what Amends wrote"; what several of them share is a template that says
what the developers write rather than that. Edits of fixes of all rules are compared with each other.
"""

from __future__ import annotations

import functools
import logging
import sqlite3

from amends.core.outcomes import Example
from amends.learning.codec import pattern_from_json, pattern_to_json
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern

log = logging.getLogger(__name__)

_MOST_PATTERNS = 200
"""Compared with each new edit; the oldest that rest on one edit go first."""


def learn_edit(db: sqlite3.Connection, edit: Example, event: int) -> None:
    """Take one edit in: new templates, and more support for the known ones."""
    known = {pattern.id: pattern for pattern in edit_patterns(db)}
    try:
        learned = learn_patterns(edit, list(known.values()))
    except Exception:  # the edit is safe in the log; an engine's slip on odd code must not lose it
        log.exception("nothing could be learned from an edit in %s", edit.path)
        return
    for pattern in learned:
        if known.get(pattern.id) != pattern:
            row = (pattern.id, pattern_to_json(pattern), event)
            db.execute("INSERT OR REPLACE INTO delta_patterns VALUES (?, ?, ?)", row)
    _prune(db)


def edit_patterns(db: sqlite3.Connection) -> list[Pattern]:
    """All templates of edits, the most specific first."""
    found = [_decoded(body) for (body,) in db.execute("SELECT body FROM delta_patterns")]
    return sorted((one for one in found if one), key=lambda one: (one.level, one.id))


def edit_pattern(db: sqlite3.Connection, pattern_id: str) -> Pattern | None:
    """One template of edits."""
    row = db.execute("SELECT body FROM delta_patterns WHERE id = ?", (pattern_id,)).fetchone()
    return _decoded(row[0]) if row else None


@functools.lru_cache(maxsize=2 * _MOST_PATTERNS)
def _decoded(body: str) -> Pattern | None:
    """None for a template of an older engine, which is passed over."""
    try:
        return pattern_from_json(body)
    except ValueError:
        return None


def _prune(db: sqlite3.Connection) -> None:
    db.execute(
        "DELETE FROM delta_patterns WHERE id IN (SELECT id FROM delta_patterns "
        "ORDER BY json_array_length(body, '$.support') > 1 DESC, event DESC, id LIMIT -1 OFFSET ?)",
        (_MOST_PATTERNS,),
    )
