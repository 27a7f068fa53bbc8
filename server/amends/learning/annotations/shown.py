"""Types as a type checker shows them when it is asked what a function is: one more thing that speaks for a type."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from amends.learning.annotations.knowledge import OWN
from amends.learning.annotations.place import Vote
from amends.learning.annotations.spelling import canonical, union

Shown = Mapping[tuple[str, str], Mapping[str, str]]
"""By a function's `identity` the canonical types of its slots, as far as a type checker knows them."""

_HEADER = re.compile(r"^.*?\b((?:async )?def \w+.*?)(?:\n\n|\n```|\n---|\Z)", re.DOTALL)
_CLOSED = re.compile(r"(:\s*\.\.\.)?\s*$")
_COROUTINES = frozenset({"Coroutine", "CoroutineType"})
_GENERATORS = {"Generator": "Iterator", "AsyncGenerator": "AsyncIterator"}


def types_shown(hover: str, *, is_async: bool = False) -> dict[str, str]:
    """The types of a function's parameters (with their stars) and of what it returns, by what a hover says of it.

    Types that are not wholly known are left out, and all of them where the text is no single header of a function.
    """
    header = _header(hover)
    if header is None:
        return {}
    spec = header.args
    named = [(one.arg, one) for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]
    stars = [(stars + one.arg, one) for stars, one in (("*", spec.vararg), ("**", spec.kwarg)) if one is not None]
    found = {name: _known(one.annotation) for name, one in (*named, *stars)}
    found["return"] = _known(_awaited(header.returns) if is_async else header.returns)
    return {slot: type_ for slot, type_ in found.items() if type_}


def shown_votes(types: Mapping[str, str], slot: str) -> Iterator[Vote]:
    """What a type checker speaks for; of a generator it also knows what may be sent, which few people write."""
    type_ = types.get(slot, "")
    inner = ast.parse(type_, mode="eval").body if type_ else None
    plain = _GENERATORS.get(ast.unparse(inner.value)) if isinstance(inner, ast.Subscript) else None
    if plain and isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Tuple):
        item = ast.unparse(inner.slice.elts[0])
        rest = ", None" * (len(inner.slice.elts) - 1)
        yield Vote("shown", f"{plain}[{item}]", 0.6)
        yield Vote("shown", f"{ast.unparse(inner.value)}[{item}{rest}]", 0.5)
    elif type_:
        yield Vote("shown", type_)


def _header(hover: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    found = _HEADER.match(hover)
    text = _CLOSED.sub("", found[1]) if found else ""
    try:
        first, *more = ast.parse(f"{text}: ...").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return first if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef) and not more else None


def _awaited(returns: ast.expr | None) -> ast.expr | None:
    """What an async function is declared to return, where its type is shown as a caller gets it."""
    if not isinstance(returns, ast.Subscript) or ast.unparse(returns.value) not in _COROUTINES:
        return returns
    return returns.slice.elts[-1] if isinstance(returns.slice, ast.Tuple) else None


def _known(type_: ast.expr | None) -> str:
    """A type as people write it, empty where a part of it is unknown or nothing but `Any`."""
    if type_ is None or any(_says_nothing(node) for node in ast.walk(type_)):
        return ""
    written = canonical(ast.unparse(_AsWritten().visit(type_)))
    whole = union((written,)) if written else ""
    return "" if whole == "Any" else whole


def _says_nothing(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) or (isinstance(node, ast.Name) and node.id in {"Unknown", "Never"})


class _AsWritten(ast.NodeTransformer):
    """Type checkers know more than people write: which literal it is, and whose `Self` or type variable."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if isinstance(node.op, ast.MatMult):
            return ast.Name(OWN) if ast.unparse(node.left) == "Self" else node.left
        return ast.BinOp(self.visit(node.left), node.op, self.visit(node.right))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if ast.unparse(node.value) != "Literal":
            return ast.Subscript(self.visit(node.value), self.visit(node.slice))
        values = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        kinds = dict.fromkeys(type(one.value).__name__ if isinstance(one, ast.Constant) else "" for one in values)
        return node if "" in kinds else ast.parse(" | ".join(kinds), mode="eval").body
