"""A large TOML text parsed a few tables at a time: the parser cannot be interrupted, and takes a second for 8 MB."""

from __future__ import annotations

import tomllib
from collections.abc import Generator, Iterator
from itertools import chain
from typing import Any

_ROW = "\n[[patterns]]"
_EXAMPLES = "\n[examples]"
_LINES = 200
"""Of the one long table, parsed at a time."""


def tables_of(content: str) -> Generator[None, None, dict[str, Any]]:
    """What `tomllib.loads` gives, in pieces where the text is laid out as we write it, else in one go.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML.
    """
    try:
        return (yield from _in_pieces(content))
    except (tomllib.TOMLDecodeError, TypeError, AttributeError):
        yield
        return tomllib.loads(content)


def _in_pieces(content: str) -> Generator[None, None, dict[str, Any]]:
    whole: dict[str, Any] = {}
    rest, examples = _without_examples(content)
    for piece in chain(_rows(rest), examples):
        yield
        for name, value in tomllib.loads(piece).items():
            if name == "patterns":
                whole.setdefault(name, []).extend(value)
            elif name == "examples":
                whole.setdefault(name, {}).update(value)
            elif whole.setdefault(name, value) is not value:
                raise TypeError(name)  # said twice: the parser of the whole has words for it
    return whole


def _rows(content: str) -> Iterator[str]:
    """The text from one row of patterns to the next."""
    start = 0
    while start < len(content):
        following = content.find(_ROW, start) + 1
        yield content[start : following or None]
        start = following or len(content)


def _without_examples(content: str) -> tuple[str, list[str]]:
    """The text without its long table, and that in pieces."""
    head = content.find(_EXAMPLES) + 1
    if not head:
        return content, []
    first = content.find("\n", head) + 1 or len(content)
    end = content.find("\n[", first) + 1 or len(content)
    lines = content[first:end].splitlines(keepends=True)
    pieces = [content[head:first] + "".join(lines[at : at + _LINES]) for at in range(0, len(lines), _LINES)]
    return content[:head] + content[end:], pieces
