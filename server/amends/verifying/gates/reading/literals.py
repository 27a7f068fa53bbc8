"""Literals by what they say: numbers, flags and words, however strings are put together."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Fact
from amends.verifying.gates.reading.python_source import line_of

_PLACEHOLDERS = re.compile(r"%\(\w+\)[#0 +-]*[\d.*]*[a-zA-Z]|%[#0 +-]*[\d.*]*[srdixXofFeEgGca%]|\{[^{}]*\}")
_WORD = re.compile(r"[^\W_]+")
_GROUPED = re.compile(r"(?<=\d)_(?=\d)|(?<=\d)_?(?:[lLn]|[iu](?:8|16|32|64|128|size))\b")
_OTHER_BASES = re.compile(r"(?<![\w.])(?:0[xX][0-9a-fA-F]{1,16}|0[bB][01]{1,64}|0[oO][0-7]{1,22})(?![\w.])")
_ENCODINGS = frozenset({"utf", "8", "ascii", "latin", "utf8"})


def facts_of_literals(node: ast.AST) -> Iterator[Fact]:
    """Every number, flag and word below a node, docstrings left out.

    Strings count word by word without their placeholders, so that ``"%s: a" % x``, ``"{}: a".format(x)`` and
    ``f"{x}: a"`` say the same.
    """
    silent = {id(child.value) for child in ast.walk(node) if isinstance(child, ast.Expr)}
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and id(child) not in silent:
            for key in _keys(child.value):
                yield Fact(key, line_of(child))


def plain_numbers(words: str) -> str:
    """The same with numbers as all languages write them: ``4_000_000L`` and ``0x3D0900`` are ``4000000``."""
    return _OTHER_BASES.sub(lambda found: str(int(found.group(), 0)), _GROUPED.sub("", words))


def _keys(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if isinstance(value, str):
        words = _WORD.findall(_PLACEHOLDERS.sub(" ", value))
        yield from (("word", word) for word in words if word.lower() not in _ENCODINGS)
    elif value is not None and value is not ...:
        yield type(value).__name__, repr(value)
