"""Gate: the test's tools, or the thing under test, are replaced from outside."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from amends.core.verdicts import GateFinding
from amends.syntax.python_changes import first_line
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.python_source import PythonSource, last_line_of, line_of
from amends.verifying.gates.reading.tree_code import seeing_tests
from amends.verifying.gates.reading.tree_source import TreeSource, arguments_of, called, text_of
from amends.verifying.gates.reading.tree_source import line_of as line_of_tree
from amends.verifying.gates.weakened_tests.tree_tests import js_test_around, mocks_of, tests_of

NAME = "test-internals"
_PATCHING = re.compile(
    r"(unittest\.)?mock\.patch\b|(mocker|monkeypatch|mp)\.(patch|setattr|setitem|delattr|syspath_prepend|setenv|delenv|spy|stub)\b|"
    r"patch(\.object|\.dict|\.multiple)?$|pytest\.MonkeyPatch|flexmock\b|freezegun\b|time_machine\b"
)
_EXITS = re.compile(
    r"sys\.exit$|os\.(_exit|abort)$|(builtins\.)?(exit|quit)$|SystemExit$|KeyboardInterrupt$|pytest\.exit$|faulthandler\b|atexit\.register$|signal\.alarm$"
)
_LIMITS = re.compile(r"sys\.(setrecursionlimit|set_int_max_str_digits)$|resource\.setrlimit$|threading\.stack_size$")
_TEST_TOOLS = re.compile(r"_?pytest\b|unittest\b|nose\b|doctest\b")
_BUILT_IN = re.compile(
    r"(globalThis\.)?(Number|String|Object|Array|Boolean|Function|Promise|Map|Set|Date|Error|RegExp|JSON|Math)\.(prototype\.)?\w+$"
)
_PROTOTYPE = re.compile(
    r"(globalThis\.)?(Number|String|Object|Array|Boolean|Function|Promise|Map|Set|Date|Error|RegExp|BigInt|Symbol)\.prototype\b"
)
_DEFINING = re.compile(r"(Object\.(assign|definePropert(y|ies)|setPrototypeOf)|Reflect\.(set|defineProperty))$")
_OF_THE_PROJECT = re.compile(r"\bimport\s+([^;'\"]+?)\s+from\s+[\"']\.")
_CLAIMING = re.compile(r"(debug_)?assert(_eq|_ne)?|panic|unreachable|matches|assert_matches")
_REPLACERS = frozenset({"setattr", "builtins.setattr", "delattr"})


def check(change: Change) -> Iterator[GateFinding]:
    """New monkeypatching, hooks into pytest, test tools in product code, and leaving the process."""
    if change.trees:
        yield from _in_trees(change, *change.trees)
    if not change.python:
        return
    before, after = change.python
    for fact in change.added(_facts(change, before), _facts(change, after)):
        yield change.finding(NAME, change.line_after(fact.line), fact.label)


def _in_trees(change: Change, before: TreeSource, after: TreeSource) -> Iterator[GateFinding]:
    facts = list(change.added(seeing_tests(before), seeing_tests(after)))
    if change.is_test:
        known = frozenset(tests_of(before))
        facts = [fact for fact in facts if fact.key == "leaves"]
        facts += change.added(mocks_of(before, known), mocks_of(after, known)) if change.existed else ()
        facts += change.added(_given_anew(before), _given_anew(after)) if change.of_failing_test else ()
        facts += change.added(_prototypes(before, known), _prototypes(after, known))
    else:
        facts += change.added(_stand_ins(before), _stand_ins(after))
    facts += change.added(_own_claims(before), _own_claims(after))
    for fact in facts:
        yield change.finding(NAME, change.line_after(fact.line), fact.label)


def _stand_ins(source: TreeSource) -> Iterator[Fact]:
    """Mocks outside tests, such as in a file that is run before them."""
    for call in source.of_kind("call_expression"):
        if re.match(r"(vi|jest)\.(mock|doMock|spyOn|stubGlobal)$", called(call)):
            yield Fact("mock", line_of_tree(call), f"`{called(call)}` replaces what is tested.")
    for node in source.of_kind("assignment_expression"):
        changed = text_of(node.child_by_field_name("left"))
        if _BUILT_IN.match(changed):
            yield Fact(("built-in", changed), line_of_tree(node), f"`{changed}` is everybody's, and was replaced.")


def _prototypes(source: TreeSource, known: frozenset[str]) -> Iterator[Fact]:
    """Methods of built-in objects that a file of tests replaces outside of its new tests."""
    for node in source.of_kind("assignment_expression", "call_expression"):
        if node.type == "assignment_expression":
            changed = text_of(node.child_by_field_name("left"))
        else:
            changed = text_of(arguments_of(node)[0]) if _DEFINING.match(called(node)) and arguments_of(node) else ""
        if _PROTOTYPE.match(changed) and ((test := js_test_around(node)) is None or test in known):
            yield Fact(("built-in", changed), line_of_tree(node), f"`{changed}` is everybody's, and was replaced.")


def _own_claims(source: TreeSource) -> Iterator[Fact]:
    """Macros and functions under the name that the language or its test runner gives to claims."""
    for node in source.of_kind("macro_definition"):
        if _CLAIMING.fullmatch(name := text_of(node.child_by_field_name("name"))):
            yield Fact(("claims", name), line_of_tree(node), f"`{name}!` is no longer the one that judges the tests.")
    for node in (*source.of_kind("variable_declarator"), *source.of_kind("function_declaration")):
        if (name := text_of(node.child_by_field_name("name"))) in {"expect", "assert"} and source.language != "go":
            yield Fact(("claims", name), line_of_tree(node), f"`{name}` is no longer the one that judges the tests.")


def _given_anew(source: TreeSource) -> Iterator[Fact]:
    """Parts of what a test imports from the project, given a value outside its tests."""
    imports = _OF_THE_PROJECT.findall(source.text.content)
    names = {name for words in imports for name in re.findall(r"[A-Za-z_$][\w$]*", words)}
    for node in source.of_kind("assignment_expression"):
        changed = text_of(node.child_by_field_name("left"))
        if "." in changed and changed.partition(".")[0] in names:
            yield Fact(("given anew", changed), line_of_tree(node), f"`{changed}` replaces what is tested.")


def _of_new_tests(change: Change, source: PythonSource) -> frozenset[int]:
    """Lines of tests that a patch brings: what they replace for themselves takes nothing from the tests there were."""
    if not (change.is_patch and change.is_test and change.python):
        return frozenset()
    known = change.python[0].functions
    new = [
        node for name, node in source.changed_functions.items() if name not in known and node.name.startswith("test")
    ]
    return frozenset(line for node in new for line in range(first_line(node), last_line_of(node) + 1))


def _facts(change: Change, source: PythonSource) -> Iterator[Fact]:
    inner = {id(node.value) for node in source.nodes if isinstance(node, ast.Attribute)}
    own = _of_new_tests(change, source)
    handlers = [node for node in source.nodes if isinstance(node, ast.ExceptHandler)]
    caught = {id(each) for node in handlers for each in _of_who_is_interrupted(change, node)}
    for node in source.nodes:
        if id(node) in caught or (own and line_of(node) in own):
            continue
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner and isinstance(node.ctx, ast.Load):
            yield from _named(change, source.dotted(node), line_of(node))
        elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            yield from _replaced(source, node)
        elif (
            isinstance(node, ast.Call)
            and source.called(node) in _REPLACERS
            and node.args
            and _is_module(source, node.args[0])
        ):
            yield _replacing(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _taking_over(node)
        elif isinstance(node, ast.Constant) and not change.is_test and _names_a_test_file(change, node.value):
            yield Fact("test file", line_of(node), "The test itself is read here: the answer stands there.")
    if not change.is_test and (tools := sorted({name for name in source.aliases.values() if _TEST_TOOLS.match(name)})):
        yield Fact("test tool", 0, f"`{tools[0]}` was imported into product code.")


def _of_who_is_interrupted(change: Change, handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    """What a handler catches, and how a program ends whose user wants it to: that keeps nobody from speaking."""
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type] if handler.type else []
    yield from types
    if _is_script(change) and [ast.unparse(one) for one in types] == ["KeyboardInterrupt"]:
        yield from (inner for statement in handler.body for inner in ast.walk(statement))


def _taking_over(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Fact]:
    if function.name.startswith("pytest_") or function.name == "load_tests":
        yield Fact(function.name, line_of(function), f"The hook `{function.name}` changes how tests run.")
    elif function.name in _claims_of_unittest():
        yield Fact(function.name, line_of(function), f"`{function.name}` is no longer the one that judges the tests.")


def _names_a_test_file(change: Change, said: object) -> bool:
    files = {problem.test.test_id.partition("::")[0].rpartition("/")[2] for problem in change.problems if problem.test}
    return isinstance(said, str) and any(name and said.endswith(name) for name in files)


def _named(change: Change, name: str, line: int) -> Iterator[Fact]:
    if _PATCHING.match(name):
        yield Fact("patching", line, f"`{name}` replaces what is to be tested.")
    elif _LIMITS.match(name) and not change.is_test:
        yield Fact("limits", line, f"`{name}` moves a limit instead of keeping to it.")
    elif _EXITS.match(name) and (
        change.is_test
        or (change.is_patch and not _is_script(change))
        or change.of_failing_test
        or name.startswith(("os.", "pytest."))
    ):
        yield Fact("leaving", line, f"`{name}` ends the run before the tests have spoken.")


def _is_script(change: Change) -> bool:
    """Whether ending the process is the file's own business."""
    text = change.before.content
    return change.path.stem in {"__main__", "main", "cli", "manage"} or "sys.exit" in text or "__main__" in text


