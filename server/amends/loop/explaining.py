"""Why this fix: the story of how it came about, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MARKS = {"passed": "✓", "failed": "✗", "unknown": "?", "skipped": "·"}


def explain(record: Mapping[str, Any]) -> str:
    """A FixRecord as Markdown: what it fixes, where it comes from, what was run, what was tried before."""
    problem, origin, verdict = record["problem"], record["origin"], record["verdict"]
    lines = [
        f"### {record['title']}",
        "",
        f"- **Problem** {problem['source']} {problem['code']}: {problem['message']}",
        f"- **Origin** {origin['kind']} `{origin['id']}`" + (f"; {origin['because']}" if origin["because"] else ""),
        f"- **Verdict** {verdict['state']} in {verdict['durationMs']} ms, isolation: {verdict['isolation']}",
        f"- **Safety** {record['safety']}, confidence {record['confidence']:.2f}",
        "",
        *[_check_line(check) for check in verdict["checks"]],
        *[f"- ✗ gate **{gate['name']}**: {gate['reason']}" for gate in verdict["gates"]],
    ]
    if record["attempts"]:
        lines += ["", "**Attempts**", "", *_attempt_lines(record["attempts"])]
    if record["ingredients"]:
        made_with = ", ".join(f"{item['kind']} `{item['id']}`" for item in record["ingredients"])
        lines += ["", f"**Made with** {made_with}"]
    return "\n".join([*lines, "", "```diff", record["diff"].rstrip("\n"), "```", ""])


def _check_line(check: Mapping[str, Any]) -> str:
    words = [f"- {_MARKS.get(check['state'], '?')} **{check['name']}** {check['state']}, {check['durationMs']} ms"]
    if check.get("count"):
        words.append(f"{check['count']} tests")
    if check.get("problemsBefore") is not None:
        words.append(f"{check['problemsBefore']} problems before, {check['problemsAfter']} after")
    if check["reason"]:
        words.append(check["reason"])
    if check["command"]:
        words += [f"`{line}`" for line in check["command"].splitlines()]
    places = [f"  - new: {_place(problem)}" for problem in check["newProblems"]]
    return "\n".join(["; ".join(words), *places])


def _place(problem: Mapping[str, Any]) -> str:
    start = problem["range"]["start"]
    name = problem["uri"].rpartition("/")[2]
    return f"{name}:{start['line'] + 1}:{start['character'] + 1} {problem['code']} {problem['message']}"


def _attempt_lines(attempts: list[Mapping[str, Any]]) -> list[str]:
    lines: list[str] = []
    for number, attempt in enumerate(attempts, 1):
        deviation = attempt["deviation"]
        ending = f"{deviation['class']}: {_first_line(deviation['evidence'])}" if deviation else "proved"
        lines.append(f"{number}. {attempt['strategy']} ({attempt['tokens']} tokens, ${attempt['cost']:.4f}): {ending}")
    return lines


def _first_line(evidence: str) -> str:
    return evidence.strip().partition("\n")[0][:200]
