"""The FixRecord: a fix as it is printed, stored and explained (docs/wire.md)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from amends.core.fixes import Attempt, FileEdit, Fix
from amends.core.problems import Problem
from amends.core.text import Position, Range, Text, split_lines
from amends.core.verdicts import CheckResult, Verdict
from amends.platform.uris import relative_path, uri_to_path


def fix_record(fix: Fix, texts: Mapping[str, Text], root: Path) -> dict[str, Any]:
    """A fix as JSON-able data; `texts` holds the base text of every file it edits, by URI."""
    candidate = fix.candidate
    problem = candidate.problem
    return {
        "schema": 1,
        "type": "fix",
        "fixId": fix.id,
        "uri": problem.uri,
        "version": fix.version,
        "textHash": texts[problem.uri].hash if problem.uri in texts else problem.text_hash,
        "problem": problem_record(problem),
        "title": fix.title,
        "origin": {
            "kind": str(candidate.origin.kind),
            "id": candidate.origin.id,
            "because": candidate.origin.because,
        },
        "edits": [_file_record(file, texts[file.uri]) for file in candidate.files],
        "diff": unified_diff(candidate.files, texts, root),
        "verdict": verdict_record(fix.verdict),
        "safety": str(fix.safety),
        "confidence": round(fix.confidence, 3),
        "ingredients": [{"kind": item.kind, "id": item.id} for item in candidate.ingredients],
        "attempts": [attempt_record(attempt) for attempt in fix.attempts],
    }


def problem_record(problem: Problem) -> dict[str, Any]:
    """A problem as JSON-able data."""
    record: dict[str, Any] = {
        "kind": problem.type,
        "source": problem.source,
        "code": problem.code,
        "message": problem.message,
        "severity": str(problem.severity),
        "uri": problem.uri,
        "range": range_record(problem.range),
    }
    if problem.test:
        record["testId"] = problem.test.test_id
    return record


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON-able data."""
    return {
        "state": str(verdict.state),
        "isolation": verdict.isolation,
        "durationMs": verdict.duration_ms,
        "checks": [_check_record(check) for check in verdict.checks],
        "gates": [
            {"name": gate.name, "uri": gate.uri, "range": range_record(gate.range), "reason": gate.reason}
            for gate in verdict.gates
        ],
    }


def attempt_record(attempt: Attempt) -> dict[str, Any]:
    """One attempt as JSON-able data; `deviation` is null for the one that was proved."""
    deviation = attempt.deviation
    return {
        "strategy": attempt.strategy,
        "deviation": {"class": deviation.cause, "evidence": deviation.evidence} if deviation else None,
        "tokens": attempt.tokens,
        "cost": attempt.cost,
        "durationMs": attempt.duration_ms,
    }


def range_record(place: Range) -> dict[str, Any]:
    """A range as LSP writes it, in code points."""
    return {"start": _position_record(place.start), "end": _position_record(place.end)}


def unified_diff(files: tuple[FileEdit, ...], texts: Mapping[str, Text], root: Path) -> str:
    """All edits as one unified diff with paths relative to the root, as `git apply` takes it."""
    pieces: list[str] = []
    for file in files:
        path = uri_to_path(file.uri)
        name = relative_path(path, root) if path else file.uri
        before, after = texts[file.uri], texts[file.uri].edited(file.edits)
        # As git does: the tab tells `patch` where a name with spaces ends.
        end = "\t" if " " in name else ""
        old, new = split_lines(before.content), split_lines(after.content)
        lines = difflib.unified_diff(old, new, f"a/{name}{end}", f"b/{name}{end}")
        pieces += [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
    return "".join(pieces)


def _file_record(file: FileEdit, text: Text) -> dict[str, Any]:
    return {
        "uri": file.uri,
        "edits": [
            {"range": range_record(text.range_of(edit.start, edit.end)), "newText": edit.new_text}
            for edit in file.edits
        ],
    }


def _check_record(check: CheckResult) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": check.name,
        "state": str(check.state),
        "command": check.command,
        "durationMs": check.duration_ms,
        "newProblems": [problem_record(problem) for problem in check.new_problems],
        "reason": check.reason,
    }
    if check.count:
        record["count"] = check.count
    if check.isolation:
        record["isolation"] = check.isolation
    if check.before is not None:
        record |= {"problemsBefore": check.before, "problemsAfter": check.after}
    return record


def _position_record(position: Position) -> dict[str, int]:
    return {"line": position.line, "character": position.character}