def _replaced(source: PythonSource, node: ast.Name | ast.Attribute | ast.Subscript) -> Iterator[Fact]:
    if isinstance(node.ctx, ast.Load) or isinstance(node, ast.Name):
        return
    owner = source.dotted(node.value)
    if (
        owner in {"sys.modules", "os.environ", "builtins.__dict__", "sys.meta_path"}
        or _is_module(source, node.value)
        or _is_class_of_tests(owner)
    ):
        yield _replacing(node)


def _is_module(source: PythonSource, node: ast.AST) -> bool:
    """Whether an assignment through this name reaches into an imported module or what was imported from one."""
    first = ast.unparse(node).partition(".")[0]
    return isinstance(node, ast.Name | ast.Attribute) and (
        first in source.aliases or first in {"builtins", "__builtins__"}
    )


def _is_class_of_tests(owner: str) -> bool:
    return owner.partition(".")[0] in {"unittest", "pytest", "_pytest", "builtins"}


def _replacing(node: ast.AST) -> Fact:
    return Fact("replacing", line_of(node), f"`{ast.unparse(node)}` replaces something of another module.")


@cache
def _claims_of_unittest() -> frozenset[str]:
    from unittest import TestCase  # noqa: PLC0415  # with what it imports a megabyte; few changes define such names

    return frozenset(name for name in dir(TestCase) if name.startswith(("assert", "fail")))
