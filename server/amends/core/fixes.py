"""A candidate, and the fix that it becomes with a good verdict."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import attrs

from amends.core.problems import Problem, Safety
from amends.core.text import Edit, Text
from amends.core.verdicts import Verdict


class OriginKind(StrEnum):
    """Where a candidate comes from, in the order they are tried."""

    PATTERN = "pattern"
    TOOL = "tool"
    MODEL = "model"


@attrs.frozen
class Origin:
    """Where one candidate comes from; `id` names the pattern, the tool or the model, `because` tells a person why."""

    kind: OriginKind
    id: str
    because: str = ""


@attrs.frozen
class Ingredient:
    """Something a candidate was made with, so that credit and blame can go to exactly that."""

    kind: str
    """pattern, lesson, example, strategy, model, style, context."""
    id: str


@attrs.frozen
class FileEdit:
    """Edits of one text, in offsets of the text whose hash is `base_hash`."""

    uri: str
    base_hash: str
    edits: tuple[Edit, ...]
    added: bool = False
    """The file is not there before, whatever the disk says; its text before is empty."""
    deleted: bool = False
    """The file is not there after; its text after is empty."""


@attrs.frozen
class Candidate:
    """A proposed edit that nothing has been proved of yet."""

    problem: Problem
    files: tuple[FileEdit, ...]
    title: str
    """What changes, without the prefix and the proof: ``import Path``."""
    origin: Origin
    safety: Safety = Safety.UNSAFE
    """The static level of its kind."""
    confidence: float = 0.5
    """The origin's own estimate that a person would take it as it is, 0 to 1."""
    ingredients: tuple[Ingredient, ...] = ()
    suppression: bool = False
    """It silences the problem; it stands under its own "Suppress …" title."""
    also: tuple[Problem, ...] = ()
    """Further problems of the same text that it solves too."""
    learned: bool = False
    """Somebody answered such a problem in this way, here or elsewhere."""

    @property
    def fingerprint(self) -> str:
        """The same for the same edits of the same texts, whoever proposed them."""
        parts = [
            f"{file.uri}\0{file.base_hash}\0{edit.start}\0{edit.end}\0{edit.new_text}\0{file.deleted}"
            for file in sorted(self.files, key=lambda file: file.uri)
            for edit in sorted(file.edits)
        ]
        return _digest("\1".join(parts))


@attrs.frozen
class Deviation:
    """How a failed candidate differs from what was expected, and the cause found for it."""

    cause: str
    """still-there, new-problems, tests-failed, gate, does-not-parse, no-match, out-of-scope, seen-before, no-answer,
    inconclusive."""
    evidence: str
    """New output of a real tool; never a model's opinion."""
    ingredients: tuple[Ingredient, ...] = ()


@attrs.frozen
class Attempt:
    """One try at a problem: the strategy, what went wrong with it (None when it was proved) and what it cost."""

    strategy: str
    deviation: Deviation | None = None
    tokens: int = 0
    cost: float = 0.0
    """US dollars."""
    duration_ms: int = 0
    tried: str = ""
    """What was tried, as a diff: for the next attempt's eyes and for the story."""


@attrs.frozen
class Fix:
    """A candidate with a verdict good enough to offer."""

    id: str
    candidate: Candidate
    verdict: Verdict
    safety: Safety
    """The lowest of the static level, what was verified and what the project's record says."""
    confidence: float
    version: int | None = None
    """The document version it was proved on."""
    attempts: tuple[Attempt, ...] = ()

    @property
    def problem(self) -> Problem:
        """What it fixes."""
        return self.candidate.problem

    @property
    def title(self) -> str:
        """What the lightbulb shows."""
        what = self.candidate.title
        if self.verdict.proved:
            return f"Amends: {what} (proved: {self.verdict.proof})"
        return f"Amends: {what} (not proved)"

    @property
    def by_model(self) -> bool:
        """Whether a model wrote it: then it carries the LLM tag and is never preferred."""
        return self.candidate.origin.kind is OriginKind.MODEL


def fix_id(candidate: Candidate, salt: str) -> str:
    """A short id; `salt` tells two offers of the same edit apart (time, process)."""
    return "f_" + _digest(f"{candidate.fingerprint}\0{salt}")


def context_fingerprint(candidate: Candidate, path: str, text: Text) -> str:
    """Names "this edit of this code" wherever the code has moved to in its file.

    Made of the problem's kind, the path, and the touched lines before and after, so that a fix once turned down is
    known again after lines were added above it.
    """
    parts = [candidate.problem.kind.key, path]
    for file in candidate.files:
        for edit in file.edits if file.uri == candidate.problem.uri else ():
            first, _ = text.line_span(text.position_at(edit.start).line)
            _, last = text.line_span(text.position_at(edit.end).line)
            parts += (text.content[first:last].strip(), text.content[first : edit.start].lstrip() + edit.new_text)
    return _digest("\0".join(parts))


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]
