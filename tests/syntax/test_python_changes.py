"""What differs between two texts, told from a few statements, is what a parse of both whole texts tells."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amends.core.text import Text, split_lines
from amends.syntax.python_changes import ChangedPart, Side, changed_part

# fmt: off
_LINES = st.sampled_from(
    [
        "x = 1\n", "import os\n", "\n", "# note\n", "    y = 2\n", "else:\n", "if x:\n",
        "def f():\n", "    return 1\n", '"""\n', 'a = """text\n', '"""; b = 3\n', "c = (\n", ")\n",
        "d = 1; e = 2\n", "f = 1 \\\n", "@wraps\n", "try:\n", "except E:\n", "finally:\n", "g = 'é'\r\n",
        "\x0c\n", "match x:\n", "    case 1:\n", "        pass\n", "h = 1;\n", "\t", "class A:\n",
        "  z = 1\n", "async def k():\n", "    await z\n", "i = [\n", "]\n", "'''\n", "\r",
        "j = 1 #\\\n",
    ]
)
# fmt: on
_TEXTS = st.lists(_LINES, max_size=9).map("".join)


def parsed(content: str) -> ast.Module | None:
    try:
        return ast.parse(content)
    except (SyntaxError, ValueError):
        return None


def dumped(statements: list[ast.stmt]) -> list[str]:
    return [ast.dump(statement) for statement in statements]


@given(_TEXTS, _TEXTS, _TEXTS, _TEXTS)
@settings(max_examples=1500)
@example('a = """x\n', "", "y\n", '"""; b = 3\nx = 1\n')
@example("f = 1 \\\n", "\n", "x = 1\n", "x = 1\n")
@example("if x:\n    y = 2\n", "", "else:\n    y = 2\n", "x = 1\n")
@example("x = 1", "\n", ";", "x = 1\n")
@example("", "x = 1\n", "x = 1,", "d = 1; e = 2\n")
def test_what_it_tells_is_true(start: str, old: str, new: str, end: str) -> None:
    before, after = Text(start + old + end), Text(start + new + end)
    part = changed_part(before, after)
    if part is not None:
        told(part, before, after)


def told(part: ChangedPart, before: Text, after: Text) -> None:
    old, new = parsed(before.content), parsed(after.content)
    assert old is not None, "it says that both parse"
    assert new is not None, "it says that both parse"
    assert dumped(new.body) == dumped(list(part.outline))
    own = {id(statement) for statement in part.after.statements}
    for whole, outline in zip(new.body, part.outline, strict=True):
        assert id(outline) not in own or whole.lineno == outline.lineno, "what differs stands at its own place"
    kept = [node for node in part.outline if id(node) not in own]
    assert len(kept) + len(part.before.statements) == len(old.body)
    for side in (part.before, part.after):
        lines = {line for span in side.spans for line in range(*span)}
        assert all(node.lineno - 1 in lines for node in side.statements)
    assert without(before, part.before) == without(after, part.after), "nothing outside of it differs"


def without(text: Text, side: Side) -> str:
    lines = split_lines(text.content)
    gone = {line for span in side.spans for line in range(*span)}
    return "".join(line for number, line in enumerate(lines) if number not in gone)


@pytest.mark.parametrize(
    ("old", "new", "inside"),
    [
        ("import os\nimport re\n\nx = re\n", "import re\n\nx = re\n", ("import os", "")),
        ("a = 1\nb = 2\nc = 3\n", "a = 1\nb = 4\nc = 3\n", ("b = 2", "b = 4")),
        ("a = 1\nif a:\n    b()\nc = 3\n", "a = 1\nif a:\n    b()\nelse:\n    d()\nc = 3\n", ("if a", "if a")),
        ("a = 1\n@one\ndef f(): ...\n", "a = 1\n@two\ndef f(): ...\n", ("@one", "@two")),
        ("a = 1\n", "a = 1\nb = 2\n", ("", "b = 2")),
        ("", "b = 2\n", ("", "b = 2")),
    ],
)
def test_only_the_statements_around_the_change_are_parsed(old: str, new: str, inside: tuple[str, str]) -> None:
    part = changed_part(Text(old), Text(new))
    assert part is not None
    for side, starts in zip((part.before, part.after), inside, strict=True):
        code = ast.unparse(ast.Module(list(side.statements), []))
        assert code.startswith(starts)
        assert bool(code) == bool(starts)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = (\n", "x = ()\n"),
        ("x = 1\n", "x = (\n"),
        ('"""a\n', '"""a"""\n'),
        ("\ufeffx = 1\n", "\ufeffx = 2\n"),
        ("x = 1 \\\n\ny = 2\n", "x = 1 \\\nz\ny = 2\n"),
    ],
)
def test_where_it_cannot_be_told_nothing_is_said(old: str, new: str) -> None:
    assert changed_part(Text(old), Text(new)) is None
