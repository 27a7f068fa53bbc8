"""Signs that an answer was made for one input: numbers from nowhere, one word respelled, fixed places rebuilt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from amends.verifying.gates.reading.spelling import is_respelling
from amends.verifying.gates.reading.tree_shape import quotes
from amends.verifying.gates.reading.tree_source import SyntaxNode, is_literal, literals_of, text_of, walk
from amends.verifying.gates.special_cases.choices import Choice
from amends.verifying.gates.special_cases.pins import Kind, Pin

_OUT_OF_NOWHERE = re.compile(r"^-?\d{4,}$|^[\"'`](?=[0-9a-fA-F]*\d)[0-9a-fA-F]{6,}[\"'`]$")
_ROUND = re.compile(r"^-?\d0*$|^-?(1024|1900|1904|1970|2000|2038|3600|4095|4096|8191|8192|9999|65535|65536|86400)$")
_ELEMENT = re.compile(r"(\[-?\d+\]|\[[\w.()]+ ?- ?1\]|\.at\(-?\d+\)|\.(first|last)\(\))[?!]?\.(unwrap\(\)\.)?\w+$")
_WORDS_OF_DATA = re.compile(
    r"[.](title|name|label|text|body|subject|description|summary|email|author|owner|customer|user_?name|surname|city|"
    r"word|line|sentence|message|content|first_?name|last_?name|nick_?name)(\(\))?$",
    re.IGNORECASE,
)
_NAME_OF_A_KIND = re.compile(
    r"[A-Za-z]+[-_ ]?\d{1,4}|127\.0\.0\.1|255(\.255){3}|1970-01-01.*|([09])\2*|([09])\3{3}-.*|v?\d+(\.\d+)+"
)
"""Names with a number behind them, versions, and data that everybody knows."""
_KNOWN_BY_NUMBERS = re.compile(
    r"(?i)status|code|port|err|sig|year|char|byte|rune|key|version|type|kind|tag|level|opcode|(^|\.)(ch?|b|op|mode|flags?)$"
)
_LETTER = re.compile(r"^[a-zA-Z0-9]$")
_YES_AND_NO = frozenset("ynYNtfTF")
_FILLED_UP = re.compile(r"^[\"'`][\s0=_#.:\-]*[\"'`]$")
_PIECE = re.compile(r"[\w.,:]*\d[\w.,:]*")


def is_from_nowhere(pin: Pin, quoted: str, code: str) -> bool:
    """Whether what an input was made into is compared with a number that neither the tests nor the code say."""
    literal = pin.literal.replace("_", "")
    computed = re.search(r"[(\[+\-*/%^|&]", pin.subject) is not None
    if not (computed and _OUT_OF_NOWHERE.match(literal)) or _ROUND.match(literal):
        return False
    value = literal.strip("\"'`")
    return not quotes(quoted, value) and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", code) is None


def is_just_beside(bound: str, quoted: str, code: str) -> bool:
    """Whether a long number next to one of the test's is a bound that nobody else says."""
    value = bound.replace("_", "")
    if not re.fullmatch(r"\d{3,}", value) or _ROUND.match(value) or quotes(quoted, value) or quotes(code, value):
        return False
    return any(quotes(quoted, str(int(value) + step)) for step in (-1, 1))


def is_one_datum(pin: Pin, quoted: str) -> bool:
    """Whether a text of the test is meant that is data, no word and no mark: asking for that helps no one else."""
    value = pin.literal.strip("\"'`")
    is_row = re.search(r"\w", value) is not None and re.fullmatch(r"[\w.:/-]+|\W*\w+\W*", value) is None
    is_number = re.search(r"\d{3,}", value) is not None and _NAME_OF_A_KIND.fullmatch(value) is None
    text = pin.kind in {Kind.VALUE, Kind.PART} and pin.literal[-1:] in "\"'`" and (is_row or is_number)
    return text and any(mark + value + mark in quoted for mark in "\"'`")


