"""Names that a repair took from its surroundings: where they go elsewhere, and where they must not go."""

from __future__ import annotations

import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern, PatternRecord
from amends.learning.suggest import suggest


def _problem(content: str, marked: str) -> Problem:
    start = content.index(marked)
    return Problem("lint", "R001", "Bad", "file:///x", Text(content).range_of(start, start + len(marked)))


def _learn(*examples: tuple[str, str, str]) -> list[Pattern]:
    known: dict[str, Pattern] = {}
    for before, marked, after in examples:
        example = Example(_problem(before, marked), before, after, "python", "a.py", ExampleSource.HAND, 0.0)
        known |= {pattern.id: pattern for pattern in learn_patterns(example, list(known.values()))}
    return list(known.values())


def _results(patterns: list[Pattern], content: str, marked: str) -> list[str]:
    records = [PatternRecord(pattern) for pattern in patterns]
    found = suggest(records, _problem(content, marked), Text(content), "python", "b.py")
    return [apply_edits(content, one.edits) for one in found]


def _handler(alias: str, cause: str, error: str = "KeyError") -> str:
    name = f" as {alias}" if alias else ""
    return f"try:\n    load()\nexcept {error}{name}:\n    raise A(1){cause}\n"


def test_a_name_unknown_elsewhere_is_not_written() -> None:
    patterns = _learn((_handler("err", ""), "raise A(1)", _handler("err", " from err")))
    assert _results(patterns, _handler("exc", ""), "raise A(1)") == [_handler("exc", " from exc")]
    assert _results(patterns, _handler("", ""), "raise A(1)") == []


def test_a_handler_without_a_name_gets_the_examples_when_its_file_has_none() -> None:
    usual = _handler("failure", " from failure", "OSError")
    patterns = _learn((usual + _handler("", ""), "raise A(1)\n", usual + _handler("failure", " from failure")))
    assert _handler("failure", " from failure") in _results(patterns, _handler("", ""), "raise A(1)")


def test_examples_with_other_names_support_the_same_pattern() -> None:
    patterns = _learn(
        *((_handler(one, ""), "raise A(1)", _handler(one, f" from {one}")) for one in ("err", "exc", "e"))
    )
    assert max(len(pattern.support) for pattern in patterns) == 3
    assert _results(patterns, _handler("problem", ""), "raise A(1)")[0] == _handler("problem", " from problem")


def test_a_known_name_comes_before_one_in_the_same_position() -> None:
    patterns = _learn(("def f(a, mode):\n    f(1)\n", "f(1)", "def f(a, mode):\n    f(1, mode)\n"))
    content = "def g(mode, path):\n    f(2)\n"
    results = _results(patterns, content, "f(2)")
    assert results[0] == "def g(mode, path):\n    f(2, mode)\n"
    assert "def g(mode, path):\n    f(2, path)\n" in results


@pytest.mark.parametrize(
    "module",
    [
        'log = one("a")\nlog = two("b")\nlogger = one("c")\n',  # two names of one kind: none is meant
        "logger = 1\n",
        "",
    ],
)
def test_what_is_not_the_only_one_of_its_kind_is_not_guessed(module: str) -> None:
    head = 'log = one("a")\n\n\ndef f():\n    '
    patterns = _learn((head + "print(1)\n", "print", head + "log.info(1)\n"))
    content = module + "def g():\n    print(2)\n"
    assert not any("logger.info" in result for result in _results(patterns, content, "print"))


@pytest.mark.parametrize(
    "content",
    [
        "try:\n    load()\nexcept:\n    raise A(1)\n",
        "except KeyError as :\n    raise A(1)\n",
        "def f(*, a, /):\n  raise A(1)\n",
        "def (self:\n    for in x: raise A(1)\n",
        "x = = y()\nclass :\n    z: int =\n    raise A(1)\n",
        "lambda e: 1\nawait\nraise A(1)",
    ],
)
def test_broken_surroundings_are_no_error(content: str) -> None:
    patterns = _learn((_handler("err", ""), "raise A(1)", _handler("err", " from err")))
    for result in _results(patterns, content, "raise A(1)"):
        assert "from err" not in result
    broken = Example(
        _problem(content, "raise A(1)"), content, content + "pass\n", "python", "a.py", ExampleSource.HAND, 0.0
    )
    assert isinstance(learn_patterns(broken, patterns), tuple)
