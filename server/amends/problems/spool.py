"""Picks up the results that the pytest plugin left, now or while no server was running."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from amends.platform.clock import Clock
from amends.tools.testrunners.testreport import TestRun, own_path, run_of_record

log = logging.getLogger(__name__)

_FORGOTTEN_SECONDS = 24 * 3600
_MOST_BYTES = 20_000_000
_QUIET_MS = 1_600
"""So long changes may go on before they are told together."""
_STEP_MS = 200
"""How often the watching thread looks whether the system told it anything; also how long it takes to stop."""
_RESCAN_MS = 60_000
"""Network folders and some containers send no events."""


class SpoolReader:
    """Reads each run of one workspace folder once, whatever else lies in the spool."""

    def __init__(self, spool: Path, root: Path, clock: Clock) -> None:
        self._spool = spool
        self._root = root
        self._clock = clock
        self._seen: dict[str, tuple[int, int]] = {}

    def unread(self) -> Iterator[TestRun]:
        """Runs not read before, oldest first; those older than a day are left alone."""
        with contextlib.suppress(OSError):
            for path in sorted(self._spool.glob("*.json")):
                run = self._read_once(path)
                if run is not None and self._concerns(run):
                    yield run

    async def watch(self) -> AsyncIterator[TestRun]:
        """Unread runs first, then each one as it arrives, until the task is cancelled.

        Raises:
            OSError: the spool cannot be made or watched (too many watches, say).
        """
        # Loaded only where tests are watched; its `awatch` would load a second kind of event loop, too.
        from watchfiles._rust_notify import RustNotify  # noqa: PLC0415

        self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        stop, thread = threading.Event(), ThreadPoolExecutor(1, "amends-spool")
        with RustNotify([str(self._spool)], False, False, 0, False, True) as notify, contextlib.ExitStack() as stack:
            stack.callback(thread.shutdown, wait=False)
            look = partial(notify.watch, _QUIET_MS, _STEP_MS, _RESCAN_MS, stop)
            while True:
                change = asyncio.get_running_loop().run_in_executor(thread, look)
                try:
                    for run in self.unread():
                        yield run
                    await asyncio.shield(change)
                finally:
                    if not change.done():
                        stop.set()  # before the notifier is closed: its thread still looks
                        await change

    def _read_once(self, path: Path) -> TestRun | None:
        try:
            status = path.lstat()
            mark = (status.st_size, status.st_mtime_ns)
            if self._seen.get(path.name) == mark or self._clock.now() - status.st_mtime > _FORGOTTEN_SECONDS:
                return None
            # A file seen half written is read again when it has changed.
            self._seen[path.name] = mark
            if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
                log.warning("test results in %s were left out: no plain file of at most %d bytes", path, _MOST_BYTES)
                return None
            return _run(json.loads(path.read_bytes()))
        except (OSError, ValueError, RecursionError) as error:
            log.warning("test results in %s cannot be read: %s", path, error)
            return None

    def _concerns(self, run: TestRun) -> bool:
        """Whether the run's root folder lies in ours, or ours in it."""
        if not run.root:
            return False
        return own_path(run.root, self._root) is not None or own_path(str(self._root), Path(run.root)) is not None


def _run(record: Any) -> TestRun | None:
    is_test_run = isinstance(record, dict) and record.get("type") == "testRun" and record.get("schema") == 1
    return run_of_record(record) if is_test_run else None
