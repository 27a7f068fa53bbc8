"""Habits of JavaScript and TypeScript that single lines show: quotes, semicolons, indentation, line length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.core.text import split_lines
from amends.profile.style import topics
from amends.profile.style.tokens import Placed

# Only where a quote can be nothing else: a whole string without other quotes in it, on a line of plain code.
_STRING = re.compile(r"""(?<![\w`'"\\])(?:'([^'"`\\\n]*)'|"([^'"`\\\n]*)")""")
_STATEMENT = re.compile(r"^\s*(?:import|export \{|const|let|var|return|throw|await)\b.*[\w)\]}'\"`](;?)\s*$")
_INDENT = re.compile(r"^(\t+|  +)\S")
_COMMENT = re.compile(r"^\s*(?://|/?\*)")


def script_votes(text: str) -> Iterator[Placed]:
    """One vote for a topic and value at each line that shows it."""
    longest = 0
    inside = False
    for number, line in enumerate(split_lines(text)):
        bare = line.rstrip("\r\n")
        longest = max(longest, 0 if "://" in bare else len(bare))
        if not _COMMENT.match(bare):
            yield from ((vote, number) for vote in _line_votes(bare, inside=inside))
        inside = bool(bare) and bare.rstrip().endswith("{") and not bare[0].isspace()
    fitting = next((limit for limit in topics.LINE_LIMITS if longest <= limit), None)
    yield (topics.SCRIPT_LINE_LENGTH, str(fitting or "none")), 0


def _line_votes(line: str, *, inside: bool) -> Iterator[tuple[str, str]]:
    if "`" not in line and "</" not in line:
        for found in _STRING.finditer(line):
            yield topics.SCRIPT_QUOTES, "double" if found[0].startswith('"') else "single"
    if statement := _STATEMENT.match(line):
        yield topics.SEMICOLONS, "yes" if statement[1] else "no"
    # The first line of a block at the top level: one step of indentation and no more.
    if inside and (indent := _INDENT.match(line)):
        yield topics.SCRIPT_INDENTATION, "tab" if "\t" in indent[1] else str(len(indent[1]))
