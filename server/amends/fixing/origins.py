"""What the three origins of candidates have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

import attrs

from amends.core.errors import ModelAnswerError
from amends.core.fixes import Attempt, Candidate, OriginKind
from amends.core.problems import Problem
from amends.core.settings import Settings
from amends.core.snapshot import Document, Snapshot
from amends.learning.silence import Silence


@attrs.frozen
class FixRequest:
    """One problem to solve, and everything an origin may look at. The problem speaks of the document's text."""

    problem: Problem
    document: Document
    snapshot: Snapshot
    settings: Settings
    neighbours: tuple[Problem, ...] = ()
    """The other problems of the same document, which the fix need not solve."""
    alike: tuple[Problem, ...] = ()
    """Further problems of the same document that one fix must solve together with this one."""
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

    def silence(self, request: FixRequest) -> Silence:
        """Why it proposed nothing; asked only then."""


@attrs.frozen
class ModelProposal:
    """One answer of a model, and what it took."""

    candidate: Candidate
    strategy: str
    tokens: int = 0
    cost: float = 0.0
    """US dollars."""
    duration_ms: int = 0
    tried: str = ""
    """The edit as a diff, for the next attempt and the story."""


class UnusableAnswerError(ModelAnswerError):
    """The model answered and it cost something, but no edit came of it; `attempt` says why, with its deviation."""

    def __init__(self, sentence: str, attempt: Attempt) -> None:
        super().__init__(sentence, attempt.deviation.cause if attempt.deviation else "no-answer")
        self.attempt = attempt


class ModelOrigin(Protocol):
    """A source that is asked once for each attempt, because every attempt costs."""

    async def attempt(self, request: FixRequest) -> ModelProposal:
        """Make one proposal with a strategy that `request.attempts` has not used up.

        Raises:
            UnusableAnswerError: there is an answer, but no usable edit in it; worth another attempt.
            ModelError: the model may not or cannot be asked; its sentence is for the user.
        """

    async def word_lessons(self, request: FixRequest) -> None:
        """Put a lesson that waits for it into the model's own words; nothing waits for this.

        Raises:
            ModelError: the model may not or cannot be asked.
        """

    async def close(self) -> None:
        """Close the connection, if one was made."""
