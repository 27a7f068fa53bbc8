"""The very code that a learned item rests on: where it stood, when, and what it looked like before and after."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection
from pathlib import Path
from typing import Any

import attrs

from amends.core.outcomes import Example
from amends.core.text import Edit, Text, apply_edits, diff_edits

_MOST_LINES = 12
_CLOSE_LINES = 3
_IMPORT = re.compile(r"\s*(import|from|use|using|#include)\b")
_CUT = "…"
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
    """The changed lines nearest to `line`, before and after, with those between hunks that are close together."""
    text = Text(before)
    hunks = diff_edits(before, after)
    if not hunks:
        return "", ""
    lines = [(text.position_at(hunk.start).line, text.position_at(hunk.end).line) for hunk in hunks]
    first = last = min(range(len(hunks)), key=lambda one: abs(lines[one][0] - line))
    while first and lines[first][0] - lines[first - 1][1] <= _CLOSE_LINES and not _is_import(text, hunks[first - 1]):
        first -= 1
    while last + 1 < len(hunks) and lines[last + 1][0] - lines[last][1] <= _CLOSE_LINES:
        last += 1
    start, end = text.line_span(lines[first][0])[0], _end(text, hunks[last])
    inside = [attrs.evolve(one, start=one.start - start, end=one.end - start) for one in hunks[first : last + 1]]
    return shortened(before[start:end]), shortened(apply_edits(before[start:end], inside))


def _end(text: Text, hunk: Edit) -> int:
    """Where the last line that a hunk changes ends; the line before it, where whole lines are changed."""
    line = text.position_at(hunk.end).line
    start, end = text.line_span(line)
    whole = hunk.end == start and (hunk.new_text.endswith("\n") or (not hunk.new_text and hunk.start < hunk.end))
    return start if whole else end


def _is_import(text: Text, hunk: Edit) -> bool:
    """Whether imports are all that a hunk changes: they follow from the change that is shown."""
    start, _ = text.line_span(text.position_at(hunk.start).line)
    lines = [line for line in (text.content[start : hunk.end] + "\n" + hunk.new_text).splitlines() if line.strip()]
    return all(_IMPORT.match(line) for line in lines)


def shortened(code: str) -> str:
    """Code as evidence shows it."""
    lines = code[:_MOST_CHARACTERS].splitlines()
    cut = len(lines) > _MOST_LINES or len(code) > _MOST_CHARACTERS
    return "\n".join([*lines[:_MOST_LINES], *([_CUT] if cut else [])])


def whole_lines(shown: str) -> list[str]:
    """The lines of shortened code that are sure to stand in the file as they are shown."""
    lines = shown.splitlines()
    return lines[:-2] if lines and lines[-1] == _CUT else lines


def citations(db: sqlite3.Connection, examples: Collection[str]) -> dict[str, Citation]:
    """What is known of examples, by id; erased and forgotten ones are missing."""
    query = f"SELECT {_COLUMNS} FROM examples WHERE id IN ({', '.join('?' * len(examples))})"  # noqa: S608 -- marks only
    return {row[0]: Citation(*row) for row in db.execute(query, tuple(examples))}


def all_citations(db: sqlite3.Connection) -> dict[str, Citation]:
    """What is known of every example, by id."""
    return {row[0]: Citation(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM examples")}  # noqa: S608 -- fixed words
