"""What the lightbulb shows of a model's edit: its reason, as one harmless line."""

from __future__ import annotations

import re

from amends.core.problems import Problem

_LONGEST_TITLE = 72
_MARKDOWN = re.compile(r"\*\*|__|^[#>\s*-]+|\s*\([^)]*proved[^)]*\)", re.IGNORECASE)


def clean_title(reason: str) -> str:
    """A model's reason as a title: one line without Markdown, control characters or claims of proof; may be empty."""
    line = reason.strip().partition("\n")[0]
    plain = _MARKDOWN.sub("", "".join(character for character in line if character.isprintable())).strip(" .:;")
    return plain if len(plain) <= _LONGEST_TITLE else plain[: _LONGEST_TITLE - 1].rstrip() + "…"


def plain_title(problem: Problem) -> str:
    """A title for an edit that came without words."""
    if problem.test:
        return clean_title(f"make {problem.test.test_id.rpartition('::')[2]} pass")
    return clean_title(f"repair {problem.code}: {problem.message}".replace(" :", ":"))
