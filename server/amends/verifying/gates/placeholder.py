"""Gate: an answer that was not finished: redactions not put back, code left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.comments import CommentText, comments_of

NAME = "placeholder"
_REDACTED = re.compile(r"⟦[^⟧\n]{0,60}⟧?|AMENDS_SECRET_?\w*|<REDACTED>|\[REDACTED\]")
_LEFT_OUT = re.compile(
    r"(?:\.\.\.|…|^\W*)\s*(?:the\s+)?(?:rest|remainder|remaining|existing|previous|original|other|unchanged|same)\b.{0,30}"
    r"\b(?:code|file|function|class|implementation|methods?|lines?|body|unchanged|above|before|same|as before|here)\b|"
    r"\b(?:your|add|insert|put)\b.{0,20}\b(?:code|logic|implementation)\s+here\b|^\W*(?:\.\.\.|…)\W*$",
    re.IGNORECASE,
)


def check(change: Change) -> Iterator[GateFinding]:
    """Redaction marks anywhere, and comments that stand for code that should be there."""
    for fact in change.added(_redactions(change.before.content), _redactions(change.after.content)):
        yield change.finding(NAME, change.line_after(fact.line), "A redacted secret was not put back.")
    before, after = comments_of(change)
    for fact in change.added(_left_out(before), _left_out(after)):
        yield change.finding(NAME, change.line_after(fact.line), "A comment stands where code was left out.")


def _redactions(content: str) -> Iterator[Fact]:
    for found in _REDACTED.finditer(content):
        yield Fact(found.group(), content.count("\n", 0, found.start()))


def _left_out(comments: tuple[CommentText, ...]) -> Iterator[Fact]:
    for comment in comments:
        if _LEFT_OUT.search(comment.text.lstrip("#/* ")):
            yield Fact(comment.text, comment.line)
