"""Nodes of conditions, and what names stand for, alike in every language that has a tree."""

from __future__ import annotations

import re

from amends.verifying.gates.reading.tree_source import SyntaxNode, arguments_of, called, literals_of, text_of, walk

COMPARISONS = frozenset({"comparison_operator", "binary_expression"})
EQUAL, UNEQUAL = frozenset({"==", "===", "is", "in"}), frozenset({"!=", "!==", "is not", "not in"})
BOTH = frozenset({"and", "&&", "or", "||"})
ASSIGNED = frozenset(
    {"assignment", "short_var_declaration", "variable_declarator", "let_declaration", "default_parameter", "const_item"}
    | {"typed_default_parameter", "required_parameter", "const_spec", "var_spec", "named_expression", "static_item"}
    | {"public_field_definition", "field_definition", "assignment_expression"}
)
DEFAULTS = frozenset({"default_parameter", "typed_default_parameter", "required_parameter"})
"""What parameters are when nobody gives them: that is no constant."""
_LEFT, _RIGHT = ("left", "name", "pattern", "property"), ("right", "value")
FUNCTIONS = frozenset(
    {"function_definition", "lambda", "function_declaration", "method_declaration", "method_definition", "func_literal"}
    | {"function_item", "closure_expression", "arrow_function", "function_expression", "constructor_declaration"}
    | {"lambda_expression", "generator_function_declaration"}
)
IFS = frozenset({"if_statement", "if_expression", "elif_clause"})
CALLS = frozenset({"call", "call_expression", "method_invocation"})
WRAPPERS = frozenset({"parenthesized_expression", "expression_list", "match_pattern", "case_pattern", "argument_list"})
THROUGH = WRAPPERS | {"boolean_operator", "type_cast_expression", "arguments", "as_expression"}
_ANSWERS = frozenset({"return_statement", "return_expression", "assignment", "lambda", "arrow_function", "block"})
SUBSCRIPTS = frozenset({"subscript", "subscript_expression", "index_expression", "array_access"})
_ASKING = re.compile(
    r"(^|[.])(has|contains|includes|count|eq|ne|equals|isdisjoint|issubset|__eq__|__ne__|__contains__|"
    r"(?i:starts_?with|ends_?with|has_?prefix|has_?suffix|contains_?key))$"
)
_TABLE_CALL = re.compile(r"[.](get|getOrDefault)$")


def is_part_of_an_answer(node: SyntaxNode) -> bool:
    """Whether it is a condition that is what is given, alone or with others."""
    asks = node.type == "comparison_operator" or operator(node) in EQUAL | UNEQUAL
    asks = asks if node.type in COMPARISONS else node.type in CALLS and _ASKING.search(called(node)) is not None
    if not asks and not is_difference(node):
        return False
    around, is_truth = node.parent, not is_difference(node)
    while around is not None and is_around_a_truth(around):
        is_truth |= operator(around) in BOTH or around.type in CALLS
        around = around.parent
    return is_truth and around is not None and around.type in _ANSWERS


def is_alone(node: SyntaxNode) -> bool:
    """Whether no other condition has a part in the answer."""
    around = node.parent
    while around is not None and is_around_a_truth(around):
        if operator(around) in BOTH:
            return False
        around = around.parent
    return True


def is_an_alternative(node: SyntaxNode) -> bool:
    """Whether the nearest condition that it is joined to may hold instead of it."""
    around = node.parent
    while around is not None and is_around_a_truth(around) and operator(around) not in BOTH:
        around = around.parent
    return around is not None and operator(around) in {"or", "||"}


def is_around_a_truth(node: SyntaxNode) -> bool:
    """Whether it passes on, or turns round, whether something holds."""
    turned = node.type in THROUGH | {"not_operator"} or (node.type == "unary_expression" and text_of(node)[:1] == "!")
    return turned or operator(node) in BOTH or (node.type in CALLS and called(node) in {"bool", "Boolean"})


def is_difference(node: SyntaxNode) -> bool:
    """Whether it is how far two things are apart, which is nothing, hence false, when they are equal."""
    return node.type in {"binary_operator", "binary_expression"} and operator(node) in {"-", "^"}


def asked_of_a_table(node: SyntaxNode) -> tuple[SyntaxNode, SyntaxNode, SyntaxNode] | None:
    """The table, the key and what else is given, where it is a look into a table with another answer behind it."""
    if node.type in CALLS and (given := list(arguments_of(node)))[1:] and _TABLE_CALL.search(called(node)):
        owner = owner_of(node)
        return (owner, given[0], given[1]) if owner is not None else None
    if operator(node) not in {"or", "||", "??"}:
        return None
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    looked = look(opened(left)) if left is not None else None
    return (*looked, right) if looked and right is not None else None


def look(node: SyntaxNode) -> tuple[SyntaxNode, SyntaxNode] | None:
    """The table and the key, where it is a look into a table."""
    if node.type in CALLS and _TABLE_CALL.search(called(node)):
        owner, given = owner_of(node), list(arguments_of(node))
        return (owner, given[0]) if owner is not None and len(given) == 1 else None
    if node.type not in SUBSCRIPTS:
        return None
    fields = [
        next((x for name in names if (x := node.child_by_field_name(name))), None)
        for names in (("value", "object", "operand"), ("subscript", "index"))
    ]
    return (fields[0], fields[1]) if fields[0] is not None and fields[1] is not None else None


def owner_of(call: SyntaxNode) -> SyntaxNode | None:
    """What a method is called of."""
    function = call.child_by_field_name("function")
    fields = ("object", "value", "operand")
    return call.child_by_field_name("object") or next(
        (found for field in fields if function and (found := function.child_by_field_name(field))), None
    )


def keys_of(table: SyntaxNode) -> list[SyntaxNode]:
    """The literals by which a table that is written down is asked; of a list or set all it holds."""
    pairs = [each for each in walk(table) if each.type in {"pair", "keyed_element"}]
    keys = [each.child_by_field_name("key") or each.named_children[0] for each in pairs]
    return [literal for part in (keys or [table]) for literal in literals_of(part)]


def named_values(function: SyntaxNode | None) -> dict[str, SyntaxNode]:
    """What the names of a function stand for that are given a value once."""
    found: dict[str, SyntaxNode] = {}
    often: set[str] = set()
    for node in walk(function) if function else ():
        if node.type in ASSIGNED - DEFAULTS:
            name, right = assigned(node)
            often |= {name} & found.keys()
            if right is not None:
                found[name] = opened(right)
    return {name: value for name, value in found.items() if name not in often}


def assigned(node: SyntaxNode) -> tuple[str, SyntaxNode | None]:
    """The name that is given a value, as it is written, and the value."""
    left = next((x for field in _LEFT if (x := node.child_by_field_name(field))), None)
    right = next((x for field in _RIGHT if (x := node.child_by_field_name(field))), None)
    return text_of(left), right


def operator(node: SyntaxNode) -> str:
    """The sign of an operation, empty for anything else."""
    return text_of(node.child_by_field_name("operator"))


def opened(node: SyntaxNode) -> SyntaxNode:
    """What stands in parentheses and the like."""
    while node.type in WRAPPERS and len(node.named_children) == 1:
        node = node.named_children[0]
    return node
