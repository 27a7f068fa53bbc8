#!/usr/bin/env python3
"""Feed the engine wrong feedback, and see whether it stays as good as an engine that learns nothing.

  bench/replay/hostile.py SCORE.py EVENTS.jsonl.gz [--rule CODE]… [--most N] [--seed N] [--results FOLDER]

All repositories' events of some rules in the order of their dates are one project's history, told to the engine in
four ways: as it was; with 30 % of the feedback flipped at random (a right fix is reverted, a wrong one is kept and
learned from); with one of three people reverting every fix; and with a refactoring half way, after which people
answer each finding otherwise, by a comment, so that everything learned before is wrong. Beside each runs the same
engine, which is told nothing. Precision is that of first offers; what counts is it after 50 events of a rule. Who has
learned offers something in more places than who has not, and the harder places are among them, so precision is also
compared at the same number of offers, the surest ones of each.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import protocol
from table import revision

from amends.cli.replay_curve import Curve, curve_svg
from amends.cli.replay_worker import Worker
from amends.core.fixes import Fix
from amends.core.outcomes import OutcomeClass
from amends.core.text import Text
from amends.fixing.record import fix_record

STEPS = (0, 10, 25, 50)
RULES = ("F401", "F841", "UP031", "T201", "ANN204")
FLIPPED = 0.3
REVERTER = 1 / 3
Judged = tuple[float, bool] | None
"""Confidence of a first offer, and whether it is what people did; None without an offer."""
PAGE = """\
# Wrong feedback: does learning ever make it worse?

Made by `{command}` at {revision}; the script says what each way means. Events: {rules}. First offers after {least}
events of a rule: how many are what people did, precision in percent, and precision among the surest offers, of both
engines as many as the one that offers less.

| feedback | engine | right | precision | at as many offers |
| --- | --- | --- | --- | --- |
{rows}

