"""For tests of the profile: a clock that stands still, real examples, and fixes of learned patterns."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import attrs

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


def told_profile(world: World) -> Profile:
    """Fixes of two weeks, with and without something learned in them, and questions to a model."""
    kept, reverted = OutcomeClass.KEPT, OutcomeClass.REVERTED
    profile = world.open()
    profile.learn(none_comparison("order"))
    pattern = profile.patterns(KIND)[0].pattern.id
    for week, outcomes in enumerate([(kept, reverted), (kept, kept)]):
        world.clock.time = 1_700_000_000.0 + week * 7 * DAY
        for outcome in outcomes:
            world.offer(profile, pattern, OutcomeClass.APPLIED, outcome)
    plain = fix_record("f_plain", origin="model") | {
        "diff": "--- a/x\n+++ b/x\n-one\n+two\n+three\n",
        "verdict": {"durationMs": 90_000, "checks": [{"state": "passed"}, {"state": "skipped"}, {"state": "passed"}]},
        "attempts": [{"deviation": {"class": "new-problems"}}, {"deviation": None}],
    }
    profile.record_fix(plain, path="shop/cart.py", context="c")
    profile.record_outcome("f_plain", kept)
    for file in ("shop/cart.py", "shop/till.py", "shop/cart.py"):
        usage = {"tokens": 100, "cost": 0.02, "seconds": 1.0, "secrets": 1}
        profile.record_asked(endpoint="https://model.example", local=False, model="m-1", file=file, usage=usage)
    profile.record_problem(KIND, "shop/cart.py", "appeared")
    world.clock.time += 120
    profile.record_problem(KIND, "shop/cart.py", "gone", "fix")
    return profile
