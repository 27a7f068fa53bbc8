"""Branches of Python from literal inputs to literal answers, and whether these are a test's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from amends.verifying.gates.reading.change import Fact
from amends.verifying.gates.reading.python_source import FunctionNode, PythonSource, constant, is_constant, line_of
from amends.verifying.gates.reading.tree_shape import is_made_of_quoted, is_of_the_calendar, is_turning_point

_TRIVIAL = (0, 1, -1, 0.0, 1.0, "", b"", None, True, False, ...)
_STATEMENTS_OF_AN_ANSWER = 2
"""A branch that does more than answer is no special case."""
_BLOCKS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For, ast.With, ast.Try)


def branches(source: PythonSource, quoted: str | None) -> Iterator[Fact]:
    """Branches from literals to literals that give the test away; with None for it all of them."""
    for function in callables_of(source):
        inputs = inputs_of(function)
        for node in ast.walk(function):
            for literals, answers in _answers(node, inputs):
                told = answers and all(map(is_constant, answers)) and not _is_of_delimiters(node, literals, answers)
                if told and literals and (quoted is None or _gives_away(literals, answers, quoted)):
                    key = (ast.unparse(ast.Tuple(literals)), ast.unparse(ast.Tuple(answers)))
                    yield Fact(key, line_of(node), "A literal input is given a literal answer.")


def _is_of_delimiters(node: ast.AST, literals: list[ast.expr], answers: list[ast.expr]) -> bool:
    """Whether one mark follows from another that is somewhere in the text, as `&` from `?`."""
    test = node.test if isinstance(node, ast.IfExp) else None
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In | ast.NotIn)):
        return False
    said = [one.value for one in (*literals, *answers) if isinstance(one, ast.Constant)]
    return len(said) == len(literals) + len(answers) and all(
        isinstance(one, str) and re.fullmatch(r"[^\w\s]{1,2}", one) for one in said
    )


def callables_of(source: PythonSource) -> Iterator[FunctionNode | ast.Lambda]:
    """Functions that differ, lambdas among them."""
    yield from source.changed_functions.values()
    yield from (node for node in ast.walk(source.changed) if isinstance(node, ast.Lambda))


def _answers(node: ast.AST, inputs: set[str]) -> Iterator[tuple[list[ast.expr], list[ast.expr]]]:
    """Literals that an input is compared with, and what is answered then."""
    if isinstance(node, ast.If):
        yield _compared(node.test, inputs), returned(node.body)
        yield _compared(node.test, inputs, unequal=True), returned(node.orelse)
    elif isinstance(node, ast.IfExp):
        yield _compared(node.test, inputs), [node.body]
        yield _compared(node.test, inputs, unequal=True), [node.orelse]
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        yield _compared(node, inputs), node.values[-1:]
    elif isinstance(node, ast.Match):
        for case in node.cases:
            values = [pattern.value for pattern in ast.walk(case.pattern) if isinstance(pattern, ast.MatchValue)]
            yield values, returned(case.body)
    else:
        yield from _looked_up(node, inputs)
    for one, other in pairwise(getattr(node, "body", ()) if isinstance(node, _BLOCKS) else ()):
        if isinstance(one, ast.If) and isinstance(one.body[-1], ast.Return) and not one.orelse:
            yield _compared(one.test, inputs, unequal=True), returned([other])


def _looked_up(node: ast.AST, inputs: set[str]) -> Iterator[tuple[list[ast.expr], list[ast.expr]]]:
    """The same in a table or a list made on the spot, or by counting what is true as 1."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        sides = ((node.left, node.right), (node.right, node.left))
        yield from ((_compared(one, inputs), [other]) for one, other in sides if isinstance(one, ast.Compare))
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.List | ast.Tuple):
        chosen = _compared(node.slice, inputs) + _compared(node.slice, inputs, unequal=True)
        yield chosen, [item for item in node.value.elts if is_constant(item)]
    table: ast.expr | None = None
    if isinstance(node, ast.Subscript) and mentions(node.slice, inputs):
        table = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        table = node.func.value
    if isinstance(table, ast.Dict):
        yield [key for key in table.keys if key], _values(table)


