#!/usr/bin/env python3
"""Measure learning at the size of a long life: 10,000 examples, suggestions in long files.

  bench/scale.py [--examples N]

Everything goes through the profile and the engine that the server uses. Writes `bench/results/scale.md` and
`scale.json`; exits 1 when a figure is over its limit.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text
from amends.learning.suggest import suggest
from amends.platform.clock import SystemClock
from amends.platform.garbage import collect_rarely
from amends.profile.profile import Profile
from amends.syntax.tree import Trees

RESULTS = Path(__file__).parent / "results"
RULES = 250
ASKED = 200
WORDS = "user order item price total count name path line value key row table report entry field part page".split()  # noqa: SIM905
# Before and after of a repair; {r} is the rule's own name, {a} to {c} are the names of the place.
SHAPES = (
    ("{r}({a}, {b})", "{r}({a}, {b}, strict=True)"),
    ("{a}.{r} == None", "{a}.{r} is None"),
    ("{r}([{a} for {a} in {b}])", "{r}({a} for {a} in {b})"),
    ("{a} = {r}.get({b}, None)", "{a} = {r}.get({b})"),
    ("{r}({a} if {a} else {b})", "{r}({a} or {b})"),
    ("{a}.{r}({b}).close()", "with {a}.{r}({b}):\n        pass"),
    ("not {a} in {r}({b})", "{a} not in {r}({b})"),
    ('"%s" % {r}({a})', "str({r}({a}))"),
    ("{r}.old_{a}({b}, {c})", "{r}.new_{a}({c}, {b})"),
    ("return {r}[{a}] if {b} else {r}[{a}]", "return {r}[{a}]"),
)


class Figure(NamedTuple):
    """One measured value and what it may be at most."""

    name: str
    value: float
    unit: str
    limit: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=10_000)
    options = parser.parse_args()
    collect_rarely()  # as the server does
    with tempfile.TemporaryDirectory(prefix="amends-scale-") as place:
        profile = Profile.open(Path(place) / "profile.sqlite3", "path:/scale", SystemClock())
        figures = measure(profile, options.examples)
        profile.close()
    report(figures)
    return int(any(figure.value > figure.limit for figure in figures))


def measure(profile: Profile, count: int) -> list[Figure]:
    learning = [timed(lambda example=example: profile.learn(example)) for example in examples(count)]
    patterns = len(profile.show()["patterns"])
    print(f"{count} examples, {patterns} patterns", flush=True)
    small, large = ([timed_suggestion(profile, lines, seed) for seed in range(ASKED)] for lines in (1_000, 10_000))
    rebuilt = timed(profile.rebuild) / 1000
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Figure("examples learned", count, "", count),
        Figure("patterns", patterns, "", max(patterns, 1)),
        Figure("learning one example, median", statistics.median(learning), "ms", 50),
        Figure("learning one example, p95", p95(learning), "ms", 50),
        Figure("suggestion in 1,000 lines, p95", p95(small), "ms", 20),
        Figure("suggestion in 10,000 lines, p95", p95(large), "ms", 50),
        Figure("rebuild from the events", rebuilt, "s", 60),
        Figure("memory at the most", memory, "MB", 500),
    ]


def examples(count: int) -> Iterator[Example]:
    for seed in range(count):
        problem, before, after = repair(seed % RULES, random.Random(seed), lines=40)  # noqa: S311
        yield Example(problem, before, after, "python", f"src/m{seed % 97}.py", ExampleSource.HAND, 1.6e9 + seed)


def repair(rule: int, chance: random.Random, lines: int) -> tuple[Problem, str, str]:
    """A rule's problem in the middle of a module, and both states of the module."""
    names = dict(zip("abc", chance.sample(WORDS, 3), strict=True))
    old, new = (side.format(r=f"rule_{rule}", **names) for side in SHAPES[rule % len(SHAPES)])
    filler = [
        f"def f{n}({chance.choice(WORDS)}):\n    return {chance.choice(WORDS)}_{n} + {n}\n" for n in range(lines // 2)
    ]
    head = "".join(filler[: len(filler) // 2]) + f"def here({', '.join(names.values())}):\n    "
    tail = "\n" + "".join(filler[len(filler) // 2 :])
    place = Text(head + old + tail).range_of(len(head), len(head) + len(old))
    problem = Problem("linter", f"R{rule}", f"Do not use `rule_{rule}` so", "file:///scale/here.py", place)
    return problem, head + old + tail, head + new + tail


def timed_suggestion(profile: Profile, lines: int, seed: int) -> float:
    """Milliseconds from the problem to suggestions; the text is parsed already, as open texts are."""
    problem, before, _ = repair(seed % RULES, random.Random(-1 - seed), lines)  # noqa: S311
    text, trees = Text(before), Trees(1)
    trees.tree(text, "python")
    found = []

    def ask() -> None:
        found.extend(suggest(profile.patterns(problem.kind), problem, text, "python", "src/here.py", trees=trees))

    took = timed(ask)
    if not found:
        raise SystemExit(f"nothing was suggested for rule {problem.code}; the measurement means nothing")
    return took


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of this process's own time: what else the machine does is not measured."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def report(figures: list[Figure]) -> None:
    rows = "".join(f"| {one.name} | {one.value:.1f} {one.unit} | {one.limit:g} |\n" for one in figures)
    (RESULTS / "scale.md").write_text(
        f"Made by `bench/scale.py`.\n\n| what | measured | limit |\n|---|---|---|\n{rows}", "utf-8"
    )
    (RESULTS / "scale.json").write_text(json.dumps([one._asdict() for one in figures], indent=1) + "\n", "utf-8")
    print(rows)


if __name__ == "__main__":
    sys.exit(main())
