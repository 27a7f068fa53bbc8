"""Code that a patch may do without: helpers without callers, methods that became one, branches for other machines."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reading.python_source import (
    FunctionNode,
    PythonSource,
    dumped,
    statements_of,
    without_docstring,
)

_UNREACHABLE = re.compile(
    r"raise AssertionError\b.?(['\"].*(unreachable|impossible|never|cannot happen).*)?\)?$", re.IGNORECASE
)
_MACHINE = re.compile(
    r"\b(version_info|hexversion|python_version|(is_)?py_?[23]\d*|is_?pypy|platform|os\.name)\b", re.IGNORECASE
)


def taken_apart(change: Change, name: str, function: FunctionNode, after: PythonSource) -> bool:
    """Whether a patch did away with a private helper that nothing mentions any more, or now imports it."""
    private = function.name.startswith("_") and not function.name.startswith("__")
    gone = private and function.name not in after.text.content
    moved = function.name in after.aliases or change.stands_elsewhere(function.name)
    return change.is_patch and (gone or moved or name in merged_methods(change))


def merged_methods(change: Change) -> frozenset[str]:
    """Methods of private classes, by dotted name, that one new method of their class stands for now.

    Nobody mentions them any more, and the new one does what they did together: it calls all that they called, refuses
    as often, and is no stub.
    """
    if change.python is None or not change.is_patch:
        return frozenset()
    before, after = change.python
    gone: dict[str, list[str]] = {}
    for name in before.changed_functions:
        owner, _, last = name.rpartition(".")
        if owner.startswith("_") and "." not in owner and after.function(name) is None and not _mentions(change, last):
            gone.setdefault(owner, []).append(name)
    return frozenset(name for owner, names in gone.items() if _has_heir(owner, names, before, after) for name in names)


def _mentions(change: Change, name: str) -> bool:
    texts = [change.after.content, *(text.content for _, text in change.others)]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for text in texts)


def _has_heir(owner: str, names: list[str], before: PythonSource, after: PythonSource) -> bool:
    old = [before.changed_functions[name] for name in names]
    own = {function.name for function in old}
    size = sum(len(_statements(function)) for function in old)
    return any(
        name.startswith(f"{owner}.")
        and name not in before.functions
        and _called(new) | {new.name} >= frozenset().union(*map(_called, old)) - own
        and _refusals(new) >= sum(map(_refusals, old))
        and len(_statements(new)) * 2 >= size
        and len(re.findall(rf"\.{re.escape(new.name)}\(", after.text.content)) > _own_calls(new)
        for name, new in after.changed_functions.items()
    )


def _statements(function: FunctionNode) -> list[ast.stmt]:
    return [
        node
        for statement in without_docstring(function.body)
        for node in ast.walk(statement)
        if isinstance(node, ast.stmt)
    ]


def _called(function: FunctionNode) -> frozenset[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return frozenset(each.attr if isinstance(each, ast.Attribute) else ast.unparse(each) for each in calls)


def _own_calls(function: FunctionNode) -> int:
    return ast.unparse(function).count(f".{function.name}(")


def _refusals(function: FunctionNode) -> int:
    return sum(isinstance(node, ast.Raise | ast.Assert) for node in ast.walk(function))


def kept_branches(before: PythonSource, after: PythonSource) -> Iterator[ast.stmt]:
    """Choices by the version of Python or the machine of which one branch is left alone, with the one that went."""
    choices = [node for node in before.nodes if isinstance(node, ast.If) and _MACHINE.search(ast.unparse(node.test))]
    if not choices:
        return
    left = {dumped([node]) for node in statements_of(after.changed)}
    for node in choices:
        for kept, other in ((node.body, node.orelse), (node.orelse, node.body)):
            refuses = any(isinstance(inner, ast.Raise | ast.Assert) for one in other for inner in ast.walk(one))
            if kept and not refuses and all(dumped([one]) in left for one in kept) and dumped([node]) not in left:
                yield node
                yield from (inner for one in other for inner in ast.walk(one) if isinstance(inner, ast.stmt))
                break


def joined_handlers(before: PythonSource) -> Iterator[ast.stmt]:
    """What handlers do that another one of their `try` does too: one for the errors of all may take their place."""
    for node in before.nodes:
        bodies: set[str] = set()
        for handler in node.handlers if isinstance(node, ast.Try) else ():
            body = dumped(handler.body)
            if body in bodies:
                yield from handler.body
            bodies.add(body)


def nothing_is_gone(change: Change, before: PythonSource, after: PythonSource) -> bool:
    """Whether a patch still calls, says, compares, asks and refuses all that the code did where it differs."""
    return change.is_patch and not Counter(_steps(before.changed)) - Counter(_steps(after.changed))


def _steps(tree: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(tree):
        said = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not (said or _is_unreachable(child)):
            yield from _step(child)
            yield from _steps(child)


def _step(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield f"calls {node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)}"
    elif isinstance(node, ast.Constant):
        yield f"says {node.value!r}"
    elif isinstance(node, ast.ExceptHandler):
        yield f"catches {ast.unparse(node.type) if node.type else ''}"
    elif isinstance(node, ast.If | ast.IfExp | ast.match_case):
        yield "asks"
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield from () if isinstance(node.iter, ast.Tuple | ast.List) else ("repeats",)
    elif isinstance(node, _WORKING):
        yield type(node).__name__


_WORKING = (
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.Raise,
    ast.Assert,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Await,
    ast.Yield,
    ast.YieldFrom,
    ast.Delete,
)


def _is_unreachable(node: ast.AST) -> bool:
    """Whether it only says that nobody comes here."""
    return isinstance(node, ast.Raise) and _UNREACHABLE.match(ast.unparse(node)) is not None
