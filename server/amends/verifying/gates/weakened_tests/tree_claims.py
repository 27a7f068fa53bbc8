"""What tests of TypeScript, JavaScript, Go, Rust and Java claim, helpers and constants of their file put in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Fact
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeSource,
    called,
    inside,
    is_literal,
    line_of,
    plain,
    text_of,
    walk,
)
from amends.verifying.gates.weakened_tests.go_tables import filled, rows_around

GO_FAIL = re.compile(r"^\w+\.(Fatal|Fatalf|Error|Errorf|Fail|FailNow)$")
ASSERTING = re.compile(
    r"(?:^|[.:])(?:assert\w*!?|verify\w*|fail!?|require\w*|debug_assert\w*!?|expect\w*|panic!|prop_assert\w*!)$"
)
_SAYING_NOTHING = re.compile(
    r"^(?:\w+\.)*(?:(?:assertTrue|assert!?|assertThat|isTrue)\(?true\)?;?|assertFalse\(false\)|"
    r"(?:assert\w*!?|expect)\((?P<value>true|false|\d+|[\"'`][^\"'`]*[\"'`])(?:,|\)\.\w+\()(?P=value)\)|"
    r"expect\(true\)\.toBeTruthy\(\))$"
)
_LONGEST_PLACEHOLDER = 100
_PLAIN_TEST = re.compile(r"^(?:\w+\.)?test(?![a-z])\w*$")
"""What a `main` calls that runs tests without a framework."""
CALLS = frozenset({"call_expression", "macro_invocation", "method_invocation"})
_NAMING = ("variable_declarator", "short_var_declaration", "const_spec", "var_spec", "let_declaration", "const_item")


def claims_of(test: SyntaxNode, source: TreeSource) -> Iterator[Fact]:
    """The assertions of a test and of the functions of its file that it calls, with the values of constants."""
    calls = {called(node) for node in walk(test) if node.type in CALLS}
    inner = {node.id for node in walk(test)}
    helpers = [each for name, each in source.functions.items() if name.rpartition(".")[2] in calls]
    values = _constants(source)
    for node in (test, *(helper.node for helper in helpers if helper.node.id not in inner)):
        for fact in _claims(node):
            words = fact.key if isinstance(fact.key, tuple) else (fact.key,)
            key = tuple(filled(str(word), values) for word in words)
            yield Fact(key, fact.line, fact.label)


def _constants(source: TreeSource) -> dict[str, str]:
    """Names of the file that are given one literal, once, as plain words."""
    found: dict[str, str] = {}
    often: set[str] = set()
    for node in source.of_kind(*_NAMING):
        fields = [node.child_by_field_name(field) for field in ("name", "left", "pattern", "value", "right")]
        name, value = [*(field for field in fields if field), None, None][:2]
        often |= {text_of(name)} & found.keys()
        found[text_of(name)] = plain(value) if value is not None and is_literal(value) else ""
    return {name: value for name, value in found.items() if value and name not in often and name.isidentifier()}


def says_nothing(node: SyntaxNode) -> bool:
    """Whether a claim is true of itself, as a placeholder is."""
    is_short = node.end_byte - node.start_byte < _LONGEST_PLACEHOLDER
    return is_short and _SAYING_NOTHING.match(re.sub(r"\s+", "", text_of(node))) is not None


def _claims(test: SyntaxNode) -> Iterator[Fact]:
    """Assertions: the key is the words, the label what they check without the names of variables."""
    for node in walk(test, lambda inner: not says_nothing(inner)):
        if says_nothing(node):
            continue
        name = called(node) if node.type in CALLS else ""
        if node.type == "assert_statement" and node.named_children:
            said = plain(node.named_children[0])
            yield Fact(("assert", said), line_of(node), _shape(said))
        elif node.type == "method_invocation" and _PLAIN_TEST.match(name):
            yield Fact(("runs", plain(node)), line_of(node), plain(node))
        elif GO_FAIL.match(name):
            yield from _go_claims(node)
        elif (ASSERTING.search(name) or name.startswith("expect")) and not _is_part_of_claim(node, name):
            yield Fact(plain(node), line_of(node), _shape(plain(node)))


def _go_claims(call: SyntaxNode) -> Iterator[Fact]:
    """When a test fails: the condition around the call, once for each row of a table that it is looped over."""
    holder = inside(call, "if_statement")
    condition = holder.child_by_field_name("condition") if holder else None
    for row in rows_around(call):
        words = filled(plain(condition), row) if condition else ""
        yield Fact(("fails", words), line_of(call), f"fails {_shape(words)}")


def _is_part_of_claim(node: SyntaxNode, name: str) -> bool:
    """``expect(x)`` says nothing yet; the call of a matcher on it does."""
    return (
        name == "expect" and node.parent is not None and node.parent.type in {"member_expression", "await_expression"}
    )


def _shape(words: str) -> str:
    return re.sub(r"\b[a-z_]\w*\b(?!\s*[(!])", "_", words)
