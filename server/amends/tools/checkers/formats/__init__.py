"""Readers of what tools print: each turns the output of one run into findings, or says that it is not its format.

A reader raises `UnreadableOutputError` for everything but a complete answer: half an answer is no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from amends.core.problems import Severity
from amends.tools.checkers.findings import Found

SEVERITIES = {
    "error": Severity.ERROR,
    "fatal": Severity.ERROR,
    "warning": Severity.WARNING,
    "warn": Severity.WARNING,
    "convention": Severity.INFORMATION,
    "refactor": Severity.INFORMATION,
    "note": Severity.INFORMATION,
    "info": Severity.INFORMATION,
    "information": Severity.INFORMATION,
    "hint": Severity.HINT,
}


@attrs.frozen
class Output:
    """How one run ended and what it printed."""

    exit_code: int
    out: str
    err: str


Reader = Callable[[Output], Iterable[Found]]


def severity_of(word: object, otherwise: Severity = Severity.WARNING) -> Severity:
    """A tool's word for how bad it is."""
    return SEVERITIES.get(str(word).lower(), otherwise)
