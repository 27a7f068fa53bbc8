"""The tool's own fix, as the tool printed it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from amends.core.fixes import Candidate, FileEdit, Ingredient, Origin, OriginKind
from amends.core.problems import Safety
from amends.fixing.origins import FixRequest

_CONFIDENCE = {Safety.SAFE: 0.9, Safety.UNSAFE: 0.75, Safety.DISPLAY_ONLY: 0.4}
_TITLE_LENGTH = 80


class ToolFixOrigin:
    """Proposes what the checker that found the problem would do itself."""

    kind = OriginKind.TOOL

    async def propose(self, request: FixRequest) -> AsyncIterator[Candidate]:
        """At most one candidate; none when the tool printed no edit for this very text."""
        problem, text = request.problem, request.document.text
        fix = problem.tool_fix
        if fix is None or not fix.edits or problem.text_hash not in {"", text.hash}:
            return
        yield Candidate(
            problem=problem,
            files=(FileEdit(request.document.uri, text.hash, fix.edits),),
            title=_title(fix.message) or f"apply {problem.source}'s fix for {problem.code}",
            origin=Origin(OriginKind.TOOL, problem.source, f"{problem.source}'s own {fix.safety} fix"),
            safety=fix.safety,
            confidence=_CONFIDENCE[fix.safety],
            ingredients=(Ingredient("tool", f"{problem.source}:{problem.code}"),),
        )


def _title(message: str) -> str:
    first_line = message.strip().partition("\n")[0]
    return first_line[:1].lower() + first_line[1:_TITLE_LENGTH]
