#!/usr/bin/env python3
"""Fit the coefficients by which suggestions are ranked, and say how well they hold on repositories left out.

  bench/replay/fit_ranking.py SCORE.py EVENTS.jsonl.gz TEAMS_FOLDER LOG.jsonl [--repo OWNER/NAME]… [--only-log]
      [--write]

Every candidate of every event is proved and noted with its signals and whether it is what people did, once without a
team layer and once over the layer trained on the other repositories (`TEAMS_FOLDER/owner+name.toml`, as run.py makes
them). LOG keeps that, repository by repository; what is there is not made again, and features may change without making
it again. `--only-log` makes nothing. Then a conditional logistic regression (Newton's method with a small ridge; one of
an event's candidates is right, or none) is fitted on all repositories but one and judged on that one, for each. With
--write the coefficients of all together go to learning/ranking_weights.py.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import protocol

from amends.cli.replay_worker import Worker
from amends.core.fixes import Candidate
from amends.fixing.origins import FixRequest
from amends.fixing.patterns.origin import PatternOrigin
from amends.learning import ranking
from amends.learning.compose import Composed
from amends.profile.team.files import read_team_file
from amends.profile.team.layer import TeamLayer

Row = dict[str, Any]
WEIGHTS_FILE = Path(ranking.__file__).with_name("ranking_weights.py")
RIDGE = 1.0
HELD = {"level": -0.2, "near": 0.1, "against": -0.1, "team against": -0.05}
"""Coefficients that are not fitted: where nothing else speaks the more specific result comes first; and one more
example never speaks against a result, one more refusal never for it. Held, they foretell what was left out no worse."""
HOLD = 1e6
MOST = 8
CLOSE = 1e-3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("teams", type=Path)
    parser.add_argument("log", type=Path)
    parser.add_argument("--repo", action="append", default=[])
    parser.add_argument("--only-log", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    os.nice(10)
    score = protocol.scorer(options.score)
    rows = logged(score, options)
    names = list(features(rows[0]))
    cross_validate(rows, names)
    if options.write:
        write(names, fitted(choices(rows, names), names))
    return 0


def logged(score: ModuleType, options: argparse.Namespace) -> list[Row]:
    """The noted candidates; notes what is missing."""
    known = [json.loads(line) for line in options.log.read_text("utf-8").splitlines()] if options.log.exists() else []
    done = {(row["repo"], row["team"]) for row in known}
    for repo, events in protocol.by_repository(score, options.events).items():
        if options.repo and repo not in options.repo:
            continue
        for team in (False, True):
            file = options.teams / f"{repo.replace('/', '+')}.toml"
            if options.only_log or (repo, team) in done or (team and not file.exists()):
                continue
            layer = read_team_file(file) if team else TeamLayer()
            made = [{**row, "repo": repo, "team": team} for row in noted(score, events, layer)]
            with options.log.open("a", encoding="utf-8") as log:
                log.writelines(json.dumps(row) + "\n" for row in made)
            print(f"{repo}, {'with' if team else 'without'} a team layer: {len(made)} candidates", flush=True)
            known += made
    return [row for row in known if not options.repo or row["repo"] in options.repo]


def noted(score: ModuleType, events: list[protocol.Event], layer: TeamLayer) -> Iterator[Row]:
    worker = Worker(tool_fixes=False, team=layer, most=MOST)
    original = PatternOrigin._candidate  # noqa: SLF001 -- a measure may look inside
    signals: dict[str, ranking.Signals] = {}

    def noting(self: PatternOrigin, composed: Composed, request: FixRequest) -> Candidate:
        signals.setdefault(request.document.text.edited(composed.edits).content, composed.lead.signals)
        return original(self, composed, request)

    PatternOrigin._candidate = noting  # type: ignore[method-assign]  # noqa: SLF001
    try:
        for event, answer in protocol.replayed(score, events, worker, lambda event, _: score.target(event)):
            strongest = attrs.asdict(ranking.Strongest.of(list(signals.values()))) if signals else {}
            for fix in answer["fixes"]:
                found = signals.get(fix["new_file"])
                if found is not None:
                    exact = protocol.is_exact(score, event, fix["new_file"])
                    seen = {"signals": attrs.asdict(found), "strongest": strongest}
                    yield {"id": event["id"], **seen, "exact": exact}
            signals.clear()
    finally:
        PatternOrigin._candidate = original  # type: ignore[method-assign]  # noqa: SLF001


@attrs.frozen
class Choice:
    """The candidates of one event: their features, and which of them is what people did."""

    place: tuple[str, str, bool]
    """Repository, event, and whether there was a team layer."""
    values: list[list[float]]
    right: list[bool]


def features(row: Row) -> dict[str, float]:
    return ranking.features(ranking.Signals(**row["signals"]), ranking.Strongest(**row["strongest"]))


def choices(rows: Sequence[Row], names: Sequence[str]) -> list[Choice]:
    found: dict[tuple[str, str, bool], Choice] = {}
    for row in rows:
        place = (row["repo"], row["id"], row["team"])
        choice = found.setdefault(place, Choice(place, [], []))
        values = features(row)
        choice.values.append([values[name] for name in names])
        choice.right.append(row["exact"])
    return list(found.values())


def cross_validate(rows: Sequence[Row], names: Sequence[str]) -> None:
    """Print how well a fit on the other repositories foretells each, beside today's coefficients."""
    told = choices(rows, names)
    today = [ranking.WEIGHTS.get(name, 0.0) for name in names]
    firsts: list[tuple[float, bool]] = []
    for repo in sorted({choice.place[0] for choice in told}):
        here = [choice for choice in told if choice.place[0] == repo]
        weights = fitted([choice for choice in told if choice.place[0] != repo], names)
        new, old = ([best(choice, each) for choice in here] for each in (weights, today))
        print(f"{repo}: of {len(here)} first ones right: {sum(r for _, r in old)} → {sum(r for _, r in new)}")
        firsts += new
    print("reliability of first candidates, left-out repositories (foretold, found, number):")
    for low in range(10):
        bucket = [(p, right) for p, right in firsts if low / 10 <= p < (low + 1) / 10]
        if bucket:
            foretold, found = (sum(column) / len(bucket) for column in zip(*bucket, strict=True))
            print(f"  {foretold:.2f}  {found:.2f}  {len(bucket)}")