![Precision by number of earlier events](hostile.svg)
"""
WAYS = ("as it was", "30 % flipped", "one reverts everything", "refactoring half way")


@attrs.define
class Told:
    """How people answer in one simulation."""

    score: ModuleType
    way: str
    chance: random.Random
    half: float
    """Date from which a refactoring holds."""

    def target(self, event: protocol.Event) -> str:
        """What people make of an event's text."""
        after: str = self.score.target(event)
        if self.way != "refactoring half way" or event["date"] < self.half:
            return after
        lines = event["before_file"].splitlines(keepends=True)
        row = event["diagnostics"][0]["location"]["row"] - 1
        lines[row] = lines[row].rstrip("\n") + f"  # noqa: {event['rule']}\n"
        return "".join(lines)

    def exact(self, event: protocol.Event, text: str) -> bool:
        """Whether a fix is what people would do."""
        target = self.target(event)
        if "noqa" in target and target != self.score.target(event):
            return text.split() == target.split()
        return protocol.is_exact(self.score, event, text)

    def answer(self, worker: Worker, event: protocol.Event, answer: Mapping[str, Any]) -> str | None:
        """Keep or revert what was offered; what people accept in the end is returned to be learned."""
        target = self.target(event)
        fixes = sorted(worker.search.fixes, key=lambda fix: -fix.confidence)
        if not answer["fixes"] or not fixes:
            return target
        first = fixes[0]
        text = Text(event["before_file"]).edited(first.candidate.files[0].edits).content
        right = self.exact(event, text)
        if self.way == "one reverts everything" and self.chance.random() < REVERTER:
            self._outcome(worker, first, event, OutcomeClass.REVERTED)
            return None
        if self.way == "30 % flipped" and self.chance.random() < FLIPPED:
            self._outcome(worker, first, event, OutcomeClass.REVERTED if right else OutcomeClass.KEPT)
            return None if right else text
        self._outcome(worker, first, event, OutcomeClass.KEPT if right else OutcomeClass.REVERTED)
        return target

    def _outcome(self, worker: Worker, fix: Fix, event: protocol.Event, outcome: OutcomeClass) -> None:
        """Told as an editor would: the fix is recorded, then what became of it."""
        uri = fix.candidate.files[0].uri
        record = dict(fix_record(fix, {uri: Text(event["before_file"])}, worker.workshop.root))
        record["fixId"] = f"f_{event['id']}"
        worker.profile.record_fix(record, path=event["file"], context=event["id"])
        worker.profile.record_outcome(record["fixId"], outcome)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("--rule", action="append", default=[])
    parser.add_argument("--most", type=int, default=90, help="events of a rule")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    os.nice(15)
    score = protocol.scorer(options.score)
    events = history(score, options.events, options.rule or RULES, options.most)
    ways = {way: simulate(score, events, way, options.seed) for way in WAYS}
    result = {
        "schema": 1,
        "command": f"bench/replay/hostile.py SCORE.py EVENTS.jsonl.gz --seed {options.seed} --most {options.most}",
        "events": dict(Counter(event["rule"] for event in events)),
        "ways": ways,
        "held": all(at_least(way, "precision") for way in ways.values()),
        "heldAtEqualOffers": all(at_least(way, "precisionOfSurest") for way in ways.values()),
    }
    print(json.dumps(result, indent=1))
    if options.results:
        (options.results / "hostile.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
        (options.results / "hostile.svg").write_text(picture(ways), "utf-8")
        (options.results / "hostile.md").write_text(page(result), "utf-8")
    return 0 if result["heldAtEqualOffers"] else 1


def at_least(way: Mapping[str, Any], figure: str) -> bool:
    """Whether the learning engine's last figure is not below the other's."""
    return bool(way["learning"][-1][figure] >= way["told nothing"][-1][figure])


def history(score: ModuleType, events: Path, rules: Sequence[str], most: int) -> list[protocol.Event]:
    """Some rules' events of all repositories by date, of each rule so many, spread over time."""
    found = [event for told in protocol.by_repository(score, events).values() for event in told]
    found.sort(key=lambda event: (event["date"], event["id"]))
    chosen: list[protocol.Event] = []
    for rule in rules:
        of_rule = [event for event in found if event["rule"] == rule]
        step = max(1, len(of_rule) // most)
        chosen += of_rule[::step][:most]
    return sorted(chosen, key=lambda event: (event["date"], event["id"]))


def simulate(score: ModuleType, events: list[protocol.Event], way: str, seed: int) -> dict[str, Any]:
    """Precision of first offers by the number of earlier events of the rule, with learning and without."""
    half = events[len(events) // 2]["date"]
    told = Told(score, way, random.Random(seed), half)  # noqa: S311 -- a simulation, not a secret
    learning, ignorant = Worker(tool_fixes=True), Worker(tool_fixes=True)
    taught = run(told, events, learning, lambda event, answer: told.answer(learning, event, answer))
    untaught = run(told, events, ignorant, lambda _event, _answer: None)
    fewest = {step: min(len(offered(taught[step])), len(offered(untaught[step]))) for step in STEPS}
    return {
        name: [_row(step, rows[step], fewest[step]) for step in STEPS if rows[step]]
        for name, rows in (("learning", taught), ("told nothing", untaught))
    }


def run(
    told: Told,
    events: list[protocol.Event],
    worker: Worker,
    feedback: Callable[[protocol.Event, dict[str, Any]], str | None],
) -> dict[int, list[Judged]]:
    """What became of each event, by how many of its rule came before."""
    earlier: Counter[str] = Counter()
    rows: dict[int, list[Judged]] = {step: [] for step in STEPS}
    for event, answer in protocol.replayed(told.score, events, worker, feedback):
        step = max(one for one in STEPS if one <= earlier[event["rule"]])
        first = next(iter(answer["fixes"]), None)
        rows[step].append((first["confidence"], told.exact(event, first["new_file"])) if first else None)
        earlier[event["rule"]] += 1
    return rows


def offered(found: Sequence[Judged]) -> list[tuple[float, bool]]:
    """The events with an offer, surest first."""
    return sorted((one for one in found if one is not None), key=lambda one: -one[0])


def _row(step: int, found: Sequence[Judged], fewest: int) -> dict[str, Any]:
    offers = [right for _, right in offered(found)]
    return {
        "earlier": step,
        "events": len(found),
        "offered": len(offers),
        "right": sum(offers),
        "precision": _percent(offers),
        "precisionOfSurest": _percent(offers[:fewest]),
    }


def _percent(offers: Sequence[bool]) -> float:
    return round(100 * sum(offers) / len(offers), 1) if offers else 0.0


def page(result: Mapping[str, Any]) -> str:
    """The figures after the most events of a rule, as a page."""
    lines = [
        f"| {way} | {engine} | {last['right']} of {last['offered']} "
        f"| {last['precision']} | {last['precisionOfSurest']} |"
        for way, engines in result["ways"].items()
        for engine, rows in engines.items()
        for last in rows[-1:]
    ]
    rules = ", ".join(f"{rule} {number}" for rule, number in result["events"].items())
    return PAGE.format(
        command=result["command"], revision=revision(), rules=rules, rows="\n".join(lines), least=STEPS[-1]
    )


def picture(ways: Mapping[str, Any]) -> str:
    curves = [
        Curve(f"{way}: {engine}", tuple((f"{row['earlier']}+", row["precision"]) for row in rows))
        for way, engines in ways.items()
        for engine, rows in engines.items()
    ]
    return curve_svg("Precision of first offers under wrong feedback (%)", "earlier events of the rule", curves)


if __name__ == "__main__":
    sys.exit(main())
