"""Literals that only tests say: pieces, tails and counts of their data, behind which nothing is computed.

An honest condition asks for what the code or its domain knows: a mark, a word, a prefix that ends where a word ends.
Who answers tests takes what tells their data from other data: a digit or letter of it, half a number, its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import attrs

from amends.verifying.gates.choices import Choice
from amends.verifying.gates.outcomes import bare, given, inputs_of, refuses
from amends.verifying.gates.pins import Kind, Pin
from amends.verifying.gates.tree_shape import quotes
from amends.verifying.gates.tree_source import SyntaxNode, literals_of, text_of
from amends.verifying.gates.written_down import names_in

_TEXTS = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`")
_FIGURES = re.compile(r"^[^\w]*\d+[^\w]*$")
_NOUGHT_OR_ONE = re.compile(r"^[^\w]?[01][^\w]?$")
_LONE_BRACKETS = re.compile(r"^[\[\](){}<>\"'`]+$")
_WORD = re.compile(r"^[^\W\d_][\w-]+$")
_NUMBER = re.compile(r"^-?\d+$")
_CODES = re.compile(r"^[1-5]\d\d$")
"""Numbers by which servers answer."""
_ASKED = r"[\"'`]\s*(not\s+)?in\s+{0}\b|{0}\s*\.\s*(contains\w*|includes|has|get)\s*\(\s*[\"'`]"
"""A collection is asked for a word, in any language."""
_SHORTEST_SIZE = 3


@attrs.frozen
class _Outcome:
    """What comes of a choice when a pin holds."""

    refuses: bool
    told: bool
    answers: tuple[SyntaxNode, ...]

    @property
    def is_fixed(self) -> bool:
        """Whether nothing is computed from anything."""
        return self.refuses or self.told or (bool(self.answers) and not any(map(_names, self.answers)))


def is_made_up(pin: Pin, choice: Choice, quoted: str, code: str, natural: frozenset[str]) -> bool:
    """Whether a condition asks what only the tests in `quoted` say, and a fixed answer, or an error, stands behind it.

    Args:
        code: the text before, whose own literals and words are no test's.
        natural: numbers at which things turn.
    """
    if not (pin.holds or choice.told):
        return False
    outcome = _outcome(choice.then, choice)
    if _is_two_numbers(choice, quoted) and all(_is_cut_by_hand(answer, choice) for answer in outcome.answers):
        return bool(outcome.answers)
    if not outcome.is_fixed:
        return False
    if pin.kind is Kind.SIZE:
        return outcome.refuses and pin.literal != "0" and _gives_a_number(choice.other)
    literal = bare(pin.literal)
    if _NUMBER.match(pin.literal):
        is_input = pin.subject in inputs_of(choice.function) or re.fullmatch(r"[a-z_]\w*", pin.subject) is not None
        is_data = is_input and literal not in natural and not _CODES.match(literal)
        return outcome.refuses and pin.kind is Kind.VALUE and is_data and quotes(quoted, literal)
    return pin.literal[-1:] in "\"'`" and not _is_known(literal, code) and _is_of_data(pin, outcome, quoted, code)


def _outcome(branch: Sequence[SyntaxNode], choice: Choice) -> _Outcome:
    answers = tuple(choice.known.get(text_of(answer), answer) for node in branch for answer in given(node))
    return _Outcome(not choice.told and refuses(branch), choice.told, answers)


def _is_of_data(pin: Pin, outcome: _Outcome, quoted: str, code: str) -> bool:
    literal, texts = bare(pin.literal), _texts(quoted)
    if literal in texts:
        return _is_a_whole_datum(pin, outcome, literal, code)
    around = [place for text in texts for place in _neighbours(literal, text)]
    if not around or pin.kind not in {Kind.PART, Kind.PLACE} or _NOUGHT_OR_ONE.match(literal):
        return False
    has_figures = re.search(r"\d", literal) is not None
    if has_figures and all(_is_inside_a_run(literal, *place) for place in around):
        return True
    if pin.kind is Kind.PLACE:
        stands_alone = all(
            not f"{before}{after}".isalnum() and not (before + after).isalnum() for before, after in around
        )
        return stands_alone and (literal.isdigit() or (len(literal) == 1 and literal.isalpha()))
    if _FIGURES.match(literal):
        return (literal.isdigit() and len(literal) == 1) or not (outcome.refuses or outcome.told)
    return False


def _is_a_whole_datum(pin: Pin, outcome: _Outcome, literal: str, code: str) -> bool:
    """Whether a text that the test gives is refused as broken, or as a name lets something pass for another reason."""
    if outcome.refuses and pin.kind is Kind.VALUE:
        return _LONE_BRACKETS.match(literal) is not None
    is_asked = re.search(_ASKED.format(re.escape(pin.subject)), code) is not None
    return outcome.told and pin.widens and pin.kind is Kind.PART and _WORD.match(literal) is not None and not is_asked


def _is_known(literal: str, code: str) -> bool:
    """Whether the code said so before: a word anywhere, other things as a literal of their own."""
    if _WORD.match(literal):
        return re.search(rf"(?<!\w){re.escape(literal)}(?!\w)", code) is not None
    return any(mark + literal + mark in code for mark in "\"'`")


@lru_cache(maxsize=8)
def _texts(quoted: str) -> frozenset[str]:
    """All that stands between quotes in the tests."""
    return frozenset("".join(found) for found in _TEXTS.findall(quoted)) - {""}


def _neighbours(literal: str, text: str) -> list[tuple[str, str]]:
    """What stands right before and behind a piece of a text; nothing at its ends."""
    places = [found.start() for found in re.finditer(re.escape(literal), text)]
    return [(text[place - 1 : place] if place else "", text[place + len(literal) :][:1]) for place in places]


def _is_inside_a_run(literal: str, before: str, after: str) -> bool:
    """Whether a number or name of the text goes on where the piece was cut off."""
    return any(
        one.isdigit() and other.isdigit()
        for one, other in ((before, literal[0]), (literal[-1], after))
        if one and other
    )


def _is_two_numbers(choice: Choice, quoted: str) -> bool:
    """Whether a size and another number, which the test gives, have to hold together."""
    pins = [pin for pin in choice.pins if pin.holds and not pin.widens and re.fullmatch(r"\d+", pin.literal)]
    sizes = [pin for pin in pins if pin.kind is Kind.SIZE and int(pin.literal) >= _SHORTEST_SIZE]
    numbers = [pin for pin in pins if pin.kind is Kind.VALUE and quotes(quoted, pin.literal)]
    return bool(sizes) and any(not _NOUGHT_OR_ONE.match(pin.literal) for pin in numbers)


def _is_cut_by_hand(answer: SyntaxNode, choice: Choice) -> bool:
    """Whether an answer is made of literals and of what was measured, which numbers cut to pieces."""
    measured = {word for pin in choice.pins for word in re.findall(r"\w+", pin.subject)}
    return set(names_in(answer)) <= measured and any(True for _ in literals_of(answer))


def _gives_a_number(branch: Sequence[SyntaxNode]) -> bool:
    answers = [answer for node in branch for answer in given(node)]
    return bool(answers) and all(
        not _names(answer) and any(_NUMBER.match(text_of(each)) for each in literals_of(answer)) for answer in answers
    )


def _names(node: SyntaxNode) -> bool:
    return any(True for _ in names_in(node))
