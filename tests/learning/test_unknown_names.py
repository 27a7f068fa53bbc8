"""Names that nobody introduced: what was meant, and where it comes from."""

from __future__ import annotations

import pytest

from support.suggestions import texts_suggested


@pytest.mark.parametrize(
    ("marked", "message", "expected"),
    [
        ("def f(measurements):\n    return max(«measurments»)\n", "Undefined name `measurments`", "measurements"),
        ("from unittest import SkipTest\nraise «SkiptTest»('x')\n", 'Name "SkiptTest" is not defined', "SkipTest"),
        ("for x in «xrange»(10): pass\n", "Undefined name `xrange`", "range"),
        ("from typing import Iterable\ndef f() -> «Iter»[str]: ...\n", '"Iter" is not defined', "Iterable"),
        ("größe = 1\nprint(«grösse», '💥')\n", "Undefined name `grösse`", "größe"),
        ("class BaseTCPStream: ...\nclass A(«BaseStream»): ...\n", "Undefined name `BaseStream`", "BaseTCPStream"),
        ("import json as simple\nsimple.x(«json».y)\n", "Undefined name `json`", "simple"),
        ("from a import b as c\nc(«b»)\n", "Undefined name `b`", "c"),
        ("import requests\nx = requests.Request()\ny = «Request»()\n", "Undefined name `Request`", "requests.Request"),
        (
            "class A:\n    LIMIT: int = 3\n\n    def f(self):\n        return «LIMIT»\n",
            "Undefined name `LIMIT`",
            "self.LIMIT",
        ),
        (
            "def f(tasks):\n    for field, v in tasks:\n        g(«k», v)\n",
            "Undefined name `k`",
            "field",
        ),
        (
            "def f(copy):\n    copy.name = 1\n    return «other».name\n",
            "Undefined name `other`",
            "copy",
        ),
        ("def f(mock_pager):\n    g(mock_pager, «dummy_pager»)\n", "Undefined name `dummy_pager`", "mock_pager"),
        ("def f(a):\n    for collectors in a:\n        g(«cols», collectors)\n", "Undefined name `cols`", "collectors"),
        (
            "def f(a):\n    for field in a:\n        field()\n    for field, v in a:\n        g(«k», v)\n",
            "Undefined name `k`",
            "field",
        ),
        (
            "def f(a):\n    def mock_pager(): ...\n    a.b = «dummy_pager»\n",
            "Undefined name `dummy_pager`",
            "mock_pager",
        ),
        ("def f(x: «Task») -> int: ...\n\n\nclass Task: ...\n", "Undefined name `Task`", '"Task"'),
        ("def f(x: «A») -> 'B': ...\n\n\nclass A: ...\n", "Undefined name `A`", "'A'"),
    ],
)
def test_a_slip_of_the_pen(marked: str, message: str, expected: str) -> None:
    name = marked[marked.index("«") : marked.index("»") + 1]
    assert marked.replace(name, expected) in texts_suggested(marked, message)


def test_an_import_that_other_files_have() -> None:
    others = {"src/b.py": "import os\nfrom pathlib import Path\n", "src/c.py": "from pathlib import Path\n"}
    results = texts_suggested("import os\n\nx = «Path»('.')\n", "Undefined name `Path`", others=others)
    assert results[0] == "import os\nfrom pathlib import Path\n\nx = Path('.')\n"


@pytest.mark.parametrize("marked", ["x = «zq»\n", "x = «measurments»\n", "«»\n"])
def test_nothing_like_it_nothing_said(marked: str) -> None:
    assert texts_suggested(marked, "Undefined name `zq`") == []


def test_another_message_is_not_about_unknown_names() -> None:
    assert texts_suggested("xrange = 1\nprint(«range»)\n", "Variable `range` is too short") == []
