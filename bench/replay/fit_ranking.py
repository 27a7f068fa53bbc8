#!/usr/bin/env python3
"""Fit the coefficients by which suggestions are ranked, and say how well they hold on repositories left out.

  bench/replay/fit_ranking.py SCORE.py EVENTS.jsonl.gz TEAMS_FOLDER LOG.jsonl [--repo OWNER/NAME]… [--write]

Every candidate of every event is proved and noted with its features and whether it is what people did, once without a
team layer and once over the layer trained on the other repositories (`TEAMS_FOLDER/owner+name.toml`, as run.py makes
them). LOG keeps that, repository by repository; what is there is not made again. Then a logistic regression (iterated
reweighted least squares with a small ridge) is fitted on all repositories but one and judged on that one, for each.
With --write the coefficients of all together go to learning/ranking_weights.py.
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
MOST = 8


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("teams", type=Path)
    parser.add_argument("log", type=Path)
    parser.add_argument("--repo", action="append", default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    os.nice(10)
    score = protocol.scorer(options.score)
    rows = logged(score, options)
    names = list(rows[0]["features"])
    cross_validate(rows, names)
    if options.write:
        write(names, fitted(rows, names))
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
            if (repo, team) in done or (team and not file.exists()):
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
            for fix in answer["fixes"]:
                found = signals.get(fix["new_file"])
                if found is not None and (found.support or found.projects or found.kin):
                    exact = protocol.is_exact(score, event, fix["new_file"])
                    yield {"id": event["id"], "features": ranking.features(found), "exact": exact}
            signals.clear()
    finally:
        PatternOrigin._candidate = original  # type: ignore[method-assign]  # noqa: SLF001


def cross_validate(rows: Sequence[Row], names: Sequence[str]) -> None:
    """Print how well a fit on the other repositories foretells each, beside today's coefficients."""
    judged: list[tuple[float, bool]] = []
    for repo in sorted({row["repo"] for row in rows}):
        weights = fitted([row for row in rows if row["repo"] != repo], names)
        here = [row for row in rows if row["repo"] == repo]
        judged += [(probability(weights, row, names), row["exact"]) for row in here]
        best_new, best_old = (firsts(here, w, names) for w in (weights, [ranking.WEIGHTS.get(n, 0.0) for n in names]))
        print(f"{repo}: of {len({(row['id'], row['team']) for row in here})} first ones right: {best_old} → {best_new}")
    print("reliability of all candidates, left-out repositories (foretold, found, number):")
    for low in range(10):
        bucket = [(p, exact) for p, exact in judged if low / 10 <= p < (low + 1) / 10]
        if bucket:
            foretold, found = (sum(column) / len(bucket) for column in zip(*bucket, strict=True))
            print(f"  {foretold:.2f}  {found:.2f}  {len(bucket)}")


def firsts(rows: Sequence[Row], weights: Sequence[float], names: Sequence[str]) -> int:
    best: dict[tuple[str, bool], tuple[float, bool]] = {}
    for row in rows:
        key = (row["id"], row["team"])
        best[key] = max(best.get(key, (-1.0, False)), (probability(weights, row, names), row["exact"]))
    return sum(exact for _, exact in best.values())


def probability(weights: Sequence[float], row: Row, names: Sequence[str]) -> float:
    score = sum(weight * row["features"][name] for weight, name in zip(weights, names, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def fitted(rows: Sequence[Row], names: Sequence[str], rounds: int = 12) -> list[float]:
    """Logistic regression by Newton's method; the ridge holds features that hardly vary."""
    data = [([row["features"][name] for name in names], float(row["exact"])) for row in rows]
    weights = [0.0] * len(names)
    for _ in range(rounds):
        gradient = [-RIDGE * weight for weight in weights]
        curvature = [[RIDGE * (i == j) for j in range(len(names))] for i in range(len(names))]
        for values, exact in data:
            score = sum(w * v for w, v in zip(weights, values, strict=True))
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
            for i, value in enumerate(values):
                gradient[i] += (exact - p) * value
                row = curvature[i]
                factor = p * (1 - p) * value
                for j, other in enumerate(values):
                    row[j] += factor * other
        weights = [w + step for w, step in zip(weights, solved(curvature, gradient), strict=True)]
    return weights


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
