"""When a lesson may be used: candidate, trial, active, retired; measured against a withheld share.

A lesson that was born of evidence is a *candidate*, unused, until three pieces agree. On *trial* it is used for half of
the problems it speaks of; the other half is its control. It is *active* when the fixes made with it are kept more often
than the withheld ones with 95 % confidence (Newcombe's interval), in at least three files or on three days; a tenth
stays withheld, so that its effect can still be seen. It *retires* when that bound falls below zero, when the trial
showed harm or nothing, when the code it cites is gone, when a newer lesson contradicts it, or after half a year unused.
What a person taught is active at once, and never withheld: they said so.
"""

from __future__ import annotations

import hashlib

import attrs

from amends.core.problems import Problem
from amends.core.text import Text
from amends.profile.wilson import difference_interval

AGREEING = 3
"""Pieces of evidence from which a candidate is tried."""
_LEAST_SPREAD = 3
_MOST_TRIALS = 120
"""A trial that has shown no effect by then shows that there is none worth having."""
_EXPIRES_AFTER = 180 * 86_400.0
_USED_SHARE = {"trial": 0.5, "active": 0.9}


@attrs.frozen
class LessonRecord:
    """What became of the fixes made with a lesson, and of those made without it on purpose: ``(kept, cases)``."""

    used: tuple[int, int] = (0, 0)
    withheld: tuple[int, int] = (0, 0)
    files: int = 0
    """Distinct files with concluded fixes made with it."""
    days: int = 0
    last_used: float = 0.0


def next_stage(stage: str, record: LessonRecord, evidence: int, now: float) -> tuple[str, str] | None:
    """The stage a lesson moves to and why; None when it stays where it is."""
    if stage in _USED_SHARE and record.last_used and now - record.last_used > _EXPIRES_AFTER:
        return "retired", "it was of no use for half a year"
    if stage == "candidate" and evidence >= AGREEING:
        return "trial", f"{evidence} pieces of evidence agree"
    return _judged(stage, record)


def _judged(stage: str, record: LessonRecord) -> tuple[str, str] | None:
    low, high = difference_interval(record.used, record.withheld)
    match stage:
        case "trial" if low > 0 and max(record.files, record.days) >= _LEAST_SPREAD:
            return "active", f"fixes made with it are kept more often ({_counts(record)})"
        case "trial" if high < 0:
            return "retired", f"fixes made with it are kept less often ({_counts(record)})"
        case "trial" if record.used[1] + record.withheld[1] >= _MOST_TRIALS:
            return "retired", f"it made no difference ({_counts(record)})"
        case "active" if low <= 0:
            return "retired", f"its effect is gone ({_counts(record)})"
        case _:
            return None


def is_used(lesson_id: str, stage: str, fingerprint: str) -> bool:
    """Whether a lesson is used for a problem or withheld from it; the same answer every time, whoever asks."""
    digest = hashlib.sha256(f"{lesson_id}\0{fingerprint}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < _USED_SHARE.get(stage, 0.0)


def problem_fingerprint(problem: Problem, text: Text, path: str) -> str:
    """Names a problem by its kind, its file and its line's text, so that it is the same after lines moved."""
    return f"{problem.kind.key}\0{path}\0{text.line(problem.range.start.line).strip()}"


def _counts(record: LessonRecord) -> str:
    used, withheld = record.used, record.withheld
    return f"{used[0]} of {used[1]}, without it {withheld[0]} of {withheld[1]}"
