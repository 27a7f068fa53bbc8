"""Tests by a command that only tells whether all is well."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

import attrs

from amends.platform.scratch import scratch_folder
from amends.tools.testrunners.js_tests import linked_packages
from amends.tools.testrunners.testreport import TestItem, TestRun, what_ended
from amends.tools.testrunners.testrunner import TestPlace, TestRunner, run_tests_command


def is_whole(runner: TestRunner) -> bool:
    """Whether it was found, not asked for, and can only run everything: too much to wait for at every candidate."""
    return isinstance(runner, CommandTests) and runner.reads is not None


@attrs.frozen
class CommandTests:
    """Any command: it passes when it ends with 0, as a whole."""

    command: tuple[str, ...]
    name: str = "command"
    reads: re.Pattern[str] | None = None
    """Paths that it may depend on, where not everything is. Then nobody has asked for the command: see `is_whole`."""

    def concerns(self, path: str) -> bool:
        """Whatever it may depend on."""
        return bool(path) and (self.reads is None or bool(self.reads.search(path)))

    def knows(self, target: str) -> bool:
        """Only itself."""
        return target == shlex.join(self.command)

    async def covering(self, place: TestPlace, files: Sequence[str]) -> list[str]:
        """Itself."""
        return [shlex.join(self.command)] if any(map(self.concerns, place.touched)) and files else []

    async def everything(self, files: Sequence[str]) -> list[str]:
        """Itself."""
        return [shlex.join(self.command)] if any(map(self.concerns, files)) else []

    async def run(self, place: TestPlace, targets: Sequence[str], seconds: float) -> TestRun:
        """Run it, whatever the targets."""
        shown = shlex.join(self.command)
        with scratch_folder() as scratch:
            seeing = attrs.evolve(place, walls=place.walls and place.walls.reading(*linked_packages(place.original)))
            quiet = {"npm_config_cache": str(scratch / "npm"), "npm_config_update_notifier": "false"}
            result = await run_tests_command(seeing, self.command, scratch, seconds, quiet)
        words = (result.out + result.err)[-6000:]
        ended = result.exit_code >= 0 and not (result.timed_out or result.truncated or result.exceeded)
        code = result.exit_code
        said = f"it ended with {code}" if code else ""
        item = TestItem(shown, "failed" if code else "passed", message=said, traceback=words)
        return TestRun(
            (item,) if ended else (),
            shown,
            result.duration_ms,
            complete=ended,
            error="" if ended else what_ended(result, seconds),
            framework=self.name,
            root=str(place.root),
            partial=bool(targets),
        )
