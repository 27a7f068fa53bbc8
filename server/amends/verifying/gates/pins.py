"""What conditions pin an input to: one value, one size, one beginning; read alike in every language that has a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

import attrs

from amends.verifying.gates.conditions import (
    BOTH,
    CALLS,
    COMPARISONS,
    EQUAL,
    THROUGH,
    UNEQUAL,
    is_asked_of_a_table,
    is_part_of_an_answer,
    module_values,
    named_values,
    opened,
    operator,
)
from amends.verifying.gates.tree_source import (
    SyntaxNode,
    arguments_of,
    called,
    inside,
    is_literal,
    line_of,
    literals_of,
    statements_of,
    text_of,
    walk,
)
from amends.verifying.gates.written_down import is_written_down

FUNCTIONS = frozenset(
    {"function_definition", "lambda", "function_declaration", "method_declaration", "method_definition", "func_literal"}
    | {"function_item", "closure_expression", "arrow_function", "function_expression", "constructor_declaration"}
    | {"lambda_expression", "generator_function_declaration"}
)
IFS = frozenset({"if_statement", "if_expression", "elif_clause"})
CHOICES = frozenset({"ternary_expression", "conditional_expression"})
_ARMS = frozenset(
    {"case_clause", "match_arm", "switch_case", "expression_case", "switch_block_statement_group", "switch_rule"}
)
_SWITCHES = (
    *("match_statement", "match_expression", "switch_statement", "expression_switch_statement", "switch_expression"),
)
_EQUALS = re.compile(r"\b(equals\w*|Object\.is|EqualFold|deepEqual|isEqual|DeepEqual|eq|eq_ignore_ascii_case)$")
_PARTS = re.compile(
    r"\b(starts_?with|ends_?with|has_?prefix|has_?suffix|contains|includes|match(?:es)?|fullmatch|test)$", re.IGNORECASE
)
_HASHES = re.compile(r"\b(hash|hash_?code|md5|sha1|sha256|crc32|adler32|Sum(?:32|64|256)?|checksum\w*)\b")
_SIZE = re.compile(
    r"^len\s*\(.*\)$|\.(length|size|count)(\(\))?$|\.len\(\)$|^sum\(1 for .*\)$|\.__len__\(\)$", re.DOTALL
)
_BOUND = re.compile(r"(?=(?<![\w.])(-?[\w.]+(?:\([\w.]*\))?) ?([<>]=?) ?(-?[\w.]+(?:\([\w.]*\))?)(?![\w(]))")
_FIXED = re.compile(r"\[\s*-?\d+\s*\]|\.(at|get|nth|charAt|elementAt)\(-?\d+\)|\.(first|last)\(\)|\[[\w.()]+ ?- ?\d\]")
_PARTS_OF_A_CHOICE = 3
_AS_NUMBER = re.compile(r"int|float|bool|Number|i\d+|u\d+|usize|f64|\w+::from")
_COUNTING = frozenset(
    {"binary_operator", "augmented_assignment", "augmented_assignment_expression", "compound_assignment_expr"}
    | {"subscript", "subscript_expression", "index_expression"}
)
_AMONG = re.compile(r"(^|[.])(any|all|some|every|any_match|anyMatch|allMatch)$")


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

    @property
    def key(self) -> tuple[str, str]:
        """What it asks, however the branches are turned."""
        return self.subject, self.literal


@attrs.frozen
class Choice:
    """A place where a condition decides; `then` and `other` are what is done or given in each case."""

    pins: tuple[Pin, ...]
    then: tuple[SyntaxNode, ...]
    other: tuple[SyntaxNode, ...]
    function: SyntaxNode | None
    line: int
    known: Mapping[str, SyntaxNode] = attrs.field(factory=dict, hash=False)
    """What names of the function stand for that were given a value once."""
    counted: bool = False
    """The truth of the condition is counted as a number, or chooses by it."""
    around: SyntaxNode | None = None
    """The whole computation in which it is."""
    told: bool = False
    """The condition is a part of the answer: the truth that is given, or what a table is asked for first."""


@attrs.frozen
class _Decision:
    """Conditions, what they choose between, and of a match the subject."""

    conditions: Sequence[SyntaxNode]
    then: Sequence[SyntaxNode]
    other: Sequence[SyntaxNode] = ()
    subject: SyntaxNode | None = None
    around: SyntaxNode | None = None
    """The computation in which the truth is counted."""
    told: bool = False


def choices(nodes: Iterable[SyntaxNode]) -> Iterator[Choice]:
    """All places among some nodes where a literal decides."""
    values: dict[int, Mapping[str, SyntaxNode]] = {}
    for node in nodes:
        if (decision := _decision(node)) is None:
            continue
        function = inside(node, *FUNCTIONS)
        place = function.id if function else 0
        known = values[place] = values[place] if place in values else named_values(function)
        known = {**module_values(node), **known} if decision.told else known
        pins = [pin for each in decision.conditions for pin in _pins(each, known, holds=True)]
        pins += _looked_up(node, known) if decision.told else ()
        for pattern in map(_without_guard, _patterns(node)):
            pins += _pinned(decision.subject, pattern, known, holds=True)
            pins += _as_many(decision, pattern)
        if pins:
            then, other, around = tuple(decision.then), tuple(decision.other), decision.around
            counted = around is not None
            yield Choice(tuple(pins), then, other, function, line_of(node), known, counted, around, decision.told)


def _decision(node: SyntaxNode) -> _Decision | None:
    if node.type in IFS and (condition := node.child_by_field_name("condition")):
        other = _block(node.child_by_field_name("alternative")) or _following(node)
        return _Decision([condition], _block(node.child_by_field_name("consequence")), other)
    if node.type in CHOICES:
        fields = [node.child_by_field_name(name) for name in ("condition", "consequence", "alternative")]
        parts = [part for part in fields if part]
        if not parts and len(node.named_children) == _PARTS_OF_A_CHOICE:  # Python's a if b else c
            parts = [node.named_children[place] for place in (1, 0, 2)]
        return _Decision(parts[:1], parts[1:2], parts[2:])
    if node.type in _ARMS:
        switch = inside(node, *_SWITCHES)
        fields = [switch.child_by_field_name(name) for name in ("subject", "value", "condition")] if switch else []
        subject = next(filter(None, fields), None)
        beside = [arm for arm in (node.parent.named_children if node.parent else ()) if arm.id != node.id]
        other = [answer for arm in beside if arm.type in _ARMS | {"default_case"} for answer in _answer_of(arm)]
        return _Decision([guard for guard in _guards(node) if guard], _answer_of(node), other, subject)
    around = _counted_in(node) if node.type in COMPARISONS else None
    if around is None and (is_part_of_an_answer(node) or is_asked_of_a_table(node)):
        return _Decision([node], [node], told=True)
    return _Decision([node], [node], around=around) if around else None


def _as_many(decision: _Decision, pattern: SyntaxNode) -> Iterator[Pin]:
    """A pattern of so many parts whose names nobody uses."""
    row = opened(pattern)
    names = {text_of(each) for each in walk(row) if each.type == "identifier"}
    if row.type in {"list_pattern", "slice_pattern", "tuple_pattern"} and names and decision.subject is not None:
        used = {text_of(each) for node in decision.then for each in walk(node) if each.type == "identifier"}
        if not names & used:
            yield Pin(Kind.SIZE, text_of(decision.subject), str(len(row.named_children)), holds=True)


def _block(node: SyntaxNode | None) -> list[SyntaxNode]:
    if node is None:
        return []
    if node.type == "else_clause":
        return _block(node.child_by_field_name("body") or next(reversed(node.named_children), None))
    return statements_of(node)


def _following(node: SyntaxNode) -> list[SyntaxNode]:
    """What comes after an `if` without `else`."""
    if node.parent is not None and node.parent.type == "expression_statement":
        node = node.parent
    following = node.next_named_sibling
    while following is not None and "comment" in following.type:
        following = following.next_named_sibling
    return [following] if following is not None else []


def _patterns(arm: SyntaxNode) -> list[SyntaxNode]:
    if arm.type not in _ARMS:
        return []
    if arm.type in {"switch_case", "expression_case"}:
        found = arm.child_by_field_name("value")
        return [found] if found else []
    kinds = {"case_pattern", "match_pattern", "switch_label"}
    return [child for child in arm.named_children if child.type in kinds]


def _without_guard(pattern: SyntaxNode) -> SyntaxNode:
    return pattern.named_children[0] if pattern.child_by_field_name("condition") else pattern


def _guards(arm: SyntaxNode) -> Iterator[SyntaxNode | None]:
    guard = arm.child_by_field_name("guard")
    yield guard.named_children[0] if guard and guard.named_children else None
    yield from (pattern.child_by_field_name("condition") for pattern in _patterns(arm))
    if arm.type in {"switch_case", "expression_case"} and not is_literal(arm):  # `case n == 3:`
        yield arm.child_by_field_name("value")


def _answer_of(arm: SyntaxNode) -> list[SyntaxNode]:
    named = arm.child_by_field_name("consequence")
    value = arm.child_by_field_name("value") if arm.type == "match_arm" else None
    if named or value:
        return _block(named or value)
    skipped = {id_.id for id_ in (*_patterns(arm), arm.child_by_field_name("value")) if id_ is not None}
    rest = [child for child in arm.named_children if child.id not in skipped and "comment" not in child.type]
    return _block(rest[0]) if len(rest) == 1 else rest


def _counted_in(node: SyntaxNode) -> SyntaxNode | None:
    """The sum, product or table in which the truth of a comparison is a number."""
    if node.type == "binary_expression" and operator(node) not in EQUAL | UNEQUAL | BOTH:
        return None
    around = node.parent
    while around is not None and (
        around.type in THROUGH
        or (around.type in CALLS and _AS_NUMBER.fullmatch(called(around)))
        or (around.type == "binary_expression" and operator(around) in BOTH)
    ):
        around = around.parent
    if around is None:
        return None
    summed = around.type == "binary_expression" and operator(around) in {"+", "-", "*"}
    return around if summed or around.type in _COUNTING else None


def _looked_up(call: SyntaxNode, known: Mapping[str, SyntaxNode]) -> Iterator[Pin]:
    """The keys of a table that is written down and asked before the general rule is."""
    given = list(arguments_of(call)) if is_asked_of_a_table(call) else []
    table = known.get(called(call).removesuffix(".get")) if given else None
    for pair in walk(table) if table is not None and not is_literal(given[1]) else ():
        if pair.type == "pair" and (key := pair.child_by_field_name("key")) and is_literal(key):
            yield Pin(Kind.VALUE, text_of(given[0]), text_of(key), holds=True)


def _pins(condition: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    node = opened(condition)
    if node.type == "not_operator" or (node.type == "unary_expression" and text_of(node).startswith("!")):
        yield from _pins(node.named_children[-1], known, holds=not holds)
    elif operator(node) in BOTH:
        either = operator(node) in {"or", "||"}
        for side in ("left", "right"):
            part = node.child_by_field_name(side)
            for pin in _pins(part, known, holds=holds) if part else ():
                yield attrs.evolve(pin, widens=pin.widens or either)
        yield from _between(node, known, holds=holds) if operator(node) in {"and", "&&"} else ()
    elif node.type in COMPARISONS:
        yield from _compared(node, known, holds=holds)
        yield from _between(node, known, holds=holds)
    elif node.type in CALLS and called(node) == "isinstance":
        yield Pin(Kind.MADE, text_of(node), "isinstance", holds)
    elif node.type in CALLS and _AMONG.search(called(node)):
        inner = [each for each in walk(node) if each.type in COMPARISONS and operator(each) not in BOTH]
        yield from (attrs.evolve(pin, kind=Kind.MADE) for each in inner for pin in _compared(each, known, holds=holds))
    elif node.type in CALLS:
        yield from _asked(node, known, holds=holds)


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
    if "in" in signs[0] and is_literal(left):
        yield Pin(Kind.PART, text_of(right), text_of(left), holds)
    elif _value(left, known) is not None and not is_literal(right):
        yield from _pinned(right, left, known, holds=holds)
    else:
        yield from _pinned(left, right, known, holds=holds)


def _asked(call: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool) -> Iterator[Pin]:
    """Equality and likeness by a call."""
    given, name = list(arguments_of(call)), called(call)
    function = call.child_by_field_name("function")
    fields = ("object", "value", "operand")
    owner = call.child_by_field_name("object") or next(
        (found for field in fields if function and (found := function.child_by_field_name(field))), None
    )
    operands = [
        each for each in ([owner] if owner else []) + given if not re.fullmatch(r"strings|re|Objects", text_of(each))
    ]
    if len(operands) != 2:  # noqa: PLR2004 -- what is asked, and about what
        return
    literal = next((each for each in operands if is_literal(each) or each.type == "regex"), None)
    subject = next((each for each in operands if literal is not None and each.id != literal.id), None)
    if literal is None or subject is None:
        return
    if _EQUALS.search(name):
        yield from _pinned(subject, literal, known, holds=holds)
    elif _PARTS.search(name):
        listed = literal.type in {"list", "array", "tuple", "set"}
        yield Pin(Kind.VALUE if listed else Kind.PART, text_of(subject), text_of(literal), holds)


def _pinned(
    subject: SyntaxNode | None, literal: SyntaxNode, known: Mapping[str, SyntaxNode], *, holds: bool
) -> Iterator[Pin]:
    """The pins of a subject to all literals in what it is compared with."""
    if subject is None:
        return
    subject = opened(subject)
    meant = known.get(text_of(subject), subject)
    if _HASHES.search(text_of(meant)):
        yield Pin(Kind.HASH, text_of(subject), text_of(literal), holds)
        return
    kind = Kind.SIZE if _SIZE.search(text_of(meant)) else Kind.PLACE if _FIXED.search(text_of(subject)) else Kind.VALUE
    kind = Kind.MADE if _is_computed(subject) or _is_summed(meant) else kind
    value = _value(literal, known)
    for each in literals_of(value) if value is not None else ():
        yield Pin(kind, text_of(subject), text_of(each), holds)


def _value(node: SyntaxNode, known: Mapping[str, SyntaxNode]) -> SyntaxNode | None:
    """The literal that an expression is or stands for."""
    node = known.get(text_of(node), node)
    return node if is_literal(node) or node.type.endswith("_pattern") or is_written_down(node) else None


def _is_summed(meant: SyntaxNode) -> bool:
    return meant.type in CALLS and re.search(r"\b(sum|min|max|reduce|fold)$", called(meant)) is not None


def _is_computed(subject: SyntaxNode) -> bool:
    # `n % 15 == 0` asks about a property, `n == 15` recognises.
    return subject.type in {"binary_operator", "binary_expression"}
