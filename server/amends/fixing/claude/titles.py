"""What the lightbulb shows of a model's edit: its reason, as one harmless line."""

from __future__ import annotations

import re

from amends.core.problems import Problem

_LONGEST_TITLE = 72
_MARKDOWN = re.compile(r"\*\*|__|^[#>\s*-]+|\s*\([^)]*proved[^)]*\)", re.IGNORECASE)


def clean_title(reason: str) -> str:
    """A model's reason as one line without Markdown, control characters or claims of proof; may be empty."""
    line = reason.strip().partition("\n")[0]
    plain = _MARKDOWN.sub("", "".join(character for character in line if character.isprintable())).strip(" .:;")
    return plain if len(plain) <= _LONGEST_TITLE else plain[: _LONGEST_TITLE - 1].rstrip() + "…"


def plain_title(problem: Problem, diff: str) -> str:
    """A title for an edit that came without words: what it writes, by the first telling line of its diff."""
    lines = diff.splitlines()
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    for verb, changed in (("write", added), ("remove", removed)):
        telling = next((line for line in changed if any(character.isalnum() for character in line)), "")
        if telling:
            more = len([line for line in changed if line]) - 1
            words = f"{verb} `{_shortened(telling)}`" + (
                f" and {more} more line{'s' if more > 1 else ''}" if more else ""
            )
            return f"make {_test_name(problem)} pass: {words}" if problem.test else words
    return clean_title(f"repair {problem.code}: {problem.message}".replace(" :", ":"))


def _test_name(problem: Problem) -> str:
    return problem.test.test_id.rpartition("::")[2] if problem.test else ""


def _shortened(line: str, longest: int = 56) -> str:
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
