"""Problems as a SARIF 2.1.0 log, for code-scanning pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amends import __version__
from amends.core.problems import Problem, Severity
from amends.core.verdicts import Verdict
from amends.platform.uris import relative_path, uri_to_path

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note", Severity.HINT: "note"}


def sarif_log(problems: Sequence[Problem], root: Path) -> dict[str, Any]:
    """One run with one result a problem; columns in Unicode code points, as the log says."""
    rules = sorted({_rule(problem) for problem in problems})
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "amends", "version": __version__, "rules": [{"id": rule} for rule in rules]}
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, root, rules) for problem in problems],
            }
        ],
    }


def verdict_sarif(verdict: Verdict, root: Path) -> dict[str, Any]:
    """A verdict's gate hits, new problems and checks without an answer as a log."""
    problems = [problem for check in verdict.checks for problem in check.new_problems]
    problems += [
        Problem("gate", gate.name, gate.reason, gate.uri, gate.range, Severity.ERROR) for gate in verdict.gates
    ]
    log = sarif_log(problems, root)
    reasons = [
        {"level": "note", "message": {"text": f"{check.name}: {check.reason}"}}
        for check in verdict.checks
        if check.reason
    ]
    log["runs"][0]["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": reasons}]
    log["runs"][0]["properties"] = {"proved": verdict.proved, "state": str(verdict.state)}
    return log


def _rule(problem: Problem) -> str:
    return f"{problem.source}/{problem.code}"


def _result(problem: Problem, root: Path, rules: Sequence[str]) -> dict[str, Any]:
    path = uri_to_path(problem.uri)
    start, end = problem.range.start, problem.range.end
    return {
        "ruleId": _rule(problem),
        "ruleIndex": rules.index(_rule(problem)),
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": relative_path(path, root) if path else problem.uri},
                    "region": {
                        "startLine": start.line + 1,
                        "startColumn": start.character + 1,
                        "endLine": end.line + 1,
                        "endColumn": end.character + 1,
                    },
                }
            }
        ],
    }
