"""Code whose value is known from itself, written as that value or in its order."""

from __future__ import annotations

import pytest

from support.suggestions import texts_suggested

_LIST = "Consider using a list literal instead of `str.split`"
_CALL = "Unnecessary `{}()` call (rewrite as a literal)"
_SLOTS = "`A.__slots__` is not sorted"


@pytest.mark.parametrize(
    ("message", "marked", "expected"),
    [
        (_LIST, "x = «'a b  c'.split()»\n", "x = ['a', 'b', 'c']\n"),
        (_LIST, 'for x in «"a,b".split(",", 1)»: pass\n', 'for x in ["a", "b"]: pass\n'),
        (_LIST, 'f(«"""\n  it\'s\n  x\\\\y\n""".split()»)\n', "f([\"it's\", 'x\\\\y'])\n"),
        (_LIST, 'x = «"/".join(["a", "b"])»\n', 'x = "a/b"\n'),
        (_LIST, 'x = «""" """.split("x")»\n', 'x = [" "]\n'),
        ("Consider `'a,b'` instead of string join", "x = «','.join(['a', 'b'])»\n", "x = 'a,b'\n"),
        (_CALL, "x = «list()»\n", "x = []\n"),
        (_CALL, "x = «tuple()»\n", "x = ()\n"),
        (_CALL, "x = 'a', «str()»\n", "x = 'a', ''\n"),
        (_CALL, 'x = «str("a")»\n', 'x = "a"\n'),
        (_CALL, "x = «dict(a=f(1), b=2)»\n", 'x = {"a": f(1), "b": 2}\n'),
        (_CALL, "y = 'z'\nx = «dict(\n    a=1,\n    b=2,\n)»\n", "y = 'z'\nx = {\n    'a': 1,\n    'b': 2,\n}\n"),
        (_CALL, "x = «dict([(k, 1), ['b', v]])»\n", "x = {k: 1, 'b': v}\n"),
        (_CALL, "x = «set([a, b])»\n", "x = {a, b}\n"),
        (_CALL, "x = «tuple([a])»\n", "x = (a,)\n"),
        (_CALL, "x = «list((a,))»\n", "x = [a]\n"),
        (_SLOTS, 'class A:\n    __slots__ = «("b", "a")»\n', 'class A:\n    __slots__ = ("a", "b")\n'),
        (_SLOTS, "__slots__ = «[\n    'x10', 'x9',\n    'a',\n]»\n", "__slots__ = [\n    'a', 'x9',\n    'x10',\n]\n"),
        ("`__all__` is not sorted", "«__all__» = ['b', 'a']\n", "__all__ = ['a', 'b']\n"),
    ],
)
def test_its_value(message: str, marked: str, expected: str) -> None:
    assert expected in texts_suggested(marked, message)[:1]


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        (_LIST, "x = «a.split()»\n"),
        (_LIST, "x = «'a'.split(sep=b)»\n"),
        (_LIST, "x = «'a'.split(1)»\n"),
        (_LIST, "x = «'a' * 1000000000»\n"),
        (_LIST, "x = «f'{a} b'.split()»\n"),
        (_LIST, "x = «set()»\n"),
        (_LIST, "x = «set([*a])»\n"),
        (_LIST, "x = «dict(**a)»\n"),
        (_LIST, "x = «dict([(1, 2, 3)])»\n"),
        (_LIST, "x = «list(a)»\n"),
        (_LIST, "x = «int('1')»\n"),
        (_LIST, "x = «str(b'1')»\n"),
        (_SLOTS, "x = «['b', a]»\n"),
        (_SLOTS, "x = «[\n    'b',  # why\n    'a']»\n"),
        (_SLOTS, "x = «['a', 'b']»\n"),
        (_SLOTS, "«x»\n"),
    ],
)
def test_what_is_not_known_is_not_said(message: str, marked: str) -> None:
    assert not [one for one in texts_suggested(marked, message) if "str.split" not in one]
