"""What counts as evidence, for and against, and what it does to the order of suggestions."""

from __future__ import annotations

import attrs
import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem, ProblemKind, Safety
from amends.core.text import Text, apply_edits
from amends.learning.compose import compose
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern, PatternRecord
from amends.learning.suggest import Suggestion, are_kin, suggest
from amends.learning.templates.split import split_example
from amends.learning.titles import template_title


def _problem(content: str, marked: str, message: str = "Bad call", code: str = "R001") -> Problem:
    start = content.index(marked)
    return Problem("lint", code, message, "file:///x", Text(content).range_of(start, start + len(marked)))


def _example(before: str, marked: str, after: str, message: str = "Bad call") -> Example:
    return Example(_problem(before, marked, message), before, after, "python", "src/a.py", ExampleSource.HAND, 0.0)


def _learn(*examples: Example) -> list[Pattern]:
    known: dict[str, Pattern] = {}
    for example in examples:
        known |= {pattern.id: pattern for pattern in learn_patterns(example, list(known.values()))}
    return list(known.values())


def _suggest(patterns: list[Pattern], content: str, marked: str, message: str = "Bad call") -> tuple[Suggestion, ...]:
    records = [PatternRecord(pattern) for pattern in patterns]
    return suggest(records, _problem(content, marked, message), Text(content), "python", "src/b.py")


def _texts(suggestions: tuple[Suggestion, ...], content: str) -> list[str]:
    return [apply_edits(content, one.edits) for one in suggestions]


def test_the_same_input_gives_the_same_patterns() -> None:
    example = _example("x = f(a, 1)\n", "f(a, 1)", "x = g(a)\n")
    assert learn_patterns(example, ()) == learn_patterns(example, ())


def test_the_same_example_twice_is_no_new_evidence() -> None:
    example = _example("x = f(a)\n", "f(a)", "x = g(a)\n")
    known = learn_patterns(example, ())
    assert learn_patterns(example, known) == ()


def test_an_example_that_fits_is_support_and_one_that_was_repaired_otherwise_is_against() -> None:
    first = _example("x = f(a)\n", "f(a)", "x = g(a)\n")
    alike = _example("y = f(b.c)\n", "f(b.c)", "y = g(b.c)\n")
    other = _example("z = f(d)\n", "f(d)", "z = h(d)\n")
    patterns = _learn(first, alike, other)
    general = max(patterns, key=lambda pattern: len(pattern.support))
    assert {first.id, alike.id} <= set(general.evidence)
    assert [one.example for one in general.against] == [other.id]


def test_two_examples_keep_what_they_share_and_loosen_the_rest() -> None:
    patterns = _learn(
        _example('x = load(a, mode="r", retries=3)\n', 'load(a, mode="r", retries=3)', "x = load(a, retries=3)\n"),
        _example(
            'y = load(b.c, mode="r", retries=n())\n', 'load(b.c, mode="r", retries=n())', "y = load(b.c, retries=n())\n"
        ),
    )
    content = 'return_value = load(f(1), mode="r", retries=5)\n'
    assert "return_value = load(f(1), retries=5)\n" in _texts(_suggest(patterns, content, content[15:-1]), content)


def test_more_support_comes_first() -> None:
    patterns = _learn(
        _example("x = f(a)\n", "f(a)", "x = h(a)\n"),
        *(_example(f"v{i} = f(n{i})\n", f"f(n{i})", f"v{i} = g(n{i})\n") for i in range(4)),
    )
    found = _suggest(patterns, "r = f(k)\n", "f(k)")
    assert _texts(found, "r = f(k)\n")[0] == "r = g(k)\n"
    assert found[0].confidence > found[1].confidence


def test_reverts_lower_and_keeps_raise_the_confidence() -> None:
    patterns = _learn(_example("x = f(a)\n", "f(a)", "x = g(a)\n"))
    problem, text = _problem("y = f(b)\n", "f(b)"), Text("y = f(b)\n")

    def confidence(**record: int) -> float:
        records = [PatternRecord(pattern, **record) for pattern in patterns]
        return suggest(records, problem, text, "python", "src/b.py")[0].confidence

    assert confidence(reverted=2) < confidence() < confidence(kept=3)


def test_safe_only_after_enough_kept_fixes() -> None:
    patterns = _learn(*(_example(f"v{i} = f(n{i})\n", f"f(n{i})", f"v{i} = g(n{i})\n") for i in range(5)))
    problem, text = _problem("y = f(b)\n", "f(b)"), Text("y = f(b)\n")
    assert suggest([PatternRecord(one) for one in patterns], problem, text, "python", "b.py")[0].safety is Safety.UNSAFE
    kept = [PatternRecord(one, kept=6) for one in patterns]
    assert suggest(kept, problem, text, "python", "b.py")[0].safety is Safety.SAFE
    spoilt = [PatternRecord(one, kept=6, reverted=1) for one in patterns]
    assert suggest(spoilt, problem, text, "python", "b.py")[0].safety is Safety.UNSAFE


