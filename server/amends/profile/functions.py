"""The function a line lies in, by indentation alone: good enough for statistics, and no text needs to be parsed."""

from __future__ import annotations

import re

from amends.core.text import Text

_NAMED = re.compile(
    r"^\s*(?:(?:export|default|pub(?:\([\w:]+\))?|public|private|protected|internal|static|final|async|unsafe|const)\s+)*"
    r"(?:def|class|func(?:\s*\([^)]*\))?|function\*?|fn|impl|interface|struct|enum|trait)\s+(\w+)"
)
_FARTHEST = 2_000


def function_at(text: Text, line: int) -> str:
    """The nearest function or class around a zero-based line, empty at the top level."""
    indent = _indent(text.line(line))
    for number in range(line, max(-1, line - _FARTHEST), -1):
        content = text.line(number)
        named = _NAMED.match(content)
        if named and (number == line or _indent(content) < indent):
            return named[1]
        if content.strip():
            indent = min(indent, _indent(content))
    return ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
