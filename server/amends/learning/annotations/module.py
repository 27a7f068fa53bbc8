"""What a Python module says of itself: its functions and classes, how they are annotated, what it imports."""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from amends.learning.annotations.spelling import canonical, style_counts
from amends.learning.imports.editing import Import

Def = ast.FunctionDef | ast.AsyncFunctionDef
_MOST_NODES = 3000
_SET = re.compile(r"\bself\.(\w+)(?:[ \t]*:[^=\n]+)?[ \t]*=(?!=)")
"""An attribute that is set; a walk through all nodes would take as long as all the rest."""
_DOTTED = re.compile(r"(?<![\w.])([a-z_]\w*)\.([A-Z]\w*[a-z]\w*)\b")


@attrs.frozen(eq=False)
class Parameter:
    """One parameter; `name` carries the stars, `annotation` and `default` are None where there is none."""

    name: str
    annotation: ast.expr | None
    default: ast.expr | None
    index: int
    """Position, the receiver not counted."""


@attrs.define(frozen=True, slots=False, eq=False)
class Function:
    """A function and where it stands."""

    node: Def
    owner: ast.ClassDef | None = None
    """The class it is a method of."""
    nested: bool = False
    """It stands inside another function."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.node.name

    @property
    def identity(self) -> tuple[str, str]:
        """Its class, empty where it is in none, and its name."""
        return self.owner.name if self.owner else "", self.name

    @property
    def is_property(self) -> bool:
        """Whether it is read like an attribute."""
        return bool(self.decorators & {"property", "cached_property"})

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters but the receiver, in order."""
        return tuple(_parameters(self.node, bound=self.owner is not None and "staticmethod" not in self.decorators))

    @cached_property
    def decorators(self) -> frozenset[str]:
        """Last words of its decorators."""
        targets = (one.func if isinstance(one, ast.Call) else one for one in self.node.decorator_list)
        return frozenset(ast.unparse(one).rpartition(".")[2] for one in targets)

    @cached_property
    def own_nodes(self) -> tuple[ast.AST, ...]:
        """What its body holds, without what inner functions and classes hold; cut off when it is very large."""
        return tuple(_own_nodes(self.node.body))


