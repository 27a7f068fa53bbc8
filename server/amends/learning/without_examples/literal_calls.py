"""Calls of Python's types that a literal can say: `dict(a=1)`, `set([x, y])`, `str("x")`, `list()`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from amends.syntax.tree import Node

_BRACKETS = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}")}
_NOTHING = {"list": "[]", "tuple": "()", "dict": "{}", "int": "0", "float": "0.0", "bool": "False"}
_DISPLAYS = frozenset({"list", "tuple", "set"})
_STARRED = frozenset({"list_splat", "dictionary_splat", "comment"})
_PLAIN = {"string": "str", "integer": "int", "float": "float"}
"""What a plain value is of, by the kind of its node."""


def literal_of(call: Node, quote: str) -> str | None:
    """What says the same as a call without calling anything, None where there is no such thing."""
    name, arguments = call.children[0].text, [one for one in call.children[1].children if one.named]
    if "#" in call.text or any(one.kind in _STARRED for one in arguments):
        return None
    if not arguments:
        return {"str": quote * 2, "bytes": f"b{quote * 2}", **_NOTHING}.get(name)
    if name == "dict":
        return _dict_of(arguments, quote)
    if len(arguments) > 1 or arguments[0].kind == "keyword_argument":
        return None
    only = arguments[0]
    if name in _BRACKETS and only.kind in _DISPLAYS:
        return _other_brackets(only, name)
    return only.text if _PLAIN.get(only.kind) == name and not only.text.startswith(("b", "B")) else None


def _other_brackets(display: Node, name: str) -> str | None:
    """The elements of a display between the brackets of another one."""
    opening, closing = _BRACKETS[name]
    inner, elements = display.text[1:-1], [one for one in display.children if one.named]
    if any(one.kind in _STARRED for one in elements) or (name == "set" and not elements):
        return None
    if name == "tuple" and len(elements) == 1 and not inner.rstrip().endswith(","):
        inner += ","
    elif name != "tuple" and len(elements) == 1 and "\n" not in inner:
        inner = inner.rstrip().removesuffix(",")
    return f"{opening}{inner}{closing}"


def _dict_of(arguments: Sequence[Node], quote: str) -> str | None:
    if all(one.kind == "keyword_argument" for one in arguments):
        pairs = [(f"{quote}{one.children[0].text}{quote}", one.children[-1].text) for one in arguments]
        return _spread(pairs, arguments)
    rows = [one for one in arguments[0].children if one.named] if arguments[0].kind in _DISPLAYS else []
    parts = [[part for part in row.children if part.named] for row in rows]
    if len(arguments) > 1 or not rows or not all(row.kind in {"tuple", "list"} for row in rows):
        return None
    if not all(len(part) == 2 and not any(one.kind in _STARRED for one in part) for part in parts):  # noqa: PLR2004
        return None
    return _spread([(one.text, other.text) for one, other in parts], rows)


def _spread(pairs: Sequence[tuple[str, str]], nodes: Sequence[Node]) -> str:
    """Pairs with what stands between the nodes that they come of."""
    content, holder = nodes[0].tree.content, nodes[0].parent
    head = content[holder.start + 1 : nodes[0].start] if holder is not None else ""
    tail = content[nodes[-1].end : holder.end - 1] if holder is not None else ""
    gaps = [content[one.end : other.start] for one, other in pairwise(nodes)]
    written = "".join(f"{key}: {value}{gap}" for (key, value), gap in zip(pairs, [*gaps, ""], strict=True))
    return f"{{{head}{written}{tail}}}" if "\n" in tail else f"{{{head}{written}}}"
