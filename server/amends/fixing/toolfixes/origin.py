"""The tool's own fix, as the tool printed it."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Sequence

from amends.core.fixes import Candidate, FileEdit, Ingredient, Origin, OriginKind
from amends.core.problems import Problem, Safety, ToolFix
from amends.core.text import Edit
from amends.fixing.origins import FixRequest
from amends.learning.silence import NO_PATTERN, Silence
from amends.profile.profile import Profile

_TAKEN = {Safety.SAFE: 0.9, Safety.UNSAFE: 0.75, Safety.DISPLAY_ONLY: 0.4}
"""How often people take a tool's fix as it is where nothing is known of its rule."""
_WEIGHT = 3
"""What is known beforehand counts as much as so many cases here."""
_TITLE_LENGTH = 80
_ORDER = (Safety.SAFE, Safety.UNSAFE, Safety.DISPLAY_ONLY)


class ToolFixOrigin:
    """Proposes what the checker that found the problem would do itself, as likely as it was right here so far."""

    kind = OriginKind.TOOL

    def __init__(self, profile: Profile | None = None) -> None:
        self._profile = profile

    async def propose(self, request: FixRequest) -> AsyncIterator[Candidate]:
        """At most one candidate; none when the tool printed no edit for this very text, for one of its problems."""
        problem, text = request.problem, request.document.text
        fix = united_fix((problem, *request.alike), text.hash)
        if fix is None:
            return
        yield Candidate(
            problem=problem,
            files=(FileEdit(request.document.uri, text.hash, fix.edits),),
            title=_title(fix.message) or f"apply {problem.source}'s fix for {problem.code}",
            origin=Origin(OriginKind.TOOL, problem.source, f"{problem.source}'s own {fix.safety} fix"),
            safety=fix.safety,
            confidence=self._confidence(problem, fix.safety),
            ingredients=(Ingredient("tool", f"{problem.source}:{problem.code}"),),
            also=request.alike,
        )

    def silence(self, request: FixRequest) -> Silence:
        """Why no candidate was made."""
        problem = request.problem
        return Silence(NO_PATTERN, f"{problem.source} has no fix of its own for {problem.code or 'this'}")

    def _confidence(self, problem: Problem, safety: Safety) -> float:
        """The share of cases in which people did what the tool proposes: elsewhere first, then more and more here.

        It is one standard deviation of its Beta distribution cautious: the record is a rule's, whatever the code, and
        patterns that look at the code come first where it says little.
        """
        if self._profile is None:
            return _TAKEN[safety]
        here, elsewhere = self._profile.tool_record(problem.source, problem.code)
        before = (elsewhere[0] + _TAKEN[safety] * _WEIGHT) / (elsewhere[1] + _WEIGHT)
        share = (here[0] + before * _WEIGHT) / (here[1] + _WEIGHT)
        return share - math.sqrt(share * (1 - share) / (here[1] + elsewhere[1] + _WEIGHT + 1))


def united_fix(problems: Sequence[Problem], text_hash: str) -> ToolFix | None:
    """What the tool proposes for all of some problems of a text; None when it has nothing for one of them."""
    fixes = [fix for one in problems if (fix := _usable(one, text_hash)) is not None]
    if not fixes or len(fixes) < len(problems):
        return None
    edits: set[Edit] = {edit for fix in fixes for edit in fix.edits}
    return ToolFix(tuple(sorted(edits)), max((fix.safety for fix in fixes), key=_ORDER.index), fixes[0].message)


def _usable(problem: Problem, text_hash: str) -> ToolFix | None:
    fix = problem.tool_fix
    return fix if fix and fix.edits and problem.text_hash in {"", text_hash} else None


def _title(message: str) -> str:
    line = message.strip().partition("\n")[0]
    cut = line if len(line) <= _TITLE_LENGTH else f"{line[: _TITLE_LENGTH - 1].rstrip()}…"
    return cut[:1].lower() + cut[1:]
