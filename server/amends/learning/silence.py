"""Why nothing is suggested for a problem, so that the next gap is visible."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from amends.core.problems import Problem
from amends.core.text import Text
from amends.learning.pattern import PatternRecord
from amends.learning.templates.apply import Spot, apply_template, is_undecided
from amends.syntax.tree import Trees

NO_PATTERN = "no-pattern"
"""Nothing is known of such problems, or nothing that is known fits the code."""
AMBIGUOUS = "ambiguous"
"""What is known fits the code, and leaves open what to write there."""


@attrs.frozen
class Silence:
    """Why an origin proposes nothing."""

    cause: str
    reason: str


def why_silent(
    records: Sequence[PatternRecord], problem: Problem, text: Text, language: str, trees: Trees | None = None
) -> Silence:
    """Why `suggest` has nothing for a problem; `records` are the usable patterns of its kind and of kindred ones."""
    name = problem.code or problem.source
    tree = (trees or Trees()).tree(text, language)
    if tree is None:
        return Silence(NO_PATTERN, f"repairs are not learned in {language or 'such files'}")
    known = [record for record in records if record.pattern.language == language]
    if not known:
        return Silence(NO_PATTERN, f"no repair of {name} is known")
    spot = Spot.of(problem, tree)
    if open_ones := sum(is_undecided(record.pattern.template, spot) for record in known):
        fitting = "1 known repair fits" if open_ones == 1 else f"{open_ones} known repairs fit"
        return Silence(AMBIGUOUS, f"{fitting} here, but the code does not say what to write")
    if any(apply_template(record.pattern.template, spot) for record in known):
        return Silence(NO_PATTERN, f"what is known of {name} would change nothing here")
    return Silence(NO_PATTERN, f"of {len(known)} known ways to repair {name} none fits this code")
