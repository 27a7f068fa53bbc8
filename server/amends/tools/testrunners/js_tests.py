"""JavaScript's and TypeScript's tests: vitest and jest, which write the same JSON report."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs

from amends.core.errors import ToolMissingError
from amends.core.problems import Frame
from amends.platform.scratch import scratch_folder
from amends.tools.testrunners.testreport import Outcome, TestItem, TestRun, what_ended
from amends.tools.testrunners.testrunner import RELATED, TestPlace, run_tests_command

_SOURCE = re.compile(r"\.([cm]?[jt]sx?|vue|svelte|json)$")
_TEST_FILE = re.compile(r"(^|/)__tests__/.*\.[cm]?[jt]sx?$|\.(test|spec)\.[cm]?[jt]sx?$")
_FRAME = re.compile(
    r"^\s*(?:at|\u276f) (?:async )?(?:(?P<name>[^()\n]*?) \(?)?(?P<url>file://)?(?P<path>/[^():\n]+):(?P<line>\d+):\d+\)?$",
    re.MULTILINE,
)
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_MOST_WORDS = 20_000
_OUTCOMES: dict[str, Outcome] = {"passed": "passed", "failed": "failed"}


@attrs.frozen
class JsTests:
    """Runs vitest or jest, as `command` starts it."""

    name: str
    command: tuple[str, ...]

    def concerns(self, path: str) -> bool:
        """Modules of the language, components and data they import."""
        return bool(_SOURCE.search(path))

    def knows(self, target: str) -> bool:
        """``src/a.test.ts::suite > test`` or a file."""
        return target.startswith(RELATED) or bool(_SOURCE.search(target.partition("::")[0]))

    async def covering(self, place: TestPlace, files: Sequence[str]) -> list[str]:
        """What imports the touched files, by the framework's own graph of imports."""
        touched = [path for path in place.touched if self.concerns(path)]
        return [RELATED + path for path in touched] if await self.everything(files) else []

    async def everything(self, files: Sequence[str]) -> list[str]:
        """Every file named like a test."""
        return [name for name in sorted(files) if _TEST_FILE.search(name)]

    async def run(self, place: TestPlace, targets: Sequence[str], seconds: float) -> TestRun:
        """Run them; a file that cannot be loaded is an item with outcome ``error``."""
        run = await self._run(place, targets, seconds)
        if not run.items and not run.complete and any(target.startswith(RELATED) for target in targets):
            # A file that cannot be parsed has no imports to follow.
            run = await self._run(place, [], seconds)
        return run

    async def _run(self, place: TestPlace, targets: Sequence[str], seconds: float) -> TestRun:
        program = self.command[0]
        if os.sep in program and not (place.original / program).exists():
            raise ToolMissingError(f"{program} does not exist; install the project's packages (npm install).")
        options = self._options(targets)
        with scratch_folder() as scratch:
            report = scratch / "report.json"
            full = [str(place.original / program) if os.sep in program else program, *self.command[1:]]
            full += [*options, *self._report(report, place)]
            seeing = attrs.evolve(place, walls=place.walls and place.walls.reading(*linked_packages(place.original)))
            result = await run_tests_command(seeing, full, scratch, seconds, {})
            run = self._read(report, place.root)
        if run is None:
            words = _STYLE.sub("", result.err + result.out).strip()
            error = f"{what_ended(result, seconds)} {words[-500:]}".strip()
            run = TestRun((), complete=False, error=error, framework=self.name, root=str(place.root))
        elif result.timed_out or result.exceeded or result.truncated:
            run = attrs.evolve(run, complete=False, error=what_ended(result, seconds))
        shown = shlex.join([*self.command, *options])
        return attrs.evolve(run, command=shown, duration_ms=result.duration_ms, partial=bool(targets))

    def _options(self, targets: Sequence[str]) -> list[str]:
        related = [target.removeprefix(RELATED) for target in targets if target.startswith(RELATED)]
        chosen = [target.partition("::") for target in targets if not target.startswith(RELATED)]
        files = list(dict.fromkeys(file for file, _, _ in chosen))
        names = [re.escape(name.replace(" > ", " ")) for _, _, name in chosen if name]
        by_name = ["-t", f"^({'|'.join(names)})$"] if names and len(names) == len(chosen) else []
        if self.name == "vitest":
            return ["related" if related else "run", *(["--run"] if related else []), *by_name, *related, *files]
        # jest takes a path as a pattern anywhere in it.
        return [*by_name, *(["--findRelatedTests", *related] if related else []), *map(re.escape, files)]

    def _report(self, report: Path, place: TestPlace) -> list[str]:
        if self.name == "vitest":
            return [
                "--reporter=json",
                f"--outputFile={report}",
                "--passWithNoTests",
                "--includeTaskLocation",
                "--bail=0",
            ]
        cache = [f"--cacheDirectory={place.caches / 'jest'}"] if place.caches else []
        options = ["--json", f"--outputFile={report}", "--passWithNoTests", "--testLocationInResults", "--bail=0"]
        return [*options, "--watchman=false", *cache]

    def _read(self, report: Path, root: Path) -> TestRun | None:
        try:
            record = json.loads(report.read_bytes())
            items = tuple(item for file in record["testResults"] for item in _items(file, root))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return TestRun(items, framework=self.name, root=str(root))


def linked_packages(folder: Path) -> list[Path]:
    """Each ``node_modules`` that is a link: its packages lie somewhere else."""
    return [place for above in (folder, *folder.parents) if (place := above / "node_modules").is_symlink()]


def _items(file: dict[str, Any], root: Path) -> Iterator[TestItem]:
    path = Path(file["name"])
    real = Path(os.path.realpath(root))
    inside = path.relative_to(real) if path.is_relative_to(real) else Path(os.path.relpath(path, root))
    name = inside.as_posix()
    tests = file.get("assertionResults") or []
    if file.get("status") == "failed" and not any(test.get("status") == "failed" for test in tests):
        yield _item(name, "error", root / inside, 0, [str(file.get("message") or "the file could not be run")])
    for test in tests:
        title = " > ".join([*filter(None, test.get("ancestorTitles") or []), test["title"]])
        line = max(int((test.get("location") or {}).get("line") or 1) - 1, 0)
        outcome = _OUTCOMES.get(test.get("status", ""), "skipped")
        yield _item(f"{name}::{title}", outcome, root / inside, line, test.get("failureMessages") or [])


def _item(name: str, outcome: Outcome, path: Path, line: int, words: Sequence[str]) -> TestItem:
    text = _STYLE.sub("", "\n".join(words))[:_MOST_WORDS]
    first = text.strip().partition("\n")[0]
    exception = first.partition(":")[0] if re.match(r"[A-Z]\w+: ", first) else ""
    return TestItem(name, outcome, str(path), line, first, text, tuple(stack_frames(text)) if words else (), exception)


def stack_frames(text: str) -> Iterator[Frame]:
    """Of the stack, deepest last; those of packages and of the runtime itself are left out."""
    for match in reversed(list(_FRAME.finditer(text))):
        if "/node_modules/" not in match["path"]:
            path = unquote(match["path"]) if match["url"] else match["path"]
            yield Frame(path, int(match["line"]) - 1, match["name"] or "")
