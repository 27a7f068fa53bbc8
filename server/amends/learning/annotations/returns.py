"""What speaks for the type that a function gives back: its values, its name, what the project says."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from amends.learning.annotations.assigned import walked
from amends.learning.annotations.flow import falls_through
from amends.learning.annotations.knowledge import LIBRARY_RETURNS, OWN, SPECIAL_RETURNS, USUAL, USUAL_RETURNS
from amends.learning.annotations.library import inherited
from amends.learning.annotations.module import Function
from amends.learning.annotations.place import (
    Place,
    Vote,
    base_names,
    commented,
    common,
    counted,
    documented,
    filled,
    named,
)
from amends.learning.annotations.spelling import union
from amends.learning.annotations.uses import at_hand

_ASKS = re.compile(r"(^|_)(is|has|can|should|are)_|(match|exist|contain)(e?s)?$")
"""Called like a question."""
_GENERATORS = ("Iterator", "Generator", "Iterable")
_ASYNC_GENERATORS = ("AsyncIterator", "AsyncGenerator", "AsyncIterable")


def return_votes(place: Place) -> Iterator[Vote]:
    """What speaks for which type of what the function gives back."""
    function, name = place.function, place.function.name
    yield from commented(place, "return")
    if name in SPECIAL_RETURNS and (function.owner is not None or not name.startswith("__")):
        yield Vote("protocol", SPECIAL_RETURNS[name])
    if name in LIBRARY_RETURNS and function.owner is not None:
        for one in (LIBRARY_RETURNS[name], LIBRARY_RETURNS[name].removesuffix(" | None")):
            yield Vote("library", one)
    for base in base_names(place):
        method = inherited(base, name)
        if method is not None and method.gives:
            for one in (method.gives, method.gives.removesuffix(" | None")):
                yield Vote("inherited", at_hand(place, one))
    yield from counted(place, "attribute" if function.is_property else "returns", name, "same function")
    yield from documented(function, "return")
    yield from _body_votes(place)
    for start, type_ in USUAL_RETURNS.items():
        if name.startswith(start):
            yield Vote("usual", type_, min(1.0, len(start) / 5))


def _body_votes(place: Place) -> Iterator[Vote]:
    function = place.function
    nodes = function.own_nodes
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes):
        yield from _generator_votes(place)
        return
    values = [node.value for node in nodes if isinstance(node, ast.Return) and node.value is not None]
    real = [value for value in values if not (isinstance(value, ast.Constant) and value.value is None)]
    if not real:
        yield from _valueless_votes(function)
        yield from _overriding_votes(place)
        return
    ends = falls_through(function.node.body) or len(real) < len(values)
    ends = ends or any(isinstance(node, ast.Return) and node.value is None for node in nodes)
    yield from _value_votes(place, real, ends=ends)
    if function.owner is not None and all(isinstance(value, ast.Name) and value.id == "self" for value in real):
        yield Vote("inferred", OWN)


def _value_votes(place: Place, values: Sequence[ast.expr], *, ends: bool) -> Iterator[Vote]:
    """What the returned values speak for; `ends`: None may come back too."""
    scope = place.scope()
    types = [scope.type_of(value) for value in values]
    if not all(types):
        yield from common(place, "any returns")
    types = [one if one != "tuple" else _parts(place, value) for one, value in zip(types, values, strict=True)]
    known = [one for one in types if one]
    whole = union([*known, *(["None"] if ends else [])]) if known else ""
    if known and len(known) == len(types):
        yield Vote("inferred", whole)
        if ends:
            yield Vote("inferred besides None", union(known))
        yield from _widened(place, whole)
    elif known:
        yield Vote("partly inferred", whole, len(known) / len(types))
    else:
        yield Vote("unknown or None" if ends else "unknown", "Any")
        yield from _guessed(place, values, ends=ends)
        if not ends and all(isinstance(value, ast.BoolOp | ast.Compare | ast.UnaryOp) for value in values):
            yield Vote("condition", "bool")


def _widened(place: Place, whole: str) -> Iterator[Vote]:
    """A container whose content is unknown, as the module or the project writes such containers."""
    if whole in {"list", "dict", "tuple", "set"}:
        yield from filled(place, "any returns", whole)
        yield Vote("like others", f"{whole}[str, Any]" if whole == "dict" else f"{whole}[Any]", 0.2)
    elif whole.startswith("tuple["):
        yield Vote("like others", "tuple", 0.1)
        parts = {one.strip() for one in whole[6:-1].split(",")}
        if len(parts) == 1:
            yield Vote("like others", f"tuple[{parts.pop()}, ...]", 0.2)
    elif whole == "int":
        yield Vote("like others", "float", 0.1)
    if whole.startswith("list["):
        yield Vote("like others", "list", 0.1)


def _parts(place: Place, value: ast.expr) -> str:
    """The type of a tuple whose parts are known by their names, where nothing else tells them."""
    scope = place.scope()
    parts = [scope.type_of(one) or _by_name(place, one) for one in value.elts] if isinstance(value, ast.Tuple) else []
    return f"tuple[{', '.join(parts)}]" if parts and all(parts) else "tuple"


def _by_name(place: Place, value: ast.expr) -> str:
    name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    for kind in ("parameter", "attribute"):
        own, others = place.counts(kind, name)
        if own or others:
            return (own or others).most_common(1)[0][0]
    return USUAL.get(name, "")


def _guessed(place: Place, values: Sequence[ast.expr], *, ends: bool) -> Iterator[Vote]:
    """What the names of returned values and of the function itself say, where nothing else does."""
    name = place.function.name.removeprefix("get_").lstrip("_")
    said = [(name, "called")]
    last = values[-1]
    inner = last.func if isinstance(last, ast.Call) else last
    word = inner.id if isinstance(inner, ast.Name) else inner.attr if isinstance(inner, ast.Attribute) else ""
    said += [(word.removeprefix("get_").lstrip("_"), "gives")] if word else []
    if word and _ASKS.search(word):
        yield Vote("gives an answer", "bool")
    for one, source in said:
        for kind in ("parameter", "attribute"):
            yield from _or_none(counted(place, kind, one, f"{source} same"), ends=ends)
        yield from _or_none(named(place, one, source), ends=ends)


def _or_none(votes: Iterator[Vote], *, ends: bool) -> Iterator[Vote]:
    return (attrs.evolve(one, type=union((one.type, "None"))) if ends else one for one in votes)


def _valueless_votes(function: Function) -> Iterator[Vote]:
    body = function.node.body
    rest = [node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    if len(rest) == 1 and isinstance(rest[0], ast.Raise):
        yield Vote("only raises", "None")
        yield Vote("only raises Never", "NoReturn")
    elif not rest or (len(rest) == 1 and isinstance(rest[0], ast.Pass)):
        yield Vote("empty", "None", 0.6 if "abstractmethod" in function.decorators else 1.0)
    elif not falls_through(body) and not any(isinstance(node, ast.Return) for node in function.own_nodes):
        yield Vote("no value", "None", 0.6)
        yield Vote("only raises Never", "NoReturn")
    else:
        yield Vote("no value", "None")


def _overriding_votes(place: Place) -> Iterator[Vote]:
    """What a method that only raises gives back where the module's other classes have it."""
    function = place.function
    raises = any(isinstance(node, ast.Raise) for node in function.node.body)
    others = [one for one in place.module.by_name[function.name] if one.owner not in {None, function.owner}]
    types = [place.scope().given_by(one) for one in others] if raises else []
    for type_, count in Counter(filter(None, types)).most_common(2):
        yield Vote("overriding", type_, count / (len(types) + 0.3))


