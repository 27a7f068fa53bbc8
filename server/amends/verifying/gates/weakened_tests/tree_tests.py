"""Tests of TypeScript, JavaScript, Go, Rust and Java: which run, what they check, what they are given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import attrs

from amends.core.text import Text
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact, is_test_path
from amends.verifying.gates.reading.tree_names import new_names
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeSource,
    arguments_of,
    called,
    inside,
    is_comment,
    line_of,
    literals_of,
    plain,
    text_of,
    walk,
    words_of,
)
from amends.verifying.gates.reasons import IF_MEANT, VALUES_CHANGED
from amends.verifying.gates.weakened_tests.go_essence import claims_as_much
from amends.verifying.gates.weakened_tests.new_signatures import resigned, with_bare_calls
from amends.verifying.gates.weakened_tests.rust_results import unwrapped
from amends.verifying.gates.weakened_tests.tree_claims import ASSERTING, CALLS, GO_FAIL, claims_of, says_nothing
from amends.verifying.gates.weakened_tests.tree_rows import bodies_of, goes_on
from amends.verifying.gates.weakened_tests.tree_skips import (
    JAVA_SKIP,
    JS_OFF,
    expected_panics,
    lines_of,
    means_it,
    switched_off,
)

NAME = "weakened-test"
_JS_TEST = re.compile(r"^(?:it|test|specify|bench)(?:\.(?:each|concurrent|only|sequential|for))*$")
_MOCKS = re.compile(
    r"^(?:vi|jest)\.(?:mock|doMock|spyOn|unmock|setSystemTime|useFakeTimers|stubGlobal|stubEnv|setTimeout|retryTimes)$|^sinon\.|^mock\.module$|"
    r"\.mock(?:ReturnValue|Implementation|ResolvedValue)(?:Once)?$|^(?:Mockito\.)?(?:when|doReturn|mockStatic|spy)$|^expect\.extend$"
)
_GO_TEST = re.compile(r"^(?:Test|Benchmark|Fuzz|Example)(?![a-z])")
_RUST_TEST = re.compile(r"#\[\s*(?:[\w:]+::)?(?:test|rstest|test_case|quickcheck|proptest|wasm_bindgen_test)\b")
_JAVA_TEST = re.compile(r"@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property|TestTemplate)\b")
_GUARDS = re.compile(
    r"^(if|try|for|for_in|while|switch|match|ternary|expression_switch|enhanced_for|try_with_resources)_(statement|expression)$|"
    r"^(arrow_function|closure_expression|lambda_expression)$"
)


@attrs.frozen(eq=False)
class TreeTest:
    """One test that would run."""

    name: str
    node: SyntaxNode
    """All that belongs to it, attributes left out."""


def findings(change: Change, before: TreeSource, after: TreeSource) -> Iterator[GateFinding]:
    """What is weaker in a file's tests than it was."""
    before = _with_new_names(change, before, after)
    old, new = tests_of(before), tests_of(after)
    came = [test for name, test in new.items() if name not in old] if change.is_patch else []
    own = lines_of(test.node for test in came) if old.keys() <= new.keys() else frozenset[int]()
    off = (
        fact
        for fact in change.added(switched_off(before), switched_off(after))
        if fact.line not in own or not means_it(after, fact)
    )
    yield from (change.finding(NAME, change.line_after(fact.line), fact.label) for fact in off)
    for fact in change.lost(expected_panics(before), expected_panics(after)):
        yield change.finding(NAME, change.line_before(fact.line), fact.label)
    if change.language == "go" and change.is_patch and change.is_test and claims_as_much(before, after):
        return
    gained = Counter(body for test in came for body in bodies_of(test.node))
    same_helpers = not old or _same_helpers(before, after)
    for name, test in old.items():
        if name not in new:
            renamed = change.is_patch and any(_does(other.node) == _does(test.node) for other in came)
            if not (renamed or goes_on(test.node, gained) or change.was_moved(text_of(test.node))):
                yield change.finding(
                    NAME, change.line_before(line_of(test.node)), f"The test `{name}` is no longer run."
                )
        elif plain(new[name].node) != plain(test.node) or not same_helpers:
            yield from _compared(change, (test, before), (new[name], after))
    yield from _data(change, before, after, list(old.values()))
    taken = {
        name for node in before.of_kind("import_specifier", "import_clause") for name in words_of(node, "identifier")
    }
    for node in after.of_kind("variable_declarator", "function_declaration"):
        if (name := text_of(node.child_by_field_name("name"))) in taken:
            yield change.finding(NAME, change.line_after(line_of(node)), f"`{name}` is no longer what is to be tested.")


def _same_helpers(before: TreeSource, after: TreeSource) -> bool:
    """Whether the functions of a file are what they were, those that came apart."""
    return all(
        key in after.functions and plain(after.functions[key].body) == plain(old.body)
        for key, old in before.functions.items()
    )


