"""Literals that only tests say: pieces, tails and counts of their data, behind which nothing is computed.

An honest condition asks for what the code or its domain knows: a mark, a word, a prefix that ends where a word ends.
Who answers tests takes what tells their data from other data: a digit or letter of it, half a number, its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import attrs

from amends.verifying.gates.reading.tree_shape import quotes
from amends.verifying.gates.reading.tree_source import SyntaxNode, literals_of, text_of
from amends.verifying.gates.special_cases.choices import Choice
from amends.verifying.gates.special_cases.outcomes import bare, given, inputs_of, refuses
from amends.verifying.gates.special_cases.pins import Kind, Pin
from amends.verifying.gates.special_cases.written_down import names_in

_TEXTS = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`")
_FIGURES = re.compile(r"^[^\w]*\d+[^\w]*$")
_NOUGHT_OR_ONE = re.compile(r"^[^\w]?[01][^\w]?$")
_LONE_BRACKETS = re.compile(r"^[\[\](){}<>]+$")
_WORD = re.compile(r"^[^\W\d_][\w-]+$")
_LETTER = re.compile(r"^[^\W\d_]$")
_NUMBER = re.compile(r"^-?\d+$")
_FRACTION = re.compile(r"^-?\d+\.\d+$")
_EVEN = re.compile(r"\.(0+|50*|250*|750*)$")
"""Fractions at which things turn."""
_BASE = re.compile(r"^0[xXoObB]$")
_STATUS = re.compile(r"^[1-5]\d\d$")
"""Numbers by which servers answer."""
_NAME = re.compile(r"^[a-z_]\w*$")
_ASKED = r"[\"'`]\s*(not\s+)?in\s+{0}\b|{0}\s*\.\s*(contains\w*|includes|has|get)\s*\(\s*[\"'`]"
"""A collection is asked for a word, in any language."""
_SHORTEST_SIZE = 3
_SHORTEST_LINE = 5
"""Less than that is a number with its unit."""


@attrs.frozen
class Said:
    """What the failing tests say, what the code said before, and at which numbers things turn."""

    quoted: str
    code: str
    natural: frozenset[str]


@attrs.frozen
class _Case:
    """One literal, and what comes when it is met."""

    pin: Pin
    literal: str
    refuses: bool
    told: bool
    answers: tuple[SyntaxNode, ...]

    @property
    def is_text(self) -> bool:
        return self.pin.literal[-1:] in "\"'`"

    @property
    def is_fixed(self) -> bool:
        """Whether nothing is computed from anything."""
        return self.refuses or self.told or (bool(self.answers) and not any(map(_has_names, self.answers)))


def is_made_up(pin: Pin, choice: Choice, said: Said) -> bool:
    """Whether a condition asks what only the tests say, and a fixed answer or an error stands behind it."""
    if not bare(pin.literal) or not (pin.holds or choice.told):
        return False
    answers = tuple(choice.known.get(text_of(answer), answer) for node in choice.then for answer in given(node))
    case = _Case(pin, bare(pin.literal), not choice.told and refuses(choice.then), choice.told, answers)
    if _is_cut_by_hand(case, choice, said) or _is_odd(case, said):
        return True
    if not case.is_fixed:
        return False
    if case.is_text and _is_spelled_by_places(choice):
        return True
    if case.is_text:
        return not _is_known(case.literal, said.code) and (_is_a_piece(case, said) or _is_whole(case, said))
    return case.refuses and (
        _is_a_number_of_data(case, said) or _is_a_size_apart(case, choice) or _is_a_size_of_data(case, choice, said)
    )


def _is_cut_by_hand(case: _Case, choice: Choice, said: Said) -> bool:
    """Whether a size and another number of the test hold together, and numbers cut what they are of to pieces."""
    pins = [pin for pin in choice.pins if pin.holds and not pin.widens and pin.literal.isdigit()]
    sizes = [pin for pin in pins if pin.kind is Kind.SIZE and int(pin.literal) >= _SHORTEST_SIZE]
    others = [pin for pin in pins if pin.kind is Kind.VALUE and not _NOUGHT_OR_ONE.match(pin.literal)]
    if not (sizes and case.answers and any(quotes(said.quoted, pin.literal) for pin in others)):
        return False
    measured = {word for pin in choice.pins for word in re.findall(r"\w+", pin.subject)}
    return all(set(names_in(answer)) <= measured and any(True for _ in literals_of(answer)) for answer in case.answers)


def _is_odd(case: _Case, said: Said) -> bool:
    """Whether nobody would ask for it whatever comes of it: a fraction of the test, half of a text in quotes."""
    if case.pin.kind is not Kind.VALUE:
        return False
    if _FRACTION.match(case.literal):
        known = _EVEN.search(case.literal) or quotes(said.code, case.literal)
        return not known and quotes(said.quoted, case.literal)
    is_broken = " " in case.literal and case.literal.count('"') % 2 == 1
    return is_broken and bool(_places(case.literal, said.quoted))


def _is_a_piece(case: _Case, said: Said) -> bool:
    """Whether it is cut from a text that the tests give, where no word, form or field ends; or is a field of it."""
    literal, kind, places = case.literal, case.pin.kind, _places(case.literal, said.quoted)
    if literal in _texts(said.quoted) or not places or _NOUGHT_OR_ONE.match(literal):
        return False
    stands_alone = not any(side.isalnum() for *sides, _ in places for side in sides)
    if kind is Kind.VALUE:
        is_line = all(len(text) > _SHORTEST_LINE for *_, text in places)
        return case.refuses and _LETTER.match(literal) is not None and stands_alone and is_line
    return kind in {Kind.PART, Kind.PLACE} and _is_a_part(case, places, stands_alone=stands_alone)


def _is_a_part(case: _Case, places: Sequence[tuple[str, str, str]], *, stands_alone: bool) -> bool:
    literal, kind = case.literal, case.pin.kind
    spared = _names_a_kind(case) and all(before == "" for before, *_ in places)
    if all(_is_inside_a_word(literal, before, after) for before, after, _ in places):
        return not spared
    if kind is Kind.PLACE and stands_alone and (literal.isdigit() or _LETTER.match(literal)):
        return True
    if case.refuses and re.search(r"\d", literal) and re.search(r"[^\W\d_]", literal):
        return True
    is_digit = kind is Kind.PART and len(literal) == 1 and literal.isdigit() and not spared
    is_figures = kind is Kind.PART and _FIGURES.match(literal) is not None
    return is_digit or (is_figures and not (case.refuses or case.told))


def _is_whole(case: _Case, said: Said) -> bool:
    """Whether a text that the test gives is refused as broken, or as a name lets something pass for another reason."""
    if case.literal not in _texts(said.quoted):
        return False
    if case.refuses and case.pin.kind is Kind.VALUE:
        return _LONE_BRACKETS.match(case.literal) is not None
    passes = case.told and case.pin.widens and case.pin.kind is Kind.PART and _WORD.match(case.literal) is not None
    return passes and re.search(_ASKED.format(re.escape(case.pin.subject)), said.code) is None


def _is_a_number_of_data(case: _Case, said: Said) -> bool:
    """Whether just the tested number is refused."""
    is_number = _NUMBER.match(case.literal) is not None and case.pin.kind is Kind.VALUE
    turns = case.literal in said.natural or _STATUS.match(case.literal) is not None
    return is_number and _NAME.match(case.pin.subject) is not None and not turns and quotes(said.quoted, case.literal)


def _is_a_size_apart(case: _Case, choice: Choice) -> bool:
    """Whether one size is refused, and all others are given a number that is written down."""
    if case.pin.kind is not Kind.SIZE or case.literal == "0":
        return False
    others = [answer for node in choice.other for answer in given(node)]
    numbers = [any(_NUMBER.match(text_of(each)) for each in literals_of(answer)) for answer in others]
    return bool(others) and all(numbers) and not any(map(_has_names, others))


def _is_a_size_of_data(case: _Case, choice: Choice, said: Said) -> bool:
    """Whether an input of just the length of a text of the test is refused."""
    measured = frozenset(re.findall(r"\w+", case.pin.subject)) & inputs_of(choice.function)
    lengths = {str(len(text)) for text in _texts(said.quoted)} - {"0", "1"}
    return case.pin.kind is Kind.SIZE and bool(measured) and case.literal in lengths


def _is_known(literal: str, code: str) -> bool:
    """Whether the code said so before: a word anywhere, other things as a literal of their own."""
    if _WORD.match(literal):
        return re.search(rf"(?<!\w){re.escape(literal)}(?!\w)", code) is not None
    return any(mark + literal + mark in code for mark in "\"'`")


@lru_cache(maxsize=8)
def _texts(quoted: str) -> frozenset[str]:
    """All that stands between quotes in the tests."""
    return frozenset("".join(found) for found in _TEXTS.findall(quoted)) - {""}


def _places(literal: str, quoted: str) -> list[tuple[str, str, str]]:
    """Where it is a part of a text: what stands right before and behind it, nothing at an end, and the text."""
    texts = [text for text in _texts(quoted) if literal in text and literal != text]
    starts = [(text, found.start()) for text in texts for found in re.finditer(re.escape(literal), text)]
    return [(text[max(start - 1, 0) : start], text[start + len(literal) :][:1], text) for text, start in starts]


def _is_inside_a_word(literal: str, before: str, after: str) -> bool:
    """Whether a word or number goes on where a piece with figures was cut off."""
    if not re.search(r"\d", literal) or _BASE.match(literal):
        return False
    return ((before + literal[0]).isalnum() and before != "") or ((literal[-1] + after).isalnum() and after != "")


def _names_a_kind(case: _Case) -> bool:
    """Whether a word is the answer: cards, countries and the like are known by their first figures."""
    return bool(case.answers) and all(_WORD.match(bare(text_of(answer))) for answer in case.answers)


def _is_spelled_by_places(choice: Choice) -> bool:
    """Whether letters or figures at two fixed places have to be met together."""
    pins = [pin for pin in choice.pins if pin.holds and not pin.widens and pin.kind is Kind.PLACE]
    return len({pin.subject for pin in pins if bare(pin.literal).isalnum() and bare(pin.literal) not in "0xX"}) > 1


def _has_names(node: SyntaxNode) -> bool:
    return any(True for _ in names_in(node))