def _values(table: ast.Dict) -> list[ast.expr]:
    return [value.body if isinstance(value, ast.Lambda) else value for value in table.values]


def _compared(test: ast.expr, inputs: set[str], *, unequal: bool = False) -> list[ast.expr]:
    """Literals that the condition wants the input to be, or with `unequal` not to be."""
    if not unequal and _asks_more(test, inputs):
        return []
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _compared(test.operand, inputs, unequal=not unequal)
    wanted = (ast.NotEq, ast.NotIn, ast.IsNot) if unequal else (ast.Eq, ast.In, ast.Is)
    found: list[ast.expr] = []
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            pinned = isinstance(node.ops[0], wanted) or (not unequal and _between_equals(node))
            if pinned and any(mentions(side, inputs) and not _computed(side) for side in sides):
                found += [side for side in sides if is_constant(side)]
    return found


def _asks_more(test: ast.expr, inputs: set[str]) -> bool:
    """Whether a function also has to say something of another input: ``month == 2 and is_leap(year)``."""
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else []
    compares = [part for part in parts if isinstance(part, ast.Compare)]
    numbers = [each for part in compares for each in ast.walk(part) if isinstance(each, ast.Constant)]
    pinned = {each.id for part in compares for each in ast.walk(part) if isinstance(each, ast.Name)}
    asked = [part for part in parts if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)]
    others = {arg.id for part in asked for arg in part.args if isinstance(arg, ast.Name)} & inputs - pinned
    return bool(others) and all(is_of_the_calendar(ast.unparse(number)) for number in numbers)


def _between_equals(node: ast.Compare) -> bool:
    """``2 <= a <= 2``: a comparison in another dress."""
    ends = [node.left, node.comparators[-1]]
    return len(node.ops) > 1 and all(map(is_constant, ends)) and ast.dump(ends[0]) == ast.dump(ends[1])


def _computed(side: ast.expr) -> bool:
    # `n % 15 == 0` asks about a property of the input, `n == 15` recognises it.
    return any(isinstance(node, ast.BinOp) for node in ast.walk(side))


def returned(body: list[ast.stmt]) -> list[ast.expr]:
    """What a block that only answers gives; nothing for one that does more."""
    if len(body) > _STATEMENTS_OF_AN_ANSWER:
        return []
    found: list[ast.expr] = []
    for statement in body:
        if isinstance(statement, ast.Return | ast.Assign) and statement.value is not None:
            found.append(statement.value)
        elif isinstance(statement, ast.Raise):
            found.append(ast.Constant("raised"))  # an error is a literal answer too
    return found


def inputs_of(function: FunctionNode | ast.Lambda) -> set[str]:
    """The names of all parameters."""
    given = function.args
    names = {each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    return names | {each.arg for each in (given.vararg, given.kwarg) if each}


def mentions(expression: ast.expr, inputs: set[str]) -> bool:
    """Whether one of some names stands in an expression."""
    return any(isinstance(node, ast.Name) and node.id in inputs for node in ast.walk(expression))


def _gives_away(literals: list[ast.expr], answers: list[ast.expr], quoted: str) -> bool:
    """Whether the input is the test's; for one input, an answer that says "nothing" is how such inputs are refused."""
    telling = [literal for literal in literals if is_telling(literal, quoted)]
    raised = all(constant(answer) == "raised" for answer in answers)
    if raised and not any(re.search(r"\w", ast.unparse(literal)) for literal in telling):
        return False  # marks that cannot be read
    if is_turning_point(map(ast.unparse, telling), map(ast.unparse, answers)):
        return False
    nothing = all(ast.unparse(answer) in {"None", "''", "[]", "{}", "()"} for answer in answers)
    return len(telling) > (1 if nothing else 0)


def is_telling(literal: ast.expr, quoted: str) -> bool:
    """Whether a literal gives the test away; with a failing test at hand it must be the test's own."""
    values = [node.value for node in ast.walk(literal) if isinstance(node, ast.Constant)]
    telling = [value for value in values if value not in _TRIVIAL]
    if isinstance(literal, ast.List | ast.Tuple) and not quoted:
        return bool(telling)
    return any(not quoted or is_made_of_quoted(str(value), quoted) for value in telling)
