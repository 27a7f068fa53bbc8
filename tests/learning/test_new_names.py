"""New names for what may not be called as it is: made of what the place says."""

from __future__ import annotations

import pytest

from support.suggestions import texts_suggested

_BUILTIN = "Variable `{}` is shadowing a Python builtin"
_ARGUMENT = "Redefining argument with the local name `{}`"
_ITERABLE = "Loop control variable `{}` overrides iterable it iterates"
_OUTER = "Outer `for` loop variable `{}` overwritten by inner `for` loop target"
_AMBIGUOUS = "Ambiguous variable name: `{}`"


@pytest.mark.parametrize(
    ("message", "marked", "first"),
    [
        (
            _ITERABLE,
            "def f(item):\n    for «item» in item.elts:\n        yield item\n",
            "def f(item):\n    for elt in item.elts:\n        yield elt\n",
        ),
        (
            _ITERABLE,
            "def f(line):\n    for «line» in split_func(line, 1):\n        a(line)\n    return line\n",
            "def f(line):\n    for split_line in split_func(line, 1):\n        a(split_line)\n    return line\n",
        ),
        (
            _OUTER,
            "for line in lines:\n    for «line» in wrapped_lines:\n        yield_(line)\n",
            "for line in lines:\n    for wrapped_line in wrapped_lines:\n        yield_(wrapped_line)\n",
        ),
        (
            _OUTER,
            "for last in x:\n    for «last», one in loop_last(cells):\n        a(last)\n",
            "for last in x:\n    for last_cell, one in loop_last(cells):\n        a(last_cell)\n",
        ),
        (
            _ARGUMENT,
            "def f(cls):\n    for «cls», color in command_classes:\n        a(cls)\n",
            "def f(cls):\n    for command_cls, color in command_classes:\n        a(command_cls)\n",
        ),
        (
            _ARGUMENT,
            "def f(node):\n    return [node.x for «node» in self.old_nodes.values()], node\n",
            "def f(node):\n    return [old_node.x for old_node in self.old_nodes.values()], node\n",
        ),
        (_AMBIGUOUS, 'a = [l["x"] for «l» in issue["labels"]]\n', 'a = [label["x"] for label in issue["labels"]]\n'),
        (_AMBIGUOUS, "for «l» in r.iter_lines():\n    l()\nl()\n", "for line in r.iter_lines():\n    line()\nline()\n"),
        (
            _BUILTIN,
            "def f(«type»=None):\n    return x.type(type)\n\n\nf(type=1)\n",
            "def f(type_=None):\n    return x.type(type_)\n\n\nf(type_=1)\n",
        ),
        (
            _ARGUMENT,
            "def f(exc):\n    try:\n        a(exc)\n    except E as «exc»:\n        a(exc)\n",
            "def f(exc):\n    try:\n        a(exc)\n    except E as inner_exc:\n        a(inner_exc)\n",
        ),
        (_BUILTIN, "for «id» in boxes:\n    a(id, id=id)\n", "for box in boxes:\n    a(box, id=box)\n"),
    ],
)
def test_a_name_that_says_more(message: str, marked: str, first: str) -> None:
    assert texts_suggested(marked, message.format(_name_in(marked)))[:1] == [first]


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        (_AMBIGUOUS, "for «l» in status:\n    a(l)\n"),
        (_AMBIGUOUS, "def f(line):\n    for «l» in lines:\n        a(l, line)\n"),
        (_AMBIGUOUS, "«l» = 1\n"),
        (_ITERABLE, "for item in «»item.elts:\n    pass\n"),
        (_ARGUMENT, "def f(a):\n    «a» = 1\n"),
        (_BUILTIN, "class A:\n    «id» = 1\n"),
        (_BUILTIN, "def f(«type», type_):\n    return type\n"),
        ("Variable `{}` is shadowing a builtin", "x = «1»\n"),
    ],
)
def test_nothing_better_nothing_said(message: str, marked: str) -> None:
    assert texts_suggested(marked, message.format(_name_in(marked))) == []


def _name_in(marked: str) -> str:
    return marked.partition("«")[2].partition("»")[0]
