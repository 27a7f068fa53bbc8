"""Python text as the gates read it: a tree that survives broken places, comments, imports, functions."""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

import attrs

from amends.core.text import Text, split_lines
from amends.syntax.python_changes import Side, changed_part, first_line
from amends.syntax.python_trees import parse_python
from amends.verifying.gates.reading.python_comments import Comment, comments_in

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_CONTINUES = re.compile(r"\s|#|[)\]}]|(else|elif|except|finally|case)\b")
_NESTED_IMPORT = re.compile(r"(?:^[ \t]+|[;:][ \t]*)(?:import|from)\b", re.MULTILINE)


@attrs.define(frozen=True, slots=False, eq=False)
class PythonSource:
    """One Python text. Lines are zero-based everywhere but in `ast` nodes."""

    text: Text
    twin: PythonSource | None = attrs.field(default=None, repr=False)
    """The other side of a change, so that only what differs need be looked at."""
    side: Side | None = attrs.field(default=None, repr=False)
    """What differs from the other side, where that could be told without parsing all."""
    statements: tuple[ast.stmt, ...] = attrs.field(default=(), repr=False)
    """All top-level statements; of those that do not differ the places are the text before's."""

    @classmethod
    def of(cls, text: Text) -> PythonSource:
        """The source of one text."""
        return cls(text)

    @classmethod
    def pair(cls, before: Text, after: Text) -> tuple[PythonSource, PythonSource]:
        """The two sides of a change, each knowing the other."""
        part = changed_part(before, after)
        if part is None:
            old, new = cls(before), cls(after)
        else:
            old = cls(before, side=part.before, statements=tuple(parse_python(before.content).body))
            new = cls(after, side=part.after, statements=part.outline)
        return attrs.evolve(old, twin=new), attrs.evolve(new, twin=old)

    @cached_property
    def parsed(self) -> ast.Module | None:
        """The whole tree, None when the text does not parse."""
        return _parse(self.text.content.removeprefix("\ufeff"))

    @cached_property
    def tree(self) -> ast.Module:
        """The whole text where it parses, else those top-level statements that do."""
        return self.parsed or ast.Module(list(_parsable_statements(self.text.content.removeprefix("\ufeff"))), [])

    @property
    def parses(self) -> bool:
        """Whether `tree` holds the whole text."""
        return self.side is not None or self.parsed is not None

    @cached_property
    def outline(self) -> ast.Module:
        """What `tree` holds; but outside the part that differs the places are those of the text before.

        It costs next to nothing, and what is looked for by name is found in it.
        """
        return ast.Module(list(self.statements), []) if self.side else self.tree

    @property
    def differing(self) -> tuple[ast.stmt, ...]:
        """The top-level statements around all that differs; all of them where that cannot be told."""
        return self.side.statements if self.side else tuple(self.tree.body)

    @cached_property
    def changed(self) -> ast.Module:
        """The part of the tree that differs from the other side: a large file costs no more than a small one."""
        return (
            ast.Module(_differing(self, self.differing, self.twin, self.twin.differing), []) if self.twin else self.tree
        )

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the part that differs, in no useful order."""
        return tuple(ast.walk(self.changed))

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment of the part that differs, in order."""
        starts = [*self.text.line_starts, len(self.text.content)]
        return tuple(
            comment
            for first, stop in (self.side.spans if self.side else ((0, self.text.line_count),))
            for comment in comments_in(
                self.text.content[starts[first] : starts[stop]].removeprefix("\ufeff"), first, parses=self.parses
            )
        )

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What imported names stand for: ``{"sp": "subprocess", "run": "subprocess.run"}``."""
        nested = not self.parses or _NESTED_IMPORT.search(self.text.content) is not None
        if not nested:
            return dict(_imported(self.outline.body))
        return {name: origin for statement in self.outline.body for name, origin in _imported_in(statement)}

    def origins(self, name: str) -> frozenset[str]:
        """Everything that an imported name may stand for: an import may try one module, and then another."""
        return frozenset(origin for bound, origin in _imported(statements_of(self.outline)) if bound == name)

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Functions and classes by dotted name; of several with one name the last, which is the one in force."""
        return dict(_definitions(self.tree, ""))

    @cached_property
    def changed_definitions(self) -> dict[str, Definition]:
        """Functions and classes in the part that differs; a class holds only its members that differ."""
        return dict(_definitions(self.changed, ""))

    @cached_property
    def changed_functions(self) -> dict[str, FunctionNode]:
        """Functions in the part that differs."""
        return {name: node for name, node in self.changed_definitions.items() if isinstance(node, FunctionNode)}

    def function(self, name: str) -> FunctionNode | None:
        """A function by its dotted name; the part that differs is searched first, for there it nearly always is."""
        return self.changed_functions.get(name) or self.functions.get(name)

    @cached_property
    def functions(self) -> dict[str, FunctionNode]:
        """Functions and methods by dotted name."""
        return {name: node for name, node in self.definitions.items() if isinstance(node, FunctionNode)}

    def dotted(self, node: ast.AST) -> str:
        """The full name an expression stands for, imports resolved; empty for anything but a name or attribute."""
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        if isinstance(node, ast.Call) and self.dotted(node.func) == "__import__":
            return str(constant(node.args[0])) if node.args else ""
        return ""

    def segment(self, statement: ast.stmt) -> str:
        """The lines of a statement, decorators included."""
        starts, stop = self.text.line_starts, last_line_of(statement) + 1
        return self.text.content[starts[first_line(statement)] : starts[stop] if stop < len(starts) else None].strip()

    def called(self, node: ast.AST) -> str:
        """The full name of what a call calls, empty for anything else."""
        return self.dotted(node.func) if isinstance(node, ast.Call) else ""


