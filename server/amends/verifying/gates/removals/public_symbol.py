"""Gate: a name that others may use is gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from amends.core.problems import message_names
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, asks_removal
from amends.verifying.gates.reading.python_source import (
    Definition,
    PythonSource,
    constant,
    last_line_of,
    line_of,
    statements_of,
)
from amends.verifying.gates.reading.tree_names import lost_names
from amends.verifying.gates.removals.made_by_dataclass import made_by_dataclass
from amends.verifying.gates.removals.parameters import lost_parameters

NAME = "public-symbol"
_ABOUT_NAMES = re.compile(
    r"\b(nam(?:e|es|ed|ing)|lowercase|case|casing|conventions?|shadow\w*|redefin\w*|conflict\w*|suffix|prefix)\b",
    re.IGNORECASE,
)
_LOGGERS = frozenset({"log", "logger", "LOG", "LOGGER"})
Symbols = dict[str, ast.AST]


def check(change: Change) -> Iterator[GateFinding]:
    """Functions, classes, methods, module and class attributes, `__all__` entries and re-exports that vanished."""
    if change.trees and change.existed and not change.is_test:
        yield from lost_names(change, NAME, *change.trees)
    if not change.python or not change.existed:
        return
    before, after = change.python
    if not after.parses:
        return
    old, new = _symbols(before, change), _symbols(after, change)
    made = made_by_dataclass(change)
    for name, node in old.items():
        if (
            name not in new
            and name not in made
            and name not in _everything(after)
            and not _handed_on(change, name, after)
            and not (isinstance(node, ast.Assign | ast.AnnAssign) and change.stands_whole(before.segment(node)))
            and not _asked(change, name, node, before, after)
            and not _renamed_everywhere(change, node, before, after)
            and not _of_a_test_file(change)
        ):
            yield change.finding(NAME, change.line_before(line_of(node)), f"`{name}` is public and was removed.")
    yield from lost_parameters(change, NAME, before, after)


def _of_a_test_file(change: Change) -> bool:
    """Whether a patch is free to name what stands there: nobody imports it, and other gates watch the tests."""
    return change.is_patch and change.is_test and re.search(r"^test_|_tests?\.py$", change.path.name) is not None


def _symbols(source: PythonSource, change: Change) -> Symbols:
    exports = dict(_exports(source))
    package = change.path.name in {"__init__.py", "__init__.pyi"}
    symbols: Symbols = {f"__all__ entry {name}": node for name, node in exports.items()}
    for name, node in _bindings(source.changed, ""):
        public = all(not part.startswith("_") for part in name.split(".")) or name.rpartition(".")[2].startswith("__")
        offered = not isinstance(node, ast.alias) or package or node.asname == node.name
        if (public and offered) or name in exports:
            symbols.setdefault(name, node)
    return symbols


def _handed_on(change: Change, name: str, after: PythonSource) -> bool:
    """Whether a patch moved it, or it is nothing that others use."""
    return change.is_patch and (
        name in after.aliases or name in _LOGGERS or change.stands_elsewhere(name) or change.was_moved_as(name)
    )


def _everything(source: PythonSource) -> frozenset[str]:
    """All names the text binds; asked only for a name that the part that differs has no more."""
    return frozenset(name for name, _ in _bindings(source.outline, ""))


def _bindings(parent: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(parent):
        if isinstance(child, Definition):
            yield f"{prefix}{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from _bindings(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets: Sequence[ast.expr] = child.targets if isinstance(child, ast.Assign) else [child.target]
            for name in _names(targets):
                yield f"{prefix}{name}", child
        elif isinstance(child, ast.Import | ast.ImportFrom):
            for alias in child.names:
                yield f"{prefix}{(alias.asname or alias.name).partition('.')[0]}", alias
        elif isinstance(child, ast.stmt | ast.ExceptHandler):
            yield from _bindings(child, prefix)


def _names(targets: Sequence[ast.expr]) -> Iterator[str]:
    for target in targets:
        if isinstance(target, ast.Name) and not (target.id.startswith("__") and target.id.endswith("__")):
            yield target.id
        elif isinstance(target, ast.Tuple | ast.List):
            yield from _names(target.elts)


def _exports(source: PythonSource) -> Iterator[tuple[str, ast.AST]]:
    for node in statements_of(source.outline) if "__all__" in source.text.content else ():
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in targets
        ):
            for item in ast.walk(node.value) if node.value else ():
                if isinstance(value := constant(item), str):
                    yield value, item


def _asked(change: Change, name: str, node: ast.AST, before: PythonSource, after: PythonSource) -> bool:
    last = name.removeprefix("__all__ entry ").rpartition(".")[2]
    for problem in change.asked_at(line_of(node), last_line_of(node)):
        named = any(last in mentioned.replace("`", "").split(".") for mentioned in message_names(problem.message))
        if isinstance(node, Definition):
            if named and _ABOUT_NAMES.search(problem.message) and _renamed(node, before, after):
                return True
        elif named or asks_removal(problem):
            return True
    return False


def _renamed(node: Definition, before: PythonSource, after: PythonSource) -> bool:
    """Whether the same body now stands under a name that was not there: what a naming rule asks for."""
    return any(True for _ in _new_names(node, before, after))


def _new_names(node: Definition, before: PythonSource, after: PythonSource) -> Iterator[str]:
    body = ast.dump(ast.Module(node.body, []))
    for name, new in after.changed_definitions.items():
        if name not in before.definitions and ast.dump(ast.Module(new.body, [])) == body:
            yield name.rpartition(".")[2]


def _renamed_everywhere(change: Change, node: ast.AST, before: PythonSource, after: PythonSource) -> bool:
    """Whether a patch gave a function or class another public name, and those who use it the same one."""
    return isinstance(node, Definition) and any(
        not name.startswith("_") and change.callers_say(node.name, name) for name in _new_names(node, before, after)
    )
