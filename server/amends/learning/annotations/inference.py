"""The type of an expression, as far as its text and its module tell."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count

import attrs

from amends.learning.annotations.assigned import assignments, callable_type, put_in, stored, targets
from amends.learning.annotations.elements import MAKERS, item, made_of, viewed
from amends.learning.annotations.flow import falls_through
from amends.learning.annotations.knowledge import CALLS, METHODS, OWN
from amends.learning.annotations.module import Def, Function, Module, type_text
from amends.learning.annotations.spelling import members, union

_DEEPEST = 6
_EMPTY = frozenset({"list", "set", "dict"})
"""Containers of which only the kind is known."""
_MOST_STEPS = 400
_BY_RECEIVER = frozenset({"keys", "values", "items", "get", "pop"})
"""Methods that many classes have; what they give back depends on what is in the object."""
_WITH_METHODS = frozenset({"str", "bytes", "Path", "datetime"})
_MAKES = re.compile(r"(from|create|build|make|new|parse|load|open|connect|of|default|get_instance|instance)(_|$|[A-Z])")
"""What methods are called with which classes make their objects."""
_PLAINLY = frozenset({"staticmethod", "classmethod", "property", "cached_property"})
"""Decorators that leave what a function gives back."""
_OF_ARGUMENTS = {"abs": 1, "min": 2, "max": 2}
"""Calls that give back one of their arguments, or the like of it, from so many arguments on."""
Recall = Callable[[str, str], str]
"""The usual type of a kind and name in the project, empty when it is unknown."""


@attrs.frozen(eq=False)
class Scope:
    """Where an expression stands, and what else is known of names."""

    module: Module
    function: Function | None
    owner: ast.ClassDef | None
    recall: Recall
    resolving: frozenset[str] = frozenset()
    """Names whose values are being looked at."""
    steps: Iterator[int] = attrs.field(factory=count)
    """Work done so far; code that refers to itself in circles is given up."""

    def type_of(self, node: ast.expr | None, depth: int = 0) -> str:
        """The canonical type of an expression, empty when it is unknown."""
        if node is None or depth > _DEEPEST or next(self.steps) > _MOST_STEPS:
            return ""
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        return str(handler(node, depth + 1)) if handler is not None else ""

    def all_of(self, nodes: Sequence[ast.expr], depth: int = 0) -> str:
        """One type for several expressions, empty when one of them is unknown."""
        types = [self.type_of(node, depth) for node in nodes]
        return union(types) if types and all(types) else ""

    def _constant(self, node: ast.Constant, _depth: int) -> str:
        return "None" if node.value is None else type(node.value).__name__ if node.value is not ... else ""

    def _joinedstr(self, _node: ast.JoinedStr, _depth: int) -> str:
        return "str"

    def _compare(self, _node: ast.Compare, _depth: int) -> str:
        return "bool"

    def _lambda(self, _node: ast.Lambda, _depth: int) -> str:
        return "Callable"

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> str:
        return "bool" if isinstance(node.op, ast.Not) else self.type_of(node.operand, depth)

    def _boolop(self, node: ast.BoolOp, depth: int) -> str:
        types = [self.type_of(value, depth) for value in node.values]
        if not all(types):
            return ""
        if isinstance(node.op, ast.Or):
            types[:-1] = [union([part for part in members(one) if part != "None"] or ["None"]) for one in types[:-1]]
        return union(types)

    def _ifexp(self, node: ast.IfExp, depth: int) -> str:
        return self.all_of([node.body, node.orelse], depth)

    def _namedexpr(self, node: ast.NamedExpr, depth: int) -> str:
        return self.type_of(node.value, depth)

    def _binop(self, node: ast.BinOp, depth: int) -> str:
        left, right = self.type_of(node.left, depth), self.type_of(node.right, depth)
        if isinstance(node.op, ast.Mod) and left in {"str", "bytes"}:
            return left
        numbers = {"int", "float"}
        divided = isinstance(node.op, ast.Div) and right in numbers
        if {left, right} <= numbers or (divided and not left):
            return "float" if divided or "float" in {left, right} else "int"
        if isinstance(node.op, ast.Sub | ast.FloorDiv | ast.Mod) and numbers & {left, right} and not (left and right):
            return left or right
        if isinstance(node.op, ast.Add):
            return left or right if not left or not right or left == right else ""
        if isinstance(node.op, ast.Mult) and right == "int":
            return left
        return "Path" if isinstance(node.op, ast.Div) and left == "Path" else ""

    def _list(self, node: ast.List, depth: int) -> str:
        return self._holding("list", node.elts, depth)

    def _set(self, node: ast.Set, depth: int) -> str:
        return self._holding("set", node.elts, depth)

    def _holding(self, kind: str, items: Sequence[ast.expr], depth: int) -> str:
        inner = self.all_of(items, depth)
        return f"{kind}[{inner}]" if inner and "|" not in inner else kind

    def _tuple(self, node: ast.Tuple, depth: int) -> str:
        types = [self.type_of(item, depth) for item in node.elts]
        return f"tuple[{', '.join(types)}]" if types and all(types) else "tuple"

    def _dict(self, node: ast.Dict, depth: int) -> str:
        if not node.keys or any(key is None for key in node.keys):
            return "dict"
        keys = self.all_of([key for key in node.keys if key is not None], depth)
        types = {self.type_of(value, depth) for value in node.values}
        value = types.pop() if len(types) == 1 else "Any"
        return f"dict[{keys}, {value or 'Any'}]" if keys else "dict"

    def _listcomp(self, node: ast.ListComp, depth: int) -> str:
        return self._holding("list", [node.elt], depth)

    def _setcomp(self, node: ast.SetComp, depth: int) -> str:
        return self._holding("set", [node.elt], depth)

    def _generatorexp(self, node: ast.GeneratorExp, depth: int) -> str:
        return self._holding("Iterator", [node.elt], depth)

    def _dictcomp(self, node: ast.DictComp, depth: int) -> str:
        keys, values = self.type_of(node.key, depth), self.type_of(node.value, depth)
        return f"dict[{keys}, {values}]" if keys and values else "dict"

    def _await(self, node: ast.Await, depth: int) -> str:
        return self.type_of(node.value, depth)

    def _call(self, node: ast.Call, depth: int) -> str:
        callee = ast.unparse(node.func)
        if callee in MAKERS and node.args and not any(isinstance(one, ast.Starred) for one in node.args):
            return made_of(callee, [self.type_of(one, depth) for one in node.args])
        if callee in CALLS:
            return CALLS[callee]
        if callee in _OF_ARGUMENTS and len(node.args) >= _OF_ARGUMENTS[callee] and not node.keywords:
            return self.all_of(node.args, depth)
        if isinstance(node.func, ast.Name):
            return self._called(callee, depth)
        if callee.startswith(("self.__class__", "cls.__new__", "super().__new__", "object.__new__")):
            return OWN
        return self._method_call(node.func, depth) if isinstance(node.func, ast.Attribute) else ""

    def _method_call(self, node: ast.Attribute, depth: int) -> str:
        method = node.attr
        on = self.type_of(node.value, depth)
        if method in _BY_RECEIVER:
            return viewed(on, method)
        owner = self.owner if _is_receiver(node.value) else self.module.classes.get(on)
        if owner is not None and (found := self._method(owner, method, depth)):
            return found
        made = self._class_said(node.value)
        if made and _MAKES.match(method):
            return made
        if method == "copy" and on:
            return on
        if method in METHODS and (not on or on.split("[")[0] in _WITH_METHODS):
            return METHODS[method]
        return self._made(node) or self.recall("returns", method)

    def _made(self, node: ast.Attribute) -> str:
        """The class that is called, when it looks like one: imported by that name, or taken from a module."""
        if not node.attr[:1].isupper() or "_" in node.attr:
            return ""
        if node.attr in self.module.imports:
            return node.attr
        return ast.unparse(node) if _is_module(node.value) else ""

    def _called(self, name: str, depth: int) -> str:
        if name == "cls":
            return OWN
        if self.owner is not None and name == self.owner.name:
            return OWN
        if name in self.module.classes:
            return name
        functions = [one for one in self.module.by_name.get(name, ()) if one.owner is None]
        if functions:
            said = next(filter(None, (type_text(one.node.returns) for one in functions)), "")
            return said or self.given_by(functions[-1], depth)
        if name[:1].isupper() and (not name.isupper() or name in self.module.imports):
            return name
        return self.recall("returns", name)

    def _class_said(self, node: ast.expr) -> str:
        """The class that an expression names, empty when it names none."""
        if isinstance(node, ast.Attribute):
            return self._made(node)
        if not isinstance(node, ast.Name):
            return ""
        if node.id == "cls" or (self.owner is not None and node.id == self.owner.name):
            return OWN
        imported = node.id[:1].isupper() and not node.id.isupper() and node.id in self.module.imports
        return node.id if imported or node.id in self.module.classes else ""

    def _method(self, owner: ast.ClassDef, name: str, depth: int) -> str:
        methods = (one for one in self.module.by_name.get(name, ()) if one.owner is owner)
        return next((self.given_by(one, depth) for one in methods), "")

    def given_by(self, function: Function, depth: int = 0) -> str:
        """What a function gives back: what it says, or its values where all of them are known."""
        if function.node.returns is not None:
            return type_text(function.node.returns)
        name = f"{function.name}()"
        if name in self.resolving or isinstance(function.node, ast.AsyncFunctionDef) or function.decorators - _PLAINLY:
            return ""
        nodes = function.own_nodes
        if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes) or falls_through(function.node.body):
            return ""
        values = [node.value or ast.Constant(None) for node in nodes if isinstance(node, ast.Return)]
        inner = attrs.evolve(self, function=function, owner=function.owner, resolving=self.resolving | {name})
        return inner.all_of(values, depth)

    def _name(self, node: ast.Name, depth: int) -> str:
        name = node.id
        if name == "self" and self.owner is not None:
            return OWN
        if self.function is not None:
            for parameter in self.function.parameters:
                if parameter.name == name:
                    return type_text(parameter.annotation) or self._default(parameter.default, depth)
            values = [value for target, value in assignments(self.function) if target == name]
            if values:
                annotated = next((value for value in values if isinstance(value, str)), "")
                return annotated or self._resolved(name, [one for one in values if isinstance(one, ast.expr)], depth)
            inner = next((one for one in self.function.own_nodes if isinstance(one, Def) and one.name == name), None)
            if inner is not None:
                return callable_type(inner)
        return self._global(name, depth)

    def _global(self, name: str, depth: int) -> str:
        constant = self.module.constants.get(name)
        if isinstance(constant, ast.AnnAssign):
            return type_text(constant.annotation)
        if constant is not None:
            return self.type_of(constant.value, depth)
        return f"type[{name}]" if name in self.module.classes else ""

    def _resolved(self, name: str, values: Sequence[ast.expr], depth: int) -> str:
        """The type of a local name by what is assigned to it; what is made of itself says nothing new."""
        if name in self.resolving:
            return ""
        inner = attrs.evolve(self, resolving=self.resolving | {name})
        plain = [one for one in values if not any(isinstance(x, ast.Name) and x.id == name for x in ast.walk(one))]
        found = inner.all_of(plain, depth)
        return inner.filled(found, name, depth) if found in _EMPTY else found

    def filled(self, kind: str, name: str, depth: int) -> str:
        """The type of a container that a function fills, by what it puts in."""
        put = [one for one in map(partial(put_in, name=name), self.function.own_nodes if self.function else ()) if one]
        parts = [self.all_of(column, depth) for column in zip(*put, strict=True)] if len({*map(len, put)}) == 1 else []
        wanted = 2 if kind == "dict" else 1
        known = len(parts) == wanted and all(parts) and "|" not in parts[-1]
        return f"{kind}[{', '.join(parts)}]" if known else kind

    def _default(self, default: ast.expr | None, depth: int) -> str:
        return self.type_of(default, depth) if default is not None and not _is_none(default) else ""

    def _attribute(self, node: ast.Attribute, depth: int) -> str:
        if _is_receiver(node.value) and self.owner is not None:
            found = self.attribute_of(self.owner, node.attr, depth)
            if found:
                return self._narrowed(found, node.attr)
        on = self.type_of(node.value, depth)
        if on in self.module.classes:
            return self.attribute_of(self.module.classes[on], node.attr, depth)
        return self.recall("attribute", node.attr)

    def _narrowed(self, type_: str, attribute: str) -> str:
        """The type of an attribute where the function itself sees to it that it is not None."""
        parts = members(type_)
        if "None" not in parts or len(parts) == 1 or self.function is None or self.owner is None:
            return type_
        here = [value for value, _ in stored(self.function.node, self.owner, attribute) if isinstance(value, ast.expr)]
        return union([one for one in parts if one != "None"]) if here and not any(map(_is_none, here)) else type_

    def attribute_of(self, owner: ast.ClassDef, name: str, depth: int) -> str:
        """The type of an attribute of a class: annotated, a property's, or what is assigned to it."""
        assigned = []
        for node in owner.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                if node.name == name and any("property" in ast.unparse(one) for one in node.decorator_list):
                    return type_text(node.returns)
                assigned += stored(node, owner, name)
            else:
                assigned += [(value, None) for target, value in targets(node) if target == name]
        annotated = next((value for value, _ in assigned if isinstance(value, str)), "")
        if annotated:
            return annotated
        scopes = ((attrs.evolve(self, function=one, owner=owner) if one else self, value) for value, one in assigned)
        types = [scope.type_of(value, depth) for scope, value in scopes if isinstance(value, ast.expr)]
        known = [one for one in types if one]
        return union(known) if {*known} - {"None"} else ""

    def _subscript(self, node: ast.Subscript, depth: int) -> str:
        return item(self.type_of(node.value, depth), node.slice)


def _is_receiver(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_module(node: ast.expr) -> bool:
    """Whether what a class is taken from looks like a module: small letters, and not an object at hand."""
    if isinstance(node, ast.Attribute):
        return node.attr.islower() and _is_module(node.value)
    return isinstance(node, ast.Name) and node.id.islower() and not _is_receiver(node)
