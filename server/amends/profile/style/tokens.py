"""Habits that only tokens show: quotes, indentation, line length."""

from __future__ import annotations

import io
import tokenize
import warnings
from collections.abc import Iterator

from amends.core.text import Text
from amends.profile.style import topics

_OPENERS = {tokenize.STRING, getattr(tokenize, "FSTRING_START", tokenize.STRING)}
"""From Python 3.12 on an f-string is several tokens; its first one carries the quote."""

Vote = tuple[str, str]
"""Topic and value."""
Placed = tuple[Vote, int]
"""A vote and the zero-based line that shows it."""


def token_votes(text: str) -> Iterator[Placed]:
    """One vote for a topic and value at each place that shows it; a broken file votes up to where it breaks."""
    yield from ((vote, 0) for vote in _line_votes(Text(text)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for token in tokenize.generate_tokens(io.StringIO(text).readline):
                line = token.start[0] - 1
                yield from ((vote, line) for vote in (*_quote_votes(token), *_indent_votes(token)))
        except (tokenize.TokenError, SyntaxError, ValueError):
            return


def _line_votes(text: Text) -> Iterator[Vote]:
    """One vote a file: the lowest usual limit that all its lines keep, addresses aside."""
    lengths = [len(line) for number in range(text.line_count) if "://" not in (line := text.line(number))]
    fitting = next((limit for limit in topics.LINE_LIMITS if max(lengths, default=0) <= limit), None)
    yield topics.LINE_LENGTH, str(fitting or "none")


def _quote_votes(token: tokenize.TokenInfo) -> Iterator[Vote]:
    if token.type not in _OPENERS:
        return
    opening = token.string.lstrip("rRbBuUfFtT")
    body = opening[1:-1]
    # A string that holds a quote, or a long one, is written by need and not by habit.
    if not opening.startswith(('"""', "'''")) and "'" not in body and '"' not in body:
        yield topics.QUOTES, "single" if opening.startswith("'") else "double"


def _indent_votes(token: tokenize.TokenInfo) -> Iterator[Vote]:
    if token.type != tokenize.INDENT:
        return
    if "\t" in token.string:
        yield topics.INDENTATION, "tab"
    elif token.start[0] and len(token.string) in {2, 3, 4, 8} and not _is_deeper(token):
        yield topics.INDENTATION, str(len(token.string))


def _is_deeper(token: tokenize.TokenInfo) -> bool:
    """Whether it may be a second level: eight spaces are two levels of four far more often than one of eight."""
    return len(token.string) == 8  # noqa: PLR2004 -- said above
