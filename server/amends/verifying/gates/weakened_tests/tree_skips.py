"""Ways to keep a test of TypeScript, JavaScript, Go, Rust or Java from running, or from failing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from amends.verifying.gates.reading.change import Fact
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeSource,
    called,
    inside,
    is_among_tests,
    last_line_of,
    line_of,
    text_of,
)
from amends.verifying.gates.reasons import stopped

JS_OFF = re.compile(
    r"^(?:x(?:it|test|describe|specify|context)|(?:it|test|describe|suite|context|specify)(?:\.\w+)*\.(?:skip|todo|skipIf|runIf|fails|failing))\b|"
    r"^(?:this|ctx|t|context)\.skip$|^pending$"
)
_JS_ALONE = re.compile(r"^(?:f(?:it|describe|test)|(?:it|test|describe|suite)(?:\.\w+)*\.only)\b")
_GO_SKIP = re.compile(r"^\w+\.(?:Skip|SkipNow|Skipf)$|^testing\.Short$")
_RUST_SKIP = re.compile(r"#\[\s*(ignore|should_panic|cfg\s*\(|cfg_attr\s*\()")
JAVA_SKIP = re.compile(
    r"@(?:\w+\.)*(?:Disabled\w*|Ignore|EnabledIf\w*|EnabledOn\w*|Enabled\w+)\b|enabled\s*=\s*false|expected\s*="
)
_JAVA_ASSUME = re.compile(r"(?:^|\.)(?:assume\w*|abort)$")
_BUILD_TAG = re.compile(r"^//\s*(?:go:build|\+build)\b.*")
_MEANT = re.compile(r"`(testing\.Short|\w+\.Skip\w*|#\[\s*should_panic.*|\w+(\.\w+)*\.(skipIf|runIf))`", re.DOTALL)


def switched_off(source: TreeSource) -> Iterator[Fact]:
    """Whatever keeps tests from running or from counting."""
    finder = {"go": _go_off, "rust": _rust_off, "java": _java_off}.get(source.language, _js_off)
    return finder(source)


def _js_off(source: TreeSource) -> Iterator[Fact]:
    for call in source.of_kind(*source.dialect.calls):
        if JS_OFF.match(called(call)):
            yield Fact("skip", line_of(call), stopped(called(call)))
        elif _JS_ALONE.match(called(call)):
            yield Fact("only", line_of(call), f"`{called(call)}` keeps all other tests from running.")


def _go_off(source: TreeSource) -> Iterator[Fact]:
    for call in source.of_kind(*source.dialect.calls):
        if _GO_SKIP.match(called(call)):
            yield Fact("skip", line_of(call), f"`{called(call)}` keeps a test from running.")
        elif called(call) == "os.Exit" and _is_test_main(call) and not re.search(r"Run\(|[cC]ode", text_of(call)):
            yield Fact("exit", line_of(call), "The tests end before they ran.")
    for node in source.of_kind("comment"):
        if _BUILD_TAG.match(text_of(node)):
            yield Fact(text_of(node), line_of(node), f"`{text_of(node)}` keeps the file's code from being built.")


def _is_test_main(call: SyntaxNode) -> bool:
    function = inside(call, "function_declaration")
    return function is not None and text_of(function.child_by_field_name("name")) == "TestMain"


def _rust_off(source: TreeSource) -> Iterator[Fact]:
    for node in source.of_kind("attribute_item", "inner_attribute_item"):
        words = text_of(node)
        found = _RUST_SKIP.match(words)
        if found and not re.search(r"cfg\s*\(\s*test\s*\)", words) and not _is_of_the_product(node):
            yield Fact(found.group(1), line_of(node), stopped(words))


def _is_of_the_product(attribute: SyntaxNode) -> bool:
    """Whether something else than a test is left out when tests run: that is another gate's business."""
    return re.match(r"#\[\s*cfg\s*\(\s*not\s*\(\s*test", text_of(attribute)) is not None and not is_among_tests(
        attribute
    )


def expected_panics(source: TreeSource) -> Iterator[Fact]:
    """What tests of Rust say that a panic must say."""
    for node in source.of_kind("attribute_item") if source.language == "rust" else ():
        if found := re.search(r"should_panic\s*\(.*expected\s*=\s*(.*)\)", text_of(node), re.DOTALL):
            yield Fact(("panics", found.group(1)), line_of(node), "What the panic must say was changed.")


def _java_off(source: TreeSource) -> Iterator[Fact]:
    for call in source.of_kind(*source.dialect.calls):
        if _JAVA_ASSUME.search(called(call)):
            yield Fact("skip", line_of(call), f"`{called(call)}` keeps a test from running.")
    for node in source.of_kind("marker_annotation", "annotation"):
        if JAVA_SKIP.search(text_of(node)):
            yield Fact("annotation", line_of(node), f"`{text_of(node)}` keeps a test from running.")


def means_it(source: TreeSource, fact: Fact) -> bool:
    """Whether a new test says of itself that it waits for a panic, or is not run where it cannot or need not be."""
    if _MEANT.match(fact.label) is None:
        return False
    skips = [
        call
        for call in source.of_kind("call_expression")
        if line_of(call) == fact.line and _GO_SKIP.match(called(call))
    ]
    return all(called(call) == "testing.Short" or inside(call, "if_statement") is not None for call in skips)


def lines_of(tests: Iterable[SyntaxNode]) -> frozenset[int]:
    """The lines of tests with the attributes above them."""
    found: set[int] = set()
    for test in tests:
        first = test
        while first.prev_named_sibling is not None and first.prev_named_sibling.type == "attribute_item":
            first = first.prev_named_sibling
        found |= set(range(line_of(first), last_line_of(test) + 1))
    return frozenset(found)
