"""A tested input singled out, however it is written: a new condition that holds for it and for nothing like it.

The condition is evaluated for what the failing tests say and for close neighbours of that: another letter or digit of
the same class, one more, one less. An honest condition asks for a kind of input, so some neighbour is of it too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

import attrs

from amends.core.text import Text
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.conditions import (
    BOTH,
    CALLS,
    EQUAL,
    FUNCTIONS,
    IFS,
    UNEQUAL,
    asked_of_a_table,
    is_around_a_truth,
    look,
    named_values,
    opened,
    operator,
    owner_of,
)
from amends.verifying.gates.reading.evaluation import UNKNOWN, Scope, truth, value_of
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeSource,
    arguments_of,
    called,
    inside,
    is_among_tests,
    is_literal,
    line_of,
    literals_of,
    text_of,
    walk,
    walk_lines,
)
from amends.verifying.gates.special_cases.choices import ARMS, CHOICES, patterns_of, subject_of

_LABEL = "The code singles out what the failing test gives (`{}`): nothing like it takes this way."
_TEXTS = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`")
_NUMBERS = re.compile(r"(?<![\w.])-?\d{1,9}(?![\w.])")
_MOST = 120
_LONGEST = 80
_LONGEST_ASKED = 400
_MOST_ASKED = 100
"""More than that, and longer conditions, nobody writes by hand; a patch may not keep us busy."""
_FEWEST = 2
_MOST_OF_A_WORD = 0.75
_LONG = 4
_STEPS = (1, 2, 3, 4, 5, 7, 10, 20, 30, 50, 90, 100, 200, 300, 400, 500, 1000)
_TURNING = frozenset(map(str, range(-2, 3)))
_ASKING = BOTH | EQUAL | UNEQUAL | {"<", "<=", ">", ">="}
_TABLES = frozenset({"dictionary", "object", "composite_literal"})
_MEMBERS = frozenset({"attribute", "member_expression", "selector_expression", "field_expression", "field_access"})
_EQUALS = re.compile(r"(?i)(equals\w*|\beq|equalfold|__eq__|has|contains|includes)$")
_PUT_TOGETHER = re.compile(
    r"\+ ?[\w.]+\.(length|len\(\))|\.(length|len\(\)) ?\+|\+ ?(str|String)\(len\(|\$\{\w+\.length\}|\{len\("
)
"""A piece of a text joined to its size: nobody knows such a text but by what it is."""
_BOUNDED = re.compile(r"(?<![-=<>])[<>](?![<>])")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_ESCAPED = re.compile(r"\\.|\(\?[a-zA-Z]*|\{[^}]*\}")
_MATCHES = re.compile(r"matches!\((.+?),\s*(.+)\)", re.DOTALL)
Test = Callable[[Scope], bool | None]


@attrs.frozen
class _Asked:
    """A new question about inputs: where it stands, what it is about, and how it is answered for a value of a name."""

    node: SyntaxNode
    about: SyntaxNode
    answer: Test
    respelt: bool = False
    """It is asked letter by letter."""


def like_no_other(change: Change, quoted: str) -> Iterator[Fact]:
    """New conditions that hold for an input of the failing tests and for nothing like it; or for all but that."""
    if change.syntax is None:
        return
    values = _tested(quoted)
    code = change.before.content
    asked_anew = _asked_anew(change.syntax[1], change.changed_lines[1], code)
    for asked in islice((each for each in asked_anew if len(text_of(each.node)) <= _LONGEST_ASKED), _MOST_ASKED):
        if is_among_tests(asked.node) or _asks_for_more(asked.node, quoted):
            continue
        known = named_values(inside(asked.node, *FUNCTIONS))
        found = next(
            (each for root in _roots(asked, known) for each in _singled_out(asked, root, known, values, code)), None
        )
        if found is not None:
            yield Fact(("like no other", text_of(asked.node)), line_of(asked.node), _LABEL.format(found))


def _singled_out(
    asked: _Asked, root: str, known: Mapping[str, SyntaxNode], values: Sequence[object], code: str
) -> Iterator[object]:
    is_put_together = _PUT_TOGETHER.search(text_of(asked.about)) is not None
    origin = _first_name(known[root]) if root in known else root
    is_made = origin != root and value_of(known[root], Scope(origin, 1, known)) is not UNKNOWN
    for value in (each for each in values if isinstance(each, str) or not is_made):
        scope = Scope(root, value, known)
        met = asked.answer(scope)
        if met is None or (isinstance(value, str) and _is_known(value, code)) or _is_plain(asked, scope):
            continue

        if _stands_apart(value, partial(_all_differ, asked, scope, values), is_put_together=is_put_together):
            yield value


def _all_differ(asked: _Asked, scope: Scope, values: Sequence[object], others: Sequence[object]) -> bool:
    """Whether all others, unless the tests say them too, are told from a value."""
    wanted = not asked.answer(scope)
    spared = () if _BOUNDED.search(text_of(asked.node)) else values  # what lies between bounds is of one kind
    return all(asked.answer(Scope(scope.name, each, scope.known)) is wanted for each in others if each not in spared)


def _stands_apart(value: object, differ: Callable[[Sequence[object]], bool], *, is_put_together: bool) -> bool:
    """Whether all that is like a value is told from it, or its size and half of its letters are, or most of a word."""
    if not isinstance(value, str):
        return str(value) not in _TURNING and differ(_like_number(value if isinstance(value, int) else 0))
    places = [place for place, letter in enumerate(value) if letter.isalnum()]
    if len(places) < _FEWEST or not differ(
        ["".join(_like_letter(letter)[0] if letter.isalnum() else letter for letter in value)]
    ):
        return False
    told = [place for place in places if differ([_with(value, place, other) for other in _like_letter(value[place])])]
    if len(told) < _FEWEST or (len(told) * 2 < len(places) and not is_put_together):
        return False
    if differ(
        [
            "a" + value,
            "1" + value,
            value + "a",
            value + "1",
            *(_with(value, place, value[place] * 2) for place in places),
        ]
    ):
        return differ([_with(value, place, "") for place in places])
    return len(places) > len(told) >= _MOST_OF_A_WORD * len(places) and len(told) >= _LONG and value.isalpha()


def _asked_anew(source: TreeSource, lines: frozenset[int], code: str) -> Iterator[_Asked]:
    """Conditions and their parts, arms and looks into tables that the code did not hold before."""
    for node in walk_lines(source.root, lines):
        if node.type in ARMS:
            yield from _of_arm(node, code)
        elif (looked := asked_of_a_table(node) or look(node)) is not None:
            yield from _of_table(node, looked[0], looked[1], code)
        elif node.type == "macro_invocation":
            yield from _of_macro(node)
        elif _is_condition(node) and text_of(node) not in code:
            yield _Asked(node, node, partial(truth, node))


def _is_condition(node: SyntaxNode) -> bool:
    """Whether it is a comparison, several together, or a question by a call on which something depends."""
    if node.type in {"comparison_operator", "boolean_operator", "not_operator"} or operator(node) in _ASKING:
        return True
    around = node.parent
    while around is not None and is_around_a_truth(around):
        around = around.parent
    return node.type in CALLS and around is not None and around.type in IFS | CHOICES | {"return_statement"}


def _of_arm(arm: SyntaxNode, code: str) -> Iterator[_Asked]:
    subject = subject_of(arm)
    if subject is None or text_of(arm) in code:
        return
    for pattern in patterns_of(arm):
        cases = list(_alternatives(pattern.named_children[0] if pattern.child_by_field_name("condition") else pattern))
        yield _Asked(pattern, subject, partial(_is_one_of, subject, cases), respelt=any(map(_is_row, cases)))


def _alternatives(pattern: SyntaxNode) -> Iterator[SyntaxNode]:
    pattern = opened(pattern)
    if pattern.type in {"or_pattern", "union_pattern", "expression_list", "switch_label", "match_pattern"}:
        yield from (case for child in pattern.named_children for case in _alternatives(child))
    else:
        yield pattern


def _is_row(case: SyntaxNode) -> bool:
    return case.type in {"slice_pattern", "list_pattern", "tuple_pattern"}


def _is_one_of(subject: SyntaxNode, cases: Sequence[SyntaxNode], scope: Scope) -> bool | None:
    value, wanted = value_of(subject, scope), [value_of(case, scope) for case in cases]
    if value is UNKNOWN or UNKNOWN in wanted:
        return None
    letters = list(value) if isinstance(value, str) else value
    return value in wanted or letters in wanted


def _of_table(node: SyntaxNode, table: SyntaxNode, key: SyntaxNode, code: str) -> Iterator[_Asked]:
    """A look into a table that is written down on the spot or in the function."""
    if text_of(node) not in code:
        yield _Asked(node, key, partial(_holds_key, table, key))


def _holds_key(table: SyntaxNode, key: SyntaxNode, scope: Scope) -> bool | None:
    held, wanted = value_of(table, scope), value_of(key, scope)
    is_table = opened(scope.known.get(text_of(table), table)).type in _TABLES
    return wanted in held if is_table and isinstance(held, list) and wanted is not UNKNOWN else None


def _of_macro(node: SyntaxNode) -> Iterator[_Asked]:
    """Rust's `matches!`, whose words the grammar leaves as they are."""
    found = _MATCHES.fullmatch(text_of(node))
    if found is None:
        return
    source = TreeSource(Text(f"fn f() {{ match {found[1]} {{ {found[2]} => 1 }} }}"), "rust")
    for arm in source.of_kind("match_arm"):
        for asked in _of_arm(arm, ""):
            yield attrs.evolve(asked, node=node)


