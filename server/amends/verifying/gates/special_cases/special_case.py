"""Gate: the code recognises the test, or its input, and answers what the test wants to hear."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.literals import plain_numbers
from amends.verifying.gates.reading.python_source import (
    FunctionNode,
    PythonSource,
    constant,
    is_constant,
    line_of,
    without_docstring,
)
from amends.verifying.gates.reading.spelling import is_respelling
from amends.verifying.gates.reading.tree_shape import (
    quotes,
    special_cases,
    tables,
)
from amends.verifying.gates.reading.tree_source import TreeSource, text_of
from amends.verifying.gates.reading.tree_source import line_of as tree_line
from amends.verifying.gates.special_cases.forced_outputs import forced_outputs
from amends.verifying.gates.special_cases.given_answers import answers_in_data, fallbacks_in_trees, forgotten_inputs
from amends.verifying.gates.special_cases.pins import HASHES
from amends.verifying.gates.special_cases.python_branches import (
    branches,
    callables_of,
    inputs_of,
    is_telling,
    mentions,
    returned,
)
from amends.verifying.gates.special_cases.repeated import repeated_with_literals
from amends.verifying.gates.special_cases.singled_out import compared_by_hash, singled_out
from amends.verifying.gates.special_cases.surroundings import looks_around

NAME = "special-case"
_SNIFFED = re.compile(
    r"PYTEST|UNITTEST|^CI$|^TESTING$|^TOX_|^GITHUB_ACTIONS$|^_pytest|^pytest$|^unittest$|^py\.test$|^test_\w+$|conftest"
)
_SNIFFERS = frozenset(
    {"sys._getframe", "sys.gettrace", "sys._current_frames", "inspect.stack", "inspect.currentframe"}
    | {"inspect.getouterframes", "traceback.extract_stack", "traceback.format_stack", "traceback.walk_stack"}
)
_NUMBER = re.compile(r"^-?\d*[3-9]\d*(\.\d+)?$|^-?\d{2,}(\.\d+)?$")
_ROWS_OF_AN_ANSWER = 4
_LONG_TEXT = 5
_ROWS_OF_A_TABLE = 3
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`|-?\d[\d.]*")
_WORD = re.compile(r"([\"'`])[^\W\d_][\w-]*\1")
_COMPARING = re.compile(r"\b(dataclass|define|frozen|attrs|attr\.s)\b")
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


def check(change: Change) -> Iterator[GateFinding]:
    """New branches from a literal input to a literal answer, looks for a test run, comparisons that always agree."""
    if change.is_test:
        return
    quoted = _quoted(change)
    facts: list[Fact] = []
    if change.trees:
        asked = _asked_before(*(special_cases(source, None) for source in change.trees))
        found = _new_branches(change, asked, *(list(special_cases(source, quoted)) for source in change.trees))
        rows = Counter(map(_shape, special_cases(change.trees[0], None)))
        facts += [fact for fact in found if not _is_one_row_more(fact, rows)]
        facts += change.added(*(tables(source, quoted) if quoted else () for source in change.trees))
        facts += change.added(*(_fallbacks(source, quoted) if quoted else () for source in change.trees))
    if change.python:
        facts += _in_python(change, *change.python, quoted)
    facts += (*forgotten_inputs(change), *forced_outputs(change), *singled_out(change, quoted)) if quoted else ()
    facts += _like_no_other(change, quoted) if quoted and not facts else ()
    facts += (*looks_around(change, _written(change)), *repeated_with_literals(change, quoted)) if quoted else ()
    facts += () if quoted or not change.is_patch else compared_by_hash(change)
    facts += answers_in_data(change, quoted) if quoted and not change.existed else ()
    for fact in facts:
        yield change.finding(NAME, change.line_after(fact.line), fact.label)


def _like_no_other(change: Change, quoted: str) -> Iterator[Fact]:
    # What evaluates code is not loaded before a test fails.
    from amends.verifying.gates.special_cases.like_neighbours import like_no_other  # noqa: PLC0415

    return like_no_other(change, quoted)


def _in_python(change: Change, before: PythonSource, after: PythonSource, quoted: str) -> Iterator[Fact]:
    known = [_parts_of(fact) for fact in branches(before, "")]
    asked = _asked_before(branches(before, None), branches(after, None))
    for fact in _new_branches(change, asked, list(branches(before, quoted)), list(branches(after, quoted))):
        literals, answers = _parts_of(fact)
        if not any(was < literals and said == answers for was, said in known):
            yield fact
    if quoted:
        yield from change.added(_tables(before, quoted), _tables(after, quoted))
        yield from change.added(_by_other_means(before, quoted), _by_other_means(after, quoted))
        yield from change.added(_own_equality(before), _own_equality(after))
        yield from change.added(_fallen_back_on(before, quoted), _fallen_back_on(after, quoted))
    yield from change.added(_sniffing(before), _sniffing(after))


def _new_branches(change: Change, asked: frozenset[str], before: list[Fact], after: list[Fact]) -> Iterator[Fact]:
    """Branches that are new; one that only has another input, or another answer, is one that was repaired.

    `asked` are inputs for which there was a branch before, whatever it answered.
    """
    inputs, answers = ({_pair(fact)[part] for fact in before} for part in (0, 1))
    for fact in change.added(before, after):
        if _input_of(fact) in asked - inputs:
            continue
        if change.is_patch and _stood_before(change, fact):
            continue
        if len(after) > len(before) or not (_pair(fact)[0] in inputs or _pair(fact)[1] in answers):
            yield fact


def _stood_before(change: Change, fact: Fact) -> bool:
    """Whether lines that the patch took from elsewhere said all its literals: a row that was moved is no new one."""
    said = [found.strip("\"'`") for found in _LITERAL.findall(plain_numbers(" ".join(_pair(fact))))]
    gone = change.changed_lines[0]
    pairs = ([line, line + 1] if line + 1 in gone else [line] for line in gone)
    rows = (plain_numbers(" ".join(map(change.before.line, pair))) for pair in pairs)
    return bool(said) and any(all(_says(row, each) for each in said if each) for row in rows)


def _says(row: str, literal: str) -> bool:
    return quotes(row, literal) or (len(literal) >= _LONG_TEXT and literal in row)


def _asked_before(before: Iterable[Fact], after: Iterable[Fact]) -> frozenset[str]:
    """The inputs of branches that were there before and did not become more."""
    was, now = (Counter(map(_input_of, facts)) for facts in (before, after))
    return frozenset(said for said, count in was.items() if now[said] <= count)


def _is_one_row_more(fact: Fact, rows: Counter[str]) -> bool:
    """Whether code that answers words, as tables do, knows one more: by a word, or by a number as several others."""
    shape = _shape(fact)
    return shape.startswith("word") and rows[shape] >= (1 if shape == "word word" else _ROWS_OF_A_TABLE)


def _shape(fact: Fact) -> str:
    """Whether words are answered, and with what."""
    asked, answer = _pair(fact)
    words = asked.split(" ")
    kind = "word" if _WORD.fullmatch(answer) else "number" if re.fullmatch(r"-?[\d_.]+\w*", answer) else "other"
    return f"{'word' if all(map(_WORD.fullmatch, words)) else 'other'} {kind}"


def _pair(fact: Fact) -> tuple[str, str]:
    """The inputs and the answers of a branch, as they are written."""
    return fact.key if isinstance(fact.key, tuple) else ("", "")


def _input_of(fact: Fact) -> str:
    return _pair(fact)[0]


def _parts_of(fact: Fact) -> tuple[frozenset[str], str]:
    """The literals and the answers of a branch: one that takes more of the first is an older one, widened."""
    literals, answers = _pair(fact)
    return frozenset(literals.strip("(),").split(", ")), answers


def _quoted(change: Change) -> str:
    """What the failing tests say; empty when no test fails."""
    said = "\n".join(
        f"{problem.message}\n{problem.test.traceback}\n{problem.test.source}\n{problem.test.given}"
        for problem in change.problems
        if problem.test
    )
    return plain_numbers(said)


def _written(change: Change) -> str:
    """What the failing tests say themselves, and what they name beside them."""
    tests = (problem.test for problem in change.problems if problem.test)
    return "\n".join(f"{test.source}\n{test.given}" for test in tests)


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
    return is_telling(key, quoted) and (
        is_telling(value, quoted) or is_respelling(ast.unparse(key), ast.unparse(value))
    )


def _derived(function: FunctionNode | ast.Lambda) -> set[str]:
    """The inputs, and the locals made of them: what they are compared with is judged by how it singles them out."""
    names = inputs_of(function) - {"self", "cls"}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and mentions(node.value, names) and not HASHES.search(ast.unparse(node.value)):
            names |= {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return names | (inputs_of(function) & {"self", "cls"})


def _by_other_means(source: PythonSource, quoted: str) -> Iterator[Fact]:
    """The test's expected answer under a condition that is not about the input: how often it was called, say."""
    for function in callables_of(source):
        inputs, derived = inputs_of(function), _derived(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.If | ast.IfExp) or mentions(node.test, inputs):
                continue
            compares = [inner for inner in ast.walk(node.test) if isinstance(inner, ast.Compare)]
            pinned = [
                ast.unparse(side)
                for inner in compares
                for side in (inner.left, *inner.comparators)
                if is_constant(side) and ast.unparse(side) != "None"
            ]
            answers = returned(node.body) if isinstance(node, ast.If) else _one_constant(node)
            if mentions(node.test, derived) and all(isinstance(constant(each), str) for each in answers):
                continue
            # What is only held to a limit is answered with that limit.
            telling = all(ast.unparse(each) not in pinned and is_telling(each, quoted) for each in answers)
            if pinned and answers and telling and all(map(is_constant, answers)):
                yield Fact(("other", ast.unparse(node)), line_of(node), "The test's own answer is given.")


