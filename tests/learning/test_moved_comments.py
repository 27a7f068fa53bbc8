"""Comments go along with the statements they speak of, wherever a repair moves these."""

from __future__ import annotations

import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern, PatternRecord
from amends.learning.suggest import suggest

_NESTED = "Use a single `if` statement instead of nested `if` statements"
_ELSE = "Unnecessary `else` after `return` statement"


def _problem(marked: str, message: str) -> tuple[str, Problem]:
    content = marked.replace("«", "").replace("»", "")
    place = Text(content).range_of(marked.index("«"), marked.index("»") - 1)
    return content, Problem("lint", "R001", message, "file:///b.py", place)


def _first(patterns: tuple[Pattern, ...], marked: str, message: str) -> str:
    content, problem = _problem(marked, message)
    found = suggest([PatternRecord(one) for one in patterns], problem, Text(content), "python", "b.py")
    return apply_edits(content, found[0].edits)


def _merging() -> tuple[Pattern, ...]:
    content, problem = _problem("«if a:\n    if b:\n        x()\n»", _NESTED)
    after = "if a and b:\n    x()\n"
    return learn_patterns(Example(problem, content, after, "python", "a.py", ExampleSource.HAND, 1.0), ())


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_what_is_merged_keeps_its_comments(eol: str) -> None:
    before = (
        "def f():\n    «if c:\n        if d:\n            # one\n            # two\n            g()  # three\n"
        "            # four\n            h(\n                1)\n            # five\n»    k()\n"
    )
    after = (
        "def f():\n    if c and d:\n        # one\n        # two\n        g()  # three\n"
        "        # four\n        h(\n            1)\n        # five\n    k()\n"
    )
    assert _first(_merging(), before.replace("\n", eol), _NESTED) == after.replace("\n", eol)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "def f():\n    if a:\n        return 1\n    «else»:\n        # why\n        b()\n        return 2\n",
            "def f():\n    if a:\n        return 1\n    # why\n    b()\n    return 2\n",
        ),
        (
            "def f():\n    if a:\n        return 1\n    «else»:\n\t\t# why\n\t\tb()\n",
            "def f():\n    if a:\n        return 1\n    # why\n    b()\n",
        ),
        (
            "def f():\n    if a:\n        return 1\n    «else»: b()\n",
            "def f():\n    if a:\n        return 1\n    b()\n",
        ),
        (
            "def f():\n    if a:\n        return 1\n    «else»:\n        b()\n        # after\n\n    # other\n",
            "def f():\n    if a:\n        return 1\n    b()\n    # after\n\n    # other\n",
        ),
    ],
)
def test_a_clause_that_goes_leaves_its_comments(before: str, after: str) -> None:
    assert _first((), before, _ELSE) == after
