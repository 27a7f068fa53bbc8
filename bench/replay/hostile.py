#!/usr/bin/env python3
"""Feed the engine wrong feedback, and see whether it stays as good as an engine that learns nothing.

  bench/replay/hostile.py SCORE.py EVENTS.jsonl.gz [--rule CODE]… [--most N] [--seed N] [--results FOLDER]

All repositories' events of some rules in the order of their dates are one project's history, told to the engine in
four ways: as it was; with 30 % of the feedback flipped at random (a right fix is reverted, a wrong one is kept and
learned from); with one of three people reverting every fix; and with a refactoring half way, after which people
answer each finding otherwise, by a comment, so that everything learned before is wrong. Beside each runs the same
engine, which is told nothing. Precision is that of first offers; what counts is it after 50 events of a rule.
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
        "command": f"bench/replay/hostile.py SCORE.py EVENTS.jsonl.gz --seed {options.seed}",
        "events": dict(Counter(event["rule"] for event in events)),
        "ways": ways,
        "held": all(way["learning"][-1]["precision"] >= way["told nothing"][-1]["precision"] for way in ways.values()),
    }
    print(json.dumps(result, indent=1))
    if options.results:
        (options.results / "hostile.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
        (options.results / "hostile.svg").write_text(picture(ways), "utf-8")
    return 0 if result["held"] else 1


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
    return {
        "learning": run(told, events, learning, lambda event, answer: told.answer(learning, event, answer)),
        "told nothing": run(told, events, ignorant, lambda _event, _answer: None),
    }


def run(
    told: Told,
    events: list[protocol.Event],
    worker: Worker,
    feedback: Callable[[protocol.Event, dict[str, Any]], str | None],
) -> list[dict[str, Any]]:
    earlier: Counter[str] = Counter()
    rows: dict[int, list[bool | None]] = {step: [] for step in STEPS}
    for event, answer in protocol.replayed(told.score, events, worker, feedback):
        step = max(one for one in STEPS if one <= earlier[event["rule"]])
        right = told.exact(event, answer["fixes"][0]["new_file"]) if answer["fixes"] else None
        rows[step].append(right)
        earlier[event["rule"]] += 1
    return [_row(step, found) for step, found in rows.items() if found]


def _row(step: int, found: list[bool | None]) -> dict[str, Any]:
    offered = [one for one in found if one is not None]
    precision = round(100 * sum(offered) / len(offered), 1) if offered else 0.0
    return {"earlier": step, "events": len(found), "offered": len(offered), "precision": precision}


def picture(ways: Mapping[str, Any]) -> str:
    curves = [
        Curve(f"{way}: {engine}", tuple((f"{row['earlier']}+", row["precision"]) for row in rows))
        for way, engines in ways.items()
        for engine, rows in engines.items()
    ]
    return curve_svg("Precision of first offers under wrong feedback (%)", "earlier events of the rule", curves)


if __name__ == "__main__":
    sys.exit(main())