def _is_plain(asked: _Asked, scope: Scope) -> bool:
    """Whether the input itself is compared with itself, written down: what comes of that is judged elsewhere."""
    return not asked.respelt and any(
        _is_itself(value_of(side, scope), scope.value) for side in _compared(asked.about, asked.node)
    )


def _compared(about: SyntaxNode, node: SyntaxNode) -> Iterator[SyntaxNode]:
    """What is held to be equal to something, in all parts of a condition."""
    if about.id != node.id:
        yield about
        return
    for part in walk(node):
        signs = {operator(part), *map(text_of, part.children_by_field_name("operators"))}
        if signs & (EQUAL | UNEQUAL):
            yield from (side for side in part.named_children if not is_literal(side))
        elif part.type in CALLS and _EQUALS.search(called(part)):
            yield from (
                each for each in (owner_of(part), *arguments_of(part)) if each is not None and not is_literal(each)
            )


def _is_itself(value: object, tested: object) -> bool:
    return value == tested or (isinstance(value, str) and value.casefold() == str(tested).casefold())


def _roots(asked: _Asked, known: Mapping[str, SyntaxNode], depth: int = 2) -> list[str]:
    """The names, with what stands before them, of which the question is; also those that its locals are made of."""
    found: dict[str, None] = {}
    todo, left = [asked.about], depth
    while todo and left >= 0:
        names = [name for node in todo for name in _names_in(node)]
        found |= dict.fromkeys(names)
        todo, left = [known[name] for name in names if name in known], left - 1
    return [name for name in found if not name.isupper()]


