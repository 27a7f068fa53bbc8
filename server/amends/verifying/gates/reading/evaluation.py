"""What an expression comes to for one value of one name: conditions are asked, not guessed at.

A small interpreter over syntax trees of all languages alike, for what people compare inputs by: sizes, pieces, cases,
numbers in other spellings, patterns. Nothing of the code is run; what it does not know is `UNKNOWN`, and so is
everything that it could not do quickly.
"""

from __future__ import annotations

import operator as op
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import attrs

from amends.verifying.gates.reading.conditions import CALLS, SUBSCRIPTS, named_values, opened, operator, owner_of
from amends.verifying.gates.reading.methods import UNKNOWN, asked
from amends.verifying.gates.reading.patterns import compiled
from amends.verifying.gates.reading.tree_source import SyntaxNode, arguments_of, called, text_of

__all__ = ["UNKNOWN", "Scope", "named_values", "truth", "value_of"]
Value = object
_HIGHEST = 6
_LARGEST = 10**12
_LONGEST = 2000
_BITS = 64
_ERRORS = (TypeError, ValueError, IndexError, KeyError, ArithmeticError, AttributeError, RecursionError, re.error)
_STRING = re.compile(r"(?P<kind>[a-zA-Z]{0,2})#*(?P<mark>\"\"\"|'''|[\"'`])(?P<said>.*)(?P=mark)#*", re.DOTALL)
_ESCAPES = {r"\n": "\n", r"\t": "\t", r"\r": "\r", r"\0": "\0", r"\"": '"', r"\'": "'", r"\\": "\\"}
_NUMBER = re.compile(r"^-?(0[xXoObB][\da-fA-F_]+|\d[\d_]*(\.\d+)?)(n|L|[iuf]\d+|[iu]size)?$")
_WORDS: dict[str, Value] = {"true": True, "false": False, "none": None, "null": None, "nil": None, "undefined": None}
_OPERATORS: dict[str, Callable[[Any, Any], Value]] = {
    "+": op.add, "-": op.sub, "*": op.mul, "%": op.mod, "//": op.floordiv, "&": op.and_, "|": op.or_, "^": op.xor,
    "==": op.eq, "===": op.eq, "is": op.eq, "!=": op.ne, "!==": op.ne, "is not": op.ne, "<": op.lt, "<=": op.le,
    ">": op.gt, ">=": op.ge, "in": lambda one, other: one in other, "not in": lambda one, other: one not in other,
    ">>": op.rshift, "/": op.truediv, "<<": lambda one, other: one << other if other < _BITS else UNKNOWN,
    "**": lambda one, other: one**other if abs(one) <= _LONGEST and 0 <= other <= _HIGHEST else UNKNOWN,
}  # fmt: skip


@attrs.frozen
class Scope:
    """One name, as it is written, and its value; and what other names stand for."""

    name: str
    value: Value
    known: Mapping[str, SyntaxNode] = attrs.field(factory=dict, hash=False)
    memo: dict[str, Value] = attrs.field(factory=dict, hash=False, eq=False)
    """What names were found to stand for, so that each is asked once."""


def truth(node: SyntaxNode, scope: Scope) -> bool | None:
    """Whether a condition holds; None where that cannot be told. Of what is joined by `and` the rest may be unknown."""
    node, sign = opened(node), operator(opened(node))
    if sign in {"and", "&&", "or", "||"}:
        sides = [node.child_by_field_name(side) for side in ("left", "right")]
        found = [truth(side, scope) for side in sides if side is not None]
        if sign in {"and", "&&"}:
            return False if False in found else True if True in found else None
        return True if True in found else None if None in found else False
    if node.type == "not_operator" or (node.type == "unary_expression" and text_of(node).startswith("!")):
        inner = truth(node.named_children[-1], scope)
        return None if inner is None else not inner
    value = value_of(node, scope)
    return None if value is UNKNOWN or isinstance(value, re.Pattern) else bool(value)


def value_of(node: SyntaxNode, scope: Scope) -> Value:
    """The value of an expression, `UNKNOWN` where there is none to be told."""
    node = opened(node)
    if text_of(node) == scope.name:
        return scope.value
    reader = _READERS.get(node.type)
    try:
        value = reader(node, scope) if reader is not None else UNKNOWN
    except _ERRORS:
        return UNKNOWN
    too_much = (isinstance(value, str | list | tuple) and len(value) > _LONGEST) or (
        isinstance(value, int | float) and abs(value) > _LARGEST
    )
    return UNKNOWN if too_much else value


def _all(nodes: Sequence[SyntaxNode | None], scope: Scope) -> list[Value]:
    values = [value_of(node, scope) for node in nodes if node is not None and "comment" not in node.type]
    if any(value is UNKNOWN for value in values):
        raise ValueError
    return values


