"""What the tests of a Go file come to: every condition under which one fails, locals and rows written in.

Two files that come to the same check the same, be it test by test or in a table with more beside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from amends.verifying.gates.reading.conditions import opened, operator
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeSource,
    arguments_of,
    called,
    inside,
    plain,
    text_of,
    walk,
)
from amends.verifying.gates.weakened_tests.go_tables import filled, rows_around
from amends.verifying.gates.weakened_tests.tree_claims import GO_FAIL

_TEST = re.compile(r"^Test(?![a-z])")
_AROUND = frozenset(
    {"if_statement", "for_statement", "expression_switch_statement", "type_switch_statement", "select_statement"}
    | {"defer_statement", "go_statement"}
)
_LEAVING = frozenset({"return_statement", "continue_statement", "break_statement", "goto_statement"})
_BINDING = frozenset({"short_var_declaration", "var_spec", "range_clause"})
_STATING = frozenset({"expression_statement", "block", "statement_list", "defer_statement", "go_statement"})


def claims_as_much(before: TreeSource, after: TreeSource) -> bool:
    """Whether the tests after fail wherever those before did, and nothing in them leaves earlier than it did."""
    old = Counter(_essence(before))
    lost = old - Counter(_essence(after))
    helpers = [{name: plain(each.body) for name, each in side.functions.items()} for side in (before, after)]
    kept = all(helpers[1].get(name) == body for name, body in helpers[0].items() if not _TEST.match(name))
    left = [sum(map(_leaves, walk(source.root))) for source in (before, after)]
    return bool(old) and not lost and kept and left[1] <= left[0]


def _leaves(node: SyntaxNode) -> bool:
    """Whether it leaves a block in which the test has not failed for certain."""
    return node.type in _LEAVING and not _has_failed(node)


def _has_failed(leaving: SyntaxNode) -> bool:
    """Whether the statement right before it fails the test, by the very `testing.T` that the function is given."""
    said = leaving.prev_named_sibling
    call = said.named_children[0] if said is not None and said.type == "expression_statement" else said
    if call is None or call.type != "call_expression" or not GO_FAIL.match(called(call)):
        return False
    name = called(call).partition(".")[0]
    function = inside(leaving, "function_declaration", "func_literal")
    if function is None or not _is_given_by_go(function):
        return False
    given = plain(function.child_by_field_name("parameters") or function)
    bound = (text_of(word) for each in walk(function) if each.type in _BINDING for word in walk(each.named_children[0]))
    return given == f"( {name} * testing . T )" and name not in bound


def _is_given_by_go(function: SyntaxNode) -> bool:
    """Whether it is a test, or what a test hands to `Run`: what else is called so may not be listened to."""
    if function.type == "function_declaration":
        return _TEST.match(text_of(function.child_by_field_name("name"))) is not None
    call = inside(function, "call_expression")
    return call is not None and called(call).endswith(".Run") and function in arguments_of(call)


def _essence(source: TreeSource) -> Iterator[str]:
    for name, function in source.functions.items():
        if not _TEST.match(name):
            continue
        for call in walk(function.node):
            if call.type == "call_expression" and GO_FAIL.match(called(call)) and _is_statement(call):
                yield from _conditions(call, function.node)
            elif call.type == "call_expression" and "t" in map(text_of, arguments_of(call)):
                words = _with_locals(call, call, function.node)
                yield from (filled(words, row) for row in rows_around(call))


def _is_statement(call: SyntaxNode) -> bool:
    """Whether nobody uses what it gives: ``err.Error()`` in a condition is the words of an error, no failure."""
    return call.parent is not None and call.parent.type in _STATING


def _conditions(call: SyntaxNode, test: SyntaxNode) -> Iterator[str]:
    holder = inside(call, "if_statement")
    condition = holder.child_by_field_name("condition") if holder else None
    in_else = holder is not None and _is_in(call, holder.child_by_field_name("alternative"))
    if holder is None or condition is None or in_else:
        yield plain(test)  # it fails for a reason of its own
        return
    rows = rows_around(call)
    outside = " ".join(_around(holder, test, is_table=rows != [{}]))
    for part in _either(condition):
        words = _with_locals(part, call, test)
        yield from (f"{outside} {filled(words, row)}".strip() for row in rows)


def _around(node: SyntaxNode, test: SyntaxNode, *, is_table: bool) -> Iterator[str]:
    """The blocks in which it stands, but for the loop over the rows."""
    current, loop = node.parent, is_table
    while current is not None and current.id != test.id:
        if current.type == "for_statement" and loop:
            loop = False
        elif current.type in _AROUND:
            yield plain(current.child_by_field_name("condition") or current.named_children[0])
        current = current.parent


def _either(condition: SyntaxNode) -> Iterator[SyntaxNode]:
    node = opened(condition)
    sides = [node.child_by_field_name(side) for side in ("left", "right")] if operator(node) == "||" else []
    if not sides:
        yield node
    for side in sides:
        yield from _either(side) if side is not None else ()


def _with_locals(condition: SyntaxNode, call: SyntaxNode, test: SyntaxNode) -> str:
    """The condition with what its names were given last before the call."""
    values: dict[str, str] = {}
    for node in walk(test):
        if node.type == "short_var_declaration" and node.start_byte < call.start_byte:
            values |= _given(node)
    return filled(plain(condition), values)


def _given(node: SyntaxNode) -> dict[str, str]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    names = [text_of(each) for each in left.named_children] if left is not None else []
    given = right.named_children if right is not None else []
    if len(given) == 1:
        return {name: f"{plain(given[0])} #{place}" for place, name in enumerate(names) if name != "_"}
    return {name: f"{plain(value)} #0" for name, value in zip(names, given, strict=False)}


def _is_in(node: SyntaxNode, block: SyntaxNode | None) -> bool:
    return block is not None and block.start_byte <= node.start_byte < block.end_byte
