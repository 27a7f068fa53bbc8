"""What is learned: an edit template with holes, and its record."""

from __future__ import annotations

import hashlib

import attrs

from amends.core.problems import ProblemKind
from amends.learning.imports.editing import Import
from amends.syntax.template import Part


@attrs.frozen
class CommentEdit:
    """A change of the comment that ends the problem's line, or a directive put above it.

    `{code}`, `{said}` and `{n}` stand for the problem's words: its code, a code that ends its message, a quoted name.
    """

    before: str
    """Empty: there was none."""
    after: str
    """Empty: it was removed."""
    above: bool = False
    """It stands in a line of its own, above the problem's."""


@attrs.frozen
class Template:
    """How code looks before and after."""

    root: Part | None = None
    """None: only imports or a comment change."""
    depth: int = 0
    """Steps from the problem's node up to the root's; -1: the root lies anywhere inside the problem's node."""
    imports: tuple[Import, ...] = ()
    """What the after side needs to be known; added where it is missing."""
    comment: CommentEdit | None = None
    words: tuple[tuple[int, str], ...] = ()
    """Level 0 only: the words of its example's message, that further examples are compared with."""
    names: tuple[str, ...] = ()
    """Written by the after side and introduced around the example: elsewhere it fits where they are known too."""
    rename: str = ""
    """Instead of a root: how far and how the name that the problem stands at is changed, as `renames` says it."""
    annotate: str = ""
    """Instead of a root: what is worked out for a place, as a part of a signature that gets its inferred types."""


@attrs.frozen
class Evidence:
    """One example seen from a pattern: which it was, and a fingerprint of what surrounded it."""

    example: str
    context: tuple[int, ...] = ()
    origin: str = ""
    """The project it comes from; empty: this one."""


@attrs.frozen
class Pattern:
    """An edit template of one problem kind; the same template always has the same id."""

    id: str
    kind: ProblemKind
    language: str
    level: int
    """0 is the most specific."""
    title: str
    template: Template
    support: tuple[Evidence, ...] = ()
    """Examples that it reproduces, oldest first."""
    against: tuple[Evidence, ...] = ()
    """Examples that it fits but would have repaired otherwise."""
    suppression: bool = False

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the examples that it was learned from or reproduces."""
        return tuple(one.example for one in self.support)


@attrs.frozen
class PatternRecord:
    """A pattern with what became of its fixes in this project."""

    pattern: Pattern
    kept: int = 0
    edited: int = 0
    reverted: int = 0
    stage: str = "candidate"
    """candidate, trial, active, retired."""
    last_used: float = 0.0
    scope: str = ""
    """A glob of paths it may be used in; empty: all."""
    pinned: bool = False
    narrowed: int = 0
    """How often it was narrowed after a revert."""
    team: tuple[int, ...] = ()
    """Kept, edited and reverted by others; empty when the team layer does not have it."""


def pattern_id(kind: ProblemKind, language: str, canonical: str) -> str:
    """``p_`` and 12 hexadecimal digits of what makes the pattern: kind, language, canonical template."""
    content = f"{kind.key}\0{language}\0{canonical}"
    return "p_" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]
