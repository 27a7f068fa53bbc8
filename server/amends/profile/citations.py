"""The very code that a learned item rests on: where it stood, when, and what it looked like before and after."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from pathlib import Path
from typing import Any

import attrs

from amends.core.outcomes import Example
from amends.core.text import Text, diff_edits

_MOST_LINES = 12
_MOST_CHARACTERS = 800
_COLUMNS = "id, event, path, line, date, before, after, source, commit_id"


@attrs.frozen
class Citation:
    """One piece of evidence. `line` is zero-based; `before` and `after` are whole lines, shortened when long."""

    id: str
    """Of the example (``e_…``), fix (``f_…``) or event (``v_…``)."""
    event: int
    path: str
    line: int
    date: float
    before: str = ""
    after: str = ""
    source: str = ""
    """hand, git, kept, edited, taught, tried, code."""
    commit: str = ""

    def as_json(self, root: Path | None = None) -> dict[str, Any]:
        """Evidence as an editor needs it to open the very code; `uri` only where the root is known."""
        place = {"uri": (root / self.path).as_uri()} if root and self.path and "://" not in self.path else {}
        return {
            "id": self.id,
            **({"event": f"v_{self.event}"} if self.event else {}),
            "path": self.path,
            **place,
            "line": self.line,
            "date": self.date,
            "before": self.before,
            "after": self.after,
            "source": self.source,
            "commit": self.commit,
        }


def example_row(example: Example) -> tuple[str, int, float, str, str, str]:
    """Path, line, date, before, after and commit of an example, as its row keeps them."""
    before, after = shown_change(example.before, example.after, example.problem.range.start.line)
    return example.path, example.problem.range.start.line, example.date, before, after, example.commit


def shown_change(before: str, after: str, line: int) -> tuple[str, str]:
    """The changed lines nearest to `line`, before and after, with nothing around them."""
    text = Text(before)
    hunks = diff_edits(before, after)
    if not hunks:
        return "", ""
    hunk = min(hunks, key=lambda one: abs(text.position_at(one.start).line - line))
    first, _ = text.line_span(text.position_at(hunk.start).line)
    _, last = text.line_span(text.position_at(max(hunk.start, hunk.end)).line)
    old, head, tail = before[first:last], before[first : hunk.start], before[hunk.end : last]
    return shortened(old), shortened(head + hunk.new_text + tail)


def shortened(code: str) -> str:
    """Code as evidence shows it."""
    lines = code[:_MOST_CHARACTERS].splitlines()
    return "\n".join([*lines[:_MOST_LINES], *(["…"] if len(lines) > _MOST_LINES else [])])


def citations(db: sqlite3.Connection, examples: Collection[str]) -> dict[str, Citation]:
    """What is known of examples, by id; erased and forgotten ones are missing."""
    query = f"SELECT {_COLUMNS} FROM examples WHERE id IN ({', '.join('?' * len(examples))})"  # noqa: S608 -- marks only
    return {row[0]: Citation(*row) for row in db.execute(query, tuple(examples))}


def all_citations(db: sqlite3.Connection) -> dict[str, Citation]:
    """What is known of every example, by id."""
    return {row[0]: Citation(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM examples")}  # noqa: S608 -- fixed words
