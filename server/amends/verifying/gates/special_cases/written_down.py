"""What is written down as it stands: expressions of literals, whatever they are put together with."""

from __future__ import annotations

from collections.abc import Iterator

from amends.verifying.gates.reading.conditions import FUNCTIONS
from amends.verifying.gates.reading.tree_source import SyntaxNode, inside, literals_of, text_of, walk
from amends.verifying.gates.special_cases.outcomes import inputs_of

_NAMES = frozenset({"identifier", "this", "self"})
_QUALIFIED = frozenset({"attribute", "member_expression", "scoped_identifier", "selector_expression"})
_SAYING = frozenset({"function", "type", "constructor", "macro", "attribute", "property", "field"})


def is_written_down(node: SyntaxNode) -> bool:
    """Whether an expression is made of literals alone, names of functions and types apart."""
    return any(True for _ in literals_of(node)) and not any(True for _ in names_in(node))


def names_in(node: SyntaxNode) -> Iterator[str]:
    """Everything below that stands for a value."""
    return (text_of(each) for each in walk(node) if stands_for_a_value(each))


def stands_for_a_value(node: SyntaxNode) -> bool:
    """Whether it is a name, and none of a function or type."""
    return node.type in _NAMES and not _is_said(node)


def _is_said(name: SyntaxNode) -> bool:
    node = name
    while node.parent is not None and node.parent.type in _QUALIFIED:
        node = node.parent
    around = node.parent
    if around is None or (node.id != name.id and text_of(name) in inputs_of(inside(name, *FUNCTIONS))):
        return False  # what is done with an input comes from it
    if around.type in {"keyword_argument", "field_initializer", "keyed_element", "literal_element"}:
        return around.named_children[0].id == node.id and len(around.named_children) > 1
    roles = (around.child_by_field_name(field) for field in _SAYING)
    is_role = any(role is not None and role.id == node.id for role in roles)
    return is_role or (around.type == "method_invocation" and _is_name_or_owner(around, node))


def _is_name_or_owner(call: SyntaxNode, node: SyntaxNode) -> bool:
    owner, name = call.child_by_field_name("object"), call.child_by_field_name("name")
    return (name is not None and name.id == node.id) or (
        owner is not None and owner.id == node.id and text_of(owner)[:1].isupper()
    )
