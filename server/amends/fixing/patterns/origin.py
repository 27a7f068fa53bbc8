"""Learned patterns: no model, no network, milliseconds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from amends.core.fixes import Candidate, FileEdit, Ingredient, Origin, OriginKind
from amends.fixing.origins import FixRequest
from amends.learning.pattern import PatternRecord
from amends.learning.suggest import Suggestion, suggest
from amends.platform.uris import relative_path, uri_to_path
from amends.profile.profile import Profile
from amends.syntax.tree import Trees

_INFERRED = "inferred from this project's code"
"""Why a fix is made that no example stands behind yet."""
_PARSED_TEXTS = 16
"""Open texts whose trees are kept; one text has many problems."""


class PatternOrigin:
    """Proposes what the project's patterns for this kind of problem would do here."""

    kind = OriginKind.PATTERN

    def __init__(self, profile: Profile, root: Path) -> None:
        self._profile = profile
        self._root = root
        self._trees = Trees(_PARSED_TEXTS)

    async def propose(self, request: FixRequest) -> AsyncIterator[Candidate]:
        """Candidates of the usable patterns, best first."""
        document, problem = request.document, request.problem
        records = self._profile.patterns(problem.kind)
        path = uri_to_path(document.uri)
        name = relative_path(path, self._root) if path else document.uri
        known = self._profile.vocabulary
        for suggestion in suggest(
            records, problem, document.text, document.language, name, trees=self._trees, vocabulary=known
        ):
            yield self._candidate(suggestion, suggestion.record, request)

    def _candidate(self, suggestion: Suggestion, record: PatternRecord, request: FixRequest) -> Candidate:
        title = f"Suppress {request.problem.code}" if suggestion.suppression else suggestion.title
        return Candidate(
            problem=request.problem,
            files=(FileEdit(request.document.uri, request.document.text.hash, suggestion.edits),),
            title=title,
            origin=Origin(OriginKind.PATTERN, suggestion.pattern_id, self._profile.because(record) or _INFERRED),
            safety=suggestion.safety,
            confidence=suggestion.confidence,
            ingredients=(Ingredient("pattern", suggestion.pattern_id),),
            suppression=suggestion.suppression,
        )
