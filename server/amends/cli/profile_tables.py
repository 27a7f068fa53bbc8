"""The profile as tables a person reads in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

Row = Mapping[str, Any]


def print_profile(shown: Row, console: Console) -> None:
    """The profile as tables; `--json` has everything."""
    counts = shown["counts"]
    outcomes = ", ".join(f"{value} {name}" for name, value in counts["outcomes"].items())
    console.print(f"[bold]{shown['identity']}[/bold]", highlight=False)
    console.print(
        f"{counts['examples']} examples, {counts['patterns']} patterns, {counts['fixes']} fixes"
        + (f": {outcomes}" if outcomes else "")
    )
    _print_patterns(console, shown["patterns"])
    _print_table(console, "Errors", [_error_row(row) for row in shown["errors"]], _ERROR_COLUMNS)
    _print_table(console, "Trouble spots", [_spot_row(row) for row in shown["hotSpots"][:_SPOTS]], _SPOT_COLUMNS)
    _print_table(console, "Style", [_style_row(fact) for fact in shown["style"] if fact["clear"]], _STYLE_COLUMNS)
    _print_table(console, "Lessons", [_lesson_row(row) for row in shown["lessons"]], _LESSON_COLUMNS)
    _print_table(console, "Ways of asking", [_strategy_row(row) for row in shown["strategies"]], _STRATEGY_COLUMNS)
    _print_table(console, "Safety", [{**row, **row["kind"]} for row in shown["safety"]], _SAFETY_COLUMNS)
    if shown["mutes"]:
        console.print(f"Muted: {', '.join(map(str, shown['mutes']))}")
    _print_table(console, "Changes", [_change_row(row) for row in shown["changes"]], _CHANGE_COLUMNS)


_SPOTS = 10
_ERROR_COLUMNS = {
    "code": "code",
    "seen": "seen",
    "open": "open",
    "files": "files",
    "life": "time to repair",
    "fixedBy": "fixed by",
    "relapses": "relapses",
}
_SPOT_COLUMNS = {"path": "file", "seen": "seen", "open": "open", "functions": "functions"}
_STYLE_COLUMNS = {
    "named": "what the project does, and its id",
    "for": "for",
    "against": "against",
    "scope": "where",
    "declared": "declared in",
}
_LESSON_COLUMNS = {
    "named": "lesson, and its id",
    "stage": "stage",
    "because": "because",
    "effect": "effect",
    "scope": "where",
}
_STRATEGY_COLUMNS = {"id": "id", "code": "code", "strategy": "strategy", "good": "good", "cases": "tries"}
_SAFETY_COLUMNS = {"code": "code", "level": "level", "because": "because"}
_CHANGE_COLUMNS = {"id": "id", "action": "action", "item": "item", "value": "value", "undone": "undone"}


def _error_row(row: Row) -> Row:
    life = row["medianLife"]
    return {**row, "life": "" if life is None else _duration(life)}


def _spot_row(row: Row) -> Row:
    return {**row, "functions": ", ".join(f"{one['function']} {one['seen']}" for one in row["functions"])}


def _style_row(row: Row) -> Row:
    return {**row, "named": f"{row['sentence']}\n{row['id']}"}


def _lesson_row(row: Row) -> Row:
    effect = row["effect"] or {}
    known = effect.get("value") is not None
    words = f"{effect['value']:+.2f} ({effect['low']:+.2f} to {effect['high']:+.2f})" if known else ""
    return {**row, "effect": words, "named": f"{row['text']}\n{row['id']}"}


def _strategy_row(row: Row) -> Row:
    return {**row, **row["kind"], "good": row["effect"]["good"], "cases": row["effect"]["cases"]}


def _change_row(row: Row) -> Row:
    return {
        **row,
        "value": row.get("stage") or row.get("value") or row.get("text"),
        "undone": "undone" if row.get("undone") else "",
    }


def _duration(seconds: float) -> str:
    """A time a person can take in: ``40 s``, ``12 min``, ``3 h``, ``5 days``."""
    for size, name in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} s"


_PATTERN_COLUMNS = {
    "id": "id",
    "code": "code",
    "title": "what it does",
    "stage": "stage",
    "record": "record",
}


_COUNTS = ("kept", "edited", "reverted")
_CANDIDATES = 20
_UNBROKEN = frozenset({"id", "code", "stage"})
"""Columns to copy from: an id in two lines is no id."""
_STAGES = ("retired", "candidate", "trial", "active")


def _print_patterns(console: Console, patterns: Sequence[Mapping[str, Any]]) -> None:
    """One line for each way of fixing a kind: its best known level, not every level of generality."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for pattern in sorted(patterns, key=lambda one: _STAGES.index(one["stage"]), reverse=True):
        key = (pattern["kind"]["code"], pattern["title"])
        row = rows.setdefault(key, {**pattern, **pattern["kind"], **dict.fromkeys(_COUNTS, 0)})
        row.update({count: row[count] + pattern[count] for count in _COUNTS})
    told = [{**row, "record": _record(row)} for row in rows.values()]
    tried = [row for row in told if row["stage"] != "candidate" or row["record"]]
    untried = [row for row in told if row not in tried]
    _print_table(console, "Patterns", [*tried, *untried[:_CANDIDATES]], _PATTERN_COLUMNS)
    if hidden := len(untried[_CANDIDATES:]):
        console.print(f"and {hidden} more that were not tried yet (--json lists them)")
    if hidden := len(patterns) - len(rows):
        console.print(f"and {hidden} further levels of these (--json lists them)")


def _record(row: Row) -> str:
    return ", ".join(f"{row[count]} {count}" for count in _COUNTS if row[count])


def _print_table(console: Console, title: str, rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold")
    filled = [name for name in columns if any(_cell(row.get(name)) for row in rows)]
    for name in filled:
        table.add_column(columns[name], overflow="fold", no_wrap=name in _UNBROKEN)
    for row in rows:
        table.add_row(*[_cell(row.get(name)) for name in filled])
    console.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {count}" for key, count in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
