"""What is in a container, and what walking through one gives, by the container's canonical type."""

from __future__ import annotations

import ast
from collections.abc import Sequence

_OF_ONE = frozenset(
    {"list", "set", "frozenset", "Iterable", "Iterator", "Sequence", "Collection", "Generator", "deque", "KeysView"}
    | {"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict", "Counter", "ValuesView"}
)
"""Generic types whose first argument is what walking through them gives."""
_BY_KEY = frozenset({"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"})
_BY_INDEX = frozenset({"list", "Sequence", "deque", "tuple", "str", "bytes", "range"})
_PLAIN = {"str": "str", "bytes": "int", "range": "int"}


def parts(type_: str) -> tuple[str, tuple[str, ...]]:
    """A generic type's name and its arguments: ``dict[str, int]`` → ``dict``, ``(str, int)``."""
    name, bracket, rest = type_.partition("[")
    if not bracket or not rest.endswith("]"):
        return type_, ()
    found, depth, start = [], 0, 0
    inner = rest[:-1]
    for at, char in enumerate(inner):
        depth += (char in "[(") - (char in "])")
        if char == "," and not depth:
            found.append(inner[start:at].strip())
            start = at + 1
    return name, tuple(one for one in (*found, inner[start:].strip()) if one)


def element(type_: str) -> str:
    """The type of what walking through a container gives, empty when it is unknown."""
    if type_ in _PLAIN:
        return _PLAIN[type_]
    name, arguments = parts(type_)
    if name == "tuple" and arguments:
        same = {one for one in arguments if one != "..."}
        return same.pop() if len(same) == 1 else ""
    return arguments[0] if name in _OF_ONE and arguments else ""


def item(type_: str, key: ast.expr) -> str:
    """The type of what stands at a key or index of a container, empty when it is unknown."""
    if isinstance(key, ast.Slice):
        return type_
    name, arguments = parts(type_)
    if name in _BY_KEY:
        return arguments[1] if len(arguments) > 1 else ""
    if name == "tuple" and arguments[1:] != ("...",):
        index = key.value if isinstance(key, ast.Constant) and isinstance(key.value, int) else len(arguments)
        return arguments[index] if index < len(arguments) else ""
    return element(type_) if name in _BY_INDEX else ""


def made_of(maker: str, walked: Sequence[str]) -> str:
    """What a builtin makes of what it walks through: ``list(x)``, ``enumerate(x)``, ``zip(x, y)``; empty: unknown."""
    inner = [element(one) for one in walked]
    first = inner[0]
    if maker in _FILLED:
        name = _FILLED[maker]
        return f"{name}[{first}{', ...' if name == 'tuple' else ''}]" if first else name
    if maker == "enumerate":
        return f"Iterator[tuple[int, {first or 'Any'}]]"
    if maker == "zip":
        return f"Iterator[tuple[{', '.join(inner)}]]" if all(inner) else ""
    return first if maker == "next" or not first else f"Iterator[{first}]"


_FILLED = {"list": "list", "sorted": "list", "set": "set", "frozenset": "frozenset", "tuple": "tuple"}
MAKERS = frozenset({*_FILLED, "next", "iter", "reversed", "enumerate", "zip"})
"""Builtins that `made_of` knows."""


def viewed(type_: str, method: str) -> str:
    """What a mapping's method gives back, empty when it is unknown."""
    name, arguments = parts(type_)
    if name not in _BY_KEY or len(arguments) != 2:  # noqa: PLR2004 -- a key and a value
        return ""
    key, value = arguments
    views = {"keys": f"KeysView[{key}]", "values": f"ValuesView[{value}]", "items": f"Iterable[tuple[{key}, {value}]]"}
    return {**views, "pop": value, "setdefault": value}.get(method, "")
