"""What the three origins of candidates have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

import attrs

from amends.core.fixes import Attempt, Candidate, OriginKind
from amends.core.problems import Problem
from amends.core.settings import Settings
from amends.core.snapshot import Document, Snapshot


@attrs.frozen
class FixRequest:
    """One problem to solve, and everything an origin may look at. The problem speaks of the document's text."""

    problem: Problem
    document: Document
    snapshot: Snapshot
    settings: Settings
    neighbours: tuple[Problem, ...] = ()
    """The other problems of the same document, which the fix need not solve."""
    attempts: tuple[Attempt, ...] = ()
    """What was tried before, with the deviation of each; an origin must not repeat it."""


class FixOrigin(Protocol):
    """A source of candidates: learned patterns, the tools' own fixes, a model."""

    @property
    def kind(self) -> OriginKind:
        """Which of the three it is."""

    def propose(self, request: FixRequest) -> AsyncIterator[Candidate]:
        """Candidates for the problem, best first; stops when it has no more to say.

        Raises:
            ModelError: the model was needed and could not be used; its sentence is for the user.
        """
