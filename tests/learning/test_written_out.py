"""Code whose value is known from itself, written as that value or in its order."""

from __future__ import annotations

import pytest

from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.suggest import suggest

_LIST = "Consider using a list literal instead of `str.split`"
_SLOTS = "`A.__slots__` is not sorted"


def _results(marked: str, message: str) -> list[str]:
    start, end = marked.index("«"), marked.index("»") - 1
    content = marked.replace("«", "").replace("»", "")
    problem = Problem("lint", "N1", message, "file:///a.py", Text(content).range_of(start, end))
    return [apply_edits(content, one.edits) for one in suggest((), problem, Text(content), "python", "a.py")]


@pytest.mark.parametrize(
    ("message", "marked", "expected"),
    [
        (_LIST, "x = «'a b  c'.split()»\n", "x = ['a', 'b', 'c']\n"),
        (_LIST, 'for x in «"a,b".split(",", 1)»: pass\n', 'for x in ["a", "b"]: pass\n'),
        (_LIST, 'f(«"""\n  it\'s\n  x\\\\y\n""".split()»)\n', "f([\"it's\", 'x\\\\y'])\n"),
        (_LIST, 'x = «"/".join(["a", "b"])»\n', 'x = "a/b"\n'),
        (_LIST, 'x = «""" """.split("x")»\n', 'x = [" "]\n'),
        (_SLOTS, 'class A:\n    __slots__ = «("b", "a")»\n', 'class A:\n    __slots__ = ("a", "b")\n'),
        (_SLOTS, "__slots__ = «[\n    'x10', 'x9',\n    'a',\n]»\n", "__slots__ = [\n    'a', 'x9',\n    'x10',\n]\n"),
        ("`__all__` is not sorted", "«__all__» = ['b', 'a']\n", "__all__ = ['a', 'b']\n"),
    ],
)
def test_its_value(message: str, marked: str, expected: str) -> None:
    assert expected in _results(marked, message)[:1]


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        (_LIST, "x = «a.split()»\n"),
        (_LIST, "x = «'a'.split(sep=b)»\n"),
        (_LIST, "x = «'a'.split(1)»\n"),
        (_LIST, "x = «'a' * 1000000000»\n"),
        (_LIST, "x = «f'{a} b'.split()»\n"),
        (_SLOTS, "x = «['b', a]»\n"),
        (_SLOTS, "x = «[\n    'b',  # why\n    'a']»\n"),
        (_SLOTS, "x = «['a', 'b']»\n"),
        (_SLOTS, "«x»\n"),
    ],
)
def test_what_is_not_known_is_not_said(message: str, marked: str) -> None:
    assert all("sorted" in message or "[" not in one for one in _results(marked, message))
