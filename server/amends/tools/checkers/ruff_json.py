"""Ruff's JSON findings as problems.

Ruff counts rows and columns from one, columns in code points (a tab is one, a byte order mark none), and ends lines
where we do; measured with ruff 0.17 on emoji, tabs, CRLF, lone CR, form feed and U+2028.
"""

from __future__ import annotations

import json
from typing import Any

import attrs
import cattrs

from amends.core.problems import Problem, Safety, Severity, ToolFix
from amends.core.snapshot import Document
from amends.core.text import Edit, Position, Range, Text

_SAFETY = {"safe": Safety.SAFE, "unsafe": Safety.UNSAFE}
# Only what stops the program counts as an error, as in ruff's own language server.
_ERRORS = frozenset({"F821", "E902", "E999", "invalid-syntax"})
_BYTE_ORDER_MARK = "\ufeff"


@attrs.frozen
class Location:
    """A place as ruff counts it, from one."""

    row: int = 1
    column: int = 1


@attrs.frozen
class FindingEdit:
    """One replacement of a proposed fix."""

    content: str
    location: Location
    end_location: Location


@attrs.frozen
class FindingFix:
    """A proposed fix; `applicability` is safe, unsafe or displayonly."""

    edits: tuple[FindingEdit, ...]
    applicability: str = "displayonly"
    message: str | None = None


@attrs.frozen
class Finding:
    """One finding; before ruff 0.12 a syntax error had no code."""

    message: str
    filename: str = ""
    code: str | None = None
    location: Location | None = None
    end_location: Location | None = None
    fix: FindingFix | None = None
    cell: int | None = None

    @property
    def in_notebook(self) -> bool:
        """Whether rows count in a notebook's cell instead of a file."""
        return self.cell is not None or self.filename.endswith(".ipynb")


def read_findings(stdout: bytes) -> tuple[Finding, ...]:
    """The findings that ``ruff check --output-format=json`` printed.

    Raises:
        ValueError: it is not that format.
    """
    payload: Any = json.loads(stdout)
    try:
        return cattrs.structure(payload, tuple[Finding, ...])
    except cattrs.BaseValidationError as error:
        raise ValueError("not ruff's JSON format") from error


def problem_of(finding: Finding, document: Document) -> Problem:
    """A finding in the text it was computed on."""
    text = document.text
    start = _position(finding.location or Location(), text)
    end = _position(finding.end_location or finding.location or Location(), text)
    code = finding.code or "invalid-syntax"
    return Problem(
        source="ruff",
        code=code,
        message=finding.message,
        uri=document.uri,
        range=Range(start, max(start, end)),
        severity=Severity.ERROR if code in _ERRORS else Severity.WARNING,
        text_hash=text.hash,
        tool_fix=_tool_fix(finding.fix, text) if finding.fix else None,
    )


def _tool_fix(fix: FindingFix, text: Text) -> ToolFix | None:
    edits = tuple(
        Edit(
            text.offset_at(_position(edit.location, text)),
            text.offset_at(_position(edit.end_location, text)),
            edit.content,
        )
        for edit in fix.edits
    )
    if not edits:
        return None
    return ToolFix(edits, _SAFETY.get(fix.applicability, Safety.DISPLAY_ONLY), fix.message or "")


def _position(location: Location, text: Text) -> Position:
    mark = 1 if location.row == 1 and text.content.startswith(_BYTE_ORDER_MARK) else 0
    return Position(max(location.row - 1, 0), max(location.column - 1, 0) + mark)
