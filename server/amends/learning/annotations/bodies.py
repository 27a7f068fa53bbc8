"""What a function's body does with a parameter: asks whether it is None, walks through it, takes from it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from amends.learning.annotations.module import Function, last_word
from amends.learning.annotations.place import Place, Vote, alike
from amends.learning.annotations.uses import is_name

_MOST_OWNERS = 4
_CONTAINERS = ("list[", "Iterable[", "Sequence[", "tuple[", "set[", "Mapping[", "dict[")


def may_be_none(function: Function, name: str) -> bool:
    """Whether the body asks if a parameter is None."""
    return any(
        isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Name)
        and node.left.id == name
        and isinstance(node.ops[0], ast.Is | ast.IsNot)
        and isinstance(node.comparators[0], ast.Constant)
        and node.comparators[0].value is None
        for node in function.own_nodes
    )


def walked_votes(place: Place, name: str) -> Iterator[Vote]:
    """What is iterated over is a container: of the kinds that the project's parameters are, and the plainest ones."""
    if not any(_walks(node, name) for node in place.function.own_nodes):
        return
    own, others = place.counts("any parameter", "")
    kinds = {one: n for one, n in (own + own + others).items() if one.startswith(_CONTAINERS)}
    total = sum(kinds.values())
    for type_ in sorted(kinds, key=lambda one: (-kinds[one], one))[:3]:
        yield Vote("walked as others", type_, kinds[type_] / (total + 1))
    yield Vote("walked", "list")
    yield Vote("walked text", "Iterable[str]")
    yield Vote("walked text", "list[str]")


def having(place: Place, nodes: Sequence[ast.AST], name: str) -> Iterator[tuple[str, float]]:
    """The project's classes that have all that code takes from a name, with what that tells."""
    taken = {node.attr for node in nodes if isinstance(node, ast.Attribute) and is_name(node.value, name)}
    owners = [{*own, *others} for own, others in (place.counts("member", one) for one in sorted(taken))]
    fitting = set.intersection(*owners) if owners else set()
    for one in sorted(fitting) if len(fitting) <= _MOST_OWNERS else ():
        yield one, len(taken) / (len(taken) + 1) / len(fitting)


def class_votes(place: Place, name: str) -> Iterator[Vote]:
    """A parameter that is called a class is one."""
    word = next((end for end in ("klass", "class", "cls") if last_word(name).endswith(end)), "")
    if name.startswith("*") and last_word(name).endswith(("classes", "types")):
        yield Vote("class", "type[Any]", 2.0)
        yield Vote("class", "type")
    if not word:
        return
    yield Vote("class", "type")
    yield Vote("class", "type[Any]", 0.5)
    for likeness, one in alike(place, name.rstrip("0123456789_")[: -len(word)].rstrip("_")):
        yield Vote("class", f"type[{one}]", 1.0 + likeness)


def _walks(node: ast.AST, name: str) -> bool:
    match node:
        case ast.For(iter=walked) | ast.comprehension(iter=walked) | ast.YieldFrom(value=walked):
            return isinstance(walked, ast.Name) and walked.id == name
        case ast.Call(
            func=ast.Name(id="enumerate" | "sorted" | "list" | "set" | "tuple"), args=[ast.Name(id=walked), *_]
        ):
            return bool(walked == name)
    return False
