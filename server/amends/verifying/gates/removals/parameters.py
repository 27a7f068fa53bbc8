"""Parameters that are gone: nobody asked for it, or those who call the function in this file still give them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from amends.core.problems import message_names
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reading.python_source import FunctionNode, PythonSource, line_of

_RECEIVERS = frozenset({"self", "cls"})


def lost_parameters(change: Change, gate: str, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    """Parameters of public functions that no problem named, and those that calls in the same file still hand over."""
    for name, function in before.changed_functions.items():
        new = after.function(name)
        if new is None or change.is_test:
            continue
        first, last = line_of(function), max(line_of(function), line_of(function.body[0]) - 1)
        gone = _parameter_names(function) - _parameter_names(new)
        named = {word for problem in change.asked_at(first, last) for word in message_names(problem.message)}
        public = not any(part.startswith("_") for part in name.split("."))
        if public and (unasked := sorted(gone - named)):
            said = f"The parameter `{unasked[0]}` of `{name}` was removed."
            yield change.finding(gate, change.line_before(first), said)
        elif gone and (call := _still_given(name, new, gone, after)) is not None:
            said = f"`{name}` is still called with what it takes no more."
            yield change.finding(gate, change.line_after(line_of(call)), said)


def _parameter_names(function: FunctionNode) -> set[str]:
    given = function.args
    return {each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)} - _RECEIVERS


def _still_given(name: str, function: FunctionNode, gone: set[str], source: PythonSource) -> ast.Call | None:
    """A call of a module's function, or of a method through its own object, that gives too much."""
    given = function.args
    owner, _, last = name.rpartition(".")
    bound = bool(owner) and not any(ast.unparse(one) == "staticmethod" for one in function.decorator_list)
    most = len(given.posonlyargs) + len(given.args) - bound
    meant = {f"self.{last}", f"cls.{last}"} if owner else {last}
    for call in ast.walk(source.tree):
        if not isinstance(call, ast.Call) or ast.unparse(call.func) not in meant:
            continue
        starred = any(isinstance(one, ast.Starred) for one in call.args)
        too_many = given.vararg is None and not starred and len(call.args) > most
        if too_many or (given.kwarg is None and any(one.arg in gone for one in call.keywords)):
            return call
    return None
