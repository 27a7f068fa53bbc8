"""What the other methods of a class do with the attribute that a parameter is stored in."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import attrs

from amends.learning.annotations.bodies import having
from amends.learning.annotations.module import Function
from amends.learning.annotations.place import Place, Vote
from amends.learning.annotations.uses import is_name, library_uses, uses

_MOST_METHODS = 12
_MOST_TYPES = 3


def kept_votes(place: Place, name: str) -> Iterator[Vote]:
    """Votes of what is called on the attribute, handed over, compared and taken from it, wherever the class does."""
    attribute = next(filter(None, (_stored_as(node, name) for node in place.function.own_nodes)), "")
    if not attribute:
        return
    kept = f"self.{attribute}"
    found: Counter[str] = Counter()
    nodes: list[ast.AST] = []
    for method in _methods_with(place, kept):
        there = attrs.evolve(place, function=method)
        for node in method.own_nodes:
            found.update((*uses(there, node, kept), *library_uses(there, node, kept)))
        nodes += method.own_nodes
    for type_, count in found.most_common(_MOST_TYPES):
        yield Vote("kept use", type_, count / (found.total() + 0.5))
    for type_, share in having(place, nodes, kept):
        yield Vote("kept has it", type_, share)


def _stored_as(node: ast.AST, name: str) -> str:
    match node:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=attribute)], value=value):
            return attribute if is_name(value, name) else ""
    return ""


def _methods_with(place: Place, kept: str) -> list[Function]:
    """The class's other methods that speak of an attribute, the first ones."""
    owner = place.function.owner
    word = re.compile(rf"\b{re.escape(kept)}\b")
    found: list[Function] = []
    lines = place.module.content.splitlines() if owner is not None else []
    for one in place.module.functions:
        inside = one.owner is owner and one.node is not place.function.node and len(found) < _MOST_METHODS
        if inside and word.search("\n".join(lines[one.node.lineno : one.node.end_lineno])):
            found.append(one)
    return found
