"""Calls that run a function for their caller, as a `with` around the function's own call."""

from __future__ import annotations

import pytest

from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.suggest import suggest

_ASKED = "Use context-manager form of `pytest.raises()`"


def _results(marked: str) -> list[str]:
    start, end = marked.index("«"), marked.index("»") - 1
    content = marked.replace("«", "").replace("»", "")
    problem = Problem("lint", "N1", _ASKED, "file:///a.py", Text(content).range_of(start, end))
    return [apply_edits(content, one.edits) for one in suggest((), problem, Text(content), "python", "a.py")]


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
    assert _results(marked)[:1] == [expected]


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
    assert not any("with " in one for one in _results(marked))
