"""The replay's table from the answers of all rows: Markdown, JSON and a picture of the learning curve."""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import protocol

from amends.cli.replay_curve import Curve, curve_svg

Answers = Mapping[str, list[dict[str, Any]]]
ROOT = Path(__file__).parents[2]
EARLIER = ((0, 0), (1, 1), (2, 4), (5, 9), (10, 19), (20, 10**9))
MOST_RULES = 25
INTRODUCTION = """\
Made by `{command}` at {revision}. Figures are percent of all events: the first fix, and one of the first three, is
exactly what people did. *H* are the events where ruff's own fix is not; *H-first* counts only the first of each commit
and rule. *Warm* starts over a team layer learned from the other repositories. Precision is that of the surest first
offers, at the share of events that have one."""
COMMAND = "bench/replay/run.py SCORE.py EVENTS.jsonl.gz OUT --results bench/results"


def write(
    score: ModuleType,
    events: Mapping[str, list[protocol.Event]],
    rows: Mapping[str, Answers],
    options: argparse.Namespace,
) -> None:
    """Print the table; with `options.results` also write it."""
    judged = {row: judge(score, events, found) for row, found in rows.items() if found}
    judged |= baselines(score, events, judged)
    result = {"schema": 1, "revision": revision(), "command": COMMAND, "rows": judged}
    text = markdown(result, len(events))
    print(text)
    if options.results:
        options.results.mkdir(parents=True, exist_ok=True)
        (options.results / "replay.md").write_text(text, "utf-8")
        (options.results / "replay.json").write_text(json.dumps(result, indent=1, sort_keys=True) + "\n", "utf-8")
        (options.results / "replay.svg").write_text(picture(judged), "utf-8")


