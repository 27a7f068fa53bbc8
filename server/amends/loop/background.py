"""Fixes that are ready before anyone asks: made and proved while the person reads."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import attrs

from amends.core.errors import AmendsError
from amends.core.fixes import Candidate, FileEdit, Fix, OriginKind
from amends.core.problems import Problem, Safety
from amends.core.settings import Background
from amends.core.snapshot import Document
from amends.core.text import Edit, Range
from amends.fixing.origins import FixRequest
from amends.fixing.pipeline import search_fixes
from amends.fixing.ranking import is_unlikely
from amends.fixing.record import fix_record
from amends.fixing.store import ReadyFix
from amends.loop.folder import Folder
from amends.loop.offers import FixAllOffer

log = logging.getLogger(__name__)

_NEAR_LINES = 40
"""About what an editor shows at once."""
_MOST_PROBLEMS = 200
"""Searched in one text at a time; whoever has more looks at the first ones first."""


def request_search(folder: Folder, uri: str) -> None:
    """Search fixes for a text's problems in the background, where the settings allow it."""
    if folder.settings.background is not Background.OFF and uri in folder.documents:
        # A search of the very text that stands there now goes on: proofs are dear, and news comes in bursts.
        outdated = folder.searching.get(uri) is not folder.documents[uri]
        folder.searches.request(uri, lambda: search_text(folder, uri), replace=outdated)


async def search_text(folder: Folder, uri: str) -> None:
    """Search every problem of a text that has not been searched, the likeliest to be asked for first."""
    document = folder.documents.get(uri)
    if document is None:
        return
    folder.searching[uri] = document
    problems = folder.problems.merged(uri)
    folder.fixes.keep_only(uri, problems)
    for problem in _likeliest_first(folder, problems[:_MOST_PROBLEMS], folder.looked_at.get(uri)):
        if folder.fixes.searched(problem) or folder.muted(problem):
            continue
        folder.client.status(folder.uri, "proving", problem.code)
        await _search_problem(folder, document, problem)
        if folder.documents.get(uri) is not document:
            return
    await _prepare_fix_all(folder, document)
    tell_idle(folder)


def tell_idle(folder: Folder) -> None:
    """Say that nothing is being done for the folder now."""
    folder.client.status(folder.uri, "idle" if folder.settings.trusted else "untrusted", "")


def request_for(folder: Folder, document: Document, problem: Problem) -> FixRequest:
    """What an origin gets to see for a problem."""
    others = (other for other in folder.problems.merged(document.uri) if other != problem)
    neighbours = tuple(other for other in others if not folder.muted(other))
    return FixRequest(problem, document, folder.snapshot(), folder.settings, neighbours)


def keep(folder: Folder, document: Document, problem: Problem, fixes: Iterable[Fix]) -> None:
    """Put fixes where the lightbulb finds them, and watch the text for what becomes of them."""
    found = tuple(fixes)
    folder.fixes.put(problem, found, document.text)
    texts = {open_document.uri: open_document.text for open_document in folder.documents.values()}
    for fix in found:
        if all(file.uri in texts for file in fix.candidate.files):
            folder.remember_record(fix_record(fix, texts, folder.root))
        folder.tracker.offered(fix, texts)


async def _search_problem(folder: Folder, document: Document, problem: Problem) -> None:
    use_model = folder.settings.background is Background.ALL and folder.model_allowed
    try:
        search = await search_fixes(request_for(folder, document, problem), folder.workshop, use_model=use_model)
    except AmendsError as error:
        log.warning("no fix for %s: %s", problem.kind.key, error.sentence)
        return
    for refusal in search.refusals:
        log.info("%s %s refused: %s", problem.kind.key, refusal.title or refusal.origin, refusal.reason)
    if folder.documents.get(document.uri) is document:
        keep(folder, document, problem, (fix for fix in search.fixes if not is_unlikely(fix)))


def _likeliest_first(folder: Folder, problems: Iterable[Problem], looked_at: Range | None) -> list[Problem]:
    """Near where the person looks, then what recurs here and gets repaired: that is asked for next."""
    line = looked_at.start.line if looked_at else None

    def key(problem: Problem) -> tuple[int, float, int]:
        far = 0 if line is None else abs(problem.range.start.line - line)
        return far // _NEAR_LINES, -folder.profile.recurrence(problem.kind), far

    return sorted(problems, key=key)


async def _prepare_fix_all(folder: Folder, document: Document) -> None:
    """Prove all safe proven pattern fixes of a text together; what does not hold together is not offered."""
    folder.fix_alls.pop(document.uri, None)
    chosen = without_overlaps(item for item in folder.fixes.of(document.uri) if _for_fix_all(item, document.uri))
    if not chosen:
        return
    edits = tuple(edit for item in chosen for edit in item.files[0].edits)
    files = (FileEdit(document.uri, document.text.hash, edits),)
    for item in chosen:
        candidate: Candidate = attrs.evolve(item.fix.candidate, files=files)
        verdict = await folder.workshop.prover.prove(candidate, folder.snapshot())
        if not verdict.proved or folder.documents.get(document.uri) is not document:
            return
    title = f"Amends: fix {len(chosen)} problem{'s' if len(chosen) > 1 else ''} with proven patterns"
    offer = FixAllOffer(title, files, tuple(item.fix.id for item in chosen))
    folder.fix_alls[document.uri] = offer
    folder.tracker.offered_together(document.uri, offer.fix_ids)


def _for_fix_all(item: ReadyFix, uri: str) -> bool:
    fix = item.fix
    in_one_text = len(item.files) == 1 and item.files[0].uri == uri
    from_pattern = fix.candidate.origin.kind is OriginKind.PATTERN and not fix.candidate.suppression
    return fix.verdict.proved and fix.safety is Safety.SAFE and from_pattern and in_one_text


def without_overlaps(items: Iterable[ReadyFix]) -> list[ReadyFix]:
    """One fix a problem, the best ranked, and none that touches another's code."""
    chosen: list[ReadyFix] = []
    taken: list[Edit] = []
    problems: set[tuple[str, Range]] = set()
    for item in items:
        edits = item.files[0].edits
        clash = any(edit.start <= other.end and other.start <= edit.end for edit in edits for other in taken)
        if not clash and (item.fix.problem.code, item.range) not in problems:
            chosen.append(item)
            taken += edits
            problems.add((item.fix.problem.code, item.range))
    return chosen