def _name(node: SyntaxNode, scope: Scope) -> Value:
    word, meant = text_of(node), scope.known.get(text_of(node))
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    return UNKNOWN if meant is None else _meant(word, meant, scope)


def _meant(word: str, meant: SyntaxNode, scope: Scope) -> Value:
    if word not in scope.memo:
        scope.memo[word] = UNKNOWN  # what is made of itself
        scope.memo[word] = value_of(meant, scope)
    return scope.memo[word]


def _number(node: SyntaxNode, _scope: Scope) -> Value:
    found = _NUMBER.match(text_of(node))
    if found is None:
        return UNKNOWN
    word = found[1].replace("_", "")
    return float(word) if "." in word else int(word, 0 if word[:2].lower() in {"0x", "0o", "0b"} else 10)


def _text(node: SyntaxNode, scope: Scope) -> Value:
    found = _STRING.fullmatch(text_of(node))
    if found is None:
        return UNKNOWN
    holes = [child for child in node.named_children if child.type in {"interpolation", "template_substitution"}]
    if holes:
        return "".join(_piece(child, scope) for child in node.named_children if child.type not in _MARKS)
    if "r" in found["kind"].lower():
        return found["said"]
    return re.sub(r"\\.", lambda escape: _ESCAPES.get(escape.group(), escape.group()), found["said"])


_MARKS = frozenset({"string_start", "string_end"})


def _piece(child: SyntaxNode, scope: Scope) -> str:
    """A part of a text with holes in it."""
    if child.type not in {"interpolation", "template_substitution"}:
        return text_of(child)
    (value,) = _all(child.named_children[:1], scope)
    spec = next((text_of(each)[1:] for each in child.named_children if each.type == "format_specifier"), "")
    return format(value, spec) if len(spec) < 4 else _fail()  # noqa: PLR2004 -- no widths of a million


def _fail() -> str:
    raise ValueError


def _row(node: SyntaxNode, scope: Scope) -> Value:
    return _all(node.named_children, scope)


def _joined(node: SyntaxNode, scope: Scope) -> Value:
    return "".join(map(str, _all(node.named_children, scope)))


def _computed(node: SyntaxNode, scope: Scope) -> Value:
    sign = operator(node)
    if sign in {"and", "&&", "or", "||"}:
        found = truth(node, scope)
        return UNKNOWN if found is None else found
    left, right = _all([node.child_by_field_name("left"), node.child_by_field_name("right")], scope)
    return _applied(sign, left, right)


def _applied(sign: str, left: Value, right: Value) -> Value:
    if sign == "+" and isinstance(left, str) != isinstance(right, str):
        left, right = str(left), str(right)  # JavaScript
    if isinstance(left, str) and len(left) == 1 and isinstance(right, int) and not isinstance(right, bool):
        left = ord(left)
    elif isinstance(right, str) and len(right) == 1 and isinstance(left, int) and not isinstance(left, bool):
        right = ord(right)
    if sign == "*" and (isinstance(left, str | list) or isinstance(right, str | list)):
        return UNKNOWN
    if sign == "%" and isinstance(left, str):
        return UNKNOWN
    return _OPERATORS[sign](_plain(left), _plain(right))


def _plain(value: Value) -> Value:
    """Letters in a row are a text."""
    letters = (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(each, str) and len(each) == 1 for each in value)
    )
    return "".join(value) if letters and isinstance(value, list | tuple) else value


def _comparison(node: SyntaxNode, scope: Scope) -> Value:
    """Python's, of which there may be several in a row."""
    sides = _all(node.named_children, scope)
    signs = [text_of(each) for each in node.children_by_field_name("operators")]
    if len(signs) != len(sides) - 1:
        return UNKNOWN
    found = [_compared(sign, *pair) for sign, pair in zip(signs, pairwise(sides), strict=True)]
    return UNKNOWN if UNKNOWN in found else all(found)


def _compared(sign: str, left: Value, right: Value) -> Value:
    return _OPERATORS[sign](left, right) if "in" in sign.split() else _applied(sign, left, right)


def _turned(node: SyntaxNode, scope: Scope) -> Value:
    (value,) = _all(node.named_children[-1:], scope)
    first = text_of(node)[:1]
    if first in {"!", "n"}:
        return not value
    return -value if first == "-" and isinstance(value, int | float) else value if first in {"+", "&", "*"} else UNKNOWN


def _chosen(node: SyntaxNode, scope: Scope) -> Value:
    named = [node.child_by_field_name(field) for field in ("condition", "consequence", "alternative")]
    parts = [part for part in named if part is not None] or [node.named_children[place] for place in (1, 0, 2)]
    condition, then, other = parts
    holds = truth(condition, scope)
    return UNKNOWN if holds is None else value_of(then if holds else other, scope)


