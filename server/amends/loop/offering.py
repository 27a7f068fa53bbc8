"""What the lightbulb holds; read from memory, nothing is computed here."""

from __future__ import annotations

from amends.core.fixes import OriginKind
from amends.core.problems import Channel, Problem, Safety
from amends.core.text import Range
from amends.fixing.store import ReadyFix
from amends.loop.folder import Folder
from amends.loop.offers import FixOffer, GenerateOffer

_MOST_FOR_A_PROBLEM = 3


def offers_at(folder: Folder, uri: str, within: Range) -> list[FixOffer | GenerateOffer]:
    """Ready fixes for the problems in a range, and the command to make one where a model may be used."""
    found: list[FixOffer | GenerateOffer] = []
    for problem in folder.problems.merged(uri):
        if not problem.range.overlaps(within) or folder.muted(problem):
            continue
        ready = [item for item in folder.fixes.at(uri, problem.range) if _is_for(item, problem)]
        shown = [item for item in ready if _may_show(folder, item, problem)][:_MOST_FOR_A_PROBLEM]
        found += [
            offer(item, preferred=_preferred(folder, item, first=position == 0)) for position, item in enumerate(shown)
        ]
        if not ready and folder.model_allowed:
            found.append(_generate(problem))
    return found


def offer(item: ReadyFix, *, preferred: bool) -> FixOffer:
    """A ready fix as the lightbulb shows it."""
    fix = item.fix
    return FixOffer(
        fix_id=fix.id,
        title=fix.title,
        problem=fix.problem,
        files=item.files,
        preferred=preferred,
        by_model=fix.by_model,
        proved=fix.verdict.proved,
    )


def _is_for(item: ReadyFix, problem: Problem) -> bool:
    known = item.fix.problem
    return (known.source, known.code, item.range) == (problem.source, problem.code, problem.range)


def _may_show(folder: Folder, item: ReadyFix, problem: Problem) -> bool:
    """Other tools' fixes come first: where one stands in the menu anyway, only what this project prefers joins it."""
    fix = item.fix
    if folder.profile.turned_down(folder.tracker.context_of(fix)):
        return False
    if problem.channel is not Channel.EDITOR or problem.tool_fix is None:
        return True
    return fix.candidate.origin.kind is OriginKind.PATTERN and fix.candidate.files[0].edits != problem.tool_fix.edits


def _preferred(folder: Folder, item: ReadyFix, *, first: bool) -> bool:
    fix = item.fix
    honest = fix.verdict.proved and not fix.by_model and not fix.candidate.suppression
    demoted = folder.profile.safety(fix.problem.kind) is Safety.UNSAFE
    return first and honest and not demoted and fix.safety is not Safety.DISPLAY_ONLY


def _generate(problem: Problem) -> GenerateOffer:
    return GenerateOffer(
        title="Amends: generate a fix",
        problem=problem,
        uri=problem.uri,
        range=problem.range,
        source=problem.source,
        code=problem.code,
    )
