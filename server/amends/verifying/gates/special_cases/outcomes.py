"""What a branch comes to: what it gives, or that it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from amends.verifying.gates.reading.literals import plain_numbers
from amends.verifying.gates.reading.tree_source import SyntaxNode, text_of, walk

_QUOTED = re.compile(r"[a-zA-Z]{0,2}#*(?P<mark>\"\"\"|'''|[\"'`])(?P<said>.*)(?P=mark)#*", re.DOTALL)
_PATTERN = re.compile(r"^/\^?|\$?/[a-z]*$")
_REFUSING = frozenset({"raise_statement", "throw_statement", "continue_statement", "break_statement", "pass_statement"})
_REFUSAL = re.compile(
    r"^(return\s+)?(Err\b|None$|panic!|\w*fail\w*\()|^return\b.*\b(errors\.|fmt\.Errorf|[eE]rr\w*\b)|^(panic|bail|throw|raise|continue|break)\b",
    re.DOTALL,
)
CHANGES = frozenset(
    {"augmented_assignment", "augmented_assignment_expression", "compound_assignment_expr", "assignment"}
    | {"assignment_expression", "assignment_statement", "update_expression", "inc_statement", "dec_statement"}
)
GIVING = frozenset({"return_statement", "return_expression", "expression_statement"})


def given(node: SyntaxNode) -> Iterator[SyntaxNode]:
    """What a statement returns or assigns, or the expression itself."""
    if node.type in CHANGES:
        right = node.child_by_field_name("right")
        yield from [right] if right else []
    elif node.type in GIVING:
        yield from (answer for child in node.named_children for answer in given(child))
    elif not node.type.endswith(("_statement", "_declaration")):
        yield node


def refuses(branch: Sequence[SyntaxNode]) -> bool:
    """Whether a branch is there to refuse, or to skip."""
    return any(node.type in _REFUSING or _REFUSAL.match(text_of(node).rstrip("; ")) for node in branch)


def inputs_of(function: SyntaxNode | None) -> frozenset[str]:
    """The names of a function's parameters."""
    fields = ("parameters", "parameter")
    listed = next((found for field in fields if function and (found := function.child_by_field_name(field))), None)
    return frozenset(text_of(each) for each in walk(listed) if each.type == "identifier") if listed else frozenset()


def bare(literal: str) -> str:
    """A literal without its quotes, or a pattern without its frame."""
    whole = _QUOTED.fullmatch(literal.strip())
    literal = whole["said"] if whole else _PATTERN.sub("", literal.strip())
    return plain_numbers(literal) if literal[:1].isdigit() else literal
