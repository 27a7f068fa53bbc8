"""Patterns that need no example are governed like all others: forgotten, limited, retired by reverts, explained."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from amends.core.errors import UnknownItemError
from amends.core.fixes import Candidate
from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.problems import Problem
from amends.core.settings import Settings
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Text
from amends.fixing.origins import FixRequest
from amends.fixing.patterns.origin import PatternOrigin
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


def test_what_was_only_proposed_can_be_spoken_about(tmp_path: Path) -> None:
    """The name of a pattern is seen in the editor, and forgotten in a terminal, before any fix of it was tried."""
    problems = (
        (_CONTENT, _PROBLEM),
        ("total = 1\nprint(totl)\n", _undefined("total = 1\nprint(totl)\n", "totl")),
    )
    profile = Profile.open(tmp_path / "profile.sqlite3", "git.example.com/shop", StillClock())
    for content, problem in problems:
        [name, *others] = [one.origin.id for one in asyncio.run(_proposed(profile, content, problem, tmp_path))]
        in_terminal = Profile.open(tmp_path / "profile.sqlite3", "git.example.com/shop", StillClock())
        assert in_terminal.why(name)["pattern"]["kind"]["code"] == problem.code
        undo = in_terminal.forget(name)
        assert in_terminal.why(name)["pattern"]["stage"] == "retired"
        assert [one.origin.id for one in asyncio.run(_proposed(profile, content, problem, tmp_path))] == others
        in_terminal.undo(undo)
        in_terminal.scope(name, "tests/**")
        assert [one.origin.id for one in asyncio.run(_proposed(profile, content, problem, tmp_path))] == others
        in_terminal.scope(name, "")
        assert name in [one.origin.id for one in asyncio.run(_proposed(profile, content, problem, tmp_path))]
        with pytest.raises(UnknownItemError):
            in_terminal.forget("p_000000000000")
        in_terminal.close()
    profile.close()


def _undefined(content: str, name: str) -> Problem:
    start = content.index(name)
    place = Text(content).range_of(start, start + len(name))
    return Problem("ruff", "F821", f"Undefined name `{name}`", "file:///b.py", place)


async def _proposed(profile: Profile, content: str, problem: Problem, root: Path) -> list[Candidate]:
    document = Document("file:///b.py", "python", Text(content), 1)
    request = FixRequest(problem, document, Snapshot(root, {document.uri: document}), Settings())
    return [one async for one in PatternOrigin(profile, root).propose(request)]
