"""Types as text: one canonical form to count and compare, and the way a file spells it.

Canonical is what today's Python writes: ``X | None``, ``list[X]``, bare names for what `typing` has, nothing quoted.
"""

from __future__ import annotations

import ast
import builtins
import collections.abc
import functools
import typing
from collections.abc import Callable, Collection, Mapping

import attrs

from amends.learning.imports.editing import Import

TYPING = frozenset({*typing.__all__, *collections.abc.__all__, "Self", "TypeAlias", "ParamSpec", "Unpack"})
_ABSTRACT = frozenset(collections.abc.__all__)
_BUILTINS = frozenset(dir(builtins))
_GENERICS = {"List": "list", "Dict": "dict", "Tuple": "tuple", "Set": "set", "FrozenSet": "frozenset", "Type": "type"}
_OLD_NAMES = {new: old for old, new in _GENERICS.items()}
_TYPING_MODULES = frozenset({"t", "typing", "te", "typing_extensions", "abc", "collections.abc"})


@attrs.frozen
class Style:
    """How a file writes types; `modules` are the names under which it knows `typing`."""

    pipes: bool = True
    """``X | None``, not ``Optional[X]``."""
    builtin_generics: bool = True
    """``list[X]``, not ``List[X]``."""
    module: str = ""
    """``t`` for ``t.Any``; empty: names are imported one by one."""
    abstract: str = "typing"
    """The module that ``Iterator``, ``Callable`` and their like are imported from."""
    postponed: bool = False
    """Annotations are not evaluated, so that nothing needs quotes."""


@attrs.frozen
class Names:
    """What a place can say: names that are known there, those that only quotes allow, and where others come from."""

    known: Collection[str]
    later: Collection[str]
    imports: Callable[[str], Import | None]


@attrs.frozen
class Spelling:
    """A type as a file writes it, and the imports that it needs."""

    text: str
    imports: tuple[Import, ...] = ()


# A pure function of a short text that thousands of annotations ask for.
@functools.lru_cache(maxsize=8192)
def canonical(annotation: str) -> str:
    """The canonical form of an annotation's source; empty when it is none."""
    try:
        return ast.unparse(_Canonical().visit(ast.parse(annotation.strip(), mode="eval").body))
    except (SyntaxError, ValueError, RecursionError, MemoryError, TypeError):
        return ""


def union(types: Collection[str]) -> str:
    """Several types as one, in order, None last; `Any` swallows the others, `list[str]` a plain `list`."""
    parts = dict.fromkeys(part for one in types for part in members(one))
    if "Any" in parts:
        return "Any"
    told = [part for part in parts if not any(other.startswith(f"{part}[") for other in parts)]
    return " | ".join(sorted(told, key=lambda part: part == "None"))


def members(type_: str) -> tuple[str, ...]:
    """The parts of a union."""
    parts, depth, current = [], 0, ""
    for char in type_:
        depth += (char in "([{") - (char in ")]}")
        if char == "|" and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += char
    return (*parts, current.strip())


def spell(type_: str, style: Style, names: Names) -> Spelling | None:
    """A canonical type in a file's own way; None when it needs a name that nobody knows the origin of."""
    speller = _Speller(style, names)
    try:
        written = speller.visit(ast.parse(type_, mode="eval").body)
    except (_UnknownNameError, SyntaxError, ValueError, RecursionError):
        return None
    text = ast.unparse(written)
    if speller.quoted and not style.postponed:
        whole = style.pipes or not isinstance(written, ast.Subscript)
        text = f'"{text}"' if whole else ast.unparse(_Quoter(speller.quoted).visit(written)).replace("'", '"')
    return Spelling(text, tuple(sorted(speller.imports)))