def _generator_votes(place: Place) -> Iterator[Vote]:
    function = place.function
    scope = place.scope()
    yields = [node for node in function.own_nodes if isinstance(node, ast.Yield)]
    values: list[ast.expr] = [node.value for node in yields if node.value is not None]
    bare = len(values) < len(yields)
    values += [walked(node.value) for node in function.own_nodes if isinstance(node, ast.YieldFrom)]
    inner = scope.all_of(values) if values else "None"
    inner = union([inner, "None"]) if inner and bare else inner
    is_async = isinstance(function.node, ast.AsyncFunctionDef)
    own, others = place.counts("any returns", "")
    used = own + own + others
    kinds = _ASYNC_GENERATORS if is_async else _GENERATORS
    seen = Counter({kind: sum(n for one, n in used.items() if one.startswith(f"{kind}[")) for kind in kinds})
    total = seen.total() + 2.0
    for kind, prior in zip(kinds, (1.2, 0.5, 0.3), strict=True):
        share = (seen[kind] + prior) / total
        if inner:
            tail = ", None, None" if kind == "Generator" else ", None" if kind == "AsyncGenerator" else ""
            yield Vote("generator", f"{kind}[{inner}{tail}]", share)
        else:
            fitting = Counter({one: n for one, n in used.items() if one.startswith(f"{kind}[")})
            for type_, count in fitting.most_common(2):
                yield Vote("generator unknown", type_, share * count / fitting.total())
            yield Vote("generator unknown", f"{kind}[Any]", share * 0.3)
