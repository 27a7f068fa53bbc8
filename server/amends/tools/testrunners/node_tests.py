"""The tests of Node's own runner, ``node --test``, by a reporter of ours."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import attrs

from amends.platform.processes import ProcessResult
from amends.platform.scratch import scratch_folder
from amends.tools.testrunners.js_imports import SCRIPT, files_reaching
from amends.tools.testrunners.js_tests import linked_packages
from amends.tools.testrunners.node_command import NODE_TEST, NodeCommand, node_command
from amends.tools.testrunners.node_report import items_of, read_events
from amends.tools.testrunners.testreport import TestItem, TestRun, what_ended
from amends.tools.testrunners.testrunner import TestPlace, run_tests_command

_NAMES = ("**/*{.,-,_}test", "**/test-*", "**/test", "**/test/**/*")
"""What Node takes for tests where no file is named, without the ending."""
_FEW = 20
"""So many test files run all, whatever they import: what they reach is not always written in them."""
_SKIPPED = frozenset({"node_modules", ".git"})


@attrs.frozen
class NodeTests:
    """Runs ``node --test``, as `command` says it with its options and files."""

    command: tuple[str, ...] = NODE_TEST
    name: str = "node"

    def concerns(self, path: str) -> bool:
        """Modules of the language and data they read."""
        return bool(SCRIPT.search(path)) or path.endswith(".json")

    def knows(self, target: str) -> bool:
        """``test/a.test.js::suite > test``, or a file that this command takes for one of tests."""
        file, separator, _ = target.partition("::")
        return bool(SCRIPT.search(file)) and bool(separator or self._tests([file]))

    async def covering(self, place: TestPlace, files: Sequence[str]) -> list[str]:
        """Test files that reach the touched files; all where there are few, or none can be seen to."""
        touched = [path for path in place.touched if self.concerns(path)]
        tests = self._tests(files)
        if not touched or not tests:
            return []
        loads = self._parsed.reads_types or any(map(_is_typed, tests)) or not all(map(_is_typed, touched))
        if loads and len(tests) <= _FEW:
            return tests
        known = frozenset(tests)
        reaching = [name for name in await files_reaching(place.root, touched, files) if name in known]
        return reaching or (tests if loads else [])

    async def everything(self, files: Sequence[str]) -> list[str]:
        """Every file that the command names, or else has a name that Node takes for one of tests."""
        return self._tests(files)

    async def run(self, place: TestPlace, targets: Sequence[str], seconds: float) -> TestRun:
        """Run them; a file that cannot be loaded is an item with outcome ``error``."""
        files = await self._wanted(place, targets)
        variables = [f"{name}={value}" for name, value in self._parsed.variables]
        shown = shlex.join([*variables, *self._parsed.start, *files])
        if not files:
            return TestRun((), shown, framework=self.name, root=str(place.root), partial=bool(targets))
        with scratch_folder() as scratch:
            report = scratch / "report.jsonl"
            result = await self._started(place, files, scratch, report, seconds)
            events, ended = read_events(report)
        items = items_of(events, place.root)
        complete = ended and bool(items or not result.exit_code) and not (result.timed_out or result.exceeded)
        words = "" if complete else f"{what_ended(result, seconds)} {(result.err + result.out).strip()[-500:]}".strip()
        return TestRun(
            _chosen(items, targets) if targets else items,
            shown,
            result.duration_ms,
            complete=complete,
            error=words,
            framework=self.name,
            root=str(place.root),
            partial=bool(targets),
        )

    @property
    def _parsed(self) -> NodeCommand:
        return node_command(self.command) or NodeCommand(NODE_TEST)

    async def _started(
        self, place: TestPlace, files: Sequence[str], scratch: Path, report: Path, seconds: float
    ) -> ProcessResult:
        # Walls may hide where we are installed.
        reporter = Path(shutil.copy(Path(__file__).with_name("node_reporter.mjs"), scratch))
        options = [f"--test-reporter={reporter.as_uri()}", f"--test-reporter-destination={report}"]
        named = (f"./{file}" if file.startswith("-") else file for file in files)
        command = [*self._parsed.start, *options, *named]
        seeing = attrs.evolve(place, walls=place.walls and place.walls.reading(*linked_packages(place.original)))
        return await run_tests_command(seeing, command, scratch, seconds, dict(self._parsed.variables))

    async def _wanted(self, place: TestPlace, targets: Sequence[str]) -> list[str]:
        """Files to run: those of the targets, or the tests that reach them where a test is defined elsewhere."""
        if not targets:
            return self._tests(sorted(_files(place.root)))
        named = list(dict.fromkeys(target.partition("::")[0] for target in targets))
        tests = self._tests(named)
        if len(tests) == len(named):
            return named
        there = sorted(_files(place.root))
        reaching = await files_reaching(place.root, [name for name in named if name not in tests], there)
        return list(dict.fromkeys([*tests, *self._tests(reaching)]))

    def _tests(self, files: Collection[str]) -> list[str]:
        scripts = [name for name in files if SCRIPT.search(name)]
        plain = sorted(_matching(self._parsed, scripts, typed=self._parsed.reads_types))
        # From 22.18 on Node needs no option to load TypeScript; where there is nothing else, that is meant.
        return plain or sorted(_matching(self._parsed, scripts, typed=True))


def _matching(command: NodeCommand, files: Sequence[str], *, typed: bool) -> Iterator[str]:
    from wcmatch.glob import BRACE, DOTGLOB, EXTGLOB, GLOBSTAR, globmatch  # noqa: PLC0415 -- few projects need it

    flags = BRACE | DOTGLOB | EXTGLOB | GLOBSTAR
    ending = ".?([cm])[jt]s" if typed else ".?([cm])js"
    usual = [name + ending for name in _NAMES]
    literal = frozenset(command.files)
    folders = tuple(f"{name.rstrip('/')}/" if name != "." else "" for name in command.files)
    for file in files:
        if {*_SKIPPED} & set(file.split("/")):
            continue
        named = file in literal or (command.files and globmatch(file, command.files, flags=flags))
        if named or ((not folders or file.startswith(folders)) and globmatch(file, usual, flags=flags)):
            yield file


def _is_typed(path: str) -> bool:
    return path.endswith((".ts", ".tsx", ".mts", ".cts"))


def _chosen(items: Sequence[TestItem], targets: Sequence[str]) -> tuple[TestItem, ...]:
    """The items of the targets; of one that did not run what says that its file cannot be run."""
    ids = {item.id for item in items}
    there = {target for target in targets if target in ids}
    wanted = {*there, *(target.partition("::")[0] for target in targets if target not in there and "::" in target)}
    whole = tuple(f"{target}::" for target in targets if "::" not in target)
    inside = tuple(f"{target} > " for target in targets)
    return tuple(item for item in items if item.id in {*wanted, *targets} or item.id.startswith((*whole, *inside)))


def _files(root: Path) -> Iterator[str]:
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if name not in _SKIPPED]
        yield from (Path(folder, name).relative_to(root).as_posix() for name in names)
