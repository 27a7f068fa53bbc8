"""Calls that say "this is not written yet": no answer, and no value either."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Fact
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeSource,
    called,
    inside,
    is_among_tests,
    line_of,
    statements_of,
    text_of,
)

_KINDS = ("macro_invocation", "call_expression", "throw_statement")
_MACRO = re.compile(r"(\w+::)*(todo|unimplemented)!")
_WORDS = re.compile(r"[\"'`(](not?( yet)? (implemented|supported yet|written)|unimplemented|todo)\b", re.IGNORECASE)


def unwritten(source: TreeSource) -> Iterator[Fact]:
    """What stands in for code outside tests; a method of a class that does nothing else is for others to write."""
    for node in source.of_kind(*_KINDS):
        if _is_unwritten(node) and not is_among_tests(node) and not _is_for_others(node):
            words = " ".join(text_of(node).split())
            yield Fact("unwritten", line_of(node), f"`{words}` stands in for code that is not written.")


def _is_unwritten(node: SyntaxNode) -> bool:
    if node.type == "macro_invocation":
        return _MACRO.fullmatch(called(node)) is not None
    if node.type == "call_expression" and called(node) != "panic":
        return False
    return _WORDS.search(text_of(node)) is not None


def _is_for_others(node: SyntaxNode) -> bool:
    method = inside(node, "method_definition", "method_declaration")
    body = method.child_by_field_name("body") if method is not None and node.type == "throw_statement" else None
    return body is not None and len(statements_of(body)) == 1