def _member(node: SyntaxNode, scope: Scope) -> Value:
    fields = [next((x for field in names if (x := node.child_by_field_name(field))), None) for names in _MEMBER]
    if fields[0] is None or fields[1] is None:
        return UNKNOWN
    if text_of(node) in scope.known:
        return _meant(text_of(node), scope.known[text_of(node)], scope)
    (owner,) = _all([fields[0]], scope)
    return asked(owner, _normal(text_of(fields[1])), [])


_MEMBER = (("object", "value", "operand"), ("attribute", "property", "field"))


def _at(node: SyntaxNode, scope: Scope) -> Value:
    """What stands at a place, or a slice."""
    owner, *rest = node.named_children
    (whole,) = _all([owner], scope)
    if not isinstance(whole, str | list | tuple) or not rest:
        return UNKNOWN
    if node.type == "slice_expression":
        return whole[_slice([node.child_by_field_name("start"), node.child_by_field_name("end")], scope)]
    place = opened(rest[0])
    if place.type == "slice":
        return whole[_slice(_around_colons(place), scope)]
    if place.type == "range_expression":
        first, last = [*re.split(r"\.\.=?", text_of(place)), ""][:2]
        bounds = [
            next((each for each in place.named_children if text_of(each) == word), None) for word in (first, last)
        ]
        cut = _slice(bounds, scope)
        return whole[slice(cut.start, cut.stop + 1)] if "..=" in text_of(place) and cut.stop is not None else whole[cut]
    (index,) = _all([place], scope)
    return whole[index] if isinstance(index, int) else UNKNOWN


def _around_colons(node: SyntaxNode) -> list[SyntaxNode | None]:
    found: list[SyntaxNode | None] = [None]
    for child in node.children:
        if text_of(child) == ":":
            found.append(None)
        else:
            found[-1] = child
    return found


def _slice(bounds: Sequence[SyntaxNode | None], scope: Scope) -> slice:
    values = [_all([bound], scope)[0] if bound is not None else None for bound in bounds]
    return slice(*values) if len(values) > 1 else slice(values[0], None)


def _call(node: SyntaxNode, scope: Scope) -> Value:
    given, owner, name = list(arguments_of(node)), owner_of(node), called(node)
    last = _normal(re.split(r"\.|::", name)[-1])
    module = owner is not None and re.fullmatch(
        r"re|strings|bytes|unicode|strconv|Math|Number|String|Character|Integer|math|utf8|slices", text_of(owner)
    )
    if owner is None or module or "::" in name:
        values = _all(given, scope)
        return asked(values[0], last, values[1:], of_module=bool(module)) if values else UNKNOWN
    return asked(_all([owner], scope)[0], last, _all(given, scope))


def _normal(name: str) -> str:
    return name.replace("_", "").lower().rstrip("!")


@lru_cache(maxsize=64)
def _regex(source: str) -> re.Pattern[str] | None:
    found = re.fullmatch(r"/(.*)/([a-z]*)", source, re.DOTALL)
    return compiled(found[1], ignore_case="i" in found[2]) if found else None


def _pattern(node: SyntaxNode, _scope: Scope) -> Value:
    return _regex(text_of(node)) or UNKNOWN


def _table(node: SyntaxNode, scope: Scope) -> Value:
    """Its keys, which is what a table is asked for."""
    pairs = [child for child in node.named_children if child.type in {"pair", "keyed_element"}]
    return _all([pair.named_children[0] for pair in pairs], scope)


_READERS: dict[str, Callable[[SyntaxNode, Scope], Value]] = {
    **dict.fromkeys(("identifier", "true", "false", "none", "null", "nil", "undefined", "boolean_literal"), _name),
    **dict.fromkeys(("integer", "float", "number", "int_literal", "float_literal", "integer_literal"), _number),
    **dict.fromkeys(("decimal_integer_literal", "decimal_floating_point_literal", "hex_integer_literal"), _number),
    **dict.fromkeys(("string", "template_string", "string_literal", "interpreted_string_literal"), _text),
    **dict.fromkeys(("raw_string_literal", "rune_literal", "char_literal", "character_literal"), _text),
    **dict.fromkeys(("tuple", "list", "set", "array", "tuple_expression", "array_expression", "slice_pattern"), _row),
    **dict.fromkeys(("list_pattern", "tuple_pattern"), _row),
    **dict.fromkeys(("binary_operator", "binary_expression", "boolean_operator"), _computed),
    **dict.fromkeys(("unary_operator", "unary_expression", "not_operator", "reference_expression"), _turned),
    **dict.fromkeys(("conditional_expression", "ternary_expression"), _chosen),
    **dict.fromkeys(("attribute", "member_expression", "selector_expression", "field_expression"), _member),
    **dict.fromkeys(("field_access",), _member),
    **dict.fromkeys((*SUBSCRIPTS, "slice_expression"), _at),
    **dict.fromkeys(CALLS, _call),
    **dict.fromkeys(("dictionary", "object", "composite_literal"), _table),
    "comparison_operator": _comparison,
    "concatenated_string": _joined,
    "regex": _pattern,
}
