"""What is suggested for a problem whose place is marked in a text with «»."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.pattern import Pattern, PatternRecord
from amends.learning.suggest import Suggestion, suggest


def marked_problem(marked: str, message: str) -> tuple[str, Problem]:
    """The text without marks, and the problem at their place."""
    start, end = marked.index("«"), marked.index("»") - 1
    content = marked.replace("«", "").replace("»", "")
    return content, Problem("lint", "R001", message, "file:///b.py", Text(content).range_of(start, end))


def suggestions(
    marked: str,
    message: str,
    patterns: Sequence[Pattern] = (),
    *,
    language: str = "python",
    others: Mapping[str, str] | None = None,
) -> tuple[Suggestion, ...]:
    """What is suggested with these patterns, best first; `others` are the project's other files."""
    content, problem = marked_problem(marked, message)
    vocabulary = Vocabulary()
    for path, text in (others or {}).items():
        vocabulary.read(path, text)
    records = [PatternRecord(pattern) for pattern in patterns]
    return suggest(records, problem, Text(content), language, "src/b.py", vocabulary=vocabulary)


def texts_suggested(
    marked: str,
    message: str,
    patterns: Sequence[Pattern] = (),
    *,
    language: str = "python",
    others: Mapping[str, str] | None = None,
) -> list[str]:
    """The texts that come of the suggestions, best first."""
    content, _ = marked_problem(marked, message)
    found = suggestions(marked, message, patterns, language=language, others=others)
    return [apply_edits(content, one.edits) for one in found]
