"""What names, attributes and containers get in a function's code, as its text says it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from amends.learning.annotations.module import Function, type_text


def callable_type(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The type of an inner function, whole where it is annotated and called by position."""
    arguments = node.args
    takes = [type_text(one.annotation) for one in (*arguments.posonlyargs, *arguments.args)]
    gives = type_text(node.returns)
    plain = not (arguments.vararg or arguments.kwonlyargs or arguments.kwarg or node.decorator_list)
    if not (plain and gives and all(takes)) or isinstance(node, ast.AsyncFunctionDef):
        return f"Callable[..., {gives}]" if gives and not isinstance(node, ast.AsyncFunctionDef) else "Callable"
    return f"Callable[[{', '.join(takes)}], {gives}]"


def put_in(node: ast.AST, name: str) -> tuple[ast.expr, ...]:
    """What a piece of code puts into the container of a name: an element, or a key and a value."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="append" | "add"), args=[only]):
            return (only,) if owner == name else ()
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="insert"), args=[_, only]):
            return (only,) if owner == name else ()
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=owner), slice=key)], value=value):
            return (key, value) if owner == name else ()
    return ()


def assignments(function: Function) -> Iterator[tuple[str, ast.expr | str]]:
    """Local names with what is assigned to them: a value, or the canonical type where it is annotated."""
    for node in function.own_nodes:
        yield from targets(node)
        if isinstance(node, ast.For | ast.comprehension):
            yield from _unpacked(node.target, walked(node.iter))
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.value
        if isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
            yield node.optional_vars.id, ast.Starred(node.context_expr)


def walked(container: ast.expr) -> ast.expr:
    """An expression for what walking through a container gives."""
    return ast.Call(ast.Name("next"), [container], [])


def targets(node: ast.AST) -> Iterator[tuple[str, ast.expr | str]]:
    """Names that are assigned to, with the value, or the canonical type where it is annotated."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id, type_text(node.annotation)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
            elif isinstance(target, ast.Tuple):
                yield from _unpacked(target, node.value)


def _unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names of a target with the part of a value that each gets."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        plain = not any(isinstance(one, ast.Starred) for one in target.elts)
        told = value.elts if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts) else ()
        for at, one in enumerate(target.elts):
            part = told[at] if told else ast.Subscript(value, ast.Constant(at))
            yield from _unpacked(one, part if plain else ast.Starred(value))
    elif isinstance(target, ast.Starred):
        yield from _unpacked(target.value, ast.Starred(value))


def stored(
    node: ast.FunctionDef | ast.AsyncFunctionDef, owner: ast.ClassDef, name: str
) -> list[tuple[ast.expr | str, Function | None]]:
    """What a method assigns to an attribute of its object."""
    found: list[tuple[ast.expr | str, Function | None]] = []
    function = Function(node, owner)
    for inner in function.own_nodes:
        if isinstance(inner, ast.AnnAssign) and _is_own(inner.target, name):
            found.append((type_text(inner.annotation), function))
        elif isinstance(inner, ast.Assign) and any(_is_own(target, name) for target in inner.targets):
            found.append((inner.value, function))
    return found


def _is_own(target: ast.expr, name: str) -> bool:
    own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    return own and isinstance(target, ast.Attribute) and target.attr == name