@attrs.define(frozen=True, slots=False, eq=False)
class Module:
    """A parsed module."""

    content: str
    tree: ast.Module

    @staticmethod
    def of(content: str) -> Module | None:
        """The module of a text, None when it does not parse."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return Module(content, ast.parse(content.removeprefix("\ufeff")))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return None

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """All functions, outer ones first."""
        return tuple(_functions(self.tree.body, None, nested=False))

    @cached_property
    def classes(self) -> Mapping[str, ast.ClassDef]:
        """Classes by name, wherever they are."""
        return {node.name: node for node in _statements(self.tree.body) if isinstance(node, ast.ClassDef)}

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Function]]:
        """Functions by name."""
        found: dict[str, list[Function]] = {}
        for one in self.functions:
            found.setdefault(one.name, []).append(one)
        return found

    @cached_property
    def imports(self) -> Mapping[str, Import]:
        """The imports by the name they bind, at the top or under a condition."""
        return {one.binds: one for one in _imports(self.tree.body, guarded=False)}

    @cached_property
    def dotted_classes(self) -> frozenset[str]:
        """Classes that the code takes from imported modules, as it writes them: `ast.Module`."""
        found = set(_DOTTED.findall(self.content))
        return frozenset(f"{owner}.{name}" for owner, name in found if owner in self.imports)

    @cached_property
    def top_names(self) -> Mapping[str, int]:
        """Names that the top level binds, imports left out, with the line that does first."""
        found: dict[str, int] = {}
        for node in _statements(self.tree.body, into_defs=False):
            for name in _bound(node):
                found.setdefault(name, node.lineno)
        return found

    @cached_property
    def constants(self) -> Mapping[str, ast.Assign | ast.AnnAssign]:
        """Assignments at the top level by name."""
        return {target: node for node in self.tree.body for target, node in _assigned(node)}

    @cached_property
    def postponed(self) -> bool:
        """Whether its annotations are not evaluated."""
        return self.imports.get("annotations") == Import("__future__", "annotations")

    @cached_property
    def facts(self) -> Mapping[tuple[str, str], Counter[str]]:
        """How often a name has a type: by (``parameter``, ``returns``, ``attribute``, ``in f``, ``style``) and name."""
        found: dict[tuple[str, str], Counter[str]] = {}
        for kind, name, type_ in _facts(self):
            found.setdefault((kind, name), Counter())[type_] += 1
        counts = style_counts([ast.unparse(one) for one in self._annotations()], self.imports)
        shown = Counter({key: count for key, count in counts.items() if count})
        found["style", ""] = found["style", "postponed" if self.postponed else "evaluated"] = shown
        return found

    def _annotations(self) -> Iterator[ast.expr]:
        for one in self.functions:
            yield from (parameter.annotation for parameter in one.parameters if parameter.annotation is not None)
            if one.node.returns is not None:
                yield one.node.returns

    def function_at(self, line: int, name: str) -> Function | None:
        """The function whose ``def`` stands on a line (from 1)."""
        return next((one for one in self.by_name.get(name, ()) if one.node.lineno == line), None)


def type_text(annotation: ast.expr | None) -> str:
    """The canonical form of an annotation, empty for none."""
    return canonical(ast.unparse(annotation)) if annotation is not None else ""


def _parameters(node: Def, *, bound: bool) -> Iterator[Parameter]:
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = list(zip(plain, defaults, strict=True))[1 if bound else 0 :]
    for index, (one, default) in enumerate(pairs):
        yield Parameter(one.arg, one.annotation, default, index)
    if arguments.vararg is not None:
        yield Parameter("*" + arguments.vararg.arg, arguments.vararg.annotation, None, len(pairs))
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(one.arg, one.annotation, default, len(pairs))
    if arguments.kwarg is not None:
        yield Parameter("**" + arguments.kwarg.arg, arguments.kwarg.annotation, None, len(pairs))


def _own_nodes(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    queue = list(body)
    for count, node in enumerate(queue):
        if count >= _MOST_NODES:
            return
        yield node
        if not isinstance(node, Def | ast.ClassDef | ast.Lambda):
            queue.extend(ast.iter_child_nodes(node))


def _functions(body: Sequence[ast.stmt], owner: ast.ClassDef | None, *, nested: bool) -> Iterator[Function]:
    for node in body:
        if isinstance(node, Def):
            yield Function(node, owner, nested)
            yield from _functions(node.body, None, nested=True)
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, node, nested=nested)
        else:
            yield from _functions(_blocks(node), owner, nested=nested)


def _blocks(node: ast.stmt) -> list[ast.stmt]:
    """Statements directly inside a compound statement that is no definition."""
    found: list[ast.stmt] = []
    for field in ("body", "orelse", "finalbody"):
        inner = getattr(node, field, None)
        found += inner if isinstance(inner, list) else []
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        found += part.body
    return found


def _statements(body: Sequence[ast.stmt], *, into_defs: bool = True) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if into_defs or not isinstance(node, Def | ast.ClassDef):
            yield from _statements(_blocks(node), into_defs=into_defs)


def _imports(body: Sequence[ast.stmt], *, guarded: bool) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (Import(one.name, "", one.asname or "", guarded) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (Import(module, one.name, one.asname or "", guarded) for one in node.names)
        elif isinstance(node, ast.If | ast.Try):
            inside = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            yield from _imports(_blocks(node), guarded=guarded or inside)


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, Def | ast.ClassDef):
        yield node.name
    yield from (target for target, _ in _assigned(node))


def _assigned(node: ast.stmt) -> Iterator[tuple[str, ast.Assign | ast.AnnAssign]]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    if isinstance(node, ast.Assign | ast.AnnAssign):
        yield from ((target.id, node) for target in targets if isinstance(target, ast.Name))


def _facts(module: Module) -> Iterator[tuple[str, str, str]]:
    for function in module.functions:
        for parameter in function.parameters:
            type_ = type_text(parameter.annotation)
            if type_:
                yield "parameter", parameter.name, type_
                yield f"in {function.name}", parameter.name, type_
                yield "any parameter", "", type_
                yield "word", last_word(parameter.name), type_
        returns = type_text(function.node.returns)
        if returns:
            yield "attribute" if function.is_property else "returns", function.name, returns
            yield "any returns", "", returns
            yield "word", last_word(function.name), returns
    for name, type_ in _attributes(module):
        yield "attribute", name, type_
        yield "word", last_word(name), type_
    lines = module.content.splitlines()
    for owner in module.classes.values():
        yield from (("member", name, owner.name) for name in _members(owner, lines))


def last_word(name: str) -> str:
    """What a name says last, numbers left out: the kind of thing, as in `source_path2`."""
    return name.lower().rstrip("0123456789_").rpartition("_")[2]


def _members(owner: ast.ClassDef, lines: Sequence[str]) -> set[str]:
    """What objects of a class have: methods, and attributes that any of them sets."""
    names = {node.name for node in owner.body if isinstance(node, Def)}
    names |= {target for node in owner.body for target, _ in _assigned(node)}
    names |= set(_SET.findall("\n".join(lines[owner.lineno : owner.end_lineno])))
    return {name for name in names if not name.startswith("__")}


def _attributes(module: Module) -> Iterator[tuple[str, str]]:
    for node in _statements(module.tree.body):
        if isinstance(node, ast.AnnAssign):
            name = node.target.id if isinstance(node.target, ast.Name) else getattr(node.target, "attr", "")
            if name and (type_ := type_text(node.annotation)):
                yield name, type_
