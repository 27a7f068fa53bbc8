"""Names that the code around a place introduces: what is caught, opened, looped over, passed in, assigned."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from amends.syntax.scopes import enclosing_statement
from amends.syntax.tree import Node, ancestors, descendants

_BLOCKS = {
    "except_clause": "caught",
    "except_group_clause": "caught",
    "catch_clause": "caught",
    "with_statement": "opened",
    "for_statement": "looped",
    "for_in_statement": "looped",
    "list_comprehension": "looped",
    "set_comprehension": "looped",
    "dictionary_comprehension": "looped",
    "generator_expression": "looped",
}
"""What the names are that a node of a kind introduces for what is in it."""

_PATTERNS = frozenset(
    {"as_pattern_target", "pattern_list", "tuple_pattern", "list_pattern", "array_pattern", "object_pattern"}
)
_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_CALLS = frozenset({"call", "call_expression", "new_expression"})
_DOTTED = frozenset({"attribute", "member_expression"})
_MOST_STATEMENTS = 400


@attrs.frozen
class Binder:
    """One name that can be used at a place."""

    kind: str
    """caught, opened, looped, receiver, parameter, function, previous, or ``assigned`` with what was assigned."""
    index: int
    """Among those of its kind, the nearest first."""
    word: str


def binders_around(node: Node) -> Iterator[Binder]:
    """What can be used at a node, up to its function and the module's top level."""
    counts: dict[str, int] = {}
    for kind, word in _introduced_around(node):
        index = counts.get(kind, 0)
        counts[kind] = index + 1
        yield Binder(kind, index, word)
    yield from _assigned(node)


def _introduced_around(node: Node) -> Iterator[tuple[str, str]]:
    for above in ancestors(node):
        kind = _BLOCKS.get(above.kind)
        if kind is not None:
            yield from ((kind, word) for word in _introduced(above))
        if above.kind in above.tree.grammar.scopes and not above.kind.startswith("class"):
            yield from _of_function(above)
            break
    statement = _previous(enclosing_statement(node))
    if statement is not None:
        yield from (("previous", word) for target, _ in _assignments(statement) for word in _names(target))


def _introduced(node: Node) -> Iterator[str]:
    """The names of one clause, statement or comprehension, its body left out."""
    heads = [child for child in node.children if child.category != "block"]
    if node.kind == "catch_clause":
        yield from (word for child in heads for word in _names(child))
    elif _BLOCKS[node.kind] == "looped":
        clauses = [child for child in heads if child.kind == "for_in_clause"] or [node]
        yield from (word for clause in clauses for word in _looped(clause))
    else:
        found = (inner for child in heads for inner in descendants(child, 60))
        yield from (word for inner in found if inner.kind == "as_pattern_target" for word in _names(inner))


def _looped(clause: Node) -> list[str]:
    for left, right in zip(clause.children, clause.children[1:], strict=False):
        if right.kind in {"in", "of"}:
            return _names(left)
    return []


def _names(pattern: Node) -> list[str]:
    if pattern.kind in _NAMES:
        return [pattern.text]
    return [word for child in pattern.children for word in _names(child)] if pattern.kind in _PATTERNS else []


def _of_function(function: Node) -> Iterator[tuple[str, str]]:
    names = [child.text for child in function.children if child.kind.endswith("identifier")]
    parameters = next((child for child in function.children if child.kind.endswith("parameters")), None)
    if function.kind == "arrow_function" and parameters is None:
        yield from (("parameter", word) for word in names[:1])
        return
    yield from (("function", word) for word in names[:1])
    words = [_parameter(child) for child in parameters.children] if parameters is not None else []
    kind = "receiver" if _has_receiver(function) else "parameter"
    for word in filter(None, words):
        yield kind, word
        kind = "parameter"


def _parameter(node: Node) -> str:
    return next((inner.text for inner in descendants(node, 8) if inner.kind == "identifier"), "")


def _has_receiver(function: Node) -> bool:
    """Whether the first parameter is the object or the class: a method that is not static."""
    holder = function.parent
    if function.kind != "function_definition" or holder is None:
        return False
    if holder.kind == "decorated_definition":
        if any(child.text == "@staticmethod" for child in holder.children):
            return False
        holder = holder.parent
    return holder is not None and holder.parent is not None and holder.parent.kind == "class_definition"


def _assigned(node: Node) -> Iterator[Binder]:
    """Names by what was assigned to them: the nearest before in the function, else the module's only one."""
    found: dict[str, str] = {}
    for above in ancestors(node):
        statement: Node | None = above if above.parent is not None and above.parent.category == "block" else None
        if above.kind in above.tree.grammar.scopes or (statement is not None and above.parent is above.tree.root):
            break
        while statement is not None and (statement := _previous(statement)) is not None:
            for shape, word in _shapes(statement):
                found.setdefault(shape, word)
    module: dict[str, set[str]] = {}
    for statement in node.tree.root.children[:_MOST_STATEMENTS]:
        for shape, word in _shapes(statement):
            module.setdefault(shape, set()).add(word)
    only = {shape: next(iter(words)) for shape, words in module.items() if len(words) == 1}
    yield from (Binder(f"assigned {shape}", 0, word) for shape, word in {**only, **found}.items())


def _shapes(statement: Node) -> Iterator[tuple[str, str]]:
    for target, value in _assignments(statement):
        shape = _shape(value)
        if shape and target.kind == "identifier":
            yield shape, target.text


def _shape(value: Node) -> str:
    """What a value is, whatever went into it: whose result, or which attribute; empty for all else."""
    if value.kind.startswith("await") and len(value.children) > 1:
        value = value.children[-1]
    if value.kind in _CALLS:
        callee = value.children[1 if value.kind == "new_expression" else 0]
        return f"{(callee.children[-1] if callee.kind in _DOTTED else callee).text}()"
    return value.text if value.kind in _DOTTED and "\n" not in value.text else ""


def _assignments(statement: Node) -> Iterator[tuple[Node, Node]]:
    """Targets and values of a statement that assigns."""
    kinds = {"expression_statement", "lexical_declaration", "variable_declaration", "export_statement"}
    if statement.kind not in kinds:
        return
    for inner in statement.children:
        if inner.kind in {"assignment", "variable_declarator"} and inner.children[-2].kind == "=":
            yield inner.children[0], inner.children[-1]
        elif statement.kind == "export_statement":
            yield from _assignments(inner)


def _previous(node: Node) -> Node | None:
    siblings = node.parent.children if node.parent is not None else ()
    index = next((at for at, sibling in enumerate(siblings) if sibling is node), 0)
    return siblings[index - 1] if index else None