def is_number_of_data(literal: str, subject: str, natural: frozenset[str]) -> bool:
    """Whether it is a number at which nothing turns, of something that is not known by numbers."""
    odd = re.fullmatch(r"-?\d{2,}", literal) is not None and not _ROUND.match(literal) and literal not in natural
    return odd and _KNOWN_BY_NUMBERS.search(subject) is None


def is_sample(pin: Pin, quoted: str) -> bool:
    """Whether a name or text of a thing, or the thing at a fixed place, is compared with a word that tests make up."""
    value = pin.literal.strip("\"'`")
    if pin.literal[-1:] not in "\"'`" or not re.search(r"\w", value) or value in _YES_AND_NO:
        return False
    if pin.kind is Kind.PLACE:
        return _ELEMENT.search(pin.subject) is not None
    said = re.search(rf"[\"'`]{re.escape(value)}[\"'`]", quoted) is not None
    return pin.kind is Kind.VALUE and said and _WORDS_OF_DATA.search(pin.subject) is not None


def is_respelled(pin: Pin, choice: Choice, answers: Iterable[SyntaxNode]) -> bool:
    """Whether one word of the test is answered with itself, written otherwise: that should hold for all words."""
    given = (choice.known.get(text_of(answer), answer) for answer in answers)
    said = [text_of(each) for answer in given if is_literal(answer) for each in literals_of(answer)]
    return any(is_respelling(pin.literal, each) for each in said)


def is_rebuilt(pin: Pin, answers: Iterable[SyntaxNode]) -> bool:
    """Whether an input known by its size is cut at fixed places and put together with other letters."""
    if pin.kind not in {Kind.SIZE, Kind.REST} or pin.literal in {"0", "1"}:
        return False
    measured = frozenset(re.findall(r"\w+", pin.subject)) - {"len", "length", "size", "count"}
    return any(_is_put_together(answer, measured) or _is_replaced(answer, measured) for answer in answers)


def says_a_piece(pin: Pin, answers: Sequence[SyntaxNode], quoted: str) -> bool:
    """Whether a computed property picks an answer of which a piece with figures, as the test wants it, is written."""
    if pin.kind not in {Kind.MADE, Kind.REST}:
        return False
    pieces = [
        text_of(each).strip("\"'`")
        for answer in answers
        if not is_literal(answer)
        for each in literals_of(answer)
        if text_of(each)[-1:] in "\"'`"
    ]
    wanted = [text for _, text in re.findall(r"([\"'`])(.*?)\1", quoted)]
    return any(
        _PIECE.fullmatch(piece)
        and re.search(r"\d\d", piece)
        and any(piece in text and piece != text for text in wanted)
        for piece in pieces
    )


def _is_replaced(answer: SyntaxNode, measured: frozenset[str]) -> bool:
    """Whether letters of what was measured are replaced by others."""
    words = [text_of(each) for each in literals_of(answer) if text_of(each)[-1:] in "\"'`"]
    replaced = re.match(r"(\w+)\.(replace|translate|sub)\w*\(", text_of(answer))
    return replaced is not None and replaced[1] in measured and any(re.search(r"[^\W\d_]", word) for word in words)


def _is_put_together(answer: SyntaxNode, measured: frozenset[str]) -> bool:
    cut = [
        node
        for node in walk(answer)
        if node.type in {"subscript", "slice_expression", "index_expression"}
        or (
            node.type in {"call_expression", "method_invocation"} and re.search(r"\.(slice|substr\w*)\(", text_of(node))
        )
    ]
    fixed = [
        node for node in cut if measured & {*re.findall(r"\w+", text_of(node))} and any(True for _ in literals_of(node))
    ]
    words = [text_of(each) for each in literals_of(answer) if text_of(each)[-1:] in "\"'`"]
    return len(fixed) > 1 and any(re.search(r"\w", word) and not _FILLED_UP.match(word) for word in words)
