"""What the profile's tests start from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from amends.core.outcomes import OutcomeClass
from amends.profile.profile import Profile
from support.profiles import DAY, KIND, StillClock, World, none_comparison


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
