"""What conditions pin an input to: one value, one size, one beginning; read alike in every language that has a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

import attrs

from amends.verifying.gates.reading.conditions import (
    BOTH,
    CALLS,
    COMPARISONS,
    EQUAL,
    UNEQUAL,
    is_around_a_truth,
    is_difference,
    keys_of,
    opened,
    operator,
    owner_of,
)
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    arguments_of,
    called,
    is_literal,
    literals_of,
    text_of,
    walk,
)
from amends.verifying.gates.special_cases.written_down import is_written_down

HASHES = re.compile(
    r"\b(hash|hash_?code|hexdigest|md5|sha\d{1,3}|crc(32|64)?|adler32|fnv\w*|blake\w+|Sum(?:32|64|256)?|checksum\w*)\b|\w(Hash(Code)?|_hash)\("
)
"""Names of what makes a number of anything."""
_EQUALS = re.compile(
    r"\b(equals\w*|Object\.is|EqualFold|deepEqual|isEqual|DeepEqual|eq|ne|eq_ignore_ascii_case|strcmp|compareTo)$|__(eq|ne)__$"
)
_PARTS = re.compile(
    r"\b(starts_?with|ends_?with|has_?prefix|has_?suffix|contains(_?key)?|includes|has|match(?:es)?|fullmatch|test)$",
    re.IGNORECASE,
)
_HOLDING = re.compile(r"(\b(count|isdisjoint|issubset|issuperset|index|indexOf|has|contains|includes)|__contains__)$")
_SIZE = re.compile(
    r"^len\s*\(.*\)$|\.(length|size|count)(\(\))?$|\.len\(\)$|^sum\(1 for .*\)$|\.__len__\(\)$", re.DOTALL
)
_MEASURED = re.compile(r"^(len\s*\([^()]*\)|[\w.]+\.(length|size\(\)|count\(\)|len\(\)|length\(\)))$")
_BOUND = re.compile(r"(?=(?<![\w.])(-?[\w.]+(?:\([\w.]*\))?) ?([<>]=?) ?(-?[\w.]+(?:\([\w.]*\))?)(?![\w(]))")
_FIXED = re.compile(r"\[\s*-?\d+\s*\]|\.(at|get|nth|charAt|elementAt)\(-?\d+\)|\.(first|last)\(\)|\[[\w.()]+ ?- ?\d\]")
_AMONG = re.compile(r"(^|[.])(any|all|some|every|any_match|anyMatch|allMatch)$")
_MATCHES = re.compile(r"matches!\((.+?),\s*(.+)\)", re.DOTALL)
_LONG = re.compile(r"^-?([\d_]{3,}(\.\d+)?|\d+\.\d+)$")
_SAME = re.compile(r"int|str|float|String|Number|BigInt|(Math\.)?(abs|round|trunc|floor)")
"""What leaves an input what it is, or nearly."""
_ROWS = frozenset({"tuple", "tuple_expression", "array", "array_expression"})


class Kind(Enum):
    """How a condition pins its subject."""

    VALUE = "value"
    SIZE = "size"
    PLACE = "place"
    """What stands at a fixed place of it."""
    PART = "part"
    HASH = "hash"
    MADE = "made"
    """Something computed of it, its type, or what is among its parts."""
    BOUND = "bound"
    """It only has to be less or more."""
    REST = "rest"
    """What is left of its size, divided by a number."""


@attrs.frozen
class Pin:
    """One comparison with a literal; `holds` is whether the branch behind it is taken when it is true."""

    kind: Kind
    subject: str
    """As it is written."""
    literal: str
    holds: bool
    widens: bool = False
    """It stands beside another condition of which either is enough."""
    beside: tuple[str, ...] = ()
    """All literals of the table or set that it is of."""

    @property
    def key(self) -> tuple[str, str]:
        """What it asks, however the branches are turned."""
        return self.subject, self.literal


def pins_of(condition: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    """All pins of a condition; `known` is what names stand for."""
    node = opened(condition)
    if node.type == "not_operator" or (node.type == "unary_expression" and text_of(node).startswith("!")):
        yield from pins_of(node.named_children[-1], known, holds=not holds)
    elif operator(node) in BOTH:
        yield from _either_or_both(node, known, holds=holds)
    elif node.type in {"let_condition", "macro_invocation"}:
        yield from _of_pattern(node, known, holds=holds)
    elif is_difference(node):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        yield from _equal(left, right, known, holds=not holds) if left and right else ()
    elif node.type in COMPARISONS:
        yield from _compared(node, known, holds=holds)
        yield from _between(node, known, holds=holds)
        yield from _inside(node, known)
        yield from _bounded(node, holds=holds)
    elif node.type in CALLS and is_around_a_truth(node):
        yield from (pin for each in arguments_of(node) for pin in pins_of(each, known, holds=holds))
    elif node.type in CALLS and called(node) == "isinstance":
        yield Pin(Kind.MADE, text_of(node), "isinstance", holds)
    elif node.type in CALLS and _AMONG.search(called(node)):
        inner = [each for each in walk(node) if each.type in COMPARISONS and operator(each) not in BOTH]
        yield from (attrs.evolve(pin, kind=Kind.MADE) for each in inner for pin in _compared(each, known, holds=holds))
    elif node.type in CALLS:
        yield from _asked(node, known, holds=holds)


def _of_pattern(node: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    """Rust's ``if let [1, 2] = x`` and ``matches!(x, [1, 2])``."""
    value, pattern = node.child_by_field_name("value"), node.child_by_field_name("pattern")
    if pattern is not None:
        yield from pinned(value, pattern, known, holds=holds)
    elif found := _MATCHES.fullmatch(text_of(node)):
        yield Pin(Kind.VALUE, found[1], found[2], holds)


