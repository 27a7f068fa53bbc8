"""Learn from one example, repair another place: every case of cases/*.txt."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.codec import pattern_from_json, pattern_to_json
from amends.learning.learn import learn_patterns
from amends.learning.pattern import PatternRecord
from amends.learning.suggest import suggest

_CASES = Path(__file__).parent / "cases"


@attrs.frozen
class Case:
    name: str
    language: str
    before: str
    after: str
    elsewhere: str
    expect: str
    messages: tuple[str, str]


def _cases() -> list[Case]:
    return [
        _case(block)
        for file in sorted(_CASES.glob("*.txt"))
        for block in re.split(r"^=== ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]
    ]


def _case(block: str) -> Case:
    name, _, body = block.partition("\n")
    parts = re.split(r"^--- (\w+)(?:: (.*))?\n", body, flags=re.MULTILINE)[1:]
    texts = dict(zip(parts[::3], parts[2::3], strict=True))
    messages = dict(zip(parts[::3], parts[1::3], strict=True))
    language = re.search(r"\((\w+)\)$", name)
    return Case(
        name=name,
        language=language.group(1) if language else "python",
        before=texts["before"],
        after=texts["after"],
        elsewhere=texts["elsewhere"].rstrip("\n") + "\n",
        expect=texts["expect"].rstrip("\n") + "\n",
        messages=(messages["before"], messages["elsewhere"]),
    )


def _marked(marked: str, message: str) -> tuple[str, Problem]:
    start = marked.index("«")
    end = marked.index("»") - 1
    content = marked.replace("«", "").replace("»", "")
    return content, Problem("lint", "R001", message, "file:///x", Text(content).range_of(start, end))


def _learned(case: Case) -> tuple[Example, list[PatternRecord]]:
    before, problem = _marked(case.before, case.messages[0])
    example = Example(problem, before, case.after, case.language, "src/a.py", ExampleSource.HAND, 0.0)
    return example, [PatternRecord(pattern) for pattern in learn_patterns(example, ())]


def _results(records: list[PatternRecord], content: str, problem: Problem, language: str) -> list[str]:
    found = suggest(records, problem, Text(content), language, "src/b.py")
    return [apply_edits(content, one.edits) for one in found]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_repairs_another_place(case: Case) -> None:
    content, problem = _marked(case.elsewhere, case.messages[1])
    results = _results(_learned(case)[1], content, problem, case.language)
    assert case.expect in results[:3], results[:1]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_reproduces_its_own_example(case: Case) -> None:
    example, records = _learned(case)
    assert case.after in _results(records, example.before, example.problem, case.language)


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_patterns_survive_the_codec(case: Case) -> None:
    for record in _learned(case)[1]:
        assert pattern_from_json(pattern_to_json(record.pattern)) == record.pattern


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_line_ends_are_the_files_own(case: Case) -> None:
    content, problem = _marked(case.elsewhere.replace("\n", "\r\n"), case.messages[1])
    results = _results(_learned(case)[1], content, problem, case.language)
    assert case.expect.replace("\n", "\r\n") in results[:3], results[:1]


@pytest.mark.parametrize("case", [case for case in _cases() if "    " in case.elsewhere], ids=lambda case: case.name)
def test_tabs_stay_tabs(case: Case) -> None:
    content, problem = _marked(case.elsewhere.replace("    ", "\t"), case.messages[1])
    results = _results(_learned(case)[1], content, problem, case.language)
    assert case.expect.replace("    ", "\t") in results[:3], results[:1]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_what_is_behind_counts_in_code_points(case: Case) -> None:
    sign = "#" if case.language == "python" else "//"
    head = f"{sign} \U0001f4a5 e\u0301 \u4e2d\n"
    content, problem = _marked(head + case.elsewhere, case.messages[1])
    results = _results(_learned(case)[1], content, problem, case.language)
    assert head + case.expect in results[:3], results[:1]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_a_file_may_end_without_a_line_end(case: Case) -> None:
    content, problem = _marked(case.elsewhere.rstrip("\n"), case.messages[1])
    results = _results(_learned(case)[1], content, problem, case.language)
    assert case.expect.rstrip("\n") in [result.rstrip("\n") for result in results[:3]], results[:1]
