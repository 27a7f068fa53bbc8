"""The comments of Python text, read as the tokenizer reads them, at a tenth of its cost where the text parses."""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Iterator

import attrs

from amends.core.text import split_lines

_LINE_COMMENT = re.compile(r"(?:^|\s)(#.*)")
_LEXEME = re.compile(
    r"""
    (?P<comment> \#[^\r\n]* )
    | (?P<string> \"{3} (?: [^\\] | \\. )*? \"{3} | '{3} (?: [^\\] | \\. )*? '{3}
        | \"(?!\"\") (?: [^\"\\\r\n] | \\(?:\r\n|.) )* \" | '(?!'') (?: [^'\\\r\n] | \\(?:\r\n|.) )* ' )
    | (?P<odd> [\"'] | \r(?!\n) )
    """,
    re.DOTALL | re.VERBOSE,
)
_FORMATTED = re.compile(r"[fFtT][rR]?\Z")
_NESTING = re.compile(r"\{\{|\}\}|[#\"']")
_NESTED_STRINGS = sys.version_info >= (3, 12)
"""Whether a string inside a formatted one may use its quotes, and a comment may stand there."""


@attrs.frozen
class Comment:
    """A comment with its ``#``; `line` is zero-based, `alone` when no code stands before it."""

    line: int
    text: str
    alone: bool


def comments_in(content: str, first: int, *, parses: bool) -> Iterator[Comment]:
    """The comments of text whose first line has the number `first`; of text that does not parse rather too many."""
    if "#" not in content:
        return
    found = _scanned(content, first) if parses else None
    yield from _tokenized(content, first) if found is None else found


def _scanned(content: str, first: int) -> list[Comment] | None:
    """What is no string and begins with ``#``; None where strings cannot be told so simply."""
    comments = []
    line, counted = first, 0
    for found in _LEXEME.finditer(content):
        start = found.start()
        if found["odd"] or (_NESTED_STRINGS and found["string"] and _may_nest(content, found)):
            return None
        if found["comment"]:
            line, counted = line + content.count("\n", counted, start), start
            alone = not content[content.rfind("\n", 0, start) + 1 : start].strip()
            comments.append(Comment(line, found["comment"], alone))
    return comments


def _may_nest(content: str, found: re.Match[str]) -> bool:
    """Whether a formatted string may end elsewhere than at the next of its quotes, or hold a comment."""
    start, inner = found.start(), found["string"].strip("\"'")
    is_formatted = _FORMATTED.search(content, max(0, start - 2), start) is not None
    return is_formatted and "{" in inner and (inner.count("{") != inner.count("}") or bool(_NESTING.search(inner)))


def _tokenized(content: str, first: int) -> Iterator[Comment]:
    line = -1
    try:
        for token in tokenize.generate_tokens(io.StringIO(content).readline):
            line = token.start[0] - 1
            if token.type == tokenize.COMMENT:
                yield Comment(first + line, token.string, not token.line[: token.start[1]].strip())
    except (tokenize.TokenError, SyntaxError, ValueError):
        yield from _by_line(content, line + 1, first)


def _by_line(content: str, seen: int, first: int) -> Iterator[Comment]:
    """What is left for text that no tokenizer takes: too many comments rather than too few."""
    for number, line in enumerate(split_lines(content)):
        found = _LINE_COMMENT.search(line.rstrip("\r\n")) if number >= seen else None
        if found:
            yield Comment(first + number, found.group(1), not line[: found.start(1)].strip())