def pinned(
    subject: SyntaxNode | None, literal: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool
) -> Iterator[Pin]:
    """The pins of a subject to all literals in what it is compared with."""
    value = _value(literal, known) if subject is not None else None
    if subject is None or value is None:
        return
    subject = opened(subject)
    if HASHES.search(text_of(known.get(text_of(subject), subject))):
        yield Pin(Kind.HASH, text_of(subject), text_of(literal), holds)
        return
    named = value.id != literal.id and not text_of(literal).endswith("_pattern")
    keys = keys_of(value) if named else list(literals_of(value))
    beside = tuple(map(text_of, keys)) if named else ()
    kind = _kind(subject, known)
    if literal.type in {"slice_pattern", "list_pattern", "tuple_pattern"} and not _binds(literal):
        yield Pin(kind, _origin(subject, known), text_of(literal), holds)
    for each in keys:
        yield Pin(kind, _origin(subject, known), text_of(each), holds, beside=beside)


def _binds(pattern: SyntaxNode) -> bool:
    return any(node.type in {"identifier", "splat_pattern", "remaining_field_pattern", "_"} for node in walk(pattern))


def pinned_to(key: SyntaxNode, literals: Sequence[str], known: Mapping[str, SyntaxNode]) -> Iterator[Pin]:
    """The pins of what a table is asked for to all its keys."""
    meant = text_of(known.get(text_of(key), key))
    kind = Kind.HASH if HASHES.search(meant) else _kind(key, known)
    yield from (Pin(kind, _origin(key, known), each, holds=True, beside=tuple(literals)) for each in literals)


