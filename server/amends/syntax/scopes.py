"""What surrounds a place: its statement, its function, its class."""

from __future__ import annotations

from amends.syntax.tree import Node, ancestors


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
