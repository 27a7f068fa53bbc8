"""Python text as the gates read it: a tree that survives broken places, comments, imports, functions."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from functools import cached_property

import attrs

from amends.core.text import Text, split_lines

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_CONTINUES = re.compile(r"\s|#|[)\]}]|(else|elif|except|finally|case)\b")
_LINE_COMMENT = re.compile(r"(?:^|\s)(#.*)")


@attrs.frozen
class Comment:
    """A comment with its ``#``; `line` is zero-based, `alone` when no code stands before it."""

    line: int
    text: str
    alone: bool


@attrs.define(frozen=True, slots=False, eq=False)
class PythonSource:
    """One Python text. Lines are zero-based everywhere but in `ast` nodes."""

    text: Text

    @classmethod
    def of(cls, content: str) -> PythonSource:
        """The source of a string that holds Python."""
        return cls(Text(content))

    @cached_property
    def tree(self) -> ast.Module:
        """The whole text where it parses, else those top-level statements that do."""
        content = self.text.content.removeprefix("\ufeff")
        parsed = _parse(content)
        return parsed if parsed is not None else ast.Module(list(_parsable_statements(content)), [])

    @cached_property
    def parses(self) -> bool:
        """Whether `tree` holds the whole text."""
        return _parse(self.text.content.removeprefix("\ufeff")) is not None

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, in no useful order."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment, in order."""
        return tuple(_comments(self.text.content.removeprefix("\ufeff")))

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What imported names stand for: ``{"sp": "subprocess", "run": "subprocess.run"}``."""
        return dict(_imported(self.nodes))

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Functions and classes by dotted name; of several with one name the last, which is the one in force."""
        return dict(_definitions(self.tree, ""))

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


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below, but nothing inside nested functions and classes."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, Definition | ast.Lambda):
            yield from own_nodes(child)


def _parse(content: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a doubtful escape in the user's string is no concern of a gate
        try:
            return ast.parse(content)
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


def _comments(content: str) -> Iterator[Comment]:
    line = -1
    try:
        for token in tokenize.generate_tokens(io.StringIO(content).readline):
            line = token.start[0] - 1
            if token.type == tokenize.COMMENT:
                yield Comment(line, token.string, not token.line[: token.start[1]].strip())
    except (tokenize.TokenError, SyntaxError, ValueError):
        yield from _comments_by_line(content, line + 1)


def _comments_by_line(content: str, first: int) -> Iterator[Comment]:
    """What is left for text that no tokenizer takes: too many comments rather than too few."""
    for number, line in enumerate(split_lines(content)):
        found = _LINE_COMMENT.search(line.rstrip("\r\n")) if number >= first else None
        if found:
            yield Comment(number, found.group(1), not line[: found.start(1)].strip())


def _imported(nodes: tuple[ast.AST, ...]) -> Iterator[tuple[str, str]]:
    for node in nodes:
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
