"""Suppressions are learned for the rules that people suppress, and for all of a tool where that is their habit."""

from __future__ import annotations

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text
from amends.learning.suggest import Suggestion, suggest
from amends.profile.profile import Profile

BEFORE = "x = load()\n"


def repaired(profile: Profile, code: str, after: str, source: str = "mypy") -> None:
    problem = Problem(source, code, f"Bad {code}", "file:///a.py", Text(BEFORE).range_of(4, 8))
    profile.learn(Example(problem, BEFORE, after, "python", f"src/{code}.py", ExampleSource.HAND, 1.0))


TEXT = Text("y = read(1)  # why\n")


def suggested(profile: Profile, code: str, source: str = "mypy") -> tuple[Suggestion, ...]:
    problem = Problem(source, code, "Something else is wrong", "file:///b.py", TEXT.range_of(4, 11))
    kin = profile.kin_patterns(problem.kind)
    return suggest(profile.patterns(problem.kind), problem, TEXT, "python", "src/b.py", kin=kin)


def offered(profile: Profile, code: str, source: str = "mypy") -> list[str]:
    found = suggested(profile, code, source)
    assert all(one.suppression for one in found)
    return [TEXT.edited(one.edits).content for one in found]


def test_a_habit_extends_to_the_other_rules_of_its_tool(profile: Profile) -> None:
    for code in ("assignment", "arg-type"):
        repaired(profile, code, f"x = load()  # type: ignore[{code}]\n")
    assert offered(profile, "operator") == []
    repaired(profile, "union-attr", "x = load()  # type: ignore[union-attr]\n")
    assert offered(profile, "operator") == ["y = read(1)  # type: ignore[operator]  # why\n"]
    assert offered(profile, "operator", source="pylint") == []


def test_a_rule_that_people_repair_is_not_suppressed_out_of_habit(profile: Profile) -> None:
    for code in ("assignment", "arg-type", "union-attr"):
        repaired(profile, code, f"x = load()  # type: ignore[{code}]\n")
    for code in ("index", "misc", "override", "return"):
        repaired(profile, code, "x = loaded\n")
    assert offered(profile, "misc") == []
    assert offered(profile, "operator") == ["y = read(1)  # type: ignore[operator]  # why\n"]


def test_a_suppression_out_of_habit_is_less_likely_than_one_of_the_rule_itself(profile: Profile) -> None:
    for code in ("assignment", "arg-type", "union-attr"):
        repaired(profile, code, f"x = load()  # type: ignore[{code}]\n")
    (habit,), (own, *_) = suggested(profile, "operator"), suggested(profile, "assignment")
    assert habit.confidence < own.confidence


def test_a_habit_can_be_forgotten(profile: Profile) -> None:
    for code in ("assignment", "arg-type", "union-attr"):
        repaired(profile, code, f"x = load()  # type: ignore[{code}]\n")
    for pattern in profile.show()["patterns"]:
        profile.forget(pattern["id"])
    assert offered(profile, "operator") == []
