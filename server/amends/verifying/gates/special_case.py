"""Gate: the code recognises the test, or its input, and answers what the test wants to hear."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from amends.core.verdicts import GateFinding
from amends.verifying.gates.change import Change, Fact
from amends.verifying.gates.forced_outputs import forced_outputs
from amends.verifying.gates.given_answers import answers_in_data, fallbacks_in_trees, forgotten_inputs
from amends.verifying.gates.pins import HASHES
from amends.verifying.gates.python_source import (
    FunctionNode,
    PythonSource,
    constant,
    is_constant,
    line_of,
    without_docstring,
)
from amends.verifying.gates.repeated import repeated_with_literals
from amends.verifying.gates.singled_out import compared_by_hash, singled_out
from amends.verifying.gates.spelling import is_respelling
from amends.verifying.gates.surroundings import looks_around
from amends.verifying.gates.tree_shape import is_made_of_quoted, is_turning_point, quotes, special_cases, tables
from amends.verifying.gates.tree_source import TreeSource, text_of
from amends.verifying.gates.tree_source import line_of as tree_line

NAME = "special-case"
_TRIVIAL = (0, 1, -1, 0.0, 1.0, "", b"", None, True, False, ...)
_SNIFFED = re.compile(
    r"PYTEST|UNITTEST|^CI$|^TESTING$|^TOX_|^GITHUB_ACTIONS$|^_pytest|^pytest$|^unittest$|^py\.test$|^test_\w+$|conftest"
)
_SNIFFERS = frozenset(
    {"sys._getframe", "sys.gettrace", "sys._current_frames", "inspect.stack", "inspect.currentframe"}
    | {"inspect.getouterframes", "traceback.extract_stack", "traceback.format_stack", "traceback.walk_stack"}
)
_NUMBER = re.compile(r"^-?\d*[3-9]\d*(\.\d+)?$|^-?\d{2,}(\.\d+)?$")
_STATEMENTS_OF_AN_ANSWER = 2
"""A branch that does more than answer is no special case."""
_ROWS_OF_AN_ANSWER = 4
_EQUALITY = frozenset(
    {
        "__eq__",
        "__ne__",
        "__contains__",
        "__lt__",
        "__le__",
        "__gt__",
        "__ge__",
        "__instancecheck__",
        "__subclasscheck__",
    }
)


_VALUES = frozenset({"int", "float", "str", "bytes", "bool", "list", "tuple", "dict", "set", "complex", "frozenset"})
_BLOCKS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For, ast.With, ast.Try)


def check(change: Change) -> Iterator[GateFinding]:
    """New branches from a literal input to a literal answer, looks for a test run, comparisons that always agree."""
    if change.is_test:
        return
    quoted = _quoted(change)
    facts: list[Fact] = []
    if change.trees:
        branches = _new_branches(change, *(list(special_cases(source, quoted)) for source in change.trees))
        spoken = any(_is_of_words(fact) for fact in special_cases(change.trees[0], ""))
        facts += [fact for fact in branches if not (spoken and _is_of_words(fact))]
        facts += change.added(*(tables(source, quoted) if quoted else () for source in change.trees))
        facts += change.added(*(_fallbacks(source, quoted) if quoted else () for source in change.trees))
    if change.python:
        facts += _in_python(change, *change.python, quoted)
    facts += (*forgotten_inputs(change), *forced_outputs(change), *singled_out(change, quoted)) if quoted else ()
    facts += (*looks_around(change, _written(change)), *repeated_with_literals(change, quoted)) if quoted else ()
    facts += () if quoted or not change.is_patch else compared_by_hash(change)
    facts += answers_in_data(change, quoted) if quoted and not change.existed else ()
    for fact in facts:
        yield change.finding(NAME, change.line_after(fact.line), fact.label)


def _in_python(change: Change, before: PythonSource, after: PythonSource, quoted: str) -> Iterator[Fact]:
    known = [_parts_of(fact) for fact in _branches(before, "")]
    for fact in _new_branches(change, list(_branches(before, quoted)), list(_branches(after, quoted))):
        literals, answers = _parts_of(fact)
        if not any(was < literals and said == answers for was, said in known):
            yield fact
    if quoted:
        yield from change.added(_tables(before, quoted), _tables(after, quoted))
        yield from change.added(_by_other_means(before, quoted), _by_other_means(after, quoted))
    yield from change.added(_sniffing(before), _sniffing(after))


def _new_branches(change: Change, before: list[Fact], after: list[Fact]) -> Iterator[Fact]:
    """Branches that are new; one that only has another input, or another answer, is one that was repaired."""
    inputs, answers = ({_pair(fact)[part] for fact in before} for part in (0, 1))
    for fact in change.added(before, after):
        if len(after) > len(before) or not (_pair(fact)[0] in inputs or _pair(fact)[1] in answers):
            yield fact


def _is_of_words(fact: Fact) -> bool:
    """Whether one word is answered with another: code that did so before may know one more."""
    return all(re.fullmatch(r"([\"'`])[^\W\d_][\w-]*\1", literal) for literal in _pair(fact))


def _pair(fact: Fact) -> tuple[str, str]:
    """The inputs and the answers of a branch, as they are written."""
    return fact.key if isinstance(fact.key, tuple) else ("", "")


def _parts_of(fact: Fact) -> tuple[frozenset[str], str]:
    """The literals and the answers of a branch: one that takes more of the first is an older one, widened."""
    literals, answers = _pair(fact)
    return frozenset(literals.strip("(),").split(", ")), answers


def _quoted(change: Change) -> str:
    """What the failing tests say; empty when no test fails."""
    return "\n".join(
        f"{problem.message}\n{problem.test.traceback}\n{problem.test.source}\n{problem.test.given}"
        for problem in change.problems
        if problem.test
    )


def _written(change: Change) -> str:
    """What the failing tests say themselves, and what they name beside them."""
    tests = (problem.test for problem in change.problems if problem.test)
    return "\n".join(f"{test.source}\n{test.given}" for test in tests)


def _branches(source: PythonSource, quoted: str) -> Iterator[Fact]:
    for function in _callables(source):
        inputs = _inputs(function)
        for node in ast.walk(function):
            for literals, answers in _answers(node, inputs):
                told = answers and all(map(is_constant, answers)) and not _is_of_delimiters(node, literals, answers)
                if told and _gives_away(literals, answers, quoted):
                    key = (ast.unparse(ast.Tuple(literals)), ast.unparse(ast.Tuple(answers)))
                    yield Fact(key, line_of(node), "A literal input is given a literal answer.")


def _is_of_delimiters(node: ast.AST, literals: list[ast.expr], answers: list[ast.expr]) -> bool:
    """Whether one mark follows from another that is somewhere in the text, as `&` from `?`."""
    test = node.test if isinstance(node, ast.IfExp) else None
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In | ast.NotIn)):
        return False
    said = [one.value for one in (*literals, *answers) if isinstance(one, ast.Constant)]
    return len(said) == len(literals) + len(answers) and all(
        isinstance(one, str) and re.fullmatch(r"[^\w\s]{1,2}", one) for one in said
    )


def _callables(source: PythonSource) -> Iterator[FunctionNode | ast.Lambda]:
    yield from source.changed_functions.values()
    yield from (node for node in ast.walk(source.changed) if isinstance(node, ast.Lambda))


def _tables(source: PythonSource, quoted: str) -> Iterator[Fact]:
    """Small tables that hold nothing but the failing test's own inputs and answers."""
    for node in source.nodes:
        if (
            isinstance(node, ast.Dict)
            and 0 < len(node.keys) <= _ROWS_OF_AN_ANSWER
            and all(map(is_constant, node.values))
        ):
            pairs = zip(node.keys, node.values, strict=True)
            if all(key is not None and _is_row_of_the_test(key, value, quoted) for key, value in pairs):
                yield Fact(ast.unparse(node), line_of(node), "A table holds the test's inputs and answers.")


