"""Where a literal decides: what is done or given when a condition pins an input, and what otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from amends.verifying.gates.reading.conditions import (
    BOTH,
    CALLS,
    COMPARISONS,
    EQUAL,
    FUNCTIONS,
    IFS,
    THROUGH,
    UNEQUAL,
    asked_of_a_table,
    is_alone,
    is_an_alternative,
    is_part_of_an_answer,
    keys_of,
    look,
    named_values,
    opened,
    operator,
)
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    called,
    inside,
    is_literal,
    line_of,
    statements_of,
    text_of,
    walk,
)
from amends.verifying.gates.special_cases.pins import Kind, Pin, pinned, pinned_to, pins_of

CHOICES = frozenset({"ternary_expression", "conditional_expression"})
ARMS = frozenset(
    {"case_clause", "match_arm", "switch_case", "expression_case", "switch_block_statement_group", "switch_rule"}
)
_SWITCHES = (
    *("match_statement", "match_expression", "switch_statement", "expression_switch_statement", "switch_expression"),
)
_PARTS_OF_A_CHOICE = 3
_AS_NUMBER = re.compile(r"int|float|bool|Number|i\d+|u\d+|usize|f64|\w+::from")
_COUNTING = frozenset(
    {"binary_operator", "augmented_assignment", "augmented_assignment_expression", "compound_assignment_expr"}
    | {"subscript", "subscript_expression", "index_expression"}
)


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
    alone: bool = False
    """It is all of that answer."""


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


def choices(nodes: Iterable[SyntaxNode], new: Mapping[str, SyntaxNode]) -> Iterator[Choice]:
    """All places among some nodes where a literal decides; `new` is what names stand for that the edit brings."""
    values: dict[int, Mapping[str, SyntaxNode]] = {}
    for node in nodes:
        if (decision := _decision(node)) is None:
            continue
        function = inside(node, *FUNCTIONS)
        place = function.id if function else 0
        known = values[place] = values[place] if place in values else {**new, **named_values(function)}
        pins = [pin for each in decision.conditions for pin in pins_of(each, known, holds=True)]
        pins += _looked_up(node, known) if decision.told else ()
        for pattern in map(_without_guard, patterns_of(node)):
            pins += pinned(decision.subject, pattern, known, holds=True)
            pins += _as_many(decision, pattern)
        if decision.told and is_an_alternative(node):
            pins = [attrs.evolve(pin, widens=True) for pin in pins]
        if pins:
            then, other, around = tuple(decision.then), tuple(decision.other), decision.around
            counted = around is not None
            alone = decision.told and is_alone(node) and not _is_a_look(node)
            yield Choice(
                tuple(pins), then, other, function, line_of(node), known, counted, around, decision.told, alone
            )


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
    if node.type in ARMS:
        subject = subject_of(node)
        beside = [arm for arm in (node.parent.named_children if node.parent else ()) if arm.id != node.id]
        other = [answer for arm in beside if arm.type in ARMS | {"default_case"} for answer in _answer_of(arm)]
        return _Decision([guard for guard in _guards(node) if guard], _answer_of(node), other, subject)
    around = _counted_in(node) if node.type in COMPARISONS else None
    if around is None and (is_part_of_an_answer(node) or _is_a_look(node)):
        return _Decision([node], [node], told=True)
    return _Decision([node], [node], around=around) if around else None


def _is_a_look(node: SyntaxNode) -> bool:
    return asked_of_a_table(node) is not None or look(node) is not None


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


def subject_of(arm: SyntaxNode) -> SyntaxNode | None:
    """What the arms of a switch or match are compared with."""
    switch = inside(arm, *_SWITCHES)
    fields = [switch.child_by_field_name(name) for name in ("subject", "value", "condition")] if switch else []
    return next(filter(None, fields), None)


def patterns_of(arm: SyntaxNode) -> list[SyntaxNode]:
    """What an arm asks of its subject."""
    if arm.type not in ARMS:
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
    yield from (pattern.child_by_field_name("condition") for pattern in patterns_of(arm))
    if arm.type in {"switch_case", "expression_case"} and not is_literal(arm):  # `case n == 3:`
        yield arm.child_by_field_name("value")


def _answer_of(arm: SyntaxNode) -> list[SyntaxNode]:
    named = arm.child_by_field_name("consequence")
    value = arm.child_by_field_name("value") if arm.type == "match_arm" else None
    if named or value:
        return _block(named or value)
    skipped = {id_.id for id_ in (*patterns_of(arm), arm.child_by_field_name("value")) if id_ is not None}
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


def _looked_up(node: SyntaxNode, known: Mapping[str, SyntaxNode]) -> Iterator[Pin]:
    """The keys of a table that is written down and asked before the general rule is."""
    *asked, general = asked_of_a_table(node) or (*(look(node) or ()), None)
    table, key = asked or (None, None)
    value = opened(known.get(text_of(table), table)) if table is not None else None
    if key is None or value is None or is_literal(key) or (general is not None and is_literal(general)):
        return
    if general is not None or text_of(table) in known:
        yield from pinned_to(key, tuple(text_of(each) for each in keys_of(value)), known)
