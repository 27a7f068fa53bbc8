"""Fix every problem of the same kind, each proved, in one edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from amends.core.fixes import FileEdit, Fix
from amends.core.problems import Problem, Severity
from amends.core.settings import Apply
from amends.core.text import diff_edits
from amends.loop.background import without_overlaps
from amends.loop.batch import Batch, fix_files
from amends.loop.folder import Folder
from amends.platform.uris import uri_to_path
from amends.verifying.tree_files import FileChoice, folder_files

_LOOK_THROUGH = "Look Through"


async def fix_all_like(folder: Folder, fix_id: str, scope: str, *, review: bool = False) -> None:
    """Find, fix and prove all problems of a fix's kind by the same origin, then apply them together.

    With `review` the person is asked first, and may look through every edit where the editor can show that.
    Multi-root workspaces are fixed folder by folder: a profile, and so a pattern's record, belongs to one.
    """
    ready = folder.fixes.find(fix_id)
    if ready is None:
        folder.client.show_message(Severity.INFORMATION, "That fix is gone; look at the lightbulb again.")
        return
    like = ready.fix
    batch = Batch(folder, use_model=False, wants=lambda problem: _same_kind(problem, like), accepts=_like(like))
    taken: list[Fix] = []
    async with folder.client.progress(f"Amends: fixing all {like.problem.code}") as progress:
        batch.report = progress.report
        async for step in fix_files(batch, await _files(folder, like, scope)):
            taken += [step.fix] if step.fix else []
    edits = [
        FileEdit(uri, original.text.hash, diff_edits(original.text.content, batch.present[uri].text.content))
        for uri, original in batch.originals.items()
        if original.text != batch.present[uri].text
    ]
    await _apply(folder, like, taken, edits, review=review)


async def _apply(folder: Folder, like: Fix, taken: list[Fix], edits: list[FileEdit], *, review: bool) -> None:
    count = f"{len(taken)} problem{'' if len(taken) == 1 else 's'}"
    if not edits:
        folder.client.show_message(Severity.INFORMATION, f"No further {like.problem.code} could be fixed with proof.")
        return
    label = f"Amends: fix {count} like this in {len(edits)} file{'' if len(edits) == 1 else 's'} (each proved)"
    each = _LOOK_THROUGH if review else "Dismiss"
    asks = review or folder.settings.apply is Apply.ASK
    answer = await folder.client.ask(f"{label}?", ("Apply", each)) if asks else "Apply"
    if answer not in {"Apply", _LOOK_THROUGH}:
        return
    for file in edits:
        # Each has a fate of its own, where the edit is just what the lightbulb held.
        same = [
            item for item in folder.fixes.of(file.uri) if _same_kind(item.fix.problem, like) and len(item.files) == 1
        ]
        folder.tracker.offered_together(file.uri, [item.fix.id for item in without_overlaps(same)])
    looked_through = answer == _LOOK_THROUGH
    if not await folder.client.apply_edit(label, edits, review=looked_through):
        why = "No edit was ticked" if looked_through else "The editor did not take the edit"
        folder.client.show_message(Severity.INFORMATION, f"{why}; nothing was changed.")


async def _files(folder: Folder, like: Fix, scope: str) -> list[Path]:
    own = uri_to_path(like.problem.uri)
    if scope == "file" or own is None:
        return [own] if own else []
    choice = FileChoice(folder.root, folder.settings.privacy_ignore)
    found = await folder_files(folder.root, choice, use_git=folder.settings.trusted)
    files = sorted(folder.root / name for name in found if name.endswith(own.suffix))
    return [file for file in files if scope == "workspace" or file.is_relative_to(own.parent)]


def _same_kind(problem: Problem, like: Fix) -> bool:
    return problem.source == like.problem.source and problem.code == like.problem.code


def _like(like: Fix) -> Callable[[Fix], bool]:
    return lambda fix: fix.verdict.proved and fix.candidate.origin.kind is like.candidate.origin.kind
