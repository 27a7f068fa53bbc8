"""What a body does with a parameter: what it calls on it and hands it to, compares it with, takes instead of it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from amends.learning.annotations.knowledge import TAKES
from amends.learning.annotations.library import owners, taken
from amends.learning.annotations.module import type_text
from amends.learning.annotations.place import Place, Vote
from amends.learning.annotations.spelling import canonical, union

_LITERALS = frozenset({"str", "int", "float", "bytes"})
_COUNTED = ast.Sub | ast.FloorDiv
_OPEN = frozenset({"dict", "list", "set", "tuple"})
"""Containers of which nothing more is known."""
_MOST = 3
_DOTTED = re.compile(r"\b[a-z_]\w*\.[A-Za-z]\w*")


def use_votes(place: Place, name: str) -> Iterator[Vote]:
    """Votes of everything that the function's own body does with a parameter."""
    found: Counter[str] = Counter()
    for node in place.function.own_nodes:
        found.update(uses(place, node, name))
    for type_, count in found.most_common(_MOST):
        yield Vote("use", type_, count / (found.total() + 0.3))
    library = Counter(type_ for node in place.function.own_nodes for type_ in library_uses(place, node, name))
    for type_, count in library.most_common(_MOST):
        yield Vote("library use", type_, count / (library.total() + (2 if type_.startswith("dict") else 0.3)))
    instead = {type_ for node in place.function.own_nodes for type_ in _instead(place, node, name)} - {"", "None"}
    if instead:
        told = union(sorted(instead))
        yield Vote("instead", told, 0.5 if told in _OPEN else 1.0)


def asked_types(place: Place, name: str) -> tuple[str, ...]:
    """The types that the body asks for, each canonical."""
    asked = (_asked(node, name) for node in place.function.own_nodes if isinstance(node, ast.Call))
    return tuple(dict.fromkeys(type_ for types in asked for type_ in types))


def uses(place: Place, node: ast.AST, name: str) -> Iterator[str]:
    """Types by what is called on a name (or ``self.name``) and what it is handed to, asked for and compared with."""
    if isinstance(node, ast.Call):
        yield from filter(None, _passed(place, node, name))
        if isinstance(node.func, ast.Attribute) and is_name(node.func.value, name) and node.func.attr in TAKES:
            yield TAKES[node.func.attr]
        if asked := _asked(node, name):
            yield union(asked)
        if is_name(node.func, name):
            yield "Callable"
    elif isinstance(node, ast.Compare):
        yield from _compared(node, name)


def library_uses(place: Place, node: ast.AST, name: str) -> Iterator[str]:
    """Types by what the library takes, by attributes that one type has, by operators and keys."""
    match node:
        case ast.Attribute(attr=attribute) if is_name(node.value, name) and attribute in owners():
            yield at_hand(place, owners()[attribute])
        case ast.Call(func=ast.Name() | ast.Attribute(), args=arguments):
            at = next((at for at, one in enumerate(arguments) if is_name(one, name)), None)
            type_ = taken().get((ast.unparse(node.func), at)) if at is not None else None
            if type_ is not None:
                yield at_hand(place, type_)
            if any(one.arg is None and is_name(one.value, name) for one in node.keywords):
                yield "dict[str, Any]"
        case ast.Subscript(slice=ast.Constant(value=str())) if is_name(node.value, name):
            yield "dict[str, Any]"
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=str()) | ast.JoinedStr()) if is_name(node.left, name):
            yield "Path"
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str())) | ast.JoinedStr():
            return
        case ast.BinOp(op=operator, left=left, right=right):
            other = right if is_name(left, name) else left if is_name(right, name) else None
            kind = type(other.value).__name__ if isinstance(other, ast.Constant) else ""
            counted = isinstance(operator, _COUNTED) and kind != "str"
            if kind in _LITERALS and (counted or isinstance(operator, ast.Add)):
                yield kind


def _instead(place: Place, node: ast.AST, name: str) -> Iterator[str]:
    """Types of what is taken where a parameter is empty: `x or []`, `y if x is None else x`, `x = []`."""
    scope = place.scope()
    match node:
        case ast.BoolOp(op=ast.Or(), values=[first, *others]) if is_name(first, name):
            yield scope.type_of(others[-1])
        case ast.IfExp(test=ast.Compare(left=ast.Name(id=asked)), body=body, orelse=orelse) if asked == name:
            for one, other in ((body, orelse), (orelse, body)):
                if is_name(other, name):
                    yield scope.type_of(one)
        case ast.If(test=ast.Compare(left=ast.Name(id=asked), ops=[ast.Is()]), body=body) if asked == name:
            given = (one for one in body if isinstance(one, ast.Assign) and is_name(one.targets[0], name))
            yield from (scope.type_of(one.value) for one in given)


def _compared(node: ast.Compare, name: str) -> Iterator[str]:
    others = [node.comparators[0]] if is_name(node.left, name) else []
    others += [node.left] if is_name(node.comparators[0], name) and isinstance(node.ops[0], ast.Eq | ast.NotEq) else []
    for other in others:
        listed = isinstance(other, ast.Tuple | ast.List | ast.Set) and isinstance(node.ops[0], ast.In | ast.NotIn)
        first = other.elts[0] if listed and isinstance(other, ast.Tuple | ast.List | ast.Set) and other.elts else other
        kind = type(first.value).__name__ if isinstance(first, ast.Constant) else ""
        if kind in _LITERALS:
            yield kind


def _asked(node: ast.Call, name: str) -> list[str]:
    """What `isinstance` asks of a parameter."""
    if not (is_name(node.func, "isinstance") and len(node.args) > 1 and is_name(node.args[0], name)):
        return []
    asked = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
    return [found for one in asked if (found := canonical(ast.unparse(one)))]


def _passed(place: Place, call: ast.Call, name: str) -> Iterator[str]:
    """The types of the parameters that a call hands the name to, where the called function says them."""
    callee = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    callee = "__init__" if callee in place.module.classes else callee
    for target in place.module.by_name.get(callee, ())[:4]:
        if callee == "__init__" and (target.owner is None or target.owner.name != ast.unparse(call.func)):
            continue
        for index, argument in enumerate(call.args):
            if is_name(argument, name):
                yield from (type_text(one.annotation) for one in target.parameters[index : index + 1] if one.annotation)
    for keyword in call.keywords:
        if keyword.arg and is_name(keyword.value, name) and (type_ := place.recall(f"in {callee}", keyword.arg)):
            yield type_


def at_hand(place: Place, type_: str) -> str:
    """A library's type as the module can say it: `logging.LogRecord` or `LogRecord`, as its imports have it."""
    for dotted in {*_DOTTED.findall(type_)}:
        module, _, word = dotted.rpartition(".")
        if word in place.module.imports or module not in place.module.imports:
            type_ = type_.replace(dotted, word)
    return type_


def is_name(node: ast.AST, name: str) -> bool:
    """Whether a piece of code is just a name, or just the attribute that ``self.name`` says."""
    match node:
        case ast.Name(id=found):
            return found == name
        case ast.Attribute(value=ast.Name(id="self"), attr=found):
            return name.startswith("self.") and name[5:] == found
    return False
