"""What a tool does about its own new findings: a candidate that brings some along, with their safe fixes."""

from __future__ import annotations

import attrs

from amends.core.fixes import Candidate, Ingredient
from amends.core.problems import Safety
from amends.core.snapshot import Document
from amends.core.text import diff_edits
from amends.core.verdicts import CheckState, Verdict
from amends.fixing.toolfixes.origin import united_fix

_LESS_LIKELY = 0.79
"""People who write it themselves do not always follow it up: a rule may be off that is on here."""


def followed_up(candidate: Candidate, verdict: Verdict, document: Document) -> Candidate | None:
    """The candidate with the safe fixes of all findings that it brings; None where one of them has no such fix."""
    [file, *others] = candidate.files
    if others or file.uri != document.uri:
        return None
    after = document.text.edited(file.edits)
    failed = [check for check in verdict.checks if check.state is CheckState.FAILED]
    found = tuple({problem: None for check in failed for problem in check.new_problems})
    fix = united_fix(found, after.hash) if all(problem.uri == file.uri for problem in found) else None
    if fix is None or fix.safety is not Safety.SAFE:
        return None
    edits = diff_edits(document.text.content, after.edited(fix.edits).content)
    used = dict.fromkeys(Ingredient("tool", f"{problem.source}:{problem.code}") for problem in found)
    return attrs.evolve(
        candidate,
        files=(attrs.evolve(file, edits=edits),),
        confidence=candidate.confidence * _LESS_LIKELY,
        ingredients=(*candidate.ingredients, *(one for one in used if one not in candidate.ingredients)),
    )
