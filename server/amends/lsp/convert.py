"""Problems from and to LSP diagnostics.

Foreign ones may be odd: what cannot be understood is left out, never refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs
from lsprotocol import types

from amends.core.problems import Channel, Problem, RelatedPlace, Severity
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.lsp.capabilities import ClientCapabilities
from amends.lsp.params import WirePosition, WireRange
from amends.lsp.positions import PositionEncoding, range_from_wire, range_to_wire

OUR_SOURCE = "amends/"
"""What we publish has this before the tool's name; bridges drop it, and so do we."""

_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFORMATION, Severity.HINT)
_UNNECESSARY = frozenset({("ruff", "F401"), ("ruff", "F811"), ("ruff", "F841")})

TextOf = Callable[[str], Text | None]


@attrs.frozen
class ReceivedDiagnostic:
    """A diagnostic exactly as the client sent it, and what we understand of it."""

    raw: dict[str, Any]
    problem: Problem

    @property
    def is_ours(self) -> bool:
        """Whether we published it ourselves."""
        return _text(self.raw.get("source")).lower().startswith(OUR_SOURCE)

    def is_about(self, problem: Problem) -> bool:
        """Whether it is the client's view of this problem; messages may differ between versions of a tool."""
        mine = self.problem
        same_rule = (mine.source, mine.code) == (problem.source.lower(), problem.code)
        return same_rule and mine.range.overlaps(problem.range)


def read_diagnostics(
    items: Any, uri: str, document: Document | None, encoding: PositionEncoding
) -> tuple[ReceivedDiagnostic, ...]:
    """Diagnostics of one text from a client's JSON; items that are no objects are dropped, and so is a null list."""
    if not isinstance(items, (list, tuple)):
        return ()
    return tuple(
        ReceivedDiagnostic(item, _problem(item, uri, document, encoding)) for item in items if isinstance(item, dict)
    )


def foreign_problems(received: Iterable[ReceivedDiagnostic]) -> tuple[Problem, ...]:
    """Other tools' problems; what we published ourselves comes back from some clients and is no news."""
    return tuple(diagnostic.problem for diagnostic in received if not diagnostic.is_ours)


def to_diagnostics(
    problems: Sequence[Problem], text_of: TextOf, capabilities: ClientCapabilities
) -> list[types.Diagnostic]:
    """Our own findings for publishing; the problems' ranges speak of the text that `text_of` gives."""
    return [_diagnostic(problem, text_of, capabilities) for problem in problems]


def _problem(item: dict[str, Any], uri: str, document: Document | None, encoding: PositionEncoding) -> Problem:
    text = document.text if document else None
    source = _text(item.get("source")).strip().lower().removeprefix(OUR_SOURCE)
    return Problem(
        source=source,
        code=_code(item.get("code")),
        message=_message(item.get("message")),
        uri=uri,
        range=range_from_wire(text, wire_range(item.get("range")), encoding),
        severity=_severity(item.get("severity")),
        channel=Channel.EDITOR,
        text_hash=text.hash if text else "",
        related=tuple(_related(item.get("relatedInformation"))),
    )


def wire_range(raw: Any) -> WireRange:
    """A range from JSON; what is missing or no number counts as the start."""
    start, end = (raw.get("start"), raw.get("end")) if isinstance(raw, dict) else (None, None)
    first = _wire_position(start)
    return WireRange(first, first if end is None else _wire_position(end))


def _wire_position(raw: Any) -> WirePosition:
    line, character = (raw.get("line"), raw.get("character")) if isinstance(raw, dict) else (0, 0)
    return WirePosition(_whole(line), _whole(character))


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return 0
    return max(int(value), 0)


def _severity(value: Any) -> Severity:
    return _SEVERITIES[value - 1] if value in (1, 2, 3, 4) else Severity.WARNING


def _code(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("value")  # VS Code's own shape, which some bridges pass on
    return str(value) if isinstance(value, (str, int)) else ""


def _message(value: Any) -> str:
    return _text(value.get("value")) if isinstance(value, dict) else _text(value)  # MarkupContent since LSP 3.18


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _related(items: Any) -> Iterable[RelatedPlace]:
    for item in items if isinstance(items, list) else ():
        location = item.get("location") if isinstance(item, dict) else None
        if isinstance(location, dict) and isinstance(location.get("uri"), str):
            place = range_from_wire(None, wire_range(location.get("range")), PositionEncoding.UTF_32)
            yield RelatedPlace(location["uri"], place, _message(item.get("message")))


def _diagnostic(problem: Problem, text_of: TextOf, capabilities: ClientCapabilities) -> types.Diagnostic:
    unnecessary = capabilities.unnecessary_tag and (problem.source, problem.code) in _UNNECESSARY
    return types.Diagnostic(
        range=range_to_wire(text_of(problem.uri), problem.range, capabilities.encoding),
        message=problem.message,
        severity=types.DiagnosticSeverity(_SEVERITIES.index(problem.severity) + 1),
        source=OUR_SOURCE + problem.source,
        code=problem.code or None,
        related_information=_related_information(problem, text_of, capabilities),
        tags=[types.DiagnosticTag.Unnecessary] if unnecessary else None,
    )


def _related_information(
    problem: Problem, text_of: TextOf, capabilities: ClientCapabilities
) -> list[types.DiagnosticRelatedInformation] | None:
    if not capabilities.related_information or not problem.related:
        return None
    return [
        types.DiagnosticRelatedInformation(
            types.Location(place.uri, range_to_wire(text_of(place.uri), place.range, capabilities.encoding)),
            place.message,
        )
        for place in problem.related
    ]
