"""Patterns that need no example are governed like all others: forgotten, limited, retired by reverts, explained."""

from __future__ import annotations

import pytest

from amends.core.errors import UnknownItemError
from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.problems import Problem
from amends.core.text import Text
from amends.learning.suggest import Suggestion, suggest
from amends.profile.profile import Profile
from support.profiles import StillClock, fix_record

_CONTENT = "x: List[int] = y\n"
_PROBLEM = Problem("lint", "R1", "Use `list` instead of `List`", "file:///b.py", Text(_CONTENT).range_of(3, 7))


def _profile() -> Profile:
    return Profile.open(None, "git.example.com/shop", StillClock())


def _offered(profile: Profile, path: str = "src/b.py") -> tuple[Suggestion, ...]:
    records = profile.patterns(_PROBLEM.kind)
    return suggest(records, _PROBLEM, Text(_CONTENT), "python", path, judged=profile.given_patterns)


def _offer_all(profile: Profile, outcome: OutcomeClass) -> list[str]:
    """Record a fix of everything that is offered, with what became of it."""
    ids = [one.pattern_id for one in _offered(profile)]
    for number, pattern in enumerate(ids):
        fix = f"f_{outcome.value}_{len(profile.show()['changes'])}_{number}_{profile.show()['counts']['fixes']}"
        profile.record_fix(fix_record(fix, pattern), path="src/b.py", context=fix)
        profile.record_outcome(fix, outcome)
    return ids


def test_one_that_was_forgotten_is_not_offered_until_that_is_undone() -> None:
    profile = _profile()
    undo = [profile.forget(one) for one in _offer_all(profile, OutcomeClass.KEPT)]
    assert undo
    assert not _offered(profile)
    profile.rebuild()
    assert not _offered(profile)
    for one in undo:
        profile.undo(one)
    assert _offered(profile)


def test_one_that_was_reverted_twice_is_not_offered_any_more() -> None:
    profile = _profile()
    for _ in range(2):
        assert _offer_all(profile, OutcomeClass.REVERTED)
    assert not _offered(profile)


def test_one_is_used_only_where_its_scope_says() -> None:
    profile = _profile()
    for one in _offer_all(profile, OutcomeClass.KEPT):
        profile.scope(one, "tests/**")
    assert not _offered(profile)
    assert _offered(profile, "tests/b.py")


def test_why_tells_what_became_of_it() -> None:
    profile = _profile()
    (first, *_) = _offer_all(profile, OutcomeClass.KEPT)
    told = profile.why(first)
    assert [one["outcome"] for one in told["outcomes"]] == ["kept"]
    assert told["pattern"]["effect"]["kept"] == 1
    with pytest.raises(UnknownItemError):
        profile.why("p_000000000000")


def test_one_that_was_learned_and_forgotten_does_not_come_back() -> None:
    profile = _profile()
    after = _CONTENT.replace("List", "list")
    profile.learn(Example(_PROBLEM, _CONTENT, after, "python", "src/a.py", ExampleSource.HAND, 0.0))
    for one in profile.patterns(_PROBLEM.kind):
        profile.forget(one.pattern.id)
    assert not [one for one in _offered(profile) if "list" in one.edits[0].new_text]