def judge(score: ModuleType, events: Mapping[str, list[protocol.Event]], found: Answers) -> dict[str, Any]:
    """All figures of one row, of the repositories that are complete."""
    told = [event for repo in found for event in events[repo]]
    predictions = {one["id"]: one["fixes"] for answers in found.values() for one in answers}
    graded = score.grade(told, predictions)
    summary = score.summary(told, graded)
    times = sorted(one["ms"] for answers in found.values() for one in answers if "ms" in one)
    refused = Counter(one["refused"]["reason"] for answers in found.values() for one in answers if one.get("refused"))
    firsts = _firsts(told)
    return {
        "repositories": sorted(found),
        "all": summary["all"],
        "hard": summary["HEADLINE: ruff cannot win"],
        "hard first": summary["HEADLINE, first of its (commit, rule)"],
        "by repository": summary["repo"],
        "by rule": _by_rule(told, graded),
        "by earlier": _curve(told, graded),
        "by earlier, hard": _curve([one for one in told if protocol.is_hard(one)], graded),
        "precision at offer rate": precision(score, told, graded, predictions),
        "reliability": reliability(told, graded, predictions),
        "refused": dict(sorted(refused.items())),
        "firsts": len(firsts),
        "p95 ms": times[int(len(times) * 0.95)] if times else None,
        "median ms": times[len(times) // 2] if times else None,
    }


def baselines(
    score: ModuleType, events: Mapping[str, list[protocol.Event]], judged: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Ruff's own fixes for the events of all repositories that some row has."""
    there = {repo for row in judged.values() for repo in row["repositories"]}
    rows = {}
    for name, allowed in (("ruff --fix", {"safe"}), ("ruff --fix --unsafe-fixes", {"safe", "unsafe"})):
        answers = {
            repo: [{"id": event["id"], "fixes": _ruff(score, event, allowed)} for event in found]
            for repo, found in events.items()
            if repo in there
        }
        rows[name] = judge(score, events, answers)
    return rows


def _ruff(score: ModuleType, event: protocol.Event, allowed: set[str]) -> list[dict[str, str]]:
    text = score.mine.apply_fixes(event["before_file"], event["diagnostics"], allowed)
    return [] if text is None else [{"new_file": text}]


def precision(
    score: ModuleType, told: Sequence[protocol.Event], graded: Mapping[str, Any], predictions: Mapping[str, Any]
) -> dict[str, float]:
    found = score.calibration(told, graded, predictions)
    return dict(found["precision_at_offer_rate"]) if found else {}


def reliability(
    told: Sequence[protocol.Event], graded: Mapping[str, Any], predictions: Mapping[str, Any]
) -> list[dict[str, float]]:
    """First offers by tenths of confidence: what was foretold, and what was found."""
    firsts = [
        (float(predictions[one["id"]][0]["confidence"]), bool(graded[one["id"]][0]["exact"]))
        for one in told
        if predictions.get(one["id"]) and "confidence" in predictions[one["id"]][0]
    ]
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for confidence, exact in firsts:
        tenths.setdefault(min(int(confidence * 10), 9), []).append((confidence, exact))
    return [
        {
            "foretold": round(sum(confidence for confidence, _ in found) / len(found), 3),
            "found": round(sum(exact for _, exact in found) / len(found), 3),
            "number": len(found),
        }
        for _, found in sorted(tenths.items())
    ]


def _curve(told: Sequence[protocol.Event], graded: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Top-1 and top-3 by the number of earlier events of the rule in the repository."""
    rows = []
    for low, high in EARLIER:
        found = [graded[one["id"]] for one in told if low <= one["earlier_same_rule"] <= high]
        if found:
            rows.append(
                {
                    "earlier": f"{low}" if low == high else f"{low}+" if high == 10**9 else f"{low}-{high}",
                    **_share(found),
                }
            )
    return rows


def _by_rule(told: Sequence[protocol.Event], graded: Mapping[str, Any]) -> dict[str, Any]:
    common = [rule for rule, _ in Counter(one["rule"] for one in told).most_common(MOST_RULES)]
    return {rule: _share([graded[one["id"]] for one in told if one["rule"] == rule]) for rule in common}


def _share(found: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    top = [100 * sum(any(fix["exact"] for fix in fixes[:most]) for fixes in found) / len(found) for most in (1, 3)]
    return {"n": len(found), "top1": round(top[0], 1), "top3": round(top[1], 1)}


def _firsts(told: Sequence[protocol.Event]) -> set[tuple[str, str, str]]:
    return {(one["repo"], one["commit"], one["rule"]) for one in told}


def markdown(result: Mapping[str, Any], repositories: int) -> str:
    rows: Mapping[str, Any] = result["rows"]
    parts = [
        "# Replay: repairs that people made, foretold",
        INTRODUCTION.format(**result),
        _table(
            [
                "row",
                "repositories",
                "events",
                "offers",
                "all",
                "H",
                "H-first",
                "precision at 35 %",
                "at 70 %",
                "p95 ms",
            ],
            [_headline(name, row, repositories) for name, row in rows.items()],
        ),
        "## By number of earlier events of the rule in the repository (first fix)",
        _by(rows, lambda row: {one["earlier"]: one for one in row["by earlier"]}),
        "## The same where ruff's fix is not what people did",
        _by(rows, lambda row: {one["earlier"]: one for one in row["by earlier, hard"]}),
        "![Learning curve](replay.svg)",
        "## By repository (first fix)",
        _by(rows, lambda row: row["by repository"]),
        f"## By rule (first fix; the {MOST_RULES} with most events)",
        _by(rows, lambda row: row["by rule"]),
        "## Reliability of the confidence (first offers; foretold → found, number)",
        _table(
            ["row", "by tenths of confidence"],
            [[name, _reliability(row)] for name, row in rows.items() if row["reliability"]],
        ),
        "## Why nothing was offered",
        _table(
            ["row", "reasons"],
            [[n, ", ".join(f"{k} {v}" for k, v in r["refused"].items())] for n, r in rows.items() if r["refused"]],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _headline(name: str, row: Mapping[str, Any], repositories: int) -> list[str]:
    complete = len(row["repositories"])
    count = str(complete) if complete == repositories else f"**{complete} of {repositories}**"
    at = row["precision at offer rate"]
    rates = [str(at.get(share, "-")) for share in ("35 %", "70 %")]
    figures = [
        f"{row[part]['top1']} / {row[part]['top3']}" if row[part] else "-" for part in ("all", "hard", "hard first")
    ]
    return [name, count, str(row["all"]["n"]), str(row["all"]["offer"]), *figures, *rates, str(row["p95 ms"] or "-")]


def _reliability(row: Mapping[str, Any]) -> str:
    return "; ".join(f"{one['foretold']:.2f} → {one['found']:.2f} ({one['number']})" for one in row["reliability"])


def _by(rows: Mapping[str, Any], pick: Any) -> str:
    """One line for each group, one column for each row."""
    picked = {name: pick(row) for name, row in rows.items()}
    groups = list(dict.fromkeys(group for found in picked.values() for group in found))
    lines = [
        [group, str(max(found[group]["n"] for found in picked.values() if group in found))]
        + [str(found[group]["top1"]) if group in found else "-" for found in picked.values()]
        for group in groups
    ]
    return _table(["", "events", *rows], lines)


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def picture(rows: Mapping[str, Any]) -> str:
    curves = [
        Curve(name, tuple((one["earlier"], one["top1"]) for one in row["by earlier, hard"]))
        for name, row in rows.items()
    ]
    return curve_svg("First fix is what people did, where ruff's is not (%)", "earlier events of the rule", curves)


def revision() -> str:
    """The commit of this tree, `-dirty` where it was changed."""
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
