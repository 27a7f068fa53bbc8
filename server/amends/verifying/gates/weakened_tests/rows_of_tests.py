"""Parametrised tests written out: what each row gives stands where the parameter stood."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from itertools import product

from amends.verifying.gates.reading.python_source import FunctionNode, constant
from amends.verifying.gates.weakened_tests.claims import Claim, claims_of

_MOST_ROWS = 200


def written_out(function: FunctionNode) -> tuple[Claim, ...]:
    """What a test claims, once for every row that `pytest.mark.parametrize` gives it."""
    claims: list[Claim] = []
    for values in rows_of(function)[:_MOST_ROWS]:
        claims += claims_of(_Filled(values).visit(copy.deepcopy(function)) if values else function)
    return tuple(claims)


def rows_of(function: FunctionNode) -> list[dict[str, ast.expr]]:
    """What each run of a test is given by `pytest.mark.parametrize`; one empty row where there is none."""
    tables = [rows for decorator in function.decorator_list if (rows := list(_rows(decorator)))]
    return [{name: value for row in given for name, value in row.items()} for given in product(*tables)]


def _rows(decorator: ast.expr) -> Iterator[Mapping[str, ast.expr]]:
    """The values of each row by name; none where they are not written down."""
    is_table = isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("parametrize")
    if not isinstance(decorator, ast.Call) or not is_table or len(decorator.args) < len(("names", "rows")):
        return
    names, rows = _names(decorator.args[0]), decorator.args[1]
    for row in rows.elts if isinstance(rows, ast.List | ast.Tuple) else ():
        values = _values(row) if len(names) > 1 else [_only(row)]
        if len(values) == len(names):
            yield dict(zip(names, values, strict=True))


def _names(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.List | ast.Tuple):
        return [str(constant(name)) for name in argument.elts]
    return [name.strip() for name in str(constant(argument)).split(",")]


def _values(row: ast.expr) -> list[ast.expr]:
    if isinstance(row, ast.Call):  # pytest.param
        return row.args
    return list(row.elts) if isinstance(row, ast.List | ast.Tuple) else []


def _only(row: ast.expr) -> ast.expr:
    is_param = isinstance(row, ast.Call) and ast.unparse(row.func).endswith("param") and bool(row.args)
    return row.args[0] if isinstance(row, ast.Call) and is_param else row


def spread(call: ast.Call) -> ast.Call:
    """The call with the arguments that a literal after ``*`` or ``**`` stands for."""
    given = [each for arg in call.args for each in _listed(arg)]
    named = [each for keyword in call.keywords for each in _by_name(keyword)]
    return ast.copy_location(ast.Call(call.func, given, named), call)


def _listed(argument: ast.expr) -> list[ast.expr]:
    value = argument.value if isinstance(argument, ast.Starred) else None
    return list(value.elts) if isinstance(value, ast.List | ast.Tuple) else [argument]


def _by_name(keyword: ast.keyword) -> list[ast.keyword]:
    table = keyword.value if keyword.arg is None else None
    if not isinstance(table, ast.Dict):
        return [keyword]
    names = [constant(key) if key else None for key in table.keys]
    if not all(isinstance(name, str) for name in names):
        return [keyword]
    pairs = zip(names, table.values, strict=True)
    return [ast.copy_location(ast.keyword(str(name), value), value) for name, value in pairs]


class _Filled(ast.NodeTransformer):
    """Puts values in place of names."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id) if isinstance(node.ctx, ast.Load) else None
        return ast.copy_location(copy.deepcopy(value), node) if value is not None else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return spread(node)
