"""What became of offered fixes, and the before/after pairs that teach."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import attrs

from amends.core.problems import Problem


class OutcomeClass(StrEnum):
    """What became of an offered fix."""

    SHOWN = "shown"
    APPLIED = "applied"
    KEPT = "kept"
    EDITED = "edited"
    REVERTED = "reverted"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"


class ExampleSource(StrEnum):
    """Where a before/after pair comes from."""

    KEPT = "kept"
    EDITED = "edited"
    HAND = "hand"
    GIT = "git"


@attrs.frozen
class Example:
    """A before/after pair with its problem.

    `before` and `after` are the whole text before and after, where `after` differs only in what repaired the problem;
    the problem's range speaks of `before`. Whole texts let a pattern take as much context as it turns out to need.
    """

    problem: Problem
    before: str
    after: str
    language: str
    path: str
    """Relative to the project's root, with forward slashes."""
    source: ExampleSource
    date: float
    """Seconds since the epoch."""
    commit: str = ""

    @property
    def id(self) -> str:
        """The same pair has the same id wherever it is seen again."""
        content = f"{self.problem.kind.key}\x00{self.path}\x00{self.before}\x00{self.after}"
        return "e_" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]
