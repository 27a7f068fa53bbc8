"""Messages that show by an example what to write."""

from __future__ import annotations

import pytest

from support.suggestions import texts_suggested

_CALLABLE = (
    'Using `hasattr(x, "__call__")` to test if x is callable is unreliable. Use `callable(x)` for consistent results.'
)
_KEYS = "Use `key in dict` instead of `key in dict.keys()`"
_BOOL = "Use `bool(...)` instead of `True if ... else False`"
_NOT = "Use `not ...` instead of `False if ... else True`"
_TUPLE = "Use `tuple` instead of `typing.Tuple` for type annotation"
_SAME = "Use `a != b` instead of `not a == b`"


@pytest.mark.parametrize(
    ("message", "marked", "expected"),
    [
        (_CALLABLE, "if «hasattr(größe.fun(1), '__call__')»: pass\n", "if callable(größe.fun(1)): pass\n"),
        (_CALLABLE, "y = «hasattr(\n    a if b else c,\n    '__call__',\n)»\n", "y = callable(a if b else c)\n"),
        (_KEYS, "x = «k in self.d['e'].keys()»\n", "x = k in self.d['e']\n"),
        (_KEYS, "x = «key in (a or b).keys()»\n", "x = key in (a or b)\n"),
        (_BOOL, "return_(«True if x and '…' in y else False»)\n", "return_(bool(x and '…' in y))\n"),
        (_NOT, "z = «False if x and y else True»\n", "z = not (x and y)\n"),
        (_TUPLE, "def f(a: 'int | «typing.Tuple»[str]'): ...\n", "def f(a: 'int | tuple[str]'): ...\n"),
        (_SAME, "if «not f(e.c) == d + 1»: pass\n", "if f(e.c) != (d + 1): pass\n"),
    ],
)
def test_what_the_example_says(message: str, marked: str, expected: str) -> None:
    assert texts_suggested(marked, message)[:1] == [expected]


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        (_CALLABLE, "y = «hasattr(z, '__init__')»\n"),
        (_KEYS, "y = «k in d.values()»\n"),
        (_BOOL, "y = «True if a else b»\n"),
        (_BOOL, "y = «)»\n"),
        (_BOOL, "y = '«bool(...)»'\n"),
    ],
)
def test_other_code_is_left_alone(message: str, marked: str) -> None:
    assert not any(
        "callable(" in one or "bool(" in one or "k in d\n" in one for one in texts_suggested(marked, message)
    )
