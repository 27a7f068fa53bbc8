"""Comments of any language, and its code with comments and strings blanked: enough syntax for what gates ask.

A small lexer for families of languages, not a parser: strings are skipped so that a directive inside one is no comment.
"""

from __future__ import annotations

import re

import attrs

from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reading.python_source import PythonSource

_STRING = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
_C_LIKE = re.compile(rf"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|<!--.*?(?:-->|\Z))|{_STRING}", re.DOTALL)
_HASH_LIKE = re.compile(rf"(?P<comment>(?<![^\s;])#[^\n]*|--[ \[][^\n]*)|{_STRING}", re.DOTALL)
_HASH_LANGUAGES = frozenset(
    {"ruby", "shellscript", "sh", "bash", "yaml", "toml", "dockerfile", "makefile", "perl", "r", "lua", "sql"}
)


@attrs.frozen
class CommentText:
    """A comment of any language; `line` is zero-based."""

    line: int
    text: str


def comments_of(change: Change) -> tuple[tuple[CommentText, ...], tuple[CommentText, ...]]:
    """All comments before and after."""
    if change.python:
        before, after = change.python
        return _python(before), _python(after)
    return _found(change.before.content, change.language), _found(change.after.content, change.language)


def code_of(content: str, language: str) -> str:
    """The text with comments and strings turned into blanks of the same length; line ends stay."""
    return _lexer(language).sub(lambda found: re.sub(r"[^\n]", " ", found.group()), content)


def _lexer(language: str) -> re.Pattern[str]:
    return _HASH_LIKE if language in _HASH_LANGUAGES else _C_LIKE


def _python(source: PythonSource) -> tuple[CommentText, ...]:
    return tuple(CommentText(comment.line, comment.text) for comment in source.comments)


def _found(content: str, language: str) -> tuple[CommentText, ...]:
    return tuple(
        CommentText(content.count("\n", 0, found.start()), found.group("comment"))
        for found in _lexer(language).finditer(content)
        if found.group("comment")
    )