def _does(test: SyntaxNode) -> str:
    """What a test does, whatever it is called."""
    return plain(test.child_by_field_name("body") or test)


def _with_new_names(change: Change, before: TreeSource, after: TreeSource) -> TreeSource:
    """The text before with the names under which the patch's code now has what the tests are of."""
    told = before.text.content
    for old, new in new_names(change, before, after).items():
        told = re.sub(rf"(?<![\w$]){re.escape(old)}(?![\w$])", new, told)
    return TreeSource(Text(told), before.language) if told != before.text.content else before


def tests_of(source: TreeSource) -> dict[str, TreeTest]:
    """The tests of a file that run, by name."""
    finder = {"go": _go_tests, "rust": _rust_tests, "java": _java_tests}.get(source.language, _js_tests)
    return {test.name: test for test in finder(source)}


def mocks_of(source: TreeSource, tests: frozenset[str]) -> Iterator[Fact]:
    """Stand-ins for the code under test: at the top of the file, or in one of these tests."""
    for call in source.of_kind(*source.dialect.calls):
        if _MOCKS.search(called(call)):
            holder = js_test_around(call)
            if holder is None or holder in tests:
                yield Fact("mock", line_of(call), f"`{called(call)}` replaces what is tested.")


def _js_tests(source: TreeSource) -> Iterator[TreeTest]:
    for call in source.of_kind("call_expression"):
        given = arguments_of(call)
        if len(given) > 1 and _is_js_test(call) and not _in_js_off(call):
            yield TreeTest(_js_name(call), call)


def _is_js_test(call: SyntaxNode) -> bool:
    name = called(call)
    return bool(_JS_TEST.match(re.sub(r"\(.*|`.*", "", name, flags=re.DOTALL)) or re.match(r"^fit$", name))


def _in_js_off(call: SyntaxNode) -> bool:
    around = inside(call, "call_expression")
    while around is not None:
        if JS_OFF.match(called(around)):
            return True
        around = inside(around, "call_expression")
    return False


def _js_name(call: SyntaxNode) -> str:
    """The titles of the test and of the groups around it; the callee counts as little as `only` does."""
    titles: list[str] = []
    current: SyntaxNode | None = call
    while current is not None:
        given = arguments_of(current)
        if (
            current.type == "call_expression"
            and given
            and re.match(r"x?f?(?:it|test|describe|suite|context|specify)\b", called(current))
        ):
            titles.append(text_of(given[0]))
        current = current.parent
    return " > ".join(reversed(titles))


def _is_title(literal: SyntaxNode) -> bool:
    """Whether it is what a test of JavaScript is called."""
    call = literal.parent.parent if literal.parent else None
    is_first = call is not None and call.type == "call_expression" and arguments_of(call)[:1] == [literal]
    return call is not None and is_first and _is_js_test(call)


def _is_told(literal: SyntaxNode) -> bool:
    """Whether it is what a test of Go tells people when it fails."""
    call = inside(literal, "call_expression")
    return call is not None and GO_FAIL.match(called(call)) is not None and arguments_of(call)[:1] == [literal]


def _is_of_no_claim(literal: SyntaxNode) -> bool:
    """Whether it is part of a claim that says nothing, or the reason why a test does not run."""
    around = literal.parent
    while around is not None and around.type not in {"block", "statement_block", "class_body", "source_file"}:
        if says_nothing(around) or (around.type == "annotation" and JAVA_SKIP.search(text_of(around))):
            return True
        around = around.parent
    return False


def js_test_around(call: SyntaxNode) -> str | None:
    """The test of JavaScript that a node stands in."""
    around = inside(call, "call_expression")
    while around is not None and not _is_js_test(around):
        around = inside(around, "call_expression")
    return _js_name(around) if around else None


def _go_tests(source: TreeSource) -> Iterator[TreeTest]:
    for name, function in source.functions.items():
        if function.node.type == "function_declaration" and _GO_TEST.match(name):
            yield TreeTest(name, function.node)


def _rust_tests(source: TreeSource) -> Iterator[TreeTest]:
    for name, function in source.functions.items():
        if any(_RUST_TEST.match(attribute) for attribute in _rust_attributes(function.node)):
            yield TreeTest(name, function.node)


def _rust_attributes(node: SyntaxNode) -> Iterator[str]:
    before = node.prev_named_sibling
    while before is not None and (before.type == "attribute_item" or is_comment(before)):
        yield text_of(before)
        before = before.prev_named_sibling


def _java_tests(source: TreeSource) -> Iterator[TreeTest]:
    # Without a framework a `main` runs them, and they `assert`.
    in_test = re.search(r"\bassert\b", source.text.content) is not None
    for name, function in source.functions.items():
        last = name.rpartition(".")[2]
        plain_test = last == "main" or re.match(r"test(?![a-z])", last)
        if _JAVA_TEST.search(_java_annotations(function.node)) or (in_test and plain_test):
            yield TreeTest(name, function.node)


