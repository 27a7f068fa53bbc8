"""What methods, properties and functions of well-known names give of plain values, whatever the language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from amends.verifying.gates.reading.patterns import compiled

UNKNOWN = object()
_SAME = frozenset(
    {"tostring", "asstr", "asbytes", "bytes", "chars", "clone", "toowned", "unwrap", "iter", "list", "tuple", "str"}
    | {"string", "asref", "copied", "cloned", "intoiter", "encode", "decode", "valueof", "tochararray", "some", "ok"}
    | {"set", "frozenset", "newset", "from", "into", "collect", "asslice", "rune", "byte", "tovec", "array", "box"}
)
"""What leaves a value what it is, or nearly."""
_MATCHING = frozenset(
    {"match", "search", "fullmatch", "test", "matchstring", "ismatch", "matches", "compile", "findall"}
)
_BASES = {2: "b", 8: "o", 10: "d", 16: "x"}
_WIDEST = 200
_SHORTEST_WIDE = 4
Method = Callable[..., Any]


def _starts(text: str, start: str | Sequence[str]) -> bool:
    return text.startswith(start if isinstance(start, str) else tuple(start))


def _ends(text: str, end: str | Sequence[str]) -> bool:
    return text.endswith(end if isinstance(end, str) else tuple(end))


def _split(text: str, mark: str = "") -> list[str]:
    return text.split(mark) if mark else text.split()


_OF_TEXT: dict[str, Method] = {
    **dict.fromkeys(("startswith", "hasprefix"), _starts),
    **dict.fromkeys(("endswith", "hassuffix"), _ends),
    **dict.fromkeys(("equals", "eq"), lambda text, other: text == other),
    **dict.fromkeys(
        ("equalsignorecase", "equalfold", "eqignoreasciicase"), lambda text, other: text.casefold() == other.casefold()
    ),
    **dict.fromkeys(("find", "indexof", "index"), str.find),
    **dict.fromkeys(("replace", "replaceall"), str.replace),
    **dict.fromkeys(("removeprefix", "trimprefix"), str.removeprefix),
    **dict.fromkeys(("removesuffix", "trimsuffix"), str.removesuffix),
    **dict.fromkeys(("split", "fields", "splitwhitespace"), _split),
    **dict.fromkeys(("lower", "tolower", "tolowercase", "toasciilowercase"), str.lower),
    **dict.fromkeys(("upper", "toupper", "touppercase", "toasciiuppercase"), str.upper),
    **dict.fromkeys(("strip", "trim", "trimspace"), str.strip),
    **dict.fromkeys(("int", "parseint", "atoi"), int),
    **dict.fromkeys(("float", "number", "parsefloat"), float),
    **dict.fromkeys(("isdigit", "isnumeric", "isasciidigit"), str.isdigit),
    **{name: getattr(str, name) for name in ("casefold", "lstrip", "rstrip", "title", "capitalize", "swapcase")},
    **{name: getattr(str, name) for name in ("isalpha", "isalnum", "isupper", "islower", "isspace")},
    "substring": lambda text, start, end=None: text[start:end],
    "substr": lambda text, start, size: text[start:][:size],
    "charcodeat": lambda text, place: ord(text[place]),
    "codepointat": lambda text, place: ord(text[place]),
    "isempty": lambda text: not text,
    "ord": ord,
    "join": lambda mark, parts: mark.join(map(str, parts)),
}
_OF_NUMBER: dict[str, Method] = {
    **dict.fromkeys(("int", "round", "trunc", "floor"), int),
    **dict.fromkeys(("float", "number"), lambda number: number),
    **dict.fromkeys(("str", "string", "itoa", "formatint"), str),
    **dict.fromkeys(("chr", "fromcharcode", "fromcodepoint"), chr),
    "tostring": lambda number, base=10: format(int(number), _BASES[base]),
    "format": lambda number, spec: format(number, spec) if len(spec) < _SHORTEST_WIDE else UNKNOWN,
    "divmod": lambda number, divisor: list(divmod(number, divisor)),
    "ceil": lambda number: -int(-number // 1),
    "abs": abs,
    "hex": hex,
    "bin": bin,
    "oct": oct,
}
_OF_ROW: dict[str, Method] = {
    **dict.fromkeys(("len", "length", "size", "runecountinstring"), len),
    **dict.fromkeys(("contains", "includes", "has", "containsrune"), lambda row, wanted: wanted in row),
    **dict.fromkeys(("at", "charat", "nth", "get", "elementat"), lambda row, place: row[place]),
    **dict.fromkeys(("first", "next"), lambda row: row[0]),
    "count": lambda row, part=None: len(row) if part is None else row.count(part),
    "last": lambda row: row[-1],
    "slice": lambda row, start, end=None: row[start:end],
    "sorted": sorted,
    "sum": sum,
}


def asked(owner: object, name: str, given: list[object], *, of_module: bool = False) -> object:
    """What `name`, without case and underscores, gives of a value; `UNKNOWN` where that is not known.

    Raises:
        Exception: whatever such a call raises of its own.
    """
    patterns = any(isinstance(each, re.Pattern) for each in (owner, *given[:1]))
    if patterns or (of_module and name in _MATCHING):
        return _matched(owner, name, given)
    if name in _SAME and not given and not (isinstance(owner, int | float) and name in _OF_NUMBER):
        return owner
    tables: tuple[dict[str, Method], ...] = ()
    if isinstance(owner, str):
        tables = (_OF_TEXT, _OF_ROW)
    elif isinstance(owner, int | float) and not isinstance(owner, bool):
        tables = (_OF_NUMBER,)
    elif isinstance(owner, list | tuple):
        tables = (_OF_ROW,)
    method = next((table[name] for table in tables if name in table), None)
    too_wide = any(isinstance(each, int) and abs(each) > _WIDEST for each in given)
    return method(owner, *given) if method is not None and not too_wide else UNKNOWN


def _matched(owner: object, name: str, given: list[object]) -> object:
    """Whether a pattern is met; a pattern alone is itself."""
    texts = [each for each in (owner, *given) if not isinstance(each, re.Pattern)]
    pattern = next((each for each in (owner, *given) if isinstance(each, re.Pattern)), None)
    if pattern is None and texts and isinstance(texts[0], str):
        pattern = compiled(texts.pop(0))
    if pattern is None or name not in _MATCHING:
        return UNKNOWN
    if not texts:
        return pattern
    if not isinstance(texts[0], str) or len(texts) > 1:
        return UNKNOWN
    find = {"fullmatch": pattern.fullmatch, "match": pattern.match}.get(name, pattern.search)
    return find(texts[0]) is not None
