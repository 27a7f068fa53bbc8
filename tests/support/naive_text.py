"""LSP's text rules written as plainly as possible, one character at a time: the model other code is held to."""

from __future__ import annotations

from typing import Any

_UNIT_BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
_CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


def units(character: str, encoding: str) -> int:
    """How many units of the encoding one character takes."""
    return len(character.encode(_CODECS[encoding])) // _UNIT_BYTES[encoding]


def offset_at(text: str, line: int, column: int, encoding: str) -> int:
    """Walk to a position; columns stop at the line's end, and inside a character at its start."""
    offset = 0
    for _ in range(line):
        end = _line_end(text, offset)
        if end == len(text):
            return end
        offset = end + (2 if text[end : end + 2] == "\r\n" else 1)
    end, walked = _line_end(text, offset), 0
    while offset < end and walked + units(text[offset], encoding) <= column:
        walked += units(text[offset], encoding)
        offset += 1
    return offset


def changed(text: str, change: dict[str, Any], encoding: str) -> str:
    """One LSP content change applied."""
    if "range" not in change:
        return str(change["text"])
    start, end = (
        offset_at(text, change["range"][side]["line"], change["range"][side]["character"], encoding)
        for side in ("start", "end")
    )
    return text[:start] + str(change["text"]) + text[max(start, end) :]


def edited(text: str, edits: list[dict[str, Any]], encoding: str) -> str:
    """LSP text edits, all of which speak of `text`, applied from the last to the first."""
    placed = []
    for order, edit in enumerate(edits):
        start, end = (
            offset_at(text, edit["range"][side]["line"], edit["range"][side]["character"], encoding)
            for side in ("start", "end")
        )
        placed.append((start, end, order, edit["newText"]))
    for start, end, _, new_text in sorted(placed, reverse=True):
        text = text[:start] + new_text + text[end:]
    return text


def _line_end(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] not in "\r\n":
        offset += 1
    return offset
