"""mypy as a checker: by its command at first, and by its daemon once that has said what the command says.

The daemon answers in milliseconds what the command takes seconds for, and holds the whole program in memory for it. It
is started beside the command's answers when these are asked for again and again; whatever it fails at the command does.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import attrs

from amends.core.errors import ToolCrashedError, ToolError
from amends.tools.checkers.checker import CheckerRun, View
from amends.tools.checkers.command_checker import CommandChecker, filled, has_new_files, on_disk, relative
from amends.tools.checkers.findings import Reading, UnreadableOutputError
from amends.tools.checkers.idle import IDLE_SECONDS, IdleEnd
from amends.tools.checkers.mypy_daemon import MypyDaemon, UnsuitableDaemonError, daemon_command

log = logging.getLogger(__name__)

_PAYS_AFTER = 3
"""Looks by the command in one folder; one proof alone needs two."""
_MOST_FAILURES = 3


@attrs.define(eq=False)
class MypyChecker(CommandChecker):
    """mypy, in every folder of a project that has its configuration."""

    idle_seconds: float = attrs.field(default=IDLE_SECONDS, kw_only=True)
    daemon_seconds: float = attrs.field(default=60.0, kw_only=True)
    """So long a daemon may think about one question."""
    _daemons: dict[Path, MypyDaemon] = attrs.field(factory=dict, init=False)
    _starting: dict[Path, asyncio.Task[None]] = attrs.field(factory=dict, init=False)
    _looks: Counter[Path] = attrs.field(factory=Counter, init=False)
    _failures: Counter[Path] = attrs.field(factory=Counter, init=False)
    _refused: dict[Path, str] = attrs.field(factory=dict, init=False)
    _idle: IdleEnd = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self._idle = IdleEnd(self.idle_seconds, self._lock, self._end_all)

    @property
    def memory_bytes(self) -> int:
        """Of the daemons that run."""
        return sum(daemon.server.memory_bytes for daemon in self._daemons.values())

    @property
    def refusal(self) -> str:
        """Why there is no daemon, if that is known."""
        return next(iter(self._refused.values()), "")

    async def warmed_up(self, view: View) -> bool:
        """Start the daemon for these texts now, if it can be had, and wait for it."""
        for place in self._places(view):
            run = await super()._at(place, view)
            self._begin(place, view, run)
            await asyncio.gather(*self._starting.values())
        return bool(self._daemons)

    async def close(self) -> None:
        """End the daemons."""
        await self._idle.close()
        for task in self._starting.values():
            task.cancel()
        await asyncio.gather(*self._starting.values(), return_exceptions=True)
        await self._end_all()
        await super().close()

    async def _at(self, place: Path, view: View) -> CheckerRun:
        if (run := await self._warm_answer(place, view)) is not None:
            return run
        run = await super()._at(place, view)
        self._looks[place] += 1
        if self._looks[place] >= _PAYS_AFTER:
            self._begin(place, view, run)
        return run

    async def _warm_answer(self, place: Path, view: View) -> CheckerRun | None:
        daemon = self._daemons.get(place)
        if daemon is None or has_new_files(view):
            return None
        if not daemon.current:
            log.info("mypy's daemon ended, or what it was started on changed; it is started again")
            await self._end(place)
            return None
        try:
            run = await self._asked(daemon, place, view)
        except ToolError as error:
            await self._end(place)
            self._note_failure(place, error)
            return None
        self._failures[place] = 0
        self._idle.asked()
        return run

    def _begin(self, place: Path, view: View, run: CheckerRun) -> None:
        running = place in self._daemons or place in self._starting
        if not running and place not in self._refused and not has_new_files(view):
            task = asyncio.get_running_loop().create_task(self._start(place, view, run))
            self._starting[place] = task
            task.add_done_callback(lambda _: self._starting.pop(place, None))

    async def _start(self, place: Path, view: View, run: CheckerRun) -> None:
        daemon: MypyDaemon | None = None
        try:
            daemon = await self._started(place)
            warm = await self._asked(daemon, place, view)
            if {*warm.problems} != {*run.problems}:
                raise ToolCrashedError("mypy's daemon found something else than mypy", run.command)
            self._daemons[place], daemon = daemon, None
            self._idle.asked()
        except ToolError as error:
            self._note_failure(place, error)
        finally:
            if daemon:
                await daemon.end()

    async def _started(self, place: Path) -> MypyDaemon:
        command = daemon_command(self.command)
        if not command:
            raise UnsuitableDaemonError(f"{self.command[0]} is no Python script, so its daemon cannot be found")
        texts = self._cache(place) / "texts"
        texts.mkdir(exist_ok=True, mode=0o700)
        walls = await self.confinement.walls(command, [], [texts])
        before = self.spec.arguments[: self.spec.arguments.index("{overlay}")]
        known = {"python": [str(self.interpreter)] if self.interpreter else []}
        arguments = [word for template in before for word in filled(template, known)]
        marks = [mark.pattern for mark in self.spec.marks]
        return await MypyDaemon.start(command, arguments, place, texts, walls, marks)

    async def _asked(self, daemon: MypyDaemon, place: Path, view: View) -> CheckerRun:
        started = time.monotonic()
        files = [relative(path, place) for path in await self._files(place, view)]
        output = await daemon.check(files, _unsaved(view), self.daemon_seconds)
        reading = Reading(self.name, self.spec.unit, lambda path: self._real(path, place), view.files)
        try:
            problems = reading.problems(self.spec.reader(output))
        except (UnreadableOutputError, KeyError, TypeError, ValueError) as error:
            raise ToolCrashedError("mypy's daemon printed what cannot be read") from error
        command = self._shown(self._arguments({"files": files}, place), place)
        found = self.confinement.machine.found
        took = round((time.monotonic() - started) * 1000)
        return CheckerRun(problems, command, took, isolation=found.name if found else "")

    def _real(self, path: str, place: Path) -> Path:
        """The file as the user names it: mypy knows where links lead."""
        whole = Path(os.path.normpath(place / path))
        real = Path(os.path.realpath(self.root))
        return self.root / whole.relative_to(real) if whole.is_relative_to(real) else whole

    def _note_failure(self, place: Path, error: ToolError) -> None:
        log.info("mypy's daemon is not used: %s", error.sentence)
        self._failures[place] += 1
        if isinstance(error, UnsuitableDaemonError) or self._failures[place] >= _MOST_FAILURES:
            self._refused[place] = error.sentence

    async def _end(self, place: Path) -> None:
        if daemon := self._daemons.pop(place, None):
            await daemon.end()

    async def _end_all(self) -> None:
        for place in list(self._daemons):
            await self._end(place)


def _unsaved(view: View) -> Mapping[Path, str]:
    return {
        path: document.text.content for path, document in view.files.items() if on_disk(path) != document.text.content
    }
