"""Signals from outside: other tools' findings, the person's attention, and what the clock brings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import attrs

from amends.core.problems import Channel, Problem, Severity
from amends.core.text import Range
from amends.loop.background import request_search
from amends.loop.checking import publish, request_check
from amends.loop.folder import Folder
from amends.loop.learning import EDITOR, MEANT_SECONDS, learn_repairs, look_for_commit, observe_problems
from amends.loop.offers import FixOffer, GenerateOffer
from amends.loop.styling import measure_style
from amends.loop.testing import take_run
from amends.platform.paths import spool_folder
from amends.problems.spool import SpoolReader

log = logging.getLogger(__name__)

CONTEXT = "context"


def start(folder: Folder) -> None:
    """Begin listening: fixes of earlier sessions, the clock, the test-run spool."""
    show_notices(folder)
    folder.tracker.restore()
    folder.tasks.start("samples", _sample(folder))
    folder.tasks.start("style", measure_style(folder))
    if folder.settings.tests_watch:
        folder.tasks.start("spool", _watch_spool(folder))


def show_notices(folder: Folder) -> None:
    """Tell what the profile has to say, each sentence once."""
    for notice in folder.profile.notices:
        if notice not in folder.told:
            folder.told.add(notice)
            folder.client.show_message(Severity.WARNING, notice)


def foreign_problems(folder: Folder, uri: str, version: int | None, problems: Sequence[Problem]) -> None:
    """Everything other tools find in a text. Findings of an older version are dropped; newer ones will come."""
    document = folder.documents.get(uri)
    if document is None or (version is not None and document.version is not None and version < document.version):
        return
    first_of_a_tool = not all(folder.problems.shown_by_editor(problem.source) for problem in problems)
    known = [attrs.evolve(problem, channel=Channel.EDITOR) for problem in problems]
    observe_problems(folder, document, EDITOR, known)
    if first_of_a_tool:
        for open_uri in folder.documents:
            publish(folder, open_uri)
            request_check(folder, open_uri)
    request_search(folder, uri)
    folder.lessons.request(uri, lambda: learn_repairs(folder, uri), delay=MEANT_SECONDS)


def context_problems(folder: Folder, uri: str, within: Range, problems: Sequence[Problem]) -> None:
    """All findings in a range, as a codeAction request carried them; news only where no bridge tells us everything.

    What came this way before and is missing now is gone.
    """
    if uri not in folder.documents:
        return
    before = [problem for problem in folder.problems.of_producer(CONTEXT, uri) if problem.range.overlaps(within)]
    told = {_key(problem) for problem in folder.problems.merged(uri)} - {_key(problem) for problem in before}
    now = [attrs.evolve(problem, channel=Channel.EDITOR) for problem in problems if _key(problem) not in told]
    if {_key(problem) for problem in now} != {_key(problem) for problem in before}:
        folder.problems.put_within(CONTEXT, uri, within, now)
        request_search(folder, uri)


def _key(problem: Problem) -> tuple[str, str, Range]:
    return problem.source, problem.code, problem.range


def looked_at(
    folder: Folder, uri: str, within: Range, found: Sequence[FixOffer | GenerateOffer], *, asked: bool
) -> None:
    """A person's cursor is here; what was offered when they asked by hand counts as shown."""
    folder.looked_at[uri] = within
    if asked:
        for item in found:
            if isinstance(item, FixOffer):
                folder.tracker.shown(item.fix_id)


async def _sample(folder: Folder) -> None:
    """Look at the tracked fixes when their samples are due; without any, nothing wakes up."""
    while True:
        folder.sample_wanted.clear()
        wait = folder.tracker.tick()
        look_for_commit(folder)
        try:
            async with asyncio.timeout(wait):
                await folder.sample_wanted.wait()
        except TimeoutError:
            continue


async def _watch_spool(folder: Folder) -> None:
    reader = SpoolReader(spool_folder(), folder.root, folder.clock)
    try:
        async for run in reader.watch():
            take_run(folder, run)
    except OSError as error:
        log.warning("the test-run spool cannot be watched: %s", error)
        sentence = "Test runs outside Amends cannot be watched here; the log says why."
        folder.client.show_message(Severity.WARNING, sentence)
