"""Habits of one file or of a few lines, whatever the language: one vote for each place that shows one."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from amends.profile.style import topics
from amends.profile.style.script import script_votes
from amends.profile.style.syntax import parses, syntax_votes
from amends.profile.style.tokens import Placed, Vote, token_votes

__all__ = ["Placed", "Vote", "file_votes", "measured_suffixes", "snippet_votes"]

_PYTHON = frozenset({".py", ".pyi"})
_OF_FILES = frozenset({topics.FUTURE_ANNOTATIONS, topics.LINE_LENGTH, topics.SCRIPT_LINE_LENGTH, topics.INDENTATION})
"""What a few lines cannot show."""


def measured_suffixes() -> frozenset[str]:
    """Ends of the names of files whose style is measured."""
    return _PYTHON | topics.SCRIPT_SUFFIXES


def file_votes(path: str, text: str, own: frozenset[str] = frozenset()) -> Iterator[Placed]:
    """Votes of a whole file with their zero-based lines; `own` are the project's packages."""
    suffix = PurePosixPath(path).suffix
    if suffix in _PYTHON:
        yield from token_votes(text)
        yield from syntax_votes(text, path, own)
    elif suffix in topics.SCRIPT_SUFFIXES:
        yield from script_votes(text)


def snippet_votes(path: str, code: str) -> Counter[Vote]:
    """Votes of a few lines out of a file; lines that are no whole statements are completed where that is easy."""
    dedented = textwrap.dedent(code.strip("\r\n")) + "\n"
    text = next((whole for whole in _completed(dedented) if parses(whole)), dedented) if _is_python(path) else dedented
    return Counter(vote for vote, _ in file_votes(path, text) if vote[0] not in _OF_FILES)


def _completed(code: str) -> tuple[str, ...]:
    lines = code.splitlines(keepends=True)
    last = lines[-1] if lines else ""
    body = last[: len(last) - len(last.lstrip())] + "    pass\n"
    tried = "try:\n    pass\n"
    return code, code + body, tried + code, tried + code + body


def _is_python(path: str) -> bool:
    return PurePosixPath(path).suffix in _PYTHON
