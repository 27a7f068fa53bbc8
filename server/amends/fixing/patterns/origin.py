"""Learned patterns: no model, no network, milliseconds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from pathlib import Path

import attrs

from amends.core.fixes import Candidate, FileEdit, Ingredient, Origin, OriginKind
from amends.core.problems import Problem, Safety
from amends.core.shifting import shift_range
from amends.core.text import diff_edits
from amends.fixing.origins import FixRequest
from amends.fixing.patterns.kindred import kindred, rivalling, title_with
from amends.fixing.patterns.shown_types import ShownTypes
from amends.learning.compose import Composed, compose
from amends.learning.silence import Silence, why_silent
from amends.learning.suggest import Suggestion, suggest
from amends.platform.uris import relative_path, uri_to_path
from amends.profile.profile import Profile
from amends.syntax.tree import Trees

_INFERRED = "inferred from this project's code"
"""Why a fix is made that no example stands behind yet."""
_PARSED_TEXTS = 16
"""Open texts whose trees are kept; one text has many problems."""


class PatternOrigin:
    """Proposes what the project's patterns for this kind of problem, or a kindred one, would do here."""

    kind = OriginKind.PATTERN

    def __init__(self, profile: Profile, root: Path, shown: ShownTypes | None = None) -> None:
        self._profile = profile
        self._root = root
        self._shown = shown or ShownTypes()
        self._trees = Trees(_PARSED_TEXTS)

    async def propose(self, request: FixRequest) -> AsyncIterator[Candidate]:
        """Candidates of the usable patterns, best first; each solves all problems of the request."""
        await self._profile.team_known()
        await self._shown.ask(request, lambda: self._trees.tree(request.document.text, request.document.language))
        problems = (request.problem, *request.alike)
        made = compose([self._suggestions(problem, request) for problem in problems])
        candidates = [self._one_by_one(composed, request) if composed.clash else composed for composed in made]
        others = self._kindred(candidates[0], request) if candidates else ()
        both = self._mended_too(candidates[0], others, request) if others else None
        if both is not None:
            first, *rest = candidates
            more, alone = rivalling(first, both)
            together = self._candidate(more, attrs.evolve(request, alike=(*request.alike, *others)))
            yield attrs.evolve(together, title=title_with(together.title, others))
            candidates = [alone, *rest]
        for composed in candidates:
            yield self._candidate(composed, request)

    def _kindred(self, first: Composed, request: FixRequest) -> Sequence[Problem]:
        """What people may mend along with the problem, where its likeliest repair is an edit of this very place."""
        if not request.neighbours or first.lead.suppression or first.lead.record.pattern.template.annotate:
            return ()
        tree = self._trees.tree(request.document.text, request.document.language)
        return kindred(request.problem, request.neighbours, tree) if tree is not None else ()

    def _mended_too(self, first: Composed, others: Sequence[Problem], request: FixRequest) -> Composed | None:
        """A candidate with the likeliest repairs of further problems, None where one of them has none.

        Its confidence is that of the least likely of these repairs.
        """
        text, present = request.document.text, request.document.text.edited(first.edits)
        likely, ids = 1.0, first.pattern_ids
        for problem in others:
            place = shift_range(problem.range, text, diff_edits(text.content, present.content))
            again = attrs.evolve(request, document=attrs.evolve(request.document, text=present))
            found = self._suggestions(attrs.evolve(problem, range=place), again)
            best = next((one for one in found if one.record.pattern.support and not one.suppression), None)
            if best is None:
                return None
            present = present.edited(best.edits)
            likely, ids = min(likely, best.confidence), (*ids, best.pattern_id)
        edits = diff_edits(text.content, present.content)
        return attrs.evolve(first, edits=edits, confidence=likely, pattern_ids=tuple(dict.fromkeys(ids)))

    def silence(self, request: FixRequest) -> Silence:
        """Why no candidate was made: the reason of the first problem that has no suggestion."""
        problems = (request.problem, *request.alike)
        problem = next((one for one in problems if not self._suggestions(one, request)), request.problem)
        records = (*self._profile.patterns(problem.kind), *self._profile.kin_patterns(problem.kind))
        document = request.document
        return why_silent(records, problem, document.text, document.language, self._trees)

    def _one_by_one(self, composed: Composed, request: FixRequest) -> Composed:
        """The same repairs, each made on the text that the one before it left: two may shorten one import.

        Left as it is where a repair no longer fits.
        """
        text, present = request.document.text, request.document.text.edited(composed.lead.edits)
        for problem in request.alike:
            place = shift_range(problem.range, text, diff_edits(text.content, present.content))
            moved = attrs.evolve(problem, range=place)
            again = attrs.evolve(request, document=attrs.evolve(request.document, text=present))
            found = self._suggestions(moved, again, composed.pattern_ids)
            fitting = [one for one in found if one.pattern_id in composed.pattern_ids]
            if not fitting:
                return composed
            present = present.edited(fitting[0].edits)
        return attrs.evolve(composed, edits=diff_edits(text.content, present.content), clash=False)

    def _suggestions(self, problem: Problem, request: FixRequest, only: Collection[str] = ()) -> Sequence[Suggestion]:
        """What is suggested for one problem; with `only`, learned patterns are left out that are not among these."""
        learned = (self._profile.patterns(problem.kind), self._profile.kin_patterns(problem.kind))
        records, kin = ([one for one in each if not only or one.pattern.id in only] for each in learned)
        document = request.document
        path = uri_to_path(document.uri)
        name = relative_path(path, self._root) if path else document.uri
        return suggest(
            records,
            problem,
            document.text,
            document.language,
            name,
            kin=kin,
            trees=self._trees,
            vocabulary=self._profile.vocabulary,
            judged=self._profile.given_patterns,
            shown=self._shown.of(document.uri),
        )

    def _candidate(self, composed: Composed, request: FixRequest) -> Candidate:
        lead = composed.lead
        self._profile.note_proposed(lead.record.pattern)
        title = f"Suppress {request.problem.code}" if lead.suppression else lead.title
        because = self._profile.because(lead.record) or _INFERRED
        return Candidate(
            problem=request.problem,
            files=(FileEdit(request.document.uri, request.document.text.hash, composed.edits),),
            title=title,
            origin=Origin(OriginKind.PATTERN, lead.pattern_id, because),
            safety=lead.safety if len(composed.pattern_ids) == 1 else Safety.UNSAFE,
            confidence=composed.confidence,
            ingredients=tuple(Ingredient("pattern", one) for one in composed.pattern_ids),
            suppression=lead.suppression,
            also=request.alike,
            learned=bool(lead.record.pattern.support),
        )
