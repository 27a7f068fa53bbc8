"""The evidence for one learned item, for people: what it is, what it comes from, how it fared, what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape

Row = Mapping[str, Any]

_ITEMS = ("pattern", "lesson", "fact", "strategy", "mute", "fix", "example", "event")
_NAMES = ("title", "text", "sentence", "strategy", "rule", "action")
"""Where an item keeps what a person knows it by, by the kind of item."""
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
_MOST = 20


def print_evidence(evidence: Row, console: Console) -> None:
    """All that `amends profile why` knows of an item, in lines and diffs; JSON has what is cut here."""
    for line in _heading(evidence):
        console.print(line)
    examples = evidence.get("examples", [evidence["example"]] if "example" in evidence else [])
    _print_examples(examples, console)
    item = _item(evidence)
    if not examples:
        _print_lines("Seen in", [_place(one) for one in item.get("evidence", ())], console)
    _print_lines("Fixes made with it", [_outcome(one) for one in evidence.get("outcomes", ())], console)
    _print_lines("Changes", [_change(one) for one in evidence.get("changes", ())], console)


def _heading(evidence: Row) -> Iterator[str]:
    item = _item(evidence)
    name = next((str(item[key]) for key in _NAMES if item.get(key)), "")
    yield f"[bold]{escape(evidence['id'])}[/]  {escape(name)}"
    kind = item.get("kind") or evidence.get("kind") or {}
    known = [" ".join(filter(None, (kind.get("source"), kind.get("code")))), item.get("stage"), item.get("scope")]
    known += ["pinned" if item.get("pinned") else "", _effect(item.get("effect") or {})]
    if words := " · ".join(filter(None, map(str, filter(None, known)))):
        yield escape(words)


def _item(evidence: Row) -> Row:
    found: Iterator[Row] = (evidence[name] for name in _ITEMS if name in evidence)
    return next(found, {})


def _effect(effect: Row) -> str:
    if effect.get("measure") == "keptRate" and effect.get("cases"):
        return f"kept {effect['kept']} of {effect['cases']}"
    if effect.get("value") is None:
        return ""
    if effect.get("measure") == "agreement":
        return f"so in {effect['value']:.0%} of the cases"
    return f"effect {effect['value']:+.2f} ({effect['low']:+.2f} to {effect['high']:+.2f})"


def _print_examples(examples: Sequence[Row], console: Console) -> None:
    for example in examples[-_MOST:]:
        commit = f" {example['commit'][:10]}" if example.get("commit") else ""
        said = f"\nFrom {example['source']}{commit}, {_day(example['date'])}, in {example['path']} ({example['id']}):"
        console.print(escape(said))
        for line in example["diff"].splitlines():
            console.print(line, style=_COLOURS.get(line[:1], ""), markup=False)
    if hidden := len(examples[:-_MOST]):
        console.print(f"and {hidden} earlier ones (--json has them)")


def _print_lines(title: str, lines: Sequence[str], console: Console) -> None:
    if not lines:
        return
    console.print(f"\n{title}:")
    for line in lines[-_MOST:]:
        console.print(f"  {line}", markup=False)
    if hidden := len(lines[:-_MOST]):
        console.print(f"  and {hidden} earlier ones (--json has them)")


def _place(citation: Row) -> str:
    # Lines are counted from 0 wherever programs read them.
    place = f"{citation['path']}:{citation['line'] + 1}"
    change = f"  {citation['before'].strip()}  →  {citation['after'].strip()}" if citation.get("after") else ""
    return place + change


def _outcome(outcome: Row) -> str:
    return f"{outcome['outcome']}, {_day(outcome['time'])}, in {outcome['path']}: {outcome['title']}"


def _change(change: Row) -> str:
    what = change.get("stage") or change.get("value") or change.get("text") or ""
    undone = " (undone)" if change.get("undone") else ""
    return f"{change['id']}, {_day(change['time'])}: {change['action']} {what}".rstrip() + undone


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
