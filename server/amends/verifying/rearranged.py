"""Patches that only put code elsewhere: a function taken out of another, or put back, that does the same as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs

from amends.verifying.gates.reading.conditions import CALLS
from amends.verifying.gates.reading.tree_source import (
    DIALECTS,
    SyntaxNode,
    TreeSource,
    called,
    is_comment,
    literals_of,
    text_of,
    walk,
)
from amends.verifying.overlay import Overlay

_ADDED_WITH_A_FUNCTION = frozenset(
    {"def", "return", "async", "await", "fn", "func", "function", "->", "=>", ":", ",", "(", ")", "{", "}", "[", "]"}
    | {";", "=", ":=", "&", ".", "|", "?", "let", "const", "var", "mut", "pub", "static", "private", "public", "final"}
    | {"export"}
)


@attrs.frozen
class _Work:
    """What a text does, wherever it does it, and the functions that it does it in."""

    steps: Counter[str]
    functions: frozenset[str]


def is_only_rearranged(overlay: Overlay) -> bool:
    """Whether functions came or went, and every literal, operator, keyword and call is still there, once."""
    pairs = [_both(overlay, uri) for uri in overlay.texts]
    sides = [(old, new) for pair in pairs if pair for old, new in [pair]]
    if len(sides) != len(pairs):
        return False
    moved = frozenset[str]().union(*(old.functions ^ new.functions for old, new in sides))
    before, after = (sum((side[place].steps for side in sides), Counter[str]()) for place in (0, 1))
    calls = {f"calls {name.rpartition('.')[2]}" for name in moved}
    return bool(moved) and all(
        before[step] == after[step] for step in before.keys() | after.keys() if step not in calls
    )


def _both(overlay: Overlay, uri: str) -> tuple[_Work, _Work] | None:
    language = overlay.after[uri].language
    if language != "python" and language not in DIALECTS:
        return None
    before, after = (TreeSource(side[uri].text, language) for side in (overlay.before, overlay.after))
    return _work(before), _work(after)


def _work(source: TreeSource) -> _Work:
    kinds = {"function_definition", "function_declaration", "method_declaration", "method_definition", "function_item"}
    names = (text_of(node.child_by_field_name("name")) for node in walk(source.root) if node.type in kinds)
    return _Work(Counter(_steps(source.root)), frozenset(names))


def _steps(root: SyntaxNode) -> Iterator[str]:
    said = {node.id for node in walk(root) if node.type == "expression_statement" and _is_text(node)}
    for node in walk(root, lambda inner: inner.id not in said and not is_comment(inner)):
        if node.id in said:
            continue
        if node.type in CALLS:
            yield f"calls {called(node).rpartition('.')[2].rpartition('::')[2]}"
        elif not node.is_named and node.type not in _ADDED_WITH_A_FUNCTION and node.type.strip("\"'`"):
            yield node.type
    yield from (f"says {text_of(each)}" for each in literals_of(root) if not (each.parent and each.parent.id in said))


def _is_text(statement: SyntaxNode) -> bool:
    return len(statement.named_children) == 1 and statement.named_children[0].type == "string"
