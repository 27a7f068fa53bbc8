"""Outputs that are bent to what the failing test wants: its number written down or held at, wrong words replaced."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator

import attrs

from amends.core.problems import Problem
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.patterns import compiled
from amends.verifying.gates.reading.python_source import PythonSource, is_constant, line_of
from amends.verifying.gates.reading.spelling import letters, spelled_in_two_ways
from amends.verifying.gates.reading.tree_source import (
    TreeSource,
    arguments_of,
    called,
    is_literal,
    literals_of,
    text_of,
)
from amends.verifying.gates.reading.tree_source import line_of as tree_line

_PAIRS = (
    re.compile(r"\bassert (?P<got>.+?) == (?P<want>.+)"),
    re.compile(
        r"\bexpected (?P<got>.+?) to (?:be|equal|deeply equal|strictly equal) (?P<want>.+?)(?: //.*)?$", re.MULTILINE
    ),
    re.compile(r"Expected: (?P<want>.+)\n+\s*Received: (?P<got>.+)"),
    re.compile(r"left: (?P<got>.+)\n\s*right: (?P<want>.+)"),
    re.compile(r"\bgot:?\s+(?P<got>[^\s,;]+).*?\bwant(?:ed)?:?\s+(?P<want>[^\s,;]+)", re.IGNORECASE),
    re.compile(r"\bwant(?:ed)?:?\s+(?P<want>[^\s,;]+).*?\bgot:?\s+(?P<got>[^\s,;]+)", re.IGNORECASE),
    re.compile(r"expected:? ?<(?P<want>.+?)> but was:? ?<(?P<got>.+?)>"),
    re.compile(r"(?P<got>[^\n]+?) != (?P<want>[^\n]+)"),
)
_CLAMP = re.compile(r"(?:^|[.:])(?:f?max|f?min|clamp)$", re.IGNORECASE)
_REPLACE = re.compile(r"(?:^|[.:])(?:replace(?:_?all|n|first)?|re\.sub|sub|gsub)$", re.IGNORECASE)
_SMALL = re.compile(r"^-?[0-2]?(\.0+)?$")
_LONG_NUMBER = re.compile(r"^-?(?!10*$)(\d{3,}(\.\d+)?|\d+\.\d{2,})$")
"""No power of ten: those are limits and units."""
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)*(?![\w.]*\w)")
_DATA = re.compile(r"\d+(?:\W\d+)+")
_WORD = re.compile(r"[^\W_]+")
_TITLE = re.compile(r"\b(?:it|test|specify|describe)\b[\w.]*\(\s*([\"'`]).*?\1|\"\"\".*?\"\"\"", re.DOTALL)
"""What a test says of itself to people."""
_WHOLE_WORD = re.compile(r"\w{3,}")
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")
_SHORTEST = 2


@attrs.frozen
class _Failure:
    """What a failing test got, what it wanted, and its text."""

    got: str
    want: str
    source: str


def forced_outputs(change: Change) -> Iterator[Fact]:
    """New calls that hold a result at the wanted number, or replace what came out by what should have."""
    failures = [failure for problem in change.problems if (failure := _failure(problem))]
    if not failures:
        return
    if change.python:
        yield from change.added(*(list(_in_python(source, failures)) for source in change.python))
    elif change.trees:
        yield from change.added(*(list(_in_trees(source, failures)) for source in change.trees))


def gaps_of(problem: Problem) -> Iterator[str]:
    """What lies between the number that a failing test got and the one it wants, as it may be written."""
    failure = _failure(problem)
    if failure is None:
        return
    try:
        gap = abs(float(failure.want) - float(failure.got))
    except ValueError:
        return
    if not math.isfinite(gap):
        return
    rounded = round(gap, 6)
    yield from (str(rounded), f"{rounded:g}", str(int(rounded))) if rounded == int(rounded) else (f"{rounded:g}",)


def _failure(problem: Problem) -> _Failure | None:
    if problem.test is None or not problem.test.source:
        return None
    for words in (problem.message, problem.test.traceback):
        for pattern in _PAIRS:
            if found := pattern.search(words):
                return _Failure(_bare(found["got"]), _bare(found["want"]), problem.test.source)
    return _Failure("", "", problem.test.source)


def _bare(value: str) -> str:
    return value.strip().strip("\"'`").rstrip(".")


def _in_python(source: PythonSource, failures: list[_Failure]) -> Iterator[Fact]:
    for node in source.nodes:
        if isinstance(node, ast.Constant):
            yield from _written(repr(node.value), line_of(node), failures)
        elif isinstance(node, ast.Call):
            name = source.called(node) or (node.func.attr if isinstance(node.func, ast.Attribute) else "")
            words = [ast.unparse(each) for each in node.args if is_constant(each)]
            yield from _forced(name, words, line_of(node), failures)


def _in_trees(source: TreeSource, failures: list[_Failure]) -> Iterator[Fact]:
    for literal in literals_of(source.root):
        yield from _written(text_of(literal), tree_line(literal), failures)
    for call in source.of_kind(*source.dialect.calls):
        words = [text_of(each) for each in arguments_of(call) if is_literal(each) or each.type == "regex"]
        yield from _forced(called(call), words, tree_line(call), failures)


def _written(literal: str, line: int, failures: list[_Failure]) -> Iterator[Fact]:
    """The wanted number itself, where the test gives other numbers from which it should come; or the wanted words."""
    if any(_is_spelled_out(_bare(literal), failure) for failure in failures):
        yield Fact(
            ("written", literal), line, f"{literal} is what the test wants; it should be made from what it gives."
        )
        return
    if not _LONG_NUMBER.match(literal):
        return
    for failure in failures:
        given = [
            number for row in failure.source.splitlines() if _says(row, literal) for number in _NUMBER.findall(row)
        ]
        if literal == failure.want and set(given) - {literal} and not _says(failure.source, failure.got):
            yield Fact(("written", literal), line, f"{literal} is what the test wants; it should be computed.")
            return


def _is_spelled_out(words: str, failure: _Failure) -> bool:
    """Whether a text is the wanted one, and the test gives all its words in another form; or both in two spellings."""
    if letters(words) in spelled_in_two_ways(_TITLE.sub(" ", failure.source)):
        return True
    wanted = _WORD.findall(words.casefold())
    if words != failure.want or len(wanted) < _SHORTEST:
        return False
    given = _TITLE.sub(" ", failure.source.casefold()).replace(words.casefold(), " ")
    quoted = {word for text in _QUOTED.findall(given) for word in _WORD.findall(text[1:-1])}
    return quoted.issuperset(wanted)


def _forced(name: str, words: list[str], line: int, failures: list[_Failure]) -> Iterator[Fact]:
    literals = [_bare(word) for word in words]
    if _CLAMP.search(name):
        for literal in literals:
            if not _SMALL.match(literal) and any(_is_held(literal, failure) for failure in failures):
                yield Fact(("held", literal), line, f"The result is held at {literal}, which is what the test wants.")
    elif _REPLACE.search(name) and len(literals) >= _SHORTEST:
        old, new = literals[0], literals[1]
        if any(
            _is_patched(old, new, failure) or _is_given(old, failure) or _is_met_alone(old, new, failure)
            for failure in failures
        ):
            yield Fact(("patched", old, new), line, "What comes out wrong is replaced by what the test wants.")


def _is_held(limit: str, failure: _Failure) -> bool:
    """Whether a limit is no more than the wanted answer: one that an input of the test runs into is a limit."""
    return limit == failure.want and bool(failure.got) and not _says(failure.source, failure.got)


def _is_patched(old: str, new: str, failure: _Failure) -> bool:
    """Whether words are replaced that only the code itself brought in, or one word of the test by the wanted one."""
    made = len(old) >= _SHORTEST and old in failure.got and old not in failure.want
    given = old in failure.source and not (_WHOLE_WORD.fullmatch(old) and _WHOLE_WORD.fullmatch(new))
    return made and not given and new in failure.want


def _is_given(old: str, failure: _Failure) -> bool:
    """Whether the very data that the test gives is replaced."""
    old = re.sub(r"[\\^$/]", "", old)  # as a pattern
    data = _DATA.search(old)
    return data is not None and re.search(rf"[\"'`]{re.escape(data[0])}[\"'`]", failure.source) is not None


def _is_met_alone(pattern: str, new: str, failure: _Failure) -> bool:
    """Whether a pattern meets numbers in a text of the test, and no others in their place: no rule is told by that."""
    wanted = compiled(pattern.replace("\\\\", "\\").removeprefix("/").removesuffix("/g").removesuffix("/"))
    if wanted is None or not re.search(r"\d", new):
        return False
    texts = [text[1:-1] for text in _QUOTED.findall(failure.source)]
    found = [(text, met) for text in texts if (met := wanted.search(text)) and _DATA.search(met.group())]
    return any(
        all(not wanted.search(text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]) for place in places)
        for text, met in found
        for places in [[place for place in range(*met.span()) if text[place].isdecimal()]]
    )


def _says(words: str, value: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", words) is not None
