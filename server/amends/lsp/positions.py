"""Positions between the client's encoding and code points, both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from lsprotocol import types

from amends.core.text import Position, Range, Text
from amends.lsp.params import WirePosition, WireRange


class PositionEncoding(StrEnum):
    """In which units the client counts columns."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"


_WIDE: Mapping[PositionEncoding, re.Pattern[str]] = {
    PositionEncoding.UTF_8: re.compile(r"[^\x00-\x7f]"),
    PositionEncoding.UTF_16: re.compile(r"[\U00010000-\U0010ffff]"),
}
"""The characters that are more than one unit wide."""


def position_from_wire(text: Text | None, position: WirePosition, encoding: PositionEncoding) -> Position:
    """A client's position in code points.

    Columns past the end mean the end of the line, lines past the last one the end of the text, and a position inside
    a character the start of that character. Without a text columns are taken as they are, which is exact for ASCII.
    """
    line, units = max(position.line, 0), max(position.character, 0)
    if text is None:
        return Position(line, units)
    if line >= text.line_count:
        return text.position_at(len(text.content))
    return Position(line, _characters(text.line(line), units, encoding))


def range_from_wire(text: Text | None, place: WireRange, encoding: PositionEncoding) -> Range:
    """A client's range in code points; never ends before it starts."""
    start = position_from_wire(text, place.start, encoding)
    return Range(start, max(start, position_from_wire(text, place.end, encoding)))


def position_to_wire(text: Text | None, position: Position, encoding: PositionEncoding) -> types.Position:
    """A position in the client's units."""
    if text is None or not position.character:
        return types.Position(position.line, position.character)
    before = text.line(position.line)[: position.character]
    return types.Position(position.line, _units(before, encoding))


def range_to_wire(text: Text | None, place: Range, encoding: PositionEncoding) -> types.Range:
    """A range in the client's units."""
    return types.Range(position_to_wire(text, place.start, encoding), position_to_wire(text, place.end, encoding))


def _characters(line: str, units: int, encoding: PositionEncoding) -> int:
    """How many characters of a line lie before a column counted in units."""
    extra = 0
    if encoding is not PositionEncoding.UTF_32 and not line.isascii():
        for wide in _WIDE[encoding].finditer(line):
            if wide.start() + extra >= units:
                break
            extra += _width(wide.group(), encoding) - 1
            if wide.start() + extra >= units:
                return wide.start()
    return min(units - extra, len(line))


def _units(characters: str, encoding: PositionEncoding) -> int:
    if encoding is PositionEncoding.UTF_32 or characters.isascii():
        return len(characters)
    wide = _WIDE[encoding].findall(characters)
    return len(characters) + sum(_width(character, encoding) - 1 for character in wide)


def _width(character: str, encoding: PositionEncoding) -> int:
    if encoding is PositionEncoding.UTF_16:
        return 2
    return 2 if character < "\u0800" else 3 if character < "\U00010000" else 4
