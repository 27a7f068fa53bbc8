"""What holds for any edit: what was learned from it makes it again, and lines up with any code of the same shape."""

from __future__ import annotations

import keyword

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.codec import pattern_from_json, pattern_to_json
from amends.learning.learn import learn_patterns
from amends.learning.pattern import PatternRecord
from amends.learning.suggest import suggest
from amends.learning.templates.code_forms import same_code

_NAMES = st.text("abcdefgxyz_é", min_size=1, max_size=6).filter(lambda word: word.isidentifier() and word != "_")
_WORDS = _NAMES.filter(lambda word: not keyword.iskeyword(word))
_LEAVES = st.one_of(_WORDS, st.integers(0, 99).map(str), st.sampled_from(["'s'", "'\U0001f4a5'", "None", "True"]))


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    return st.one_of(
        st.tuples(_WORDS, several).map(lambda pair: f"{pair[0]}({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} == {pair[1]})"),
        st.tuples(_WORDS, _WORDS).map(".".join),
        several.map(lambda items: f"[{items}]"),
        st.tuples(inner, inner).map(lambda pair: f"{{{pair[0]}: {pair[1]}}}"),
    )


_EXPRESSIONS = st.recursive(_LEAVES, _larger, max_leaves=6)
_STATEMENTS = st.one_of(
    _EXPRESSIONS.map(lambda one: f"print({one})"),
    st.tuples(_WORDS, _EXPRESSIONS).map(" = ".join),
    st.tuples(_EXPRESSIONS, _EXPRESSIONS).map(lambda pair: f"if {pair[0]}:\n    f({pair[1]})\n    g()"),
    _EXPRESSIONS.map(lambda one: f"with {one} as c:\n    pass"),
)
_MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _learned(before: str, after: str, start: int, end: int) -> tuple[Problem, list[PatternRecord]]:
    problem = Problem("lint", "P1", "something is wrong", "file:///a.py", Text(before).range_of(start, end))
    example = Example(problem, before, after, "python", "a.py", ExampleSource.HAND, 0.0)
    return problem, [PatternRecord(pattern) for pattern in learn_patterns(example, ())]


@_MANY
@given(head=st.lists(_STATEMENTS, max_size=2), old=_STATEMENTS, new=_STATEMENTS, tail=st.lists(_STATEMENTS, max_size=2))
def test_a_pattern_makes_its_own_example_again(head: list[str], old: str, new: str, tail: list[str]) -> None:
    before, after = ("\n".join([*head, one, *tail]) + "\n" for one in (old, new))
    assume(not same_code(before, after, "python"))
    start = sum(len(line) + 1 for line in head)
    problem, records = _learned(before, after, start, start + len(old))
    results = [apply_edits(before, one.edits) for one in suggest(records, problem, Text(before), "python", "a.py")]
    assert any(same_code(result, after, "python") for result in results)


@_MANY
@given(items=st.lists(st.tuples(_WORDS, _EXPRESSIONS), min_size=1, max_size=5), name=_WORDS)
def test_a_row_is_as_long_as_it_is(items: list[tuple[str, str]], name: str) -> None:
    assume(len({word for word, _ in items}) == len(items))
    _, records = _learned("x = dict(a=1, b=f(2))\n", 'x = {"a": 1, "b": f(2)}\n', 4, 21)
    call = f"dict({', '.join(f'{word}={value}' for word, value in items)})"
    content = f"{name} = {call}\n"
    start = content.index("dict(", len(name))
    problem = Problem(
        "lint", "P1", "something is wrong", "file:///b.py", Text(content).range_of(start, start + len(call))
    )
    found = suggest(records, problem, Text(content), "python", "b.py")
    pairs = ", ".join(f'"{word}": {value}' for word, value in items)
    wanted = f"{name} = {{{pairs}}}\n"
    assert wanted in [apply_edits(content, one.edits) for one in found]


@_MANY
@given(old=_STATEMENTS, new=_STATEMENTS)
def test_what_was_learned_can_be_written_down(old: str, new: str) -> None:
    for record in _learned(old + "\n", new + "\n", 0, len(old))[1]:
        assert pattern_from_json(pattern_to_json(record.pattern)) == record.pattern
