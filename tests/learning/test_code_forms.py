"""Which pieces of code are the same but for their layout."""

from __future__ import annotations

import pytest

from amends.learning.templates.code_forms import same_code

_SAME = [
    ("f(a,\n  b)\n", "f(\n    a,\n    b,\n)\n"),
    ("x = 'a'\n", 'x = "a"\n'),
    ("import a\nimport b\nx()\n", "import b\nimport a\nx()\n"),
    ("def f():\n    return [\n        1,\n    ]\n", "def f():\n    return [\n  1]\n"),
    ("def f():\n    x = a + \\\n  b\n", "def f():\n    x = a + \\\n        b\n"),
    ("if a:\n    f(  # (\n  1)\n", "if a:\n    f(  # (\n      1)\n"),
    ("x = g('(')\n\ny = 1\n", "x = g('(')\ny = 1\n"),
]
_OTHER = [
    ("with a:\n    b()\n    c()\n", "with a:\n    b()\nc()\n"),
    ("if a:\n    b()\n    c(\n  1)\n", "if a:\n    b()\nc(\n  1)\n"),
    ("if a:\n  x = ')'\n  y()\n", "if a:\n  x = ')'\ny()\n"),
]


@pytest.mark.parametrize(("one", "other"), _SAME)
def test_the_same(one: str, other: str) -> None:
    assert same_code(one, other, "python")


@pytest.mark.parametrize(("one", "other"), _OTHER)
def test_another_block(one: str, other: str) -> None:
    assert not same_code(one, other, "python")
    assert same_code(one, other, "go")