def _either_or_both(node: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    either = operator(node) in {"or", "||"}
    for side in ("left", "right"):
        part = node.child_by_field_name(side)
        for pin in pins_of(part, known, holds=holds) if part else ():
            yield attrs.evolve(pin, widens=pin.widens or either)
    if not either:
        yield from _between(node, known, holds=holds)


def _between(node: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    """Two bounds that leave room for one number."""
    bounds = _BOUND.findall(" ".join(text_of(node).split()))
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    for left, sign, right in bounds:
        number, subject = (left, right) if re.fullmatch(r"-?\d+", left) else (right, left)
        below = sign.startswith("<") == (number == left)
        if re.fullmatch(r"-?\d+", number):
            edge = int(number) + (0 if "=" in sign else 1 if below else -1)
            (low if below else high)[subject] = edge
    for subject in low.keys() & high.keys():
        if low[subject] == high[subject]:
            meant = text_of(known[subject]) if subject in known else subject
            kind = Kind.SIZE if _SIZE.search(meant) else Kind.VALUE
            yield Pin(kind, subject, str(low[subject]), holds)


def _bounded(node: SyntaxNode, *, holds: bool) -> Iterator[Pin]:
    words = " ".join(text_of(node).split())
    if found := re.fullmatch(r"(.+?) ?[<>]=? ?(\d[\d_]*)|(\d[\d_]*) ?[<>]=? ?(.+)", words):
        yield Pin(Kind.BOUND, found[1] or found[4], found[2] or found[3], holds)


def _inside(node: SyntaxNode, known: Mapping[str, SyntaxNode]) -> Iterator[Pin]:
    """Long numbers that something computed of an input is made with: ``abs(year - 1900) < 1``."""
    for side in node.named_children:
        if is_literal(side) or known.get(text_of(side)) is not None:
            continue
        numbers = [text_of(each) for each in literals_of(side) if _LONG.match(text_of(each))]
        names = [text_of(each) for each in walk(node) if each.type == "identifier" and text_of(each) not in known]
        for name in names if numbers else ():
            yield from (Pin(Kind.VALUE, name, number, turn) for number in numbers for turn in (True, False))


def _compared(node: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    if node.type == "comparison_operator":
        sides, signs = node.named_children, [text_of(each) for each in node.children_by_field_name("operators")]
    else:
        fields = (node.child_by_field_name("left"), node.child_by_field_name("right"))
        sides, signs = [side for side in fields if side], [text_of(node.child_by_field_name("operator"))]
    if len(sides) == 3 and text_of(sides[0]) == text_of(sides[2]) and "=" in "".join(signs):  # noqa: PLR2004 -- 2 <= a <= 2
        sides, signs = sides[:2], ["=="]
    if len(sides) != 2 or signs[0] not in EQUAL | UNEQUAL:  # noqa: PLR2004 -- both sides
        return
    holds = holds if signs[0] in EQUAL else not holds
    left, right = sides
    if len(left.named_children) > 1 and left.type == right.type and left.type in _ROWS:
        for one, other in zip(left.named_children, right.named_children, strict=False):
            yield from _equal(one, other, known, holds=holds)
    elif "in" in signs[0] and is_literal(left):
        yield Pin(Kind.PART, text_of(right), text_of(left), holds)
    else:
        yield from _equal(left, right, known, holds=holds)
        if "in" in signs[0] and right.type == "string":
            parts = re.findall(r"[\w.]+", text_of(right))
            yield from (Pin(Kind.VALUE, _origin(left, known), part, holds) for part in parts if _LONG.match(part))


def _equal(left: SyntaxNode, right: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    if HASHES.search(text_of(left)) and HASHES.search(text_of(right)) and any(True for _ in literals_of(right)):
        yield Pin(Kind.HASH, text_of(left), text_of(right), holds)
    elif _value(left, known) is not None and not is_literal(right) and _value(right, known) is None:
        yield from pinned(right, left, known, holds=holds)
    else:
        yield from pinned(left, right, known, holds=holds)


def _asked(call: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    """Equality and likeness by a call."""
    given, name, owner = list(arguments_of(call)), called(call), owner_of(call)
    operands = [
        each
        for each in ([owner] if owner else []) + given
        if not re.fullmatch(r"strings|re|Objects|operator|slices|bytes|Arrays", text_of(each))
    ]
    if len(operands) != 2:  # noqa: PLR2004 -- what is asked, and about what
        return
    literal = next((each for each in operands if _value(each, known) is not None or each.type == "regex"), None)
    subject = next((each for each in operands if literal is not None and each.id != literal.id), None)
    if literal is None or subject is None:
        return
    if _EQUALS.search(name):
        yield from pinned(subject, literal, known, holds=holds != bool(re.search(r"\bne$|__ne__$", name)))
    elif _HOLDING.search(name) and literal.id == operands[0].id:
        yield from pinned(_only(subject), literal, known, holds=holds != name.endswith("isdisjoint"))
    elif _PARTS.search(name):
        listed = literal.type in {"list", "array", "tuple", "set"}
        kind = Kind.VALUE if listed else Kind.HASH if HASHES.search(text_of(subject)) else Kind.PART
        yield Pin(kind, text_of(subject), text_of(literal), holds)


def _only(node: SyntaxNode) -> SyntaxNode:
    """The one thing in a set or list of one."""
    listed = node.type in {"set", "list", "tuple", "array"} and len(node.named_children) == 1
    return node.named_children[0] if listed else node


def _value(node: SyntaxNode, known: Mapping[str, SyntaxNode]) -> SyntaxNode | None:
    """The literal that an expression is or stands for."""
    named = known.get(text_of(node)) or known.get(re.split(r"[.\[(]", text_of(node))[0])
    node = named if named is not None and (is_literal(named) or is_written_down(named)) else node
    return node if is_literal(node) or node.type.endswith("_pattern") or is_written_down(node) else None


def _kind(subject: SyntaxNode, known: Mapping[str, SyntaxNode]) -> Kind:
    meant = known.get(text_of(subject), subject)
    if _is_rest_of_size(subject, known):
        return Kind.REST
    if _is_computed(subject) or _is_summed(meant):
        return Kind.MADE
    return Kind.SIZE if _SIZE.search(text_of(meant)) else Kind.PLACE if _FIXED.search(text_of(subject)) else Kind.VALUE


def _origin(subject: SyntaxNode, known: Mapping[str, SyntaxNode]) -> str:
    """The name that a subject is another name or form of: ``y`` where ``y = int(year)``."""
    meant = opened(known.get(text_of(subject), subject))
    for _ in range(2):
        given = list(arguments_of(meant)) if meant.type in CALLS else []
        if len(given) == 1 and _SAME.fullmatch(called(meant)):
            meant = opened(given[0])
        elif meant.type in CALLS and not given and re.search(r"\.(strip|trim|lower|toString)$", called(meant)):
            meant = owner_of(meant) or meant
    meant = meant.named_children[-1] if meant.type == "reference_expression" else meant
    return text_of(meant) if meant.type == "identifier" else text_of(subject)


def _is_rest_of_size(subject: SyntaxNode, known: Mapping[str, SyntaxNode]) -> bool:
    left, right = subject.child_by_field_name("left"), subject.child_by_field_name("right")
    if operator(subject) != "%" or left is None or right is None or not re.fullmatch(r"[3-9]|\d\d+", text_of(right)):
        return False
    return _MEASURED.match(text_of(known.get(text_of(left), left))) is not None


def _is_summed(meant: SyntaxNode) -> bool:
    return meant.type in CALLS and re.search(r"\b(sum|min|max|reduce|fold)$", called(meant)) is not None


def _is_computed(subject: SyntaxNode) -> bool:
    # `n % 15 == 0` asks about a property, `n == 15` recognises.
    return subject.type in {"binary_operator", "binary_expression"}
