"""Python's own syntax trees, each text parsed once: several judges look at the same two texts of a change."""

from __future__ import annotations

import ast
import functools
import warnings


# Parsing is a pure function of the text, and nobody changes a tree; a handful covers the texts of one proof.
@functools.lru_cache(maxsize=6)
def parse_python(content: str) -> ast.Module:
    """The tree of a text.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it is not the Python that Amends runs on.
    """
    if not content.isascii():
        content = content.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate may stand in a string
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a doubtful escape in the user's string is the user's
        return ast.parse(content)
