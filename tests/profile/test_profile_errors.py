"""Which mistakes recur, where, for how long, and what ends them."""

from __future__ import annotations

from amends.core.problems import ProblemKind
from amends.profile.errors import ProblemChange
from amends.profile.profile import Profile
from support.profiles import KIND, StillClock, World

OTHER = ProblemKind("clippy", "clippy::needless_return", "unneeded {}")


def test_spells_lives_relapses_and_what_ended_them(profile: Profile, clock: StillClock) -> None:
    start = clock.time
    for path, life, fixed_by in (("a.py", 10, "hand"), ("b.py", 30, "fix"), ("a.py", 50, "hand")):
        profile.record_problem(KIND, path, "appeared")
        clock.time += life
        profile.record_problem(KIND, path, "gone", fixed_by)
    profile.record_problem(KIND, "c.py", "appeared")
    profile.record_problem(OTHER, "a.py", "appeared")
    first, second = profile.show()["errors"]
    assert first == {
        "source": "ruff",
        "code": "E711",
        "template": KIND.template,
        "seen": 4,
        "open": 1,
        "files": 3,
        "relapses": 1,
        "relapseRate": 0.25,
        "firstSeen": start,
        "lastSeen": clock.time,
        "medianLife": 30,
        "fixedBy": {"fix": 1, "hand": 2},
    }
    assert (second["code"], second["medianLife"]) == ("clippy::needless_return", None)
    assert [(one["path"], one["seen"], one["open"]) for one in profile.show()["hotSpots"]] == [
        ("a.py", 3, 1),
        ("b.py", 1, 0),
        ("c.py", 1, 1),
    ]


def test_only_news_becomes_an_event(profile: Profile) -> None:
    changes = [ProblemChange(KIND, f"{number}.py", "appeared") for number in range(50)]
    profile.record_problems(changes)
    profile.record_problems(changes)
    profile.record_problem(KIND, "1.py", "appeared")
    profile.record_problem(KIND, "unseen.py", "gone", "hand")
    profile.record_problems([ProblemChange(KIND, "x.py", "appeared"), ProblemChange(KIND, "x.py", "gone")])
    counts = profile.show()["counts"]
    assert counts["events"] == 2
    assert profile.show()["errors"][0]["seen"] == 51


def test_what_a_tool_finds_is_compared_with_what_was_open_before(world: World) -> None:
    first = world.open()
    first.record_findings("ruff", "a.py", {KIND})
    first.record_findings("clippy", "a.py", {OTHER})
    first.close()
    profile = world.open()
    events = profile.show()["counts"]["events"]
    profile.record_findings("ruff", "a.py", {KIND})
    assert profile.show()["counts"]["events"] == events
    profile.record_findings("ruff", "a.py", set(), "hand")
    assert [(one["code"], one["open"], one["fixedBy"]) for one in profile.show()["errors"]] == [
        ("clippy::needless_return", 1, {}),
        ("E711", 0, {"hand": 1}),
    ]
