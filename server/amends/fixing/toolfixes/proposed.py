"""What a language server would do about its own finding: asked for when the problem is worked on, not before."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence

from amends.core.errors import ToolError
from amends.core.fixes import Candidate, FileEdit, Ingredient, Origin, OriginKind
from amends.core.problems import Problem, ToolFix
from amends.core.snapshot import Document
from amends.fixing.origins import FixRequest
from amends.learning.silence import NO_PATTERN, Silence
from amends.tools.checkers.checker import Checker, View
from amends.tools.checkers.server_checker import ServerChecker

log = logging.getLogger(__name__)

_CONFIDENCE = 0.6
_MOST = 4


class ServerFixOrigin:
    """Proposes the code actions of the language server that found a problem."""

    kind = OriginKind.TOOL

    def __init__(self, checkers: Sequence[Checker]) -> None:
        self._servers = [checker for checker in checkers if isinstance(checker, ServerChecker)]

    async def propose(self, request: FixRequest) -> AsyncIterator[Candidate]:
        """A candidate for each quick fix that edits this text alone, the server's preferred ones first."""
        problem, document = request.problem, request.document
        for fix in (await self._fixes(request, problem, document))[:_MOST]:
            yield Candidate(
                problem=problem,
                files=(FileEdit(document.uri, document.text.hash, fix.edits),),
                title=fix.message or f"apply {problem.source}'s fix for {problem.code}",
                origin=Origin(OriginKind.TOOL, problem.source, f"a code action of {problem.source}'s language server"),
                safety=fix.safety,
                confidence=_CONFIDENCE,
                ingredients=(Ingredient("tool", f"{problem.source}:{problem.code}"),),
            )

    def silence(self, request: FixRequest) -> Silence:
        """Why no candidate was made."""
        problem = request.problem
        return Silence(NO_PATTERN, f"no code action of {problem.source}'s language server repairs this")

    async def _fixes(self, request: FixRequest, problem: Problem, document: Document) -> list[ToolFix]:
        server = next((server for server in self._servers if server.name == problem.source), None)
        if server is None or not server.handles(document):
            return []
        around = tuple(other for other in request.snapshot.documents.values() if other.uri != document.uri)
        try:
            return await server.proposals(problem, document, View(request.snapshot.root, (document,), around))
        except ToolError as error:
            log.warning("no code actions of %s: %s", server.name, error.sentence)
            return []