def best(choice: Choice, weights: Sequence[float]) -> tuple[float, bool]:
    """The probability of an event's likeliest candidate, and whether that is right."""
    likely = probabilities(choice, weights)
    at = max(range(len(likely)), key=likely.__getitem__)
    return likely[at], choice.right[at]


def probabilities(choice: Choice, weights: Sequence[float]) -> list[float]:
    scores = [sum(w * v for w, v in zip(weights, values, strict=True)) for values in choice.values]
    odds = [math.exp(max(-30.0, min(30.0, score))) for score in scores]
    return [one / (1 + sum(odds)) for one in odds]


def fitted(told: Sequence[Choice], names: Sequence[str], rounds: int = 20) -> list[float]:
    """Conditional logistic regression by Newton's method; the ridge holds features that hardly vary."""
    size, ridge = len(names), [HOLD if name in HELD else RIDGE for name in names]
    centre = [HELD.get(name, 0.0) for name in names]
    weights = list(centre)
    for _ in range(rounds):
        gradient = [each * (held - weight) for each, held, weight in zip(ridge, centre, weights, strict=True)]
        curvature = [[ridge[i] * (i == j) for j in range(size)] for i in range(size)]
        for choice in told:
            add_choice(choice, probabilities(choice, weights), gradient, curvature)
        step = solved(curvature, gradient)
        shorter = min(1.0, 2.0 / max(map(abs, step)))
        weights = [w + shorter * each for w, each in zip(weights, step, strict=True)]
        if max(map(abs, step)) < CLOSE:
            break
    return weights


def add_choice(choice: Choice, likely: Sequence[float], gradient: list[float], curvature: list[list[float]]) -> None:
    """One event's part of the gradient and the curvature of the likelihood."""
    rights = max(sum(choice.right), 1)
    mean = [sum(p * v for p, v in zip(likely, column, strict=True)) for column in zip(*choice.values, strict=True)]
    for p, right, values in zip(likely, choice.right, choice.values, strict=True):
        there = [(at, value) for at, value in enumerate(values) if value]
        for i, value in there:
            gradient[i] += (right / rights - p) * value
            row = curvature[i]
            for j, other in there:
                row[j] += p * value * other
    there = [(at, value) for at, value in enumerate(mean) if value]
    for i, value in there:
        row = curvature[i]
        for j, other in there:
            row[j] -= value * other


def solved(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Gauss's elimination with the largest pivot."""
    size = len(vector)
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for at in range(size):
        pivot = max(range(at, size), key=lambda index: abs(rows[index][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            rows[below] = [a - factor * b for a, b in zip(rows[below], rows[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        found[at] = (rows[at][size] - sum(rows[at][j] * found[j] for j in range(at + 1, size))) / rows[at][at]
    return found


def write(names: Sequence[str], weights: Sequence[float]) -> None:
    lines = [f'    "{name}": {weight:.3f},' for name, weight in zip(names, weights, strict=True)]
    head = '"""Fitted; do not edit: `bench/replay/fit_ranking.py` writes this file."""\n\nWEIGHTS = {\n'
    WEIGHTS_FILE.write_text(head + "\n".join(lines) + "\n}\n", "utf-8")
    print(f"written: {WEIGHTS_FILE}")


if __name__ == "__main__":
    sys.exit(main())