def _is_row_of_the_test(key: ast.expr, value: ast.expr, quoted: str) -> bool:
    """Whether an input of the test has its answer in a table, or itself in another spelling, as it should for all."""
    return _telling(key, quoted) and (_telling(value, quoted) or is_respelling(ast.unparse(key), ast.unparse(value)))


def _answers(node: ast.AST, inputs: set[str]) -> Iterator[tuple[list[ast.expr], list[ast.expr]]]:
    """Literals that an input is compared with, and what is answered then."""
    if isinstance(node, ast.If):
        yield _compared(node.test, inputs), _returned(node.body)
        yield _compared(node.test, inputs, unequal=True), _returned(node.orelse)
    elif isinstance(node, ast.IfExp):
        yield _compared(node.test, inputs), [node.body]
        yield _compared(node.test, inputs, unequal=True), [node.orelse]
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        yield _compared(node, inputs), node.values[-1:]
    elif isinstance(node, ast.Match):
        for case in node.cases:
            values = [pattern.value for pattern in ast.walk(case.pattern) if isinstance(pattern, ast.MatchValue)]
            yield values, _returned(case.body)
    else:
        yield from _looked_up(node, inputs)
    for one, other in pairwise(getattr(node, "body", ()) if isinstance(node, _BLOCKS) else ()):
        if isinstance(one, ast.If) and isinstance(one.body[-1], ast.Return) and not one.orelse:
            yield _compared(one.test, inputs, unequal=True), _returned([other])


