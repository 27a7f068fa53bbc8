"""Table-driven tests of Go written out: what each row holds stands where the loop named its field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.verifying.gates.reading.tree_source import SyntaxNode, inside, plain, text_of, walk

_MOST_ROWS = 200
Row = dict[str, str]


def rows_around(node: SyntaxNode) -> list[Row]:
    """What the names of the loop around a node stand for in each of its runs, as plain words; one empty row without."""
    loop = inside(node, "for_statement")
    clause = next((child for child in loop.named_children if child.type == "range_clause"), None) if loop else None
    table = _table(clause.child_by_field_name("right")) if clause else None
    left = clause.child_by_field_name("left") if clause else None
    if table is None or left is None:
        return [{}]
    key, value = [*map(text_of, left.named_children), "_", "_"][:2]
    return [dict(_named(row, key, value)) for row in _rows(table)][:_MOST_ROWS] or [{}]


def filled(words: str, row: Row) -> str:
    """Plain words with a row's values put in."""
    for name, value in row.items():
        words = re.sub(rf"(?<![\w.] )(?<![\w.]){re.escape(name)}(?!\w)", lambda _, value=value: value, words)  # type: ignore[misc]
    return words


def _table(node: SyntaxNode | None) -> SyntaxNode | None:
    """The literal that is looped over, in place or by the name it was given in the same function."""
    if node is None or node.type == "composite_literal":
        return node
    function = inside(node, "function_declaration", "func_literal")
    for each in walk(function) if function else ():
        if each.type in {"short_var_declaration", "var_spec"}:
            name = each.child_by_field_name("left") or each.child_by_field_name("name")
            given = each.child_by_field_name("right") or each.child_by_field_name("value")
            if text_of(name) == text_of(node) and given is not None and given.named_children:
                literal = given.named_children[0]
                return literal if literal.type == "composite_literal" else None
    return None


def _rows(table: SyntaxNode) -> Iterator[tuple[str, SyntaxNode, list[str]]]:
    """The key of each row, what it holds, and the names of its fields."""
    kind, body = table.child_by_field_name("type"), table.child_by_field_name("body")
    struct = next((each for each in walk(kind) if each.type == "struct_type"), None) if kind else None
    fields = [
        text_of(each)
        for declared in (walk(struct) if struct else ())
        if declared.type == "field_declaration"
        for each in declared.children_by_field_name("name")
    ]
    for place, element in enumerate(body.named_children if body else ()):
        if element.type == "keyed_element":
            yield plain(element.named_children[0]), _only(element.named_children[1]), fields
        elif element.type == "literal_element":
            yield str(place), _only(element), fields


def _only(element: SyntaxNode) -> SyntaxNode:
    return element.named_children[0] if element.type == "literal_element" and element.named_children else element


def _named(row: tuple[str, SyntaxNode, list[str]], key: str, value: str) -> Iterator[tuple[str, str]]:
    label, content, fields = row
    yield from [(key, label)] if key != "_" else []
    if content.type != "literal_value":
        yield value, plain(content)
        return
    for place, element in enumerate(content.named_children):
        if element.type == "keyed_element":
            yield f"{value} . {plain(element.named_children[0])}", plain(_only(element.named_children[1]))
        elif element.type == "literal_element" and place < len(fields):
            yield f"{value} . {fields[place]}", plain(_only(element))
