"""Ways to keep a test from running, or from being counted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import get_close_matches

from amends.verifying.gates.reading.change import Fact
from amends.verifying.gates.reading.python_source import (
    Definition,
    FunctionNode,
    PythonSource,
    constant,
    line_of,
    own_nodes,
)
from amends.verifying.gates.reasons import stopped

_SKIPPING = frozenset(
    {
        "skip",
        "skipif",
        "skipIf",
        "skipUnless",
        "xfail",
        "expectedFailure",
        "importorskip",
        "SkipTest",
        "skipTest",
        "skip_if",
        "Skipped",
        "flaky",
    }
)
_FRAMEWORKS = frozenset(
    {"pytest", "unittest", "mark", "self", "cls", "_pytest", "nose", "request", "testtools", "case"}
)
_NEARLY = 0.8
_COLLECTION = frozenset({"collect_ignore", "collect_ignore_glob", "__test__", "pytest_plugins", "testpaths"})


def skips_of(source: PythonSource) -> Iterator[Fact]:
    """Skips of every style, switched-off collection, doctests told to be skipped."""
    inner = {id(node.value) for node in source.nodes if isinstance(node, ast.Attribute)}
    for node in source.nodes:
        if (
            isinstance(node, ast.Name | ast.Attribute)
            and id(node) not in inner
            and _is_skip(source.dotted(node) or _last(node))
        ):
            yield Fact("skip", line_of(node), stopped(ast.unparse(node)))
        elif isinstance(node, ast.Call) and _is_skip(source.called(node)) and _always_true(node):
            yield Fact("always", line_of(node), "The condition of the skip is always true.")
        elif isinstance(node, ast.Call) and _last_called(node) == "parametrize" and gives_no_rows(node):
            yield Fact("no rows", line_of(node), "A test without rows never runs.")
        elif (
            isinstance(node, ast.Name | ast.Attribute)
            and not isinstance(node.ctx, ast.Load)
            and _last(node) in _COLLECTION
        ):
            yield Fact("collection", line_of(node), f"`{_last(node)}` keeps tests from being collected.")
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "doctest:" in node.value
            and "SKIP" in node.value
        ):
            yield Fact(("doctest", node.value.count("+SKIP")), line_of(node), "A doctest is skipped.")


def misspelt_skips(source: PythonSource) -> Iterator[Fact]:
    """Skips that never were any, for their names were written wrongly: who writes them right changes nothing."""
    for node in source.nodes:
        raised = node.exc if isinstance(node, ast.Raise) else None
        error = raised.func if isinstance(raised, ast.Call) else raised
        name = _last(error) if isinstance(error, ast.Name | ast.Attribute) else ""
        if name not in _SKIPPING and get_close_matches(name, _SKIPPING, n=1, cutoff=_NEARLY):
            yield Fact("skip", line_of(node))


def stops_of(function: FunctionNode) -> Iterator[Fact]:
    """What makes a test end early or not be one: returns, yields."""
    for node in own_nodes(function):
        if isinstance(node, ast.Return):
            yield Fact(("return", function.name), line_of(node), "The test ends before its assertions.")
        elif isinstance(node, ast.Yield | ast.YieldFrom):
            yield Fact(("yield", function.name), line_of(node), "A test that yields is not run.")


def collected_tests(source: PythonSource) -> dict[str, FunctionNode]:
    """The tests that pytest or unittest would collect, by dotted name."""
    return dict(_collected(source.outline, "", source, inside_class=False))


def _collected(
    parent: ast.AST, prefix: str, source: PythonSource, *, inside_class: bool
) -> Iterator[tuple[str, FunctionNode]]:
    for child in ast.iter_child_nodes(parent):
        if isinstance(child, FunctionNode):
            if child.name.startswith("test") and not is_fixture(child):
                yield f"{prefix}{child.name}", child
        elif isinstance(child, ast.ClassDef):
            if _holds_tests(child, source):
                yield from _collected(child, f"{prefix}{child.name}.", source, inside_class=True)
        elif isinstance(child, ast.stmt | ast.ExceptHandler):
            yield from _collected(child, prefix, source, inside_class=inside_class)


def _holds_tests(node: ast.ClassDef, source: PythonSource) -> bool:
    by_base = any("Test" in source.dotted(base).rpartition(".")[2] for base in node.bases)
    by_name = node.name.startswith("Test") and not any(
        isinstance(item, Definition) and item.name in {"__init__", "__new__"} for item in node.body
    )
    return by_base or by_name


def is_fixture(function: FunctionNode) -> bool:
    """Whether pytest gives what it returns to tests."""
    return any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)


def _is_skip(name: str) -> bool:
    *owners, last = name.split(".")
    return last in _SKIPPING and (
        bool(_FRAMEWORKS & set(owners)) or last in {"SkipTest", "importorskip", "skipTest", "expectedFailure"}
    )


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def _last_called(call: ast.Call) -> str:
    return _last(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""


def gives_no_rows(decorator: ast.expr) -> bool:
    """Whether a table of rows is empty."""
    rows = decorator.args[1] if isinstance(decorator, ast.Call) and len(decorator.args) > 1 else None
    return isinstance(rows, ast.List | ast.Tuple) and not rows.elts


def _always_true(call: ast.Call) -> bool:
    return bool(call.args) and constant(call.args[0]) in (True, 1, "True", "1")
