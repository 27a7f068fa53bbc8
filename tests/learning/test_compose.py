"""Several problems of one place are repaired together; inferred answers not only each at its best."""

from __future__ import annotations

from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.compose import Composed, compose
from amends.learning.suggest import Suggestion, suggest

KNOWN = (
    "def one(width: int) -> None: ...\n"
    "def two(width: int) -> None: ...\n"
    "def three(width: float) -> None: ...\n"
    "def four(label: str) -> None: ...\n"
    "def five(label: str) -> None: ...\n"
    "def six(label: bytes) -> None: ...\n\n"
)
CONTENT = KNOWN + "def show(width, label) -> None: ...\n"


def suggestions(name: str) -> tuple[Suggestion, ...]:
    text, start = Text(CONTENT), CONTENT.rindex(name)
    message = f"Missing type annotation for function argument `{name}`"
    problem = Problem("lint", "ANN1", message, "file:///b.py", text.range_of(start, start + len(name)))
    return suggest((), problem, text, "python", "src/b.py")


def shown(composed: Composed) -> str:
    return apply_edits(CONTENT, composed.edits).splitlines()[-1].removesuffix(" -> None: ...")


def test_each_problems_likeliest_answer_comes_first_and_the_next_ones_are_tried() -> None:
    for order in (("width", "label"), ("label", "width")):
        ways = [shown(one) for one in compose([suggestions(name) for name in order])]
        assert ways[0] == "def show(width: int, label: str)"
        assert "def show(width: float, label: str)" in ways


def test_no_place_gets_two_answers() -> None:
    for order in (("width", "label"), ("label", "width")):
        ways = [shown(one) for one in compose([suggestions(name) for name in order])]
        assert all(way.count(":") == len(order) for way in ways)


def test_no_two_candidates_make_the_same_edits_and_none_is_surer_than_its_parts() -> None:
    parts = [suggestions("width"), suggestions("label")]
    found = compose(parts)
    assert len({one.edits for one in found}) == len(found)
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
    assert found[0].confidence <= min(each[0].confidence for each in parts)


def test_without_an_answer_to_each_problem_there_is_none() -> None:
    assert compose([suggestions("width"), ()]) == ()
    assert compose([]) == ()
