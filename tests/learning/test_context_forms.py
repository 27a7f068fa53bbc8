"""Calls that run a function for their caller, as a `with` around the function's own call."""

from __future__ import annotations

import pytest

from support.suggestions import texts_suggested

_ASKED = "Use context-manager form of `pytest.raises()`"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("«pytest.raises(ValueError, f)»\n", "with pytest.raises(ValueError):\n    f()\n"),
        (
            "def t():\n  «raises((A, m.B), o.f, 1, k=x, *z)»  # why\n",
            "def t():\n  with raises((A, m.B)):\n    o.f(1, k=x, *z)  # why\n",
        ),
        ("if a:\r\n\te = «raises(A, lambda: b[1])»\r\n", "if a:\r\n\twith raises(A) as e:\r\n\t\tb[1]\r\n"),
        ("e = «raises(A, \"raise A('x')\")»\n", "with raises(A) as e:\n    raise A('x')\n"),
        ("«raises(A, '''\n    x = 1\n    x()\n''')»\n", "with raises(A):\n    x = 1\n    x()\n"),
    ],
)
def test_the_function_is_called_inside(marked: str, expected: str) -> None:
    assert texts_suggested(marked, _ASKED)[:1] == [expected]


@pytest.mark.parametrize(
    "marked",
    [
        "«raises(A)»\n",
        "«raises(A, match=f)»\n",
        "«deprecated_call(f, a)»\n",
        "«raises(*a, f)»\n",
        "«raises(A, lambda x: x, 1)»\n",
        "«raises(A, f(1))»\n",
        "«raises(A, 'x = (')»\n",
        "assert «raises(A, f)».value\n",
        "«raises(A, f, lambda:\n  1)»\n",
    ],
)
def test_what_cannot_be_said_so_stays(marked: str) -> None:
    assert not any("with " in one for one in texts_suggested(marked, _ASKED))
