"""Go's tests, by ``go test -json``."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from amends.core.problems import Frame
from amends.platform.scratch import scratch_folder
from amends.tools.caches import shared_cache
from amends.tools.testrunners.testreport import Outcome, TestItem, TestRun, what_ended
from amends.tools.testrunners.testrunner import TestPlace, nearest, run_tests_command

_TEST = re.compile(r"^func ((?:Test|Example|Fuzz)\w*)\(", re.MULTILINE)
_MODULE = re.compile(r"^module\s+\"?([^\s\"]+)", re.MULTILINE)
_PLACE = re.compile(r"^\s*(?:\./|\.\./)*((?:/?[\w.@-]+/)*[\w.-]+\.go):(\d+)(?::\d+)?:? ?(.*)", re.MULTILINE)
_OUTCOMES: dict[str, Outcome] = {"pass": "passed", "fail": "failed", "skip": "skipped"}
_NOISE = ("=== ", "--- ", "FAIL\t", "FAIL\n", "ok  \t", "exit status")
_READ_ONLY = "read-only file system"
_NOT_BUILT = re.compile(r"\[(build|setup) failed\]")
_MOST_WORDS = 20_000
_COMPILE_SECONDS = 300.0


@attrs.frozen
class GoTests:
    """Runs the tests of packages."""

    command: tuple[str, ...] = ("go", "test")
    name: str = "go"

    def concerns(self, path: str) -> bool:
        """Go files."""
        return path.endswith(".go")

    def knows(self, target: str) -> bool:
        """``calc/calc_test.go::TestAdd/one`` or a file."""
        return target.partition("::")[0].endswith(".go")

    async def covering(self, place: TestPlace, files: Sequence[str]) -> list[str]:
        """Test files in the packages of the touched files, then in those that import them, however far."""
        known = frozenset(files)
        packages = list(dict.fromkeys(_folder(path) for path in place.touched if self.concerns(path)))
        imports = _imports(place.root, known)
        for package in packages:  # grows while it runs
            packages += [other for other, used in imports.items() if package in used and other not in packages]
        return [name for package in packages for name in sorted(known) if _is_test(name) and _folder(name) == package]

    async def everything(self, files: Sequence[str]) -> list[str]:
        """Every test file."""
        return [name for name in sorted(files) if _is_test(name)]

    async def run(self, place: TestPlace, targets: Sequence[str], seconds: float) -> TestRun:
        """Run them; a package that cannot be built is an item with outcome ``error``, named by its first test file."""
        files = frozenset(path.relative_to(place.root).as_posix() for path in place.root.rglob("*.go"))
        modules = {path.parent.relative_to(place.root).as_posix() for path in place.root.rglob("go.mod")}
        known = files | {f"{module}/go.mod".removeprefix("./") for module in modules}
        chosen = targets or sorted(name for name in files if _is_test(name))
        by_module: dict[str, list[str]] = {}
        for target in chosen:
            by_module.setdefault(nearest(target.partition("::")[0], "go.mod", known) or "", []).append(target)
        runs = [await self._run(place, module, names, seconds, known) for module, names in sorted(by_module.items())]
        return attrs.evolve(
            TestRun(tuple(item for run in runs for item in run.items), framework=self.name, root=str(place.root)),
            command="\n".join(run.command for run in runs),
            duration_ms=sum(run.duration_ms for run in runs),
            complete=all(run.complete for run in runs),
            error=next((run.error for run in runs if run.error), ""),
            partial=bool(targets),
        )

    async def _run(
        self, place: TestPlace, module: str, targets: Sequence[str], seconds: float, files: Collection[str]
    ) -> TestRun:
        packages = sorted({_package(target, module) for target in targets})
        names = [target.partition("::")[2].split("/")[0] for target in targets]
        chosen = ["-run", f"^({'|'.join(sorted(set(names)))})$"] if all(names) else []
        command = [*self.command, "-json", *chosen, *packages]
        with scratch_folder() as scratch:
            env = await self._compiled(place, module, packages, scratch) if place.copied else {}
            seeing = attrs.evolve(place, walls=place.walls and place.walls.reading(shared_cache("go-build")))
            result = await run_tests_command(seeing, command, scratch, seconds, env, module)
            if place.copied and _READ_ONLY in result.out + result.err:
                # What was compiled has changed since, and the tests themselves cannot write it down.
                await self._compiled(place, module, packages, scratch, again=True)
                result = await run_tests_command(seeing, command, scratch, seconds, env, module)
        events = [event for line in result.out.splitlines() if (event := _event(line))]
        items = tuple(_items(events, result.err, place.root, module, files))
        unbuilt = _unbuilt(events, result.err)
        ended = bool(items) and not (result.timed_out or result.truncated or result.exceeded or unbuilt)
        return TestRun(
            items if ended else tuple(item for item in items if item.outcome != "error"),
            command=shlex.join([*self.command, *chosen, *packages]),
            duration_ms=result.duration_ms,
            complete=ended,
            error="" if ended else f"{what_ended(result, seconds)} {(result.err.strip() or unbuilt)[-500:]}".strip(),
        )

    async def _compiled(
        self, place: TestPlace, module: str, packages: Sequence[str], scratch: Path, *, again: bool = False
    ) -> dict[str, str]:
        """Compile what the tests need, once for a copy, into a cache that the tests themselves can only read.

        Compiling runs no code of the project, and the standard library takes longer than tests may; so it has its own
        time, and one cache serves all projects.
        """
        cache = shared_cache("go-build")
        env = {"GOCACHE": str(cache), "GOTOOLCHAIN": "local"}
        manifests = [place.root / module / name for name in ("go.mod", "go.sum")]
        wanted = "\n".join([*packages, *(_text(file) for file in manifests)])
        # Noted beside the copy, to go with it.
        done = place.root.parent / f"go-{hashlib.sha256(wanted.encode()).hexdigest()[:32]}"
        if again or not done.exists():
            writing = attrs.evolve(place, walls=place.walls and place.walls.writing(cache))
            command = [self.command[0], "list", "-e", "-export", "-deps", "-test", "-f", "{{with 0}}{{end}}", *packages]
            result = await run_tests_command(writing, command, scratch, _COMPILE_SECONDS, env, module)
            if not result.timed_out:
                done.touch()
        return env


def _unbuilt(events: Sequence[Mapping[str, Any]], errors: str) -> str:
    """What is said of a package that could not be built for no fault of its code: no place in it is named."""
    said: dict[str, str] = {}
    for event in events:
        package = event.get("Package") or event.get("ImportPath", "").split(" ")[0]
        said[package] = said.get(package, "") + event.get("Output", "")
    failed = (words for words in said.values() if _NOT_BUILT.search(words) and not _PLACE.search(words + errors))
    return next(failed, "").strip()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _items(
    events: Sequence[Mapping[str, Any]], errors: str, root: Path, module: str, files: Collection[str]
) -> Iterator[TestItem]:
    said: dict[tuple[str, str], str] = {}
    for event in events:
        key = event.get("Package") or event.get("ImportPath", "").split(" ")[0], event.get("Test", "")
        said[key] = said.get(key, "") + event.get("Output", "")
    failed = {event.get("Package") for event in events if event["Action"] == "fail" and event.get("Test")}
    for event in events:
        package, test, action = event.get("Package", ""), event.get("Test", ""), event["Action"]
        if action not in _OUTCOMES:
            continue
        folder = _folder_of(package, root, module)
        declared = _declared(root, folder, files)
        words = "".join(line for line in said.get((package, test), "").splitlines(keepends=True) if _tells(line))
        if test:
            file, line = declared.get(test.split("/")[0], (f"{folder}/".removeprefix("/") + "_test.go", 0))
            yield _item(f"{file}::{test}", _OUTCOMES[action], root / file, line, words, root / folder)
        elif action == "fail" and package not in failed:
            file = next(
                iter(sorted({file for file, _ in declared.values()})), f"{folder}/".removeprefix("/") + "_test.go"
            )
            yield _item(file, "error", root / file, 0, words if _PLACE.search(words) else words + errors, root / module)


def _item(name: str, outcome: Outcome, path: Path, line: int, words: str, folder: Path) -> TestItem:
    if outcome not in {"failed", "error"}:
        return TestItem(name, outcome, str(path), line)
    places = [match for match in _PLACE.finditer(words) if not match[1].startswith("/") or (folder / match[1]).exists()]
    own = [match for match in places if (folder / match[1]).exists()]
    frames = tuple(Frame(str(folder / match[1]), int(match[2]) - 1, "") for match in own[:1])
    message = next((match[3].strip() for match in places if match[3].strip()), words.strip().partition("\n")[0])
    return TestItem(name, outcome, str(path), line, message, words[:_MOST_WORDS], frames)


def _tells(line: str) -> bool:
    return not line.lstrip().startswith(_NOISE)


def _event(line: str) -> Mapping[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "Action" in event else None


def _declared(root: Path, folder: str, files: Collection[str]) -> dict[str, tuple[str, int]]:
    """Where each test of a package stands."""
    found: dict[str, tuple[str, int]] = {}
    for name in sorted(files):
        if _is_test(name) and _folder(name) == folder:
            text = _read(root / name)
            found |= {match[1]: (name, text.count("\n", 0, match.start())) for match in _TEST.finditer(text)}
    return found


def _imports(root: Path, files: Collection[str]) -> dict[str, set[str]]:
    """Folders of packages that each folder's files import, tests included."""
    modules = {
        _folder(name): _MODULE.search(_read(root / name)) for name in files if name.rpartition("/")[2] == "go.mod"
    }
    paths = {match[1]: folder for folder, match in modules.items() if match}
    found: dict[str, set[str]] = {}
    for name in files:
        if name.endswith(".go"):
            text = _read(root / name)
            used = {
                _joined(folder, path[len(module) :])
                for module, folder in paths.items()
                for path in _quoted(text, module)
            }
            found.setdefault(_folder(name), set()).update(used)
    return found


def _quoted(text: str, module: str) -> list[str]:
    return re.findall(rf'"({re.escape(module)}(?:/[^"\n]+)?)"', text)


def _joined(folder: str, rest: str) -> str:
    return f"{folder}{rest}".strip("/")


def _folder_of(package: str, root: Path, module: str) -> str:
    match = _MODULE.search(_read(root / module / "go.mod"))
    return _joined(module, package.removeprefix(match[1])) if match else module


def _package(target: str, module: str) -> str:
    folder = _folder(target.partition("::")[0])
    return f"./{folder.removeprefix(module).strip('/')}"


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _is_test(name: str) -> bool:
    return name.endswith("_test.go")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
