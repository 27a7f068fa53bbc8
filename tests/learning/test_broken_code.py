"""Code that is being typed: nothing in it makes the engine fail, in any language."""

from __future__ import annotations

import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Position, Range, Text
from amends.learning.imports.editing import Import, add_imports, bound_names, imports_of
from amends.learning.learn import learn_patterns
from amends.learning.pattern import PatternRecord
from amends.learning.suggest import suggest
from amends.syntax.tree import Trees

_CODE = {
    "python": (
        "from a import (\n"
        "    b as c,\n"
        ")\n"
        "import d.e\n"
        "\n"
        'x = dict(a=1, b="{0}".format(c))\n'
        "if a or b or c:\n"
        "    y: int | str = z\n"
    ),
    "typescript": (
        "import d, { a, b as c } from 'mod';\n"
        'import * as n from "x";\n'
        "import type { T } from './t';\n"
        "const f = (a: A | B) => a && b && c;\n"
    ),
    "javascript": ("import {} from 'a';\nimport 'b';\nvar x = `a ${b}`;\nclass A { m() { return x || y; } }\n"),
    "go": (
        "package a\n"
        "\n"
        "import (\n"
        '\t"os"\n'
        '\tx "net/http"\n'
        ")\n"
        'import "fmt"\n'
        "\n"
        "func f() (int, error) {\n"
        "\treturn 0, x.New()\n"
        "}\n"
    ),
    "rust": ("use a::{self, b::C as D, e::*};\nuse std::io;\n\nfn f(x: &str) -> Option<u8> {\n    g(x).unwrap()\n}\n"),
    "java": (
        "package a.b;\n"
        "\n"
        "import java.util.*;\n"
        "import static a.B.c;\n"
        "\n"
        "class A {\n"
        "  void f() { if (a == b && c) { g(); } }\n"
        "}\n"
    ),
}


@pytest.mark.parametrize("language", _CODE)
def test_imports_of_any_beginning(language: str) -> None:
    for content in _beginnings(_CODE[language]):
        tree = Trees().tree(content, language)
        assert tree is not None
        known = imports_of(tree)
        assert isinstance(bound_names(tree), frozenset)
        for edit in add_imports(tree, known, [Import("some/module", "name"), Import("other", "", "alias")]):
            assert 0 <= edit.start <= edit.end <= len(content)


@pytest.mark.parametrize("language", _CODE)
def test_learning_and_suggesting_in_any_beginning(language: str) -> None:
    whole = _CODE[language]
    for content in _beginnings(whole):
        text = Text(content)
        for line in {0, text.line_count // 2, text.line_count - 1}:
            start, end = text.line_span(line)
            place = text.range_of(start, end)
            problem = Problem("lint", "B1", "Undefined name `x`", "file:///a", place)
            learned = learn_patterns(Example(problem, content, whole, language, "a", ExampleSource.HAND, 0.0), ())
            for one in suggest([PatternRecord(pattern) for pattern in learned], problem, text, language, "b"):
                assert 0 <= one.confidence <= 1


@pytest.mark.parametrize("language", _CODE)
def test_a_place_outside_of_the_text(language: str) -> None:
    problem = Problem("lint", "B1", "Undefined name `x`", "file:///a", Range(Position(90, 5), Position(91, 2)))
    assert suggest((), problem, Text(""), language, "a") == ()


def _beginnings(code: str) -> list[str]:
    return [code[:length] for length in range(0, len(code), 5)]