def line_of(node: ast.AST) -> int:
    """Zero-based line a node starts on."""
    return int(getattr(node, "lineno", 1)) - 1


def last_line_of(node: ast.AST) -> int:
    """Zero-based line a node ends on."""
    return int(getattr(node, "end_lineno", line_of(node) + 1)) - 1


def constant(node: ast.AST) -> object:
    """The value of a literal, None for anything else."""
    return node.value if isinstance(node, ast.Constant) else None


def is_constant(node: ast.AST) -> bool:
    """Whether an expression is made of literals only."""
    if isinstance(node, ast.UnaryOp):
        return is_constant(node.operand)
    if isinstance(node, ast.BinOp):
        return is_constant(node.left) and is_constant(node.right)
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return all(is_constant(item) for item in node.elts)
    if isinstance(node, ast.Dict):
        return all(key is not None and is_constant(key) for key in node.keys) and all(map(is_constant, node.values))
    return isinstance(node, ast.Constant)


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """A body's statements past its docstring."""
    first = body[0] if body else None
    return body[1:] if isinstance(first, ast.Expr) and isinstance(constant(first.value), str) else body


def same_code(one: ast.AST | list[ast.stmt], other: ast.AST | list[ast.stmt]) -> bool:
    """Whether two pieces of code differ in layout at most."""
    return dumped(one) == dumped(other)


def dumped(code: ast.AST | list[ast.stmt]) -> str:
    """Code as a key that ignores layout."""
    return "\n".join(map(ast.dump, code)) if isinstance(code, list) else ast.dump(code)


def statements_of(parent: ast.AST) -> Iterator[ast.stmt]:
    """Every statement below a node, however deep; far cheaper than every node."""
    for child in ast.iter_child_nodes(parent):
        if isinstance(child, ast.stmt):
            yield child
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from statements_of(child)


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below, but nothing inside nested functions and classes."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, Definition | ast.Lambda):
            yield from own_nodes(child)


def _parse(content: str) -> ast.Module | None:
    try:
        return parse_python(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parsable_statements(content: str) -> Iterator[ast.stmt]:
    lines = split_lines(content)
    starts = [number for number, line in enumerate(lines) if _starts_statement(lines, number, line)]
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        parsed = _parse("\n" * start + "".join(lines[start:stop]))
        yield from parsed.body if parsed else ()


def _starts_statement(lines: list[str], number: int, line: str) -> bool:
    decorated = number > 0 and lines[number - 1].startswith("@")
    return bool(line.strip()) and not _CONTINUES.match(line) and not decorated


def _differing(
    source: PythonSource, body: Sequence[ast.stmt], twin: PythonSource, other: Sequence[ast.stmt]
) -> list[ast.stmt]:
    """Statements, and members of classes, whose text the other side does not have."""
    there = Counter(twin.segment(statement) for statement in other)
    classes = {statement.name: statement for statement in other if isinstance(statement, ast.ClassDef)}
    rest: list[ast.stmt] = []
    for statement in body:
        segment = source.segment(statement)
        if there[segment] > 0:
            there[segment] -= 1
        elif isinstance(statement, ast.ClassDef) and statement.name in classes:
            slim = copy.copy(statement)
            slim.body = _differing(source, statement.body, twin, classes[statement.name].body)
            rest.append(slim)
        else:
            rest.append(statement)
    return rest


# Most statements stand on both sides of a change, and in those of the next candidates for the same text.
@lru_cache(maxsize=1024)
def _imported_in(statement: ast.stmt) -> tuple[tuple[str, str], ...]:
    return tuple(_imported([statement, *statements_of(statement)]))


def _imported(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    for node in statements:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                yield alias.asname or alias.name, f"{module}.{alias.name}"


def _definitions(parent: ast.AST, prefix: str) -> Iterator[tuple[str, Definition]]:
    for child in ast.iter_child_nodes(parent):
        if isinstance(child, Definition):
            name = f"{prefix}{child.name}"
            yield name, child
            yield from _definitions(child, f"{name}.")
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _definitions(child, prefix)
