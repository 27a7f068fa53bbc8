"""Nodes of conditions, and what names stand for, alike in every language that has a tree."""

from __future__ import annotations

from amends.verifying.gates.tree_source import SyntaxNode, arguments_of, called, text_of, walk

COMPARISONS = frozenset({"comparison_operator", "binary_expression"})
EQUAL, UNEQUAL = frozenset({"==", "===", "is", "in"}), frozenset({"!=", "!==", "is not", "not in"})
BOTH = frozenset({"and", "&&", "or", "||"})
_ASSIGNED = frozenset(
    {"assignment", "short_var_declaration", "variable_declarator", "let_declaration", "default_parameter", "const_item"}
    | {"typed_default_parameter", "required_parameter", "const_spec", "var_spec", "named_expression"}
)
_LEFT, _RIGHT = ("left", "name", "pattern"), ("right", "value")
CALLS = frozenset({"call", "call_expression", "method_invocation"})
WRAPPERS = frozenset({"parenthesized_expression", "expression_list", "match_pattern", "case_pattern", "argument_list"})
THROUGH = WRAPPERS | {"boolean_operator", "type_cast_expression", "arguments", "as_expression"}
_ANSWERS = frozenset({"return_statement", "return_expression", "assignment", "lambda", "arrow_function", "block"})


def is_part_of_an_answer(node: SyntaxNode) -> bool:
    """Whether it is one of several conditions that together are what is given."""
    if node.type not in COMPARISONS or (node.type == "binary_expression" and operator(node) not in EQUAL | UNEQUAL):
        return False
    around, several = node.parent, False
    while around is not None and (around.type in THROUGH | {"not_operator"} or operator(around) in BOTH):
        several |= operator(around) in BOTH
        around = around.parent
    return several and around is not None and around.type in _ANSWERS


def is_asked_of_a_table(node: SyntaxNode) -> bool:
    """Whether it is a look into a table, with what else is given when the key is not there."""
    return node.type in CALLS and called(node).endswith(".get") and len(list(arguments_of(node))) > 1


def named_values(function: SyntaxNode | None) -> dict[str, SyntaxNode]:
    """What the names of a function stand for that are given a value once."""
    found: dict[str, SyntaxNode] = {}
    often: set[str] = set()
    for node in walk(function) if function else ():
        if node.type in _ASSIGNED:
            left = next((x for field in _LEFT if (x := node.child_by_field_name(field))), None)
            right = next((x for field in _RIGHT if (x := node.child_by_field_name(field))), None)
            name = text_of(left)
            often |= {name} & found.keys()
            if right is not None:
                found[name] = opened(right)
    return {name: value for name, value in found.items() if name not in often}


def module_values(node: SyntaxNode) -> dict[str, SyntaxNode]:
    """What the constants of the file stand for."""
    while node.parent is not None:
        node = node.parent
    found: dict[str, SyntaxNode] = {}
    for each in (part for child in node.named_children for part in (child, *child.named_children)):
        if each.type in _ASSIGNED:
            left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
            found |= {text_of(left): opened(right)} if left is not None and right is not None else {}
    return found


def operator(node: SyntaxNode) -> str:
    """The sign of an operation, empty for anything else."""
    return text_of(node.child_by_field_name("operator"))


def opened(node: SyntaxNode) -> SyntaxNode:
    """What stands in parentheses and the like."""
    while node.type in WRAPPERS and len(node.named_children) == 1:
        node = node.named_children[0]
    return node
