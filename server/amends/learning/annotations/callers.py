"""What a module's own calls of a function hand over, the rows of a parametrised test included."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from amends.learning.annotations.inference import Scope
from amends.learning.annotations.module import Function, Module, Parameter
from amends.learning.annotations.place import Place, Vote
from amends.learning.annotations.spelling import union

_MOST_LINES = 40
_MOST_CALLS = 12
_MOST_ROWS = 20
_Handed = tuple[ast.expr, Function | None]
"""What is handed over, and the function that does."""


def handed_votes(place: Place, parameter: Parameter) -> Iterator[Vote]:
    """The types of what callers in the module hand over as a parameter, together and one by one."""
    types = list(filter(None, (_type(place, *one) for one in _handed(place, parameter))))
    if not types:
        return
    yield Vote("handed over", union(types), len(types) / (len(types) + 0.5))
    for type_, count in Counter(types).most_common(3):
        if type_ != "None":
            yield Vote("handed over by some", type_, count / (len(types) + 0.5))


def _type(place: Place, value: ast.expr, caller: Function | None) -> str:
    return Scope(place.module, caller, caller.owner if caller else None, place.recall).type_of(value)


def _handed(place: Place, parameter: Parameter) -> Iterator[_Handed]:
    function = place.function
    if parameter.name.startswith("*"):
        return
    yield from ((value, None) for value in _rows(function, parameter.name))
    for call, caller in _calls(place.module, function):
        given = next((one.value for one in call.keywords if one.arg == parameter.name), None)
        if given is None and parameter.index < len(call.args):
            plain = call.args[: parameter.index + 1]
            given = None if any(isinstance(one, ast.Starred) for one in plain) else plain[-1]
        if given is not None:
            yield given, caller


def _calls(module: Module, function: Function) -> Iterator[tuple[ast.Call, Function | None]]:
    """Calls that look like ones of a function, with the function that makes them."""
    made = function.name in {"__init__", "__new__"} and function.owner is not None
    name = function.owner.name if made and function.owner is not None else function.name
    if name.startswith(("__", "test_")):
        return
    found = 0
    for holder, lines in _holders(module, name):
        for node in holder.own_nodes if isinstance(holder, Function) else ast.walk(holder):
            if isinstance(node, ast.Call) and node.lineno in lines and _callee(node) == name:
                yield node, holder if isinstance(holder, Function) else None
                found += 1
                if found >= _MOST_CALLS:
                    return


def _holders(module: Module, name: str) -> Iterator[tuple[Function | ast.stmt, set[int]]]:
    """What holds the lines in which a name is called: functions, the innermost ones, and the module's statements."""
    lines = sorted(_lines(module.content, name))
    functions = [(one, set(lines[slice(*_between(lines, one.node))])) for one in reversed(module.functions)]
    taken: set[int] = set()
    for one, inside in functions:
        if inside - taken:
            yield one, inside - taken
            taken |= inside
    for statement in module.tree.body:
        inside = set(lines[slice(*_between(lines, statement))]) - taken
        if inside:
            yield statement, inside


def _between(lines: Sequence[int], node: ast.stmt) -> tuple[int, int]:
    return bisect_right(lines, node.lineno - 1), bisect_right(lines, node.end_lineno or node.lineno)


def _lines(content: str, name: str) -> set[int]:
    """Lines (from 1) that call a name, definitions left out."""
    found: set[int] = set()
    line = 1
    at = 0
    for one in re.finditer(rf"\b{re.escape(name)}\(", content):
        if content.endswith(("def ", "class "), max(0, one.start() - 6), one.start()):
            continue
        line += content.count("\n", at, one.start())
        at = one.start()
        found.add(line)
        if len(found) >= _MOST_LINES:
            break
    return found


def _callee(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _rows(function: Function, name: str) -> Iterator[ast.expr]:
    """The values that a parametrised test is run with for a parameter."""
    for decorator in function.node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr="parametrize"), args=[names, ast.List() | ast.Tuple() as rows, *_]):
                yield from _column(_names(names), name, rows.elts[:_MOST_ROWS])


def _names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [one.strip() for one in node.value.split(",")]
    listed = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    return [str(one.value) for one in listed if isinstance(one, ast.Constant)]


def _column(names: Sequence[str], name: str, rows: Sequence[ast.expr]) -> Iterator[ast.expr]:
    if name not in names:
        return
    for row in rows:
        values = _values(row, several=len(names) > 1)
        if len(values) == len(names):
            yield values[names.index(name)]


def _values(row: ast.expr, *, several: bool) -> Sequence[ast.expr]:
    match row:
        case ast.Call(func=ast.Attribute(attr="param"), args=args):
            return args
        case ast.Tuple(elts=elements) | ast.List(elts=elements) if several:
            return elements
    return () if several else (row,)
