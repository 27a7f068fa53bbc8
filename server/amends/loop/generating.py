"""A fix on demand: a job that ends in a proved edit, or in a message with the story."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any

import attrs

from amends.core.errors import AmendsError, UnknownItemError
from amends.core.fixes import FileEdit, Fix
from amends.core.problems import Problem, Severity
from amends.core.settings import Apply
from amends.core.shifting import shift_edits, shift_range
from amends.core.snapshot import Document
from amends.core.text import Range, diff_edits
from amends.fixing.origins import FixRequest
from amends.fixing.pipeline import Search, search_fixes
from amends.fixing.ranking import is_guess
from amends.fixing.record import verdict_record
from amends.loop.background import keep, request_for
from amends.loop.folder import Folder

log = logging.getLogger(__name__)


@attrs.frozen
class Proposal:
    """How a search on demand ended: a fix that waits in the lightbulb's store, or the sentence that says why none does.

    A fix that is only a suggestion comes with its sentence.
    """

    fix: Fix | None = None
    document: Document | None = None
    """The text that the fix was proved on."""
    sentence: str = ""
    severity: Severity = Severity.INFORMATION


async def generate(folder: Folder, uri: str, within: Range, source: str, code: str) -> None:
    """Search a fix with all origins that may be used, prove it, apply it as the settings say."""
    proposal = await propose(folder, uri, within, source, code)
    _request_words(folder, proposal)
    if proposal.fix and proposal.document and proposal.fix.verdict.proved:
        await apply_fix(folder, proposal.document, proposal.fix)
    else:
        folder.client.show_message(proposal.severity, proposal.sentence)


def _request_words(folder: Folder, proposal: Proposal) -> None:
    """A model is in use: let it say better what was learned, while nobody waits."""
    if folder.model_allowed and proposal.fix and proposal.document:
        request = request_for(folder, proposal.document, proposal.fix.problem)
        folder.tasks.start("words", _word_lessons(folder, request))


async def _word_lessons(folder: Folder, request: FixRequest) -> None:
    if folder.workshop.model:
        try:
            await folder.workshop.model.word_lessons(request)
        except AmendsError as error:
            log.info("no words for lessons: %s", error.sentence)


async def propose(
    folder: Folder, uri: str, within: Range, source: str, code: str, avoid: Collection[str] = ()
) -> Proposal:
    """Search a fix with all origins that may be used and prove it; `avoid` are ids of fixes that are not wanted."""
    document = folder.documents.get(uri)
    problem = _problem_at(folder, uri, within, source, code)
    if document is None or problem is None:
        return Proposal(sentence="Amends knows of no problem here; save the file and try again.")
    try:
        search = await _searched(folder, document, problem, avoid)
    except AmendsError as error:
        return Proposal(sentence=error.sentence, severity=Severity.WARNING)
    best = next((fix for fix in search.fixes if fix.verdict.proved), None)
    if best is None:
        if folder.documents.get(uri) is document:
            keep(folder, document, problem, search.fixes)
        return Proposal(next(iter(search.fixes), None), document, story(search, problem))
    if (present := folder.documents.get(uri)) is not document:
        carried = await _carried_over(folder, best, document, present) if present else None
        if present is None or carried is None:
            return Proposal(sentence="The text changed where the fix was to be made; ask for it again.")
        document, best = present, carried
    keep(folder, document, best.problem, (best,))
    return Proposal(best, document)


async def _searched(folder: Folder, document: Document, problem: Problem, avoid: Collection[str]) -> Search:
    contexts = {folder.tracker.context_of_id(fix_id) for fix_id in avoid}
    async with folder.client.progress(f"Amends: fixing {problem.code or problem.source}") as progress:
        request = request_for(folder, document, problem)
        return await search_fixes(
            request, folder.workshop, use_model=folder.model_allowed, report=progress.report, avoid=contexts
        )


async def _carried_over(folder: Folder, fix: Fix, made_for: Document, present: Document) -> Fix | None:
    """A proved fix on a text that was edited elsewhere meanwhile, proved once more; None when it no longer holds."""
    change = diff_edits(made_for.text.content, present.text.content)
    files = [
        FileEdit(file.uri, present.text.hash, edits)
        if file.uri == present.uri and (edits := shift_edits(file.edits, change)) is not None
        else file
        for file in fix.candidate.files
    ]
    problem = attrs.evolve(
        fix.problem,
        range=shift_range(fix.problem.range, made_for.text, change),
        text_hash=present.text.hash if fix.problem.text_hash else "",
    )
    candidate = attrs.evolve(fix.candidate, problem=problem, files=tuple(files))
    try:
        verdict = await folder.workshop.prover.prove(candidate, folder.snapshot())
    except AmendsError:
        return None
    holds = verdict.proved and folder.documents.get(present.uri) is present
    return attrs.evolve(fix, candidate=candidate, verdict=verdict, version=present.version) if holds else None


async def prove_again(folder: Folder, fix_id: str) -> Mapping[str, Any]:
    """The verdict on an offered fix, as in a FixRecord, on the text as it is now.

    Raises:
        UnknownItemError: the code has changed and the fix is gone.
    """
    ready = folder.fixes.find(fix_id)
    if ready is None:
        raise UnknownItemError("That fix is gone, because the code has changed; ask for it again.")
    problem = ready.fix.problem
    text = folder.text(problem.uri)
    problem = attrs.evolve(problem, range=ready.range, text_hash=text.hash if text and problem.text_hash else "")
    candidate = attrs.evolve(ready.fix.candidate, problem=problem, files=ready.files)
    async with folder.client.progress(f"Amends: proving {problem.code or problem.source}"):
        return verdict_record(await folder.workshop.prover.prove(candidate, folder.snapshot()))


async def apply_fix(folder: Folder, document: Document, fix: Fix) -> None:
    """Apply a proved fix through the editor, asking first where the settings want that."""
    if folder.settings.apply is Apply.ASK:
        answer = await folder.client.ask(f"{fix.title}: apply it?", ("Apply", "Dismiss"))
        if answer != "Apply":
            return
    folder.tracker.attempted(fix.id)
    ready = folder.fixes.find(fix.id)
    if ready is None or not await folder.client.apply_edit(fix.title, ready.files):
        sentence = f"The editor did not take the edit; it waits in the lightbulb at line {_line(fix)}."
        folder.client.show_message(Severity.INFORMATION, sentence)
    elif document.uri in folder.documents:
        folder.client.status(folder.uri, "idle", fix.title)


def story(search: Search, problem: Problem) -> str:
    """What was tried and why it ended, in one or two sentences."""
    name = problem.code or problem.source
    if waiting := next((fix for fix in search.fixes if not is_guess(fix)), None):
        return f"{waiting.title}: it waits in the lightbulb, because not everything could be checked."
    tried = [f"{attempt.strategy}: {attempt.deviation.cause}" for attempt in search.attempts if attempt.deviation]
    refused = [f"{refusal.title}: {refusal.reason}" for refusal in search.refusals if refusal.title]
    if tried:
        return f"No fix for {name} could be proved (tried {'; '.join(tried)}). {search.stopped}"
    if refused:
        return f"No fix for {name} could be proved ({'; '.join(refused)[:300]}). {search.stopped}".rstrip()
    if search.stopped:
        return f"No fix for {name}. {search.stopped}"
    reasons = "; ".join(dict.fromkeys(refusal.reason for refusal in search.refusals))
    said = f" ({reasons})" if reasons else ""
    return f"Nothing learned so far fixes {name}{said}; a model may (setting amends.model.use)."


def _problem_at(folder: Folder, uri: str, within: Range, source: str, code: str) -> Problem | None:
    found = [problem for problem in folder.problems.merged(uri) if problem.range.overlaps(within)]
    source = source.lower().removeprefix("amends/")
    named = [problem for problem in found if source in {"", problem.source} and code in {"", problem.code}]
    return next(iter(named), None)


def _line(fix: Fix) -> int:
    return fix.problem.range.start.line + 1
