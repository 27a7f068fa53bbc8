"""Comments go along with the statements they speak of, wherever a repair moves these."""

from __future__ import annotations

import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern
from support.suggestions import marked_problem, texts_suggested

_NESTED = "Use a single `if` statement instead of nested `if` statements"
_ELSE = "Unnecessary `else` after `return` statement"


def _merging() -> tuple[Pattern, ...]:
    content, problem = marked_problem("«if a:\n    if b:\n        x()\n»", _NESTED)
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
    assert texts_suggested(before.replace("\n", eol), _NESTED, _merging())[0] == after.replace("\n", eol)


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
    assert texts_suggested(before, _ELSE)[0] == after
