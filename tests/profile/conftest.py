"""What the profile's tests share: a clock that stands still, real examples, and fixes of learned patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.problems import Problem, ProblemKind
from amends.core.text import Text
from amends.profile.profile import Profile

DAY = 86_400.0
MESSAGE = "Comparison to `None` should be `cond is None`"
KIND = ProblemKind("ruff", "E711", "Comparison to {} should be {}")


class StillClock:
    def __init__(self) -> None:
        self.time = 1_700_000_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


def none_comparison(name: str, source: ExampleSource = ExampleSource.HAND, commit: str = "") -> Example:
    """A real repair of ruff's E711; the name makes one differ from another."""
    before = f"def first({name}):\n    if {name} == None:\n        return 1\n    return {name}\n"
    text = Text(before)
    start = before.index("== None") + len("== ")
    problem = Problem("ruff", "E711", MESSAGE, f"file:///home/me/{name}.py", text.range_of(start, start + len("None")))
    after = before.replace("== None", "is None")
    return Example(problem, before, after, "python", f"shop/{name}.py", source, 1_690_000_000.0, commit)


def fix_record(fix_id: str, *pattern_ids: str, origin: str = "pattern") -> dict[str, Any]:
    return {
        "schema": 1,
        "type": "fix",
        "fixId": fix_id,
        "problem": {"kind": "diagnostic", "source": "ruff", "code": "E711", "message": MESSAGE},
        "title": "Amends: replace `==` by `is` (proved: ruff)",
        "origin": {"kind": origin, "id": pattern_ids[0] if pattern_ids else "ruff"},
        "ingredients": [{"kind": "pattern", "id": pattern_id} for pattern_id in pattern_ids],
        "attempts": [],
    }


@attrs.define
class World:
    """One project on one machine: a database file, a clock, and servers that open it."""

    location: Path
    clock: StillClock
    stack: ExitStack
    fixes: int = 0

    def open(self) -> Profile:
        return self.stack.enter_context(closing(Profile.open(self.location, "git:example.org/shop", self.clock)))

    def offer(self, profile: Profile, pattern_id: str, *outcomes: OutcomeClass) -> str:
        """A fix made by a pattern, and what became of it; its context is named like it."""
        self.fixes += 1
        fix_id = f"f_{self.fixes}"
        profile.record_fix(fix_record(fix_id, pattern_id), path="shop/cart.py", context=f"context of {fix_id}")
        for outcome in outcomes:
            profile.record_outcome(fix_id, outcome)
        return fix_id


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def world(tmp_path: Path, clock: StillClock) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path / "data" / "profile.sqlite3", clock, stack)


@pytest.fixture
def profile(clock: StillClock) -> Iterator[Profile]:
    with closing(Profile.open(None, "path:/home/me/shop", clock)) as opened:
        yield opened


@pytest.fixture
def example() -> Callable[..., Example]:
    return none_comparison


@pytest.fixture
def kind() -> ProblemKind:
    return KIND


@pytest.fixture
def record() -> Callable[..., dict[str, Any]]:
    return fix_record


@pytest.fixture
def lived_in(world: World) -> Profile:
    """A profile in which everything has happened at least once."""
    profile = world.open()
    for name in ("order", "item"):
        profile.learn(none_comparison(name))
        world.clock.time += DAY
    pattern_id = profile.patterns(KIND)[-1].pattern.id
    world.offer(profile, pattern_id, OutcomeClass.APPLIED, OutcomeClass.KEPT)
    world.offer(profile, pattern_id, OutcomeClass.APPLIED, OutcomeClass.REVERTED)
    world.offer(profile, pattern_id, OutcomeClass.APPLIED)
    profile.record_problem(KIND, "shop/cart.py", "appeared")
    world.clock.time += DAY
    profile.record_problem(KIND, "shop/cart.py", "gone", "hand")
    profile.record_problem(KIND, "shop/cart.py", "appeared")
    profile.record_rejection("a rejected context", "not here")
    profile.teach("Compare with `is`.", "shop/")
    profile.mute("E501")
    profile.pin(pattern_id)
    profile.measure_style([("shop/cart.py", "x = 'a'\n")], {"line-length": "100"})
    return profile
