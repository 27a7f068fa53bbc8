"""What is wrong, and where: a diagnostic of any source, or a failing test."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal

import attrs

from amends.core.text import Edit, Range

_HOLES = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\b\d+(?:\.\d+)?\b")


class Severity(StrEnum):
    """As LSP has it, from worst to mildest."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


class Safety(StrEnum):
    """How safe an edit is to apply, in ruff's words."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY_ONLY = "display-only"


class Channel(StrEnum):
    """The way a problem reached us."""

    EDITOR = "editor"
    """Another tool's diagnostic, handed over by the client."""
    CHECKER = "checker"
    """Found by a checker that Amends ran itself."""
    TEST = "test"
    """A failing test."""


@attrs.frozen(order=True)
class ProblemKind:
    """What makes it "the same mistake": source, code, and the message with quoted names and numbers as holes."""

    source: str
    code: str
    template: str

    @property
    def key(self) -> str:
        """One line that names the kind, for storage and logs."""
        return f"{self.source}:{self.code}:{self.template}"


@attrs.frozen
class RelatedPlace:
    """A further place that explains a problem, such as a stack frame."""

    uri: str
    range: Range
    message: str


@attrs.frozen
class ToolFix:
    """The edit that the tool itself proposes, in offsets of the text it was computed on."""

    edits: tuple[Edit, ...]
    safety: Safety
    message: str


@attrs.frozen
class Frame:
    """One stack frame of a failing test; `line` is zero-based."""

    path: str
    line: int
    function: str


@attrs.frozen
class TestFailure:
    """What is known of a failing test beyond its place."""

    __test__ = False  # pytest takes every imported Test… for a test class

    framework: str
    test_id: str
    traceback: str
    frames: tuple[Frame, ...] = ()
    source: str = ""
    """The test's own text, where somebody has looked it up: not every framework shows it."""
    given: str = ""
    """What it names of its file: data and helpers above or below it."""


@attrs.frozen
class Problem:
    """Something wrong at a place of one text; `text_hash` says of which text the range speaks."""

    source: str
    """The tool that found it, in lower case: ruff, mypy, pytest."""
    code: str
    message: str
    uri: str
    range: Range
    severity: Severity = Severity.WARNING
    channel: Channel = Channel.CHECKER
    text_hash: str = ""
    related: tuple[RelatedPlace, ...] = ()
    tool_fix: ToolFix | None = None
    test: TestFailure | None = None

    @property
    def type(self) -> Literal["diagnostic", "test"]:
        """The `kind` of CONTRACT.md's FixRecord.problem."""
        return "test" if self.test else "diagnostic"

    @property
    def kind(self) -> ProblemKind:
        """Which mistake it is, whatever the names involved."""
        if self.test:
            return ProblemKind(self.source, self.code, "")
        return ProblemKind(self.source, self.code, message_template(self.message))


def message_template(message: str) -> str:
    """A message with quoted names and numbers turned into ``{}``; only its first line speaks of the kind."""
    first_line = message.strip().partition("\n")[0]
    return _HOLES.sub("{}", first_line)


def message_names(message: str) -> tuple[str, ...]:
    """What stood in the holes of `message_template`, in order, without the quotes."""
    first_line = message.strip().partition("\n")[0]
    return tuple(found.strip("`'\"") for found in _HOLES.findall(first_line))
