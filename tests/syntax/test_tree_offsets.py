"""Trees speak in code points and survive anything."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.syntax.diff import tree_diff
from amends.syntax.grammars import grammar_for
from amends.syntax.scopes import enclosing_scope, enclosing_statement, scope_name
from amends.syntax.strings import FORMAT, FSTRING, PERCENT, read_slotted, write_slotted
from amends.syntax.tree import Node, Tree, Trees, descendants

_PIECES = [
    "def f(a):\n",
    "    return '😀é'\n",
    "x = a == None\r\n",
    "\x0c",
    "(",
    "]",
    '"',
    "\t",
    "é",
    "class A: pass\n",
    "\u2028",
]


def _tree(content: str) -> Tree:
    tree = Trees().tree(content, "python")
    assert tree is not None
    return tree


@pytest.mark.parametrize(
    ("language", "source"),
    [
        *((language, "x = 1\n") for language in ("python", "javascript", "typescript", "typescriptreact")),
        ("go", "package a\n\nvar x = 1\n"),
        ("rust", "const X: i32 = 1;\n"),
        ("java", "class A { int x = 1; }\n"),
    ],
)
def test_every_language_of_the_table_parses(language: str, source: str) -> None:
    tree = Trees().tree(source, language)
    assert tree is not None
    assert not tree.has_error


def test_no_grammar_no_tree() -> None:
    assert Trees().tree("x", "cobol") is None
    assert grammar_for("tsx") is grammar_for("typescriptreact")


def test_importing_the_packages_loads_no_grammar() -> None:
    code = (
        "import sys, amends.learning.suggest, amends.learning.learn;"
        "print([name for name in sys.modules if name.startswith('tree_sitter_')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_offsets_are_code_points(eol: str) -> None:
    content = f'é = "😀"  # ü{eol}\x0cname = f(é){eol}'
    tree = _tree(content)
    at = content.index("name")
    assert tree.node_at(at, at + 4).text == "name"
    assert tree.node_at(content.index("é)"), content.index("é)") + 1).text == "é"


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_nested_nodes_within_it(content: str) -> None:
    tree = _tree(content)
    for node in descendants(tree.root, 2000):
        assert 0 <= node.start <= node.end <= len(content)
        for child in node.children:
            assert node.start <= child.start <= child.end <= node.end
            assert child.parent is node


@given(st.lists(st.sampled_from(_PIECES), max_size=8), st.lists(st.sampled_from(_PIECES), max_size=8))
@settings(max_examples=100, deadline=None)
def test_no_difference_exactly_when_the_words_are_the_same(one: list[str], other: list[str]) -> None:
    before, after = _tree("".join(["pass\n", *one])), _tree("".join(["pass\n", *other]))
    if before.root.tokens == after.root.tokens and _shape(before.root) == _shape(after.root):
        assert tree_diff(before.root, after.root) is None
    elif before.root.tokens != after.root.tokens:
        assert tree_diff(before.root, after.root) is not None


def _shape(node: Node) -> tuple[object, ...]:
    return (node.kind, *(_shape(child) for child in node.children))


def test_scopes_of_a_place() -> None:
    content = "class A:\n    def f(self):\n        return g(1)\n"
    node = _tree(content).node_at(content.index("1"), content.index("1") + 1)
    assert scope_name(enclosing_scope(node)) == "f"
    assert enclosing_statement(node).text == "return g(1)"


def test_old_trees_are_forgotten() -> None:
    trees = Trees(capacity=2)
    first = trees.tree("a", "python")
    assert trees.tree("a", "python") is first
    trees.tree("b", "python")
    trees.tree("c", "python")
    assert trees.tree("a", "python") is not first


@pytest.mark.parametrize(
    ("source", "spelling", "expected"),
    [
        ('"%s-%d" % (a, b)', FSTRING, 'f"{a}-{b}"'),
        ('"%s" % a', FORMAT, '"{}".format(a)'),
        ('"%(x)s" % {"x": 1}', FSTRING, 'f"{1}"'),
        ('"%.2f%%" % x.y', FSTRING, 'f"{x.y:.2f}%"'),
        ('"{a} {0!r:>4}".format(1, a=b.c)', FSTRING, 'f"{b.c} {1!r:>4}"'),
        ('"{0[key]}".format(d)', FSTRING, "f\"{d['key']}\""),
        ('"{}".format(d["k"])', FSTRING, "f\"{d['k']}\""),
        ('("a %s "\n "b") % c', FSTRING, 'f"a {c} b"'),
        ('f"{a!r} {{x}}"', FORMAT, '"{!r} {{x}}".format(a)'),
        ('r"\\d %s" % a', FSTRING, 'rf"\\d {a}"'),
    ],
)
def test_strings_with_slots_are_respelt(source: str, spelling: str, expected: str) -> None:
    tree = _tree(source + "\n")
    slotted = read_slotted(tree.node_at(0, len(source)))
    assert slotted is not None
    assert write_slotted(slotted, spelling) == expected


@pytest.mark.parametrize(
    "source",
    ['"%*d" % (1, 2)', '"{}".format(*a)', '"{} {}".format(a)', 'b"%s" % a', '"plain" % ()', '"%s" % (a,)[0] % 2'],
)
def test_strings_we_cannot_read_are_left_alone(source: str) -> None:
    tree = _tree(source + "\n")
    slotted = read_slotted(tree.node_at(0, len(source)))
    assert slotted is None or slotted.spelling == PERCENT


def test_a_text_with_a_lone_surrogate_parses() -> None:
    assert _tree("x = '\ud800'\ny = 1\n").root.children


def test_a_block_that_ends_with_a_comment_ends_before_the_line_end() -> None:
    tree = Trees().tree("if é:\r\n    b()  # why\r\nc()\r\n", "python")
    assert tree is not None
    ends = [node.end for node in descendants(tree.root) if node is not tree.root]
    assert ends
    assert not [end for end in ends if tree.content.startswith("\n", end) and tree.content[end - 1] == "\r"]


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_block_ends_before_the_line_end_of_its_last_statement(eol: str) -> None:
    tree = Trees().tree(f"func f() {{{eol}\tg(){eol}}}{eol}", "go")
    assert tree is not None
    block = next(node for node in descendants(tree.root) if node.kind == "statement_list")
    assert block.text == "g()"


@pytest.mark.parametrize(
    ("unit", "content"),
    [
        ("    ", ""),
        ("  ", "rows = [\n    1,\n    2,\n]\n\n\ndef f(a):\n  return a\n"),
        ("    ", "def f(\n        a, b):\n    return a\n\n\ndef g(\n        a):\n    return a\n"),
        ("  ", "rows = [\n  1,\n]\n"),
        ("\t", "def f(a):\n\treturn a\n"),
    ],
)
def test_a_level_of_indentation_is_what_blocks_have(unit: str, content: str) -> None:
    assert _tree(content).indent_unit == unit
