"""Examples as events: the texts go to the blob store, the rest into the event."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

import attrs
from cattrs.preconf.json import JsonConverter

from amends.core.errors import OverlappingEditsError
from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.templates.code_forms import same_code
from amends.profile.storage.blobs import get_blob, put_blob
from amends.profile.storage.codec import converter

_CONVERTER = converter()
_CHANGES = JsonConverter()


def example_payload(db: sqlite3.Connection, example: Example) -> dict[str, Any]:
    """What an event keeps of an example; stores both texts. What no pattern can use is left out."""
    test = example.problem.test and attrs.evolve(example.problem.test, traceback="", frames=())
    problem = attrs.evolve(example.problem, uri=example.path, related=(), tool_fix=None, test=test)
    return {
        "id": example.id,
        "problem": _CONVERTER.unstructure(problem),
        "before": put_blob(db, example.before),
        "change": put_blob(db, _change(example.before, example.after)),
        "language": example.language,
        "path": example.path,
        "source": example.source.value,
        "date": example.date,
        "commit": example.commit,
        "toolTaken": tool_taken(example),
    }


def tool_taken(example: Example) -> bool | None:
    """Whether a person did what the tool proposed for the problem; None when it proposed nothing."""
    fix, text_hash = example.problem.tool_fix, example.problem.text_hash
    if fix is None or text_hash not in {"", Text(example.before).hash}:
        return None
    try:
        return same_code(apply_edits(example.before, fix.edits), example.after, example.language)
    except OverlappingEditsError:
        return None


def load_example(db: sqlite3.Connection, payload: Mapping[str, Any]) -> Example | None:
    """The example of an event; None when its code was erased or lost."""
    before = get_blob(db, payload.get("before", ""))
    change = get_blob(db, payload.get("change", ""))
    if before is None or change is None:
        return None
    return Example(
        problem=_CONVERTER.structure(payload["problem"], Problem),
        before=before,
        after=_changed(before, change),
        language=payload["language"],
        path=payload["path"],
        source=ExampleSource(payload["source"]),
        date=payload["date"],
        commit=payload["commit"],
    )


def _change(before: str, after: str) -> str:
    """The part of `after` that differs, and where it goes: one file repaired ten times is not stored twenty times."""
    most = min(len(before), len(after))
    start = _longest(most, lambda size: before[:size] == after[:size])
    end = _longest(most - start, lambda size: size == 0 or before[-size:] == after[-size:])
    return _CHANGES.dumps([start, end, after[start : len(after) - end]])


def _changed(before: str, change: str) -> str:
    start, end, middle = _CHANGES.loads(change, tuple[int, int, str])
    return before[:start] + middle + before[len(before) - end :]


def _longest(most: int, holds: Callable[[int], bool]) -> int:
    """The largest size up to `most` for which `holds`, by halving; it must hold for every smaller size too."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
