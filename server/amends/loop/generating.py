"""A fix on demand: a job that ends in a proved edit, or in a message with the story."""

from __future__ import annotations

from amends.core.errors import AmendsError
from amends.core.fixes import Fix
from amends.core.problems import Problem, Severity
from amends.core.settings import Apply
from amends.core.snapshot import Document
from amends.core.text import Range
from amends.fixing.pipeline import Search, search_fixes
from amends.loop.background import keep, request_for
from amends.loop.folder import Folder


async def generate(folder: Folder, uri: str, within: Range, source: str, code: str) -> None:
    """Search a fix with all origins that may be used, prove it, apply it as the settings say."""
    document = folder.documents.get(uri)
    problem = _problem_at(folder, uri, within, source, code)
    if document is None or problem is None:
        folder.client.show_message(
            Severity.INFORMATION, "Amends knows of no problem here; save the file and try again."
        )
        return
    try:
        async with folder.client.progress(f"Amends: fixing {problem.code or problem.source}") as progress:
            request = request_for(folder, document, problem)
            search = await search_fixes(
                request, folder.workshop, use_model=folder.model_allowed, report=progress.report
            )
    except AmendsError as error:
        folder.client.show_message(Severity.WARNING, error.sentence)
        return
    if folder.documents.get(uri) is not document:
        folder.client.show_message(Severity.INFORMATION, "The text changed while the fix was made; ask for it again.")
        return
    keep(folder, document, problem, search.fixes)
    best = next((fix for fix in search.fixes if fix.verdict.proved), None)
    if best is None:
        folder.client.show_message(Severity.INFORMATION, story(search, problem))
    else:
        await apply_fix(folder, document, best)


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
    if search.fixes:
        return f"{search.fixes[0].title}: it waits in the lightbulb, because not everything could be checked."
    tried = [f"{attempt.strategy}: {attempt.deviation.cause}" for attempt in search.attempts if attempt.deviation]
    refused = [f"{refusal.title}: {refusal.reason}" for refusal in search.refusals if refusal.title]
    if tried:
        return f"No fix for {name} could be proved (tried {'; '.join(tried)}). {search.stopped}"
    if refused:
        return f"No fix for {name} could be proved ({'; '.join(refused)[:300]}). {search.stopped}".rstrip()
    ending = search.stopped or "a model may (setting amends.model.use)."
    return f"Nothing learned so far fixes {name}, and {problem.source} has no fix of its own; {ending}"


def _problem_at(folder: Folder, uri: str, within: Range, source: str, code: str) -> Problem | None:
    found = [problem for problem in folder.problems.merged(uri) if problem.range.overlaps(within)]
    source = source.lower().removeprefix("amends/")
    named = [problem for problem in found if source in {"", problem.source} and code in {"", problem.code}]
    return next(iter(named), None)


def _line(fix: Fix) -> int:
    return fix.problem.range.start.line + 1
