"""The scorer's judgements, kept: rows answer much alike, and what one row's table found out holds for the next."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

Item = tuple[str, str, str]
"""Key, file name, text."""


def remember(score: ModuleType, file: Path) -> None:
    """From now on the scorer parses and lints each text once, also over several runs; `file` holds what was found."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    known: dict[str, Any] = dict(map(json.loads, lines))
    file.parent.mkdir(parents=True, exist_ok=True)

    def keep(name: str, found: Any) -> None:
        known[name] = found
        with file.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps([name, found]) + "\n")

    score.mine.ast = _parsing_once(score.mine.ast)
    score.mine.same_ast = _comparing(score.mine.same_ast, known, keep)
    score.lint_counts = _counting(score.lint_counts, known, keep)


def _parsing_once(parser: ModuleType) -> ModuleType:
    """Python's ast that keeps the last trees: all fixes of an event are compared with one text."""
    keeping = ModuleType("ast")
    keeping.__dict__.update(parser.__dict__)
    keeping.__dict__["parse"] = lru_cache(maxsize=4)(parser.parse)
    return keeping


def _comparing(compare: Callable[..., Any], known: dict[str, Any], keep: Callable[[str, Any], None]) -> Any:
    def same_ast(one: str | None, other: str | None) -> Any:
        if one is None or other is None:
            return None
        if one == other:
            return True  # what people made of an event's text parses
        name = _name("same", one, other)
        if name not in known:
            keep(name, compare(one, other))
        return known[name]

    return same_ast


def _counting(count: Callable[..., Any], known: dict[str, Any], keep: Callable[[str, Any], None]) -> Any:
    def lint_counts(items: Sequence[Item]) -> dict[str, Counter[str] | None]:
        names = {key: _name("lint", base, text) for key, base, text in items}
        new = {names[item[0]]: item for item in items if names[item[0]] not in known}
        found = count(list(new.values())) if new else {}
        for name, item in new.items():
            keep(name, found[item[0]])
        return {key: None if known[name] is None else Counter(known[name]) for key, name in names.items()}

    return lint_counts


def _name(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