@pytest.mark.parametrize(("path", "found"), [("tests/test_a.py", True), ("src/a.py", False)])
def test_scope_and_retirement_are_kept(path: str, found: bool) -> None:  # noqa: FBT001 -- a parameter of the table
    patterns = _learn(_example("x = f(a)\n", "f(a)", "x = g(a)\n"))
    records = [PatternRecord(pattern, scope="tests/*") for pattern in patterns]
    problem, text = _problem("y = f(b)\n", "f(b)"), Text("y = f(b)\n")
    assert bool(suggest(records, problem, text, "python", path)) is found
    retired = [attrs.evolve(record, stage="retired") for record in records]
    assert suggest(retired, problem, text, "python", path) == ()


def test_a_suppression_is_known_as_one() -> None:
    patterns = _learn(_example("x = f(a)\n", "f(a)", "x = f(a)  # noqa: R001\n"))
    (found, *_) = _suggest(patterns, "y = f(b)\n", "f(b)")
    assert found.suppression
    assert _texts((found,), "y = f(b)\n") == ["y = f(b)  # noqa: R001\n"]


def test_removing_a_suppression_is_none() -> None:
    patterns = _learn(_example("x = f(a)  # noqa: R001\n", "f(a)", "x = f(a)\n"))
    assert not any(pattern.suppression for pattern in patterns)


def test_titles_say_what_changes() -> None:
    patterns = _learn(_example("if a == None:\n    pass\n", "a == None", "if a is None:\n    pass\n"))
    (found, *_) = _suggest(patterns, "b = c.d == None\n", "c.d == None")
    assert found.title == "replace `==` by `is`"
    imported = _learn(
        _example("x = Path()\n", "Path", "from pathlib import Path\n\nx = Path()\n", "Undefined name `Path`")
    )
    (found, *_) = _suggest(imported, "y = Path('a')\n", "Path", "Undefined name `Path`")
    assert "from pathlib import Path" in found.title
    removing = _learn(_example("import os\n", "os", "", "`os` imported but unused"))
    assert template_title(removing[0].template) == "remove `import os`"


def test_an_edit_of_several_problems_is_taken_apart() -> None:
    before, after = "def f(a, b):\n    return a\n", "def f(a: int, b: str):\n    return a\n"
    problems = [_problem(before, "a", "Missing type for `a`"), _problem(before, "b", "Missing type for `b`")]
    example = Example(problems[0], before, after, "python", "a.py", ExampleSource.GIT, 0.0)
    first, second = split_example(example, problems)
    assert (first.before, first.after) == ("def f(a, b: str):\n    return a\n", after)
    assert second.before == "def f(a: int, b):\n    return a\n"
    assert Text(second.before).slice(second.problem.range) == "b"


def test_several_problems_are_repaired_alike() -> None:
    patterns = _learn(_example("x = f(a)\n", "f(a)", "x = g(a)\n"))
    content = "y = f(b) + f(c)\n"
    lists = [_suggest(patterns, content, "f(b)"), _suggest(patterns, content, "f(c)")]
    assert apply_edits(content, compose(lists)[0].edits) == "y = g(b) + g(c)\n"
    assert compose([lists[0], ()]) == ()


def test_kin_are_rules_of_one_family() -> None:
    assert are_kin(ProblemKind("ruff", "ANN201", "a"), ProblemKind("ruff", "ANN202", "b"))
    assert not are_kin(ProblemKind("ruff", "ANN201", "a"), ProblemKind("ruff", "UP001", "b"))
    assert not are_kin(ProblemKind("ruff", "ANN201", "a"), ProblemKind("mypy", "ANN202", "b"))


@pytest.mark.parametrize(
    "content",
    ["", "def (", "f(", "x = f(b)\x0c\n", "class A:\n  def f(self:\n f(b)\n", "\ufeffy = f(b)\n", "y = f(b)\u2028z"],
)
def test_broken_texts_give_suggestions_or_none_but_no_error(content: str) -> None:
    patterns = _learn(_example("x = f(a)\n", "f(a)", "x = g(a)\n"))
    marked = "f(b)" if "f(b)" in content else content
    for found in _suggest(patterns, content, marked):
        assert "g(b)" in apply_edits(content, found.edits)
    broken = _example(content, marked, content + "\npass\n")
    assert isinstance(learn_patterns(broken, patterns), tuple)
