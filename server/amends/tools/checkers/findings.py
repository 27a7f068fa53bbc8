"""What tools print, in one shape, and its way to problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import pairwise
from pathlib import Path

import attrs

from amends.core.problems import Problem, RelatedPlace, Safety, Severity, ToolFix
from amends.core.snapshot import Document
from amends.core.text import Edit, Position, Range, Text
from amends.platform.files import UnreadableFileError, read_document


class Unit(Enum):
    """What a tool counts columns in."""

    CODE_POINT = "code point"
    UTF16 = "utf-16"
    BYTE = "byte"


@attrs.frozen
class Place:
    """From a line and column up to another, both from zero; without an end it is the word that stands there."""

    line: int
    column: int = 0
    end_line: int | None = None
    end_column: int | None = None


@attrs.frozen
class Replacement:
    """A piece of text in place of what is there: a place, or offsets of the whole text in the tool's unit."""

    place: Place | tuple[int, int]
    text: str


@attrs.frozen
class Found:
    """One finding as the tool printed it; `path` may be relative to the folder the tool ran in."""

    path: str
    place: Place
    code: str
    message: str
    severity: Severity = Severity.WARNING
    replacements: tuple[Replacement, ...] = ()
    safety: Safety = Safety.UNSAFE
    fix_message: str = ""
    related: tuple[tuple[str, Place, str], ...] = ()


class UnreadableOutputError(ValueError):
    """A tool's output is not what its format promises; the text is the tool's own first words, if it had any."""


class LeftOutError(ValueError):
    """The tool's configuration leaves the files out: it looked at nothing, which is not the same as finding nothing."""


@attrs.frozen
class Reading:
    """How the findings of one run become problems: whose they are, what they count in, and where paths lead."""

    source: str
    unit: Unit
    resolve: Callable[[str], Path]
    documents: Mapping[Path, Document]
    """The texts the tool was shown in place of files."""

    def problems(self, found: Iterable[Found]) -> tuple[Problem, ...]:
        """The findings as problems, each once; those in what cannot be read as text are dropped."""
        read: dict[Path, Document | None] = {}
        return tuple(dict.fromkeys(problem for item in found for problem in self._problem(item, read)))

    def _problem(self, item: Found, read: dict[Path, Document | None]) -> Iterator[Problem]:
        document = self._document(self.resolve(item.path), read)
        if document is None:
            return
        text = document.text
        yield Problem(
            source=self.source,
            code=item.code,
            message=item.message,
            uri=document.uri,
            range=_range(item.place, text, self.unit),
            severity=item.severity,
            text_hash=text.hash,
            related=tuple(self._related(item.related, read)),
            tool_fix=_tool_fix(item, text, self.unit),
        )

    def _related(
        self, places: Sequence[tuple[str, Place, str]], read: dict[Path, Document | None]
    ) -> Iterator[RelatedPlace]:
        for path, place, message in places:
            if document := self._document(self.resolve(path), read):
                yield RelatedPlace(document.uri, _range(place, document.text, self.unit), message)

    def _document(self, path: Path, read: dict[Path, Document | None]) -> Document | None:
        if path in self.documents:
            return self.documents[path]
        if path not in read:
            try:
                read[path] = read_document(path)
            except UnreadableFileError:
                read[path] = None
        return read[path]


def position(line: int, column: int, text: Text, unit: Unit) -> Position:
    """A place as a tool counts it, in code points."""
    if unit is Unit.CODE_POINT or column <= 0:
        return Position(max(line, 0), max(column, 0))
    content = text.line(max(line, 0))
    if content.isascii():
        return Position(max(line, 0), column)
    if unit is Unit.BYTE:
        return Position(line, len(content.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")))
    return Position(line, len(content.encode("utf-16-le", "surrogatepass")[: 2 * column].decode("utf-16-le", "ignore")))


def column(place: Position, text: Text, unit: Unit) -> int:
    """The column of a place as a tool counts it; the inverse of `position`."""
    before = text.line(place.line)[: place.character]
    if unit is Unit.BYTE:
        return len(before.encode("utf-8", "surrogatepass"))
    return len(before.encode("utf-16-le", "surrogatepass")) // 2 if unit is Unit.UTF16 else len(before)


def _range(place: Place, text: Text, unit: Unit) -> Range:
    start = position(place.line, place.column, text, unit)
    if place.end_line is None and place.end_column is None:
        offset = text.offset_at(start)
        return Range(start, text.position_at(offset + _word_length(text.content, offset)))
    end_line = place.line if place.end_line is None else place.end_line
    end_column = place.column if place.end_column is None else place.end_column
    return Range(start, max(start, position(end_line, end_column, text, unit)))


def _word_length(content: str, offset: int) -> int:
    end = offset
    while end < len(content) and (content[end].isalnum() or content[end] == "_"):
        end += 1
    return end - offset


def _tool_fix(item: Found, text: Text, unit: Unit) -> ToolFix | None:
    edits = tuple(sorted(_edit(replacement, text, unit) for replacement in item.replacements))
    if not edits or any(one.end > other.start for one, other in pairwise(edits)):
        return None
    return ToolFix(edits, item.safety, item.fix_message)


def _edit(replacement: Replacement, text: Text, unit: Unit) -> Edit:
    if isinstance(replacement.place, Place):
        start, end = text.span_of(_range(replacement.place, text, unit))
    else:
        start, end = (_offset(offset, text.content, unit) for offset in replacement.place)
    return Edit(start, max(start, end), replacement.text)


def _offset(offset: int, content: str, unit: Unit) -> int:
    if unit is Unit.CODE_POINT or content.isascii():
        return min(offset, len(content))
    encoding, width = ("utf-8", 1) if unit is Unit.BYTE else ("utf-16-le", 2)
    return len(content.encode(encoding, "surrogatepass")[: width * offset].decode(encoding, "ignore"))