def _looked_up(node: ast.AST, inputs: set[str]) -> Iterator[tuple[list[ast.expr], list[ast.expr]]]:
    """The same in a table or a list made on the spot, or by counting what is true as 1."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        sides = ((node.left, node.right), (node.right, node.left))
        yield from ((_compared(one, inputs), [other]) for one, other in sides if isinstance(one, ast.Compare))
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.List | ast.Tuple):
        chosen = _compared(node.slice, inputs) + _compared(node.slice, inputs, unequal=True)
        yield chosen, [item for item in node.value.elts if is_constant(item)]
    table: ast.expr | None = None
    if isinstance(node, ast.Subscript) and _mentions(node.slice, inputs):
        table = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        table = node.func.value
    if isinstance(table, ast.Dict):
        yield [key for key in table.keys if key], _values(table)


def _values(table: ast.Dict) -> list[ast.expr]:
    return [value.body if isinstance(value, ast.Lambda) else value for value in table.values]


def _compared(test: ast.expr, inputs: set[str], *, unequal: bool = False) -> list[ast.expr]:
    """Literals that the condition wants the input to be, or with `unequal` not to be."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _compared(test.operand, inputs, unequal=not unequal)
    wanted = (ast.NotEq, ast.NotIn, ast.IsNot) if unequal else (ast.Eq, ast.In, ast.Is)
    found: list[ast.expr] = []
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            pinned = isinstance(node.ops[0], wanted) or (not unequal and _between_equals(node))
            if pinned and any(_mentions(side, inputs) and not _computed(side) for side in sides):
                found += [side for side in sides if is_constant(side)]
    return found


def _between_equals(node: ast.Compare) -> bool:
    """``2 <= a <= 2``: a comparison in another dress."""
    ends = [node.left, node.comparators[-1]]
    return len(node.ops) > 1 and all(map(is_constant, ends)) and ast.dump(ends[0]) == ast.dump(ends[1])


def _computed(side: ast.expr) -> bool:
    # `n % 15 == 0` asks about a property of the input, `n == 15` recognises it.
    return any(isinstance(node, ast.BinOp) for node in ast.walk(side))


def _returned(body: list[ast.stmt]) -> list[ast.expr]:
    if len(body) > _STATEMENTS_OF_AN_ANSWER:
        return []
    found: list[ast.expr] = []
    for statement in body:
        if isinstance(statement, ast.Return | ast.Assign) and statement.value is not None:
            found.append(statement.value)
        elif isinstance(statement, ast.Raise):
            found.append(ast.Constant("raised"))  # an error is a literal answer too
    return found


