"""Gate: errors are caught so widely, or dropped so silently, that the problem only seems gone."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.python_source import PythonSource, constant, line_of, own_nodes, without_docstring
from amends.verifying.gates.reading.python_source import last_line_of as python_last_line_of
from amends.verifying.gates.reading.tree_code import gave_up_errors, swallowed
from amends.verifying.gates.reading.tree_source import TreeSource, last_line_of
from amends.verifying.gates.reading.tree_source import line_of as line_of_tree
from amends.verifying.gates.weakened_tests.tree_tests import tests_of

NAME = "broad-except"
_BROAD = {"Exception": 1, "builtins.Exception": 1, "BaseException": 2, "builtins.BaseException": 2}
_BARE = 3
_RAISED = "raised again: "
_KEPT = "kept to itself: "


def check(change: Change) -> Iterator[GateFinding]:
    """New handlers that are broad, swallow, or no longer re-raise; new `suppress`, `finally: return` and the like."""
    if change.trees:
        yield from _in_trees(change, *change.trees)
    if not change.python:
        return
    before, after = (tuple(_facts(source)) for source in change.python)
    silenced = {
        _KEPT + str(fact.key).removeprefix(_RAISED) for fact in change.lost(before, after) if _is(fact, _RAISED)
    }
    added = list(_worst_of_each_line(change.added(before, after)))
    swallows = any(fact.key == "swallowed" for fact in added)
    own = _new_on_their_own(change, change.python[1]) if swallows else frozenset[int]()
    for fact in added:
        if fact.key == "swallowed" and fact.line in own:
            continue
        if _is(fact, _RAISED) or (_is(fact, _KEPT) and fact.key not in silenced):
            continue  # a narrow handler is no cheat by itself; one that used to raise again and stopped is
        yield change.finding(NAME, change.line_after(fact.line), fact.label)


def _in_trees(change: Change, before: TreeSource, after: TreeSource) -> Iterator[GateFinding]:
    own = _of_new_tests(change, before, after)
    for fact in change.added(swallowed(before), swallowed(after)):
        if fact.line in own:
            continue
        yield change.finding(NAME, change.line_after(fact.line), fact.label)
    for name, old in before.functions.items():
        new = after.functions.get(name)
        if change.language == "rust" and new and gave_up_errors(old, new):
            yield change.finding(NAME, change.line_after(new.line), "An error that was handed on is now dropped.")


def _of_new_tests(change: Change, before: TreeSource, after: TreeSource) -> frozenset[int]:
    """Lines of tests that a patch brings: they weaken nothing."""
    if not change.is_patch:
        return frozenset()
    known = tests_of(before)
    new = [test.node for name, test in tests_of(after).items() if name not in known]
    return frozenset(line for node in new for line in range(line_of_tree(node), last_line_of(node) + 1))


def _worst_of_each_line(facts: Iterable[Fact]) -> Iterator[Fact]:
    """One reason for one handler: how much it catches counts most."""
    lines: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        lines[fact.line].append(fact)
    for found in lines.values():
        broad = [fact for fact in found if isinstance(fact.key, tuple)]
        yield from broad[-1:] or found


def _new_on_their_own(change: Change, after: PythonSource) -> frozenset[int]:
    """Lines of functions that a patch brings and that nothing of the file uses: what they leave out they mean to."""
    old = change.python[0].functions if change.python else {}
    new = [node for name, node in after.changed_functions.items() if name not in old] if change.is_patch else []
    mentions = Counter(re.findall(r"\w+", after.text.content))
    alone = [node for node in new if not node.name.startswith("_") and mentions[node.name] == 1]
    return frozenset(line for node in alone for line in range(line_of(node), python_last_line_of(node) + 1))


def _facts(source: PythonSource) -> Iterator[Fact]:
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler):
            yield from _handler(source, node)
        elif isinstance(node, ast.With | ast.AsyncWith):
            yield from _suppressing(source, node)
        elif isinstance(node, ast.Try | ast.TryStar):
            yield from _swallowing_finally(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in {"__exit__", "__aexit__"}:
            yield from _swallowing_exit(node)


def _handler(source: PythonSource, handler: ast.ExceptHandler) -> Iterator[Fact]:
    breadth = _BARE if handler.type is None else _breadth(source, handler.type)
    raises = any(isinstance(node, ast.Raise) for node in own_nodes(handler))
    line = line_of(handler)
    yield from () if _ends_in_raising(handler) else _levels(breadth, line)
    if breadth and not raises:
        yield Fact("broad and not raised again", line, "A broad `except` that does not raise again hides every error.")
    if not raises and all(_does_nothing(statement) for statement in handler.body):
        yield Fact("swallowed", line, "The error is swallowed: the handler does nothing with it.")
    caught = ast.unparse(handler.type) if handler.type else ""
    yield Fact((_RAISED if raises else _KEPT) + caught, line, "The handler no longer raises the error again.")


def _ends_in_raising(handler: ast.ExceptHandler) -> bool:
    """Whether what is caught always goes on as it is, as where a transaction is rolled back."""
    *others, last = handler.body
    leaves = any(isinstance(node, ast.Return | ast.Continue | ast.Break) for one in others for node in ast.walk(one))
    return isinstance(last, ast.Raise) and last.exc is None and not leaves


def _is(fact: Fact, prefix: str) -> bool:
    return isinstance(fact.key, str) and fact.key.startswith(prefix)


def _levels(breadth: int, line: int) -> Iterator[Fact]:
    # One fact for each level up to its own: going from bare to `Exception` then adds nothing, the other way does.
    names = {1: "`except Exception`", 2: "`except BaseException`", _BARE: "A bare `except`"}
    for level in range(1, breadth + 1):
        yield Fact(("breadth", level), line, f"{names[level]} catches more than the error at hand.")


def _breadth(source: PythonSource, caught: ast.expr) -> int:
    if isinstance(caught, ast.Tuple):
        return max((_breadth(source, item) for item in caught.elts), default=0)
    if isinstance(caught, ast.Starred):
        return _breadth(source, caught.value)
    name = source.dotted(caught)
    return _BROAD.get(name, 0) or _breadth_of_assigned(source, name)


def _breadth_of_assigned(source: PythonSource, name: str) -> int:
    """A name that only stands for a broad class: ``Problems = (Exception,)``."""
    for node in source.nodes:
        if isinstance(node, ast.Assign) and any(source.dotted(target) == name for target in node.targets):
            inner = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            return max((_BROAD.get(source.dotted(item), 0) for item in inner), default=0)
    return 0


def _suppressing(source: PythonSource, block: ast.With | ast.AsyncWith) -> Iterator[Fact]:
    for item in block.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and source.called(call) in {"contextlib.suppress", "suppress"}:
            line = line_of(call)
            breadth = max((_breadth(source, argument) for argument in call.args), default=0)
            yield from _levels(breadth, line)
            if breadth:
                yield Fact("broad and not raised again", line, "`suppress` of a broad exception hides every error.")
            yield Fact("swallowed", line, "The error is swallowed by `suppress`.")


def _swallowing_finally(block: ast.Try | ast.TryStar) -> Iterator[Fact]:
    for statement in block.finalbody:
        for node in (statement, *own_nodes(statement)):
            if isinstance(node, ast.Return | ast.Break | ast.Continue):
                yield Fact("leaving finally", line_of(node), "Leaving a `finally` block drops the error on its way.")


def _swallowing_exit(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Fact]:
    for node in own_nodes(function):
        if isinstance(node, ast.Return) and node.value is not None and constant(node.value) is True:
            yield Fact("swallowing exit", line_of(node), "`__exit__` that returns True swallows every error.")


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return not without_docstring([statement]) or constant(statement.value) is ...
    return isinstance(statement, ast.Pass | ast.Continue | ast.Break)
