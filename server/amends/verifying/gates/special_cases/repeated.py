"""What failed is tried again with the wanted literal in place of an input: a handler that only helps the test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.conditions import CALLS
from amends.verifying.gates.reading.tree_shape import quotes
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    arguments_of,
    called,
    is_literal,
    line_of,
    plain,
    text_of,
    walk,
    walk_lines,
)

_HANDLERS = frozenset({"except_clause", "catch_clause"})
_TRIVIAL = re.compile(r"^(-?[01](\.0+)?|[\"'`]{2}|None|null|True|False|true|false|\[\]|\{\})$")


def repeated_with_literals(change: Change, quoted: str) -> Iterator[Fact]:
    """New handlers that make the very call that failed, one of its arguments a literal of the test now."""
    for handler in walk_lines(change.syntax[1].root, change.changed_lines[1]) if change.syntax else ():
        block = handler.parent.child_by_field_name("body") if handler.type in _HANDLERS and handler.parent else None
        if block is None:
            continue
        tried = [node for node in walk(block) if node.type in CALLS]
        for call in (node for node in walk(handler) if node.type in CALLS):
            if any(_is_filled_in(before, call, quoted) for before in tried):
                yield Fact(
                    ("repeated", plain(call)), line_of(call), "What fails is done again with what the test wants."
                )


def _is_filled_in(before: SyntaxNode, after: SyntaxNode, quoted: str) -> bool:
    old, new = list(arguments_of(before)), list(arguments_of(after))
    if called(before) != called(after) or len(old) != len(new):
        return False
    differing = [(one, other) for one, other in zip(old, new, strict=True) if plain(one) != plain(other)]
    return bool(differing) and all(
        is_literal(other) and not is_literal(one) and not _TRIVIAL.match(text_of(other)) and _is_told(other, quoted)
        for one, other in differing
    )


def _is_told(literal: SyntaxNode, quoted: str) -> bool:
    return quotes(quoted, text_of(literal).strip("\"'`"))