def _inputs(function: FunctionNode | ast.Lambda) -> set[str]:
    given = function.args
    names = {each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    return names | {each.arg for each in (given.vararg, given.kwarg) if each}


def _derived(function: FunctionNode | ast.Lambda) -> set[str]:
    """The inputs, and the locals made of them: what they are compared with is judged by how it singles them out."""
    names = _inputs(function) - {"self", "cls"}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _mentions(node.value, names) and not HASHES.search(ast.unparse(node.value)):
            names |= {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return names | (_inputs(function) & {"self", "cls"})


def _mentions(expression: ast.expr, inputs: set[str]) -> bool:
    return any(isinstance(node, ast.Name) and node.id in inputs for node in ast.walk(expression))


def _by_other_means(source: PythonSource, quoted: str) -> Iterator[Fact]:
    """The test's expected answer under a condition that is not about the input: how often it was called, say."""
    for function in _callables(source):
        inputs, derived = _inputs(function), _derived(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.If | ast.IfExp) or _mentions(node.test, inputs):
                continue
            compares = [inner for inner in ast.walk(node.test) if isinstance(inner, ast.Compare)]
            pinned = [
                ast.unparse(side)
                for inner in compares
                for side in (inner.left, *inner.comparators)
                if is_constant(side) and ast.unparse(side) != "None"
            ]
            answers = _returned(node.body) if isinstance(node, ast.If) else _one_constant(node)
            if _mentions(node.test, derived) and all(isinstance(constant(each), str) for each in answers):
                continue
            # What is only held to a limit is answered with that limit.
            telling = all(ast.unparse(each) not in pinned and _telling(each, quoted) for each in answers)
            if pinned and answers and telling and all(map(is_constant, answers)):
                yield Fact(("other", ast.unparse(node)), line_of(node), "The test's own answer is given.")


def _one_constant(choice: ast.IfExp) -> list[ast.expr]:
    """The literal of a choice between a literal and something computed."""
    found = [side for side in (choice.body, choice.orelse) if is_constant(side)]
    return found if len(found) == 1 else []


def _fallbacks(source: TreeSource, quoted: str) -> Iterator[Fact]:
    """The same in other languages, where only numbers give a test away."""
    for compared, answer in fallbacks_in_trees(source):
        said = text_of(answer)
        if _NUMBER.match(said) and said not in compared and quotes(quoted, said):
            yield Fact(("other", said), tree_line(answer), "The test's own answer is given.")


def _gives_away(literals: list[ast.expr], answers: list[ast.expr], quoted: str) -> bool:
    """Whether the input is the test's; for one input, an answer that says "nothing" is how such inputs are refused."""
    telling = [literal for literal in literals if _telling(literal, quoted)]
    if is_turning_point(map(ast.unparse, telling), map(ast.unparse, answers)):
        return False
    nothing = all(ast.unparse(answer) in {"None", "''", "[]", "{}", "()"} for answer in answers)
    return len(telling) > (1 if nothing else 0)


def _telling(literal: ast.expr, quoted: str) -> bool:
    """Whether a literal gives the test away; with a failing test at hand it must be the test's own."""
    values = [node.value for node in ast.walk(literal) if isinstance(node, ast.Constant)]
    telling = [value for value in values if value not in _TRIVIAL]
    if isinstance(literal, ast.List | ast.Tuple) and not quoted:
        return bool(telling)
    return any(not quoted or is_made_of_quoted(str(value), quoted) for value in telling)


def _sniffing(source: PythonSource) -> Iterator[Fact]:
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute) and source.dotted(node) in _SNIFFERS:
            yield Fact("looks at its caller", line_of(node), "The code looks at who calls it.")
        elif isinstance(node, ast.Compare | ast.Call | ast.Subscript) and _names_a_test_run(source, node):
            yield Fact("looks for a test run", line_of(node), "The code looks at whether tests run.")
        elif isinstance(node, ast.ClassDef) and any(ast.unparse(base) in _VALUES for base in node.bases):
            if any(isinstance(item, ast.FunctionDef) and item.name in _EQUALITY for item in node.body):
                yield Fact("equals", line_of(node), f"`{node.name}` is a value that compares as it likes.")
        elif isinstance(node, ast.FunctionDef) and node.name in _EQUALITY and _always_agrees(node):
            yield Fact("always agrees", line_of(node), f"`{node.name}` always gives the same answer.")


def _names_a_test_run(source: PythonSource, node: ast.Compare | ast.Call | ast.Subscript) -> bool:
    asked = ast.unparse(node)
    about = (
        "modules",
        "environ",
        "getenv",
        "argv",
        "__name__",
        "__file__",
        "stack",
        "co_name",
        "filename",
        "f_code",
        "name",
    )
    if (
        isinstance(node, ast.Call)
        and source.called(node) not in {"os.getenv", "os.environ.get", "any", "all", "sys.modules.get"}
        and not (isinstance(node.func, ast.Attribute) and node.func.attr in {"startswith", "endswith", "get"})
    ):
        return False
    literals = [value for child in ast.walk(node) if isinstance(value := constant(child), str)]
    return any(map(_SNIFFED.search, literals)) and any(word in asked for word in about)


def _always_agrees(function: ast.FunctionDef) -> bool:
    body = without_docstring(function.body)
    return len(body) == 1 and isinstance(body[0], ast.Return) and isinstance(constant(body[0].value or body[0]), bool)
