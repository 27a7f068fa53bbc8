"""Learning from the project's own past: at idle priority when a trusted folder is opened, at once when asked."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

import attrs

from amends.core.errors import AmendsError
from amends.core.outcomes import Example
from amends.core.problems import Problem, ProblemKind, Severity
from amends.core.snapshot import Document
from amends.loop.background import request_search
from amends.loop.folder import Folder
from amends.loop.ports import Progress
from amends.outcomes.history import MOST_BYTES, HistoryMiner
from amends.platform.files import LANGUAGES
from amends.platform.git_log import Commit, FileChange, read_blobs, read_commits
from amends.profile.mined import is_mined
from amends.tools.checkers.checker import Checker, View

log = logging.getLogger(__name__)

_FAST = frozenset({"ruff", "biome"})
"""Checkers that judge one text in memory within milliseconds; others would take days for a long history."""
_BATCH = 20
_QUIET_SECONDS = 3.0
_MOST_UNASKED = 5_000
"""Commits that are read without anybody having asked."""

_NOTHING_NEW = "There is nothing new in the history."
_NO_COMMITS = "No commits were found here, so nothing was learned; is this a git repository, and is the date right?"

Pause = Callable[[float], Awaitable[None]]


@attrs.frozen
class HistorySummary:
    """What reading the past gave."""

    commits: int = 0
    files: int = 0
    known: int = 0
    """Commits that there are, read now or earlier."""
    learned: Counter[ProblemKind] = attrs.field(factory=Counter)
    """Examples by kind."""

    @property
    def sentence(self) -> str:
        """What a person is told."""
        if not self.commits:
            return _NOTHING_NEW if self.known else _NO_COMMITS
        repairs = sum(self.learned.values())
        return (
            f"Read {self.commits} commits ({self.files} files): {repairs} repairs of {len(self.learned)} kinds learned."
        )


def request_history(folder: Folder) -> None:
    """Read what is new in the history of a trusted folder, once in a session, while nobody types."""
    if folder.settings.trusted and folder.settings.learn_from_git and not folder.history_requested:
        folder.history_requested = True
        folder.tasks.start("history", _learn_at_leisure(folder))


async def history_job(folder: Folder, since: str, most: int | None) -> None:
    """Read the past because somebody asked, and say what it gave."""
    summary = await learn_history(folder, since=since, most=most)
    folder.client.show_message(Severity.INFORMATION, summary.sentence)


async def learn_history(
    folder: Folder, *, since: str = "", most: int | None = None, pause: Pause | None = None
) -> HistorySummary:
    """Turn human repairs of the past into examples, newest first; commits that were read before are left out.

    Cancelled or killed, it goes on where it was. `pause` is awaited after each commit, with the seconds it took.

    Raises:
        ToolError: git or the checkers fail.
    """
    checkers = [checker for checker in folder.equipment.checkers if checker.name in _FAST]
    suffixes = {suffix for suffix, name in LANGUAGES.items() if any(name in one.languages for one in checkers)}
    commits = await read_commits(folder.root, suffixes, since=since, most=most) if suffixes else ()
    mined = folder.profile.mined_commits()
    fresh = {commit.id for commit in commits if not is_mined(commit.id, mined)}
    if not fresh:
        return HistorySummary(known=len(commits))

    async def problems_of(document: Document) -> Sequence[Problem]:
        return await _problems_of(document, folder, checkers)

    miner = HistoryMiner(folder.root, problems_of, folder.settings.privacy_ignore)
    read = 0
    async with folder.client.progress("Amends: learning from the history") as progress:
        for start in range(0, len(commits), _BATCH):
            batch = commits[start : start + _BATCH]
            read += await _learn_batch(folder, miner, batch, fresh, pause)
            _report(progress, read, len(fresh), sum(miner.per_kind.values()))
    return HistorySummary(read, miner.files_compared, len(commits), miner.per_kind)


async def _learn_batch(
    folder: Folder, miner: HistoryMiner, batch: Sequence[Commit], fresh: set[str], pause: Pause | None
) -> int:
    wanted = [(commit, miner.wanted(commit)) for commit in batch]
    new = [(commit, changes) for commit, changes in wanted if commit.id in fresh]
    blobs = await read_blobs(folder.root, _blobs_of(new), MOST_BYTES) if new else {}
    examples = 0
    for commit, changes in new:
        started = folder.clock.monotonic()
        found = await miner.examples(commit, changes, blobs)
        examples += len(found)
        _learn(folder, found)
        if pause:
            await pause(folder.clock.monotonic() - started)
    if new:
        folder.profile.record_mined([commit.id for commit, _ in new], examples)
    return len(new)


def _blobs_of(wanted: Sequence[tuple[Commit, tuple[FileChange, ...]]]) -> list[str]:
    return [blob for _, changes in wanted for change in changes for blob in (change.before, change.after)]


def _learn(folder: Folder, examples: Sequence[Example]) -> None:
    for example in examples:
        folder.profile.learn(example)
    kinds = {example.problem.kind for example in examples}
    for uri in list(folder.documents) if kinds else ():
        if any(problem.kind in kinds for problem in folder.problems.merged(uri)):
            folder.fixes.forget(uri)
            request_search(folder, uri)


async def _problems_of(document: Document, folder: Folder, checkers: Sequence[Checker]) -> list[Problem]:
    found = [
        attrs.evolve(problem, text_hash=document.text.hash)
        for checker in checkers
        if checker.handles(document)
        for problem in (await checker.look(View(folder.root, (document,)))).problems
    ]
    return sorted(found, key=lambda problem: problem.range)


def _report(progress: Progress, read: int, total: int, examples: int) -> None:
    progress.report(f"{read} of {total} commits, {examples} repairs", round(100 * read / total))


async def _learn_at_leisure(folder: Folder) -> None:
    """Half of the time it rests, and while somebody types it waits."""

    async def pause(busy_seconds: float) -> None:
        await asyncio.sleep(busy_seconds)
        # Each further keystroke moves the end of the wait.
        while (left := folder.changed_at + _QUIET_SECONDS - folder.clock.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(left)

    await asyncio.sleep(_QUIET_SECONDS)  # an editor that opens a folder has better things to do
    await pause(0)
    try:
        summary = await learn_history(folder, most=_MOST_UNASKED, pause=pause)
    except AmendsError as error:
        log.warning("learning from the history ended: %s", error.sentence)
    else:
        log.info("%d commits read, %d repairs learned", summary.commits, sum(summary.learned.values()))