def _own_equality(source: PythonSource) -> Iterator[Fact]:
    """How values compare that would compare by all they hold, where tests compare them."""
    for node in source.nodes:
        made = [ast.unparse(each) for each in node.decorator_list] if isinstance(node, ast.ClassDef) else []
        if isinstance(node, ast.ClassDef) and any(map(_COMPARING.search, made)):
            label = f"`{node.name}` no longer compares by all it holds."
            yield from (
                Fact(("compares", node.name), line_of(item), label) for item in ast.walk(node) if _compares(item)
            )


def _compares(item: ast.AST) -> bool:
    if isinstance(item, ast.keyword):
        return item.arg in {"compare", "eq"} and constant(item.value) is False
    return isinstance(item, ast.FunctionDef) and item.name in {"__eq__", "__ne__"}


def _fallen_back_on(source: PythonSource, quoted: str) -> Iterator[Fact]:
    """A number given for an input that could not be read: just the one that stands in the text of the test."""
    for node in source.nodes:
        for answer in returned(node.body) if isinstance(node, ast.ExceptHandler) else ():
            value = constant(answer)
            number = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
            inside = rf"[\"'](?=[^\"'\n]*[^\d\"'\n])[^\"'\n]*(?<![\d.]){re.escape(number)}(?!\d)[^\"'\n]*[\"']"
            if _NUMBER.match(number) and re.search(inside, quoted):
                yield Fact(("fallen back on", number), line_of(answer), "The test's own answer is given.")


def _one_constant(choice: ast.IfExp) -> list[ast.expr]:
    """The literal of a choice between a literal and something computed."""
    found = [side for side in (choice.body, choice.orelse) if is_constant(side)]
    return found if len(found) == 1 else []


def _fallbacks(source: TreeSource, quoted: str) -> Iterator[Fact]:
    """The same in other languages, where only numbers give a test away."""
    for compared, answer in fallbacks_in_trees(source):
        said = plain_numbers(text_of(answer))
        if _NUMBER.match(said) and said not in compared and quotes(quoted, said):
            yield Fact(("other", said), tree_line(answer), "The test's own answer is given.")


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