class _Canonical(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, str):
            return node
        inner = self.visit(ast.parse(node.value.strip(), mode="eval").body)
        return typing.cast("ast.expr", inner)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(_GENERICS.get(node.id, node.id))

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if ast.unparse(node.value) in _TYPING_MODULES:
            return self.visit_Name(ast.Name(node.attr))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        value = self.visit(node.value)
        name = value.id if isinstance(value, ast.Name) else ""
        if name == "Literal":
            return ast.Subscript(value, node.slice)
        inner = self.visit(node.slice)
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if name == "Optional":
            return _piped([*parts, ast.Constant(None)])
        return _piped(parts) if name == "Union" else ast.Subscript(value, inner)


def _piped(parts: list[ast.expr]) -> ast.expr:
    return functools.reduce(lambda left, right: ast.BinOp(left, ast.BitOr(), right), parts)


class _UnknownNameError(Exception):
    pass


class _Speller(ast.NodeTransformer):
    def __init__(self, style: Style, names: Names) -> None:
        self.style = style
        self.names = names
        self.imports: set[Import] = set()
        self.quoted: set[str] = set()

    def visit_Name(self, node: ast.Name) -> ast.expr:
        name = node.id
        if name in self.names.known or (name in _BUILTINS and name not in self.names.later):
            return node
        if name in self.names.later:
            self.quoted.add(name)
            return node
        if name in TYPING:
            return self._typing(name)
        origin = self.names.imports(name)
        if origin is None:
            raise _UnknownNameError(name)
        self.imports.add(origin)
        if origin.guarded:
            self.quoted.add(name)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.Attribute(self.visit(node.value), node.attr)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        name = node.value.id if isinstance(node.value, ast.Name) else ""
        if name in _OLD_NAMES and not self.style.builtin_generics:
            value: ast.expr = self._typing(_OLD_NAMES[name])
        else:
            value = self.visit(node.value)
        return ast.Subscript(value, node.slice if name == "Literal" else self.visit(node.slice))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if self.style.pipes:
            return ast.BinOp(self.visit(node.left), node.op, self.visit(node.right))
        parts = [ast.parse(part, mode="eval").body for part in members(ast.unparse(node))]
        values = [self.visit(part) for part in parts if ast.unparse(part) != "None"]
        several = ast.Subscript(self._typing("Union"), ast.Tuple(values)) if len(values) > 1 else values[0]
        return several if len(values) == len(parts) else ast.Subscript(self._typing("Optional"), several)

    def _typing(self, name: str) -> ast.expr:
        if name in self.names.known:
            return ast.Name(name)
        if self.style.module:
            if self.style.module not in self.names.known:
                alias = "" if self.style.module == "typing" else self.style.module
                self.imports.add(Import("typing", "", alias))
            return ast.Attribute(ast.Name(self.style.module), name)
        home = self.style.abstract if name in _ABSTRACT else "typing"
        self.imports.add(self.names.imports(name) or Import(home, name))
        return ast.Name(name)


class _Quoter(ast.NodeTransformer):
    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(node.id) if node.id in self.names else node


def style_counts(annotations: Collection[str], imports: Mapping[str, Import]) -> Mapping[str, int]:
    """What annotations show of a style, as counts by what was seen."""
    text = "\n".join(annotations)
    typing_module = next((name for name, one in imports.items() if one.module == "typing" and not one.name), "")
    bare = sum(one.module in {"typing", "collections.abc"} and bool(one.name) for one in imports.values())
    if bare > text.count(f"{typing_module}."):
        typing_module = ""  # it is there for something else
    return {
        "pipes": text.count(" | "),
        "optional": text.count("Optional[") + text.count("Union["),
        "builtin": sum(text.count(f"{new}[") for new in _OLD_NAMES),
        "old": sum(text.count(f"{old}[") for old in _GENERICS),
        f"module {typing_module}": 1 if typing_module else 0,
        "abstract": sum(one.module == "collections.abc" and one.name in _ABSTRACT for one in imports.values()),
        "abstract old": sum(one.module == "typing" and one.name in _ABSTRACT for one in imports.values()),
        "bare": 1 if bare and not typing_module else 0,
    }
