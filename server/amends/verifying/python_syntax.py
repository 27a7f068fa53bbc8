"""Python's own parser, in process: is it Python, and is it the same program."""

from __future__ import annotations

import ast
import warnings

from amends.core.text import Position, Range


def syntax_error(content: str) -> tuple[str, Range] | None:
    """The first syntax error and its place, None when the text parses.

    The parser is that of the Python that Amends runs on, so newer syntax may count as an error on both sides.
    """
    try:
        _parse(content)
    except SyntaxError as error:
        start = Position(max((error.lineno or 1) - 1, 0), max((error.offset or 1) - 1, 0))
        return error.msg, Range(start, start)
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__, Range(Position(0, 0), Position(0, 0))
    return None


def same_program(before: str, after: str) -> bool:
    """Whether both texts parse to the same tree, places aside; docstrings count, comments and layout do not."""
    try:
        return ast.dump(_parse(before)) == ast.dump(_parse(after))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _parse(content: str) -> ast.Module:
    # A byte order mark is part of the file, not of the program; a lone surrogate may stand in a string.
    source = content.removeprefix("\ufeff").encode("utf-8", "replace").decode("utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)