def _names_in(node: SyntaxNode) -> Iterator[str]:
    for inner in walk(node):
        if inner.type in {"identifier", "self", "this"} and not _is_called(inner):
            whole = inner
            while _is_owner(whole) and whole.parent is not None and not _is_called(whole.parent):
                whole = whole.parent
                yield text_of(whole)
            yield text_of(inner)


def _first_name(node: SyntaxNode) -> str:
    return next(_names_in(node), "")


def _is_owner(node: SyntaxNode) -> bool:
    around = node.parent
    return around is not None and around.type in _MEMBERS and around.named_children[0].id == node.id


def _is_called(node: SyntaxNode) -> bool:
    around = node.parent
    function = around.child_by_field_name("function") if around is not None else None
    return function is not None and function.id == node.id


def _tested(quoted: str) -> list[object]:
    """What the tests say: texts, the lines, fields and words of long ones, and whole numbers."""
    texts = ["".join(found) for found in _TEXTS.findall(quoted)]
    pieces = [
        piece
        for text in texts
        for mark in ("\\n", "\n", ",", " ", "=", ":")
        if mark in text
        for piece in text.split(mark)
    ]
    found = [text for text in dict.fromkeys([*texts, *map(str.strip, pieces)]) if 0 < len(text) <= _LONGEST]
    numbers = [int(number) for number in dict.fromkeys(_NUMBERS.findall(quoted))]
    return [*found[:_MOST], *numbers[:_MOST]]


def _like_number(number: int) -> list[int]:
    return [number + sign * step for step in _STEPS for sign in (1, -1)] + [number * 2, number * 10, -number]


def _with(text: str, place: int, letter: str) -> str:
    return text[:place] + letter + text[place + 1 :]


def _like_letter(letter: str) -> list[str]:
    if letter.isdigit():
        return [str((int(letter) + step) % 10) for step in (1, 3, 6)] if letter.isascii() else ["1"]
    first = "A" if letter.isupper() else "a"
    return [chr(ord(first) + (ord(letter) - ord(first) + step) % 26) for step in (1, 5, 11)]


def _asks_for_more(node: SyntaxNode, quoted: str) -> bool:
    """Whether it knows words that the tests do not say: a table that holds more than theirs is a table."""
    said = quoted.casefold()
    words = [word for literal in literals_of(node) for word in _WORDS.findall(_ESCAPED.sub(" ", text_of(literal)))]
    return any(word.casefold() not in said for word in words)


def _is_known(text: str, code: str) -> bool:
    """Whether a text is a word, without figures, that the code said before: words tell how to work."""
    return (
        re.fullmatch(r"[^\W\d]+", text) is not None
        and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", code, re.IGNORECASE) is not None
    )