def _java_annotations(node: SyntaxNode) -> str:
    return next((text_of(child) for child in node.named_children if child.type == "modifiers"), "")


_Side = tuple[TreeTest, TreeSource]


def _compared(change: Change, before: _Side, after: _Side) -> Iterator[GateFinding]:
    old, new = before[0], after[0]
    asked = bool(change.asked_at(line_of(old.node), int(old.node.end_point.row)))
    was, now = _with_new_calls(change, *(list(claims_of(test.node, source)) for test, source in (before, after)))
    left = Counter(fact.key for fact in now)
    shapes = Counter(fact.label for fact in now)
    tried = Counter(unwrapped(new.node, now))
    for fact in was:
        if left[fact.key] > 0:
            left[fact.key] -= 1
        elif tried[fact.key] > 0:
            tried[fact.key] -= 1
        elif asked and len(now) >= len(was) and shapes[fact.label] > 0:
            shapes[fact.label] -= 1
        else:
            yield change.finding(
                NAME, change.line_before(fact.line), f"An assertion was removed or changed. {IF_MEANT}"
            )
    if _guards(new) > _guards(old) and len(now) <= len(was):
        yield change.finding(NAME, change.line_after(line_of(new.node)), "An assertion is no longer always reached.")
    for fact in change.added(_literals(old.node), _literals(new.node)) if _is_repaired(change, old.name) else ():
        yield change.finding(NAME, change.line_after(fact.line), VALUES_CHANGED)
        break
    for fact in change.added(_returns(old.node), _returns(new.node)):
        yield change.finding(NAME, change.line_after(fact.line), "The test ends before its assertions.")


def _with_new_calls(change: Change, was: list[Fact], now: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """The claims, alike where only the calls of functions follow their new signatures."""
    lost = {fact.key for fact in was} - {fact.key for fact in now}
    names = resigned(change) if lost else frozenset[str]()
    if not names:
        return was, now
    return _reduced(was, names), _reduced(now, names)


def _reduced(claims: list[Fact], names: frozenset[str]) -> list[Fact]:
    keys = [claim.key if isinstance(claim.key, tuple) else (claim.key,) for claim in claims]
    words = [" ".join(map(str, key)) for key in keys]
    return [attrs.evolve(claim, key=with_bare_calls(said, names)) for claim, said in zip(claims, words, strict=True)]


def _is_repaired(change: Change, name: str) -> bool:
    """Whether nothing but tests is changed, and this one fails no more since."""
    code = [path for path, _ in change.others if not is_test_path(path)]
    title = re.sub(r"[\"'`]", "", name)
    ids = (problem.test.test_id.partition("::")[2] for problem in change.problems if problem.test)
    return change.is_test and not code and title in ids


def _literals(test: SyntaxNode) -> Iterator[Fact]:
    return (Fact(text_of(literal), line_of(literal)) for literal in literals_of(test))


def _guards(test: TreeTest) -> int:
    """How many blocks stand around the test's assertions, together."""
    count = 0
    for node in walk(test.node):
        if node.type in CALLS and ASSERTING.search(called(node)):
            current = node.parent
            while current is not None and current.id != test.node.id:
                count += bool(_GUARDS.match(current.type))
                current = current.parent
    return count


def _returns(test: SyntaxNode) -> Iterator[Fact]:
    for node in walk(test, lambda inner: inner.id == test.id or "closure" not in inner.type):
        if (
            node.type in {"return_statement", "return_expression"}
            and inside(node, "if_statement", "if_expression") is None
        ):
            yield Fact(("return", plain(node)), line_of(node))


def _data(change: Change, before: TreeSource, after: TreeSource, tests: list[TreeTest]) -> Iterator[GateFinding]:
    """Literals that tests were given and are not any more."""
    if not tests:
        return
    zones = [(line_of(test.node), int(test.node.end_point.row)) for test in tests]
    inline = before.language == "rust" and not change.is_test

    def facts(source: TreeSource) -> Iterator[Fact]:
        for literal in literals_of(source.root):
            named = inside(literal, "import_statement", "import_spec", "attribute_item", "use_declaration") is not None
            unsaid = change.is_patch and (_is_title(literal) or _is_told(literal) or _is_of_no_claim(literal))
            if not (named or unsaid):
                yield Fact(text_of(literal), line_of(literal))

    for fact in change.lost(list(facts(before)), list(facts(after))):
        in_test = any(first <= fact.line <= last for first, last in zones)
        moved = change.was_moved(before.text.line(fact.line))
        if (in_test or not inline) and not moved and not change.asked_at(fact.line, fact.line):
            yield change.finding(NAME, change.line_before(fact.line), "Test data was changed.")
            return
