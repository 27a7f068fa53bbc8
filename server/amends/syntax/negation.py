"""A condition turned into its opposite, as people write it: `a > b` → `a <= b`, `x in y` → `x not in y`."""

from __future__ import annotations

from collections.abc import Mapping

from amends.syntax.tree import Node

_SIGNS = {"==": "!=", "===": "!==", "<": ">=", ">": "<="}
_WORDS = {"is": "is not", "in": "not in"}  # Python's alone
_OPPOSITE: Mapping[str, str] = {
    one: other for pair in (*_SIGNS.items(), *_WORDS.items()) for one, other in (pair, pair[::-1])
}
_COMPARISONS = frozenset({"comparison_operator", "binary_expression"})
_OF_TWO = 3
_JOINED = _COMPARISONS | {
    "boolean_operator",
    "conditional_expression",
    "ternary_expression",
    "instanceof_expression",
    "as_expression",
    "satisfies_expression",
    "type_cast_expression",
}
"""What needs brackets behind a negation."""
_NO_CONDITIONS = frozenset({"yield", "named_expression", "assignment_expression", "lambda", "tuple", "arrow_function"})


def negation(node: Node) -> str | None:
    """The opposite of an expression in its file's own words, None where it is none that can be asked."""
    if _is_bracketed(node):
        inner = negation(node.children[1])
        return f"({inner})" if inner and "\n" in inner else inner
    if node.category != "expression" or node.kind in _NO_CONDITIONS:
        return None
    if node.kind == "not_operator" or (node.kind == "unary_expression" and node.children[0].kind == "!"):
        denied = node.children[-1]
        return denied.children[1].text if _is_bracketed(denied) and "\n" not in denied.text else denied.text
    return _compared_otherwise(node) or _denied(node)


def _compared_otherwise(node: Node) -> str | None:
    """A comparison of two with the opposite sign."""
    if node.kind not in _COMPARISONS or len(node.children) != _OF_TWO:
        return None
    content, (_, sign, _) = node.tree.content, node.children
    opposite = _OPPOSITE.get(" ".join(sign.text.split()))
    if opposite is None or (opposite[0].isalpha() and node.kind != "comparison_operator"):
        return None
    return content[node.start : sign.start] + opposite + content[sign.end : node.end]


def _denied(node: Node) -> str:
    text = f"({node.text})" if node.kind in _JOINED else node.text
    return f"not {text}" if node.tree.grammar.language == "python" else f"!{text}"


def _is_bracketed(node: Node) -> bool:
    return node.kind == "parenthesized_expression" and len(node.children) == _OF_TWO
