"""What surrounds a place: its statement, its function, its class."""

from __future__ import annotations

import re

from amends.syntax.tree import Node, ancestors

_DEFINED = re.compile(
    r"(?:(?:export|const|let|var|static|pub|async)\s+)*"
    r"(?:(?:def|class|function|func|fn)\s+(\w+)|(\w+)\s*(?::[^=\n]+|:)?=(?!=))"
)
"""A definition or an assignment, and the name that it gives."""


def enclosing_statement(node: Node) -> Node:
    """The smallest statement around a node, the root when there is none."""
    found = node
    for found in ancestors(node):
        if found.category == "statement":
            return found
    return found


def enclosing_scope(node: Node) -> Node:
    """The smallest function or class around a node, the root when there is none."""
    found = node
    for found in ancestors(node):
        if found.kind in found.tree.grammar.scopes:
            return found
    return found


def scope_name(scope: Node) -> str:
    """The name a function or class is defined by, empty for the root and for functions without one."""
    if scope.kind not in scope.tree.grammar.scopes:
        return ""
    named = (child.text for child in scope.children if child.kind.endswith("identifier"))
    return next(named, "")


def defined_name(statement: str) -> str:
    """The name that a statement's text defines or assigns, empty when it is neither."""
    found = _DEFINED.match(statement)
    return (found[1] or found[2]) if found else ""
