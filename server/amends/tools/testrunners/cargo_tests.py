"""Rust's tests, by ``cargo test``: what libtest prints is read, for its JSON needs a nightly compiler."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from amends.core.problems import Frame
from amends.platform.processes import ProcessResult
from amends.platform.scratch import scratch_folder
from amends.tools.testrunners.testreport import Outcome, TestItem, TestRun, what_ended
from amends.tools.testrunners.testrunner import TestPlace, nearest, run_tests_command

_RUNNING = re.compile(r"^\s+Running (?:unittests )?(\S+) \(.*?([\w-]+)-[0-9a-f]+(?:\.exe)?\)$")
_DOCS = re.compile(r"^\s+Doc-tests (\S+)$")
_RESULT = re.compile(r"^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)")
_DETAIL = re.compile(r"^---- (.+) stdout ----$")
_PANIC = re.compile(r"panicked at (?:'(?P<old>.*)', )?(?P<path>[^:\n]+):(?P<line>\d+):\d+:?\n?(?P<words>.*)")
_BUILD_ERROR = re.compile(r"^error(?:\[E\d+\])?: (?P<words>.*)\n\s*--> (?P<path>[^:\n]+):(?P<line>\d+)", re.MULTILINE)
_OUTCOMES: dict[str, Outcome] = {"ok": "passed", "FAILED": "failed", "ignored": "skipped"}
_MERGED = ("/bin/sh", "-c", 'exec "$@" 2>&1', "sh")
"""Cargo names the file on one stream, its tests speak on the other; only together are they in order."""
_MOST_WORDS = 20_000


@attrs.frozen
class CargoTests:
    """Runs the tests of a package or workspace."""

    command: tuple[str, ...] = ("cargo", "test")
    name: str = "cargo"

    def concerns(self, path: str) -> bool:
        """Rust files."""
        return path.endswith(".rs")

    def knows(self, target: str) -> bool:
        """``src/lib.rs::tests::adds`` or a file."""
        return target.partition("::")[0].endswith((".rs", "Cargo.toml"))

    async def covering(self, place: TestPlace, files: Sequence[str]) -> list[str]:
        """The whole workspace that holds the touched files, by its manifest, where it has tests."""
        tops = {_workspace(path, files) for path in place.touched if self.concerns(path)}
        tests = {_workspace(path, files) for path in files if self.concerns(path) and _has_tests(place.root / path)}
        return [f"{top}/Cargo.toml".removeprefix("/") for top in sorted(top for top in tops & tests if top is not None)]

    async def everything(self, files: Sequence[str]) -> list[str]:
        """Every workspace."""
        tops = {_workspace(path, files) for path in files if self.concerns(path)}
        return [f"{top}/Cargo.toml".removeprefix("/") for top in sorted(top for top in tops if top is not None)]

    async def run(self, place: TestPlace, targets: Sequence[str], seconds: float) -> TestRun:
        """Run them; what cannot be built is an item with outcome ``error``, named by the manifest."""
        folder = next((target.removesuffix("Cargo.toml").rstrip("/") for target in targets if "::" not in target), "")
        names = [target.partition("::")[2] for target in targets if "::" in target]
        command = [*self.command, "--no-fail-fast", *(["--", "--exact", *names] if names else [])]
        env = {"CARGO_TARGET_DIR": str(place.caches / "cargo"), "CARGO_NET_OFFLINE": "true"} if place.caches else {}
        env["CARGO_TERM_COLOR"] = "never"
        with scratch_folder() as scratch:
            sources = await self._sources(place, folder, scratch, env)
            result = await run_tests_command(place, [*_MERGED, *command], scratch, seconds, env, folder)
        items = tuple(_items(result.out, place.root, folder, sources))
        return attrs.evolve(
            _run(items, result, folder, place.root, seconds),
            command=shlex.join(command),
            duration_ms=result.duration_ms,
            partial=bool(names),
        )

    async def _sources(self, place: TestPlace, folder: str, scratch: Path, env: dict[str, str]) -> dict[str, Path]:
        """The main file of each target, by the name of its binary."""
        command = [self.command[0], "metadata", "--format-version=1", "--no-deps", "--offline"]
        result = await run_tests_command(place, command, scratch, 30.0, env, folder)
        try:
            packages = json.loads(result.stdout)["packages"]
            targets = [target for package in packages for target in package["targets"]]
            return {target["name"].replace("-", "_"): Path(target["src_path"]) for target in targets}
        except (ValueError, KeyError, TypeError):
            return {}


def _run(items: tuple[TestItem, ...], result: ProcessResult, folder: str, root: Path, seconds: float) -> TestRun:
    if result.timed_out or result.truncated or result.exceeded:
        return TestRun(items, complete=False, error=what_ended(result, seconds), framework="cargo", root=str(root))
    if not items and result.exit_code and (error := _BUILD_ERROR.search(result.out)):
        manifest = f"{folder}/Cargo.toml".removeprefix("/")
        frame = Frame(str(root / folder / error["path"]), int(error["line"]) - 1, "")
        words = result.out[error.start() :][:_MOST_WORDS]
        items = (TestItem(manifest, "error", str(root / manifest), 0, error["words"], words, (frame,)),)
    if not items and result.exit_code:
        error_words = f"{what_ended(result, seconds)} {result.out.strip()[-500:]}"
        return TestRun((), complete=False, error=error_words, framework="cargo", root=str(root))
    return TestRun(items, framework="cargo", root=str(root))


def _items(output: str, root: Path, folder: str, sources: dict[str, Path]) -> Iterator[TestItem]:
    base = Path("/nowhere")
    seen: list[tuple[str, Outcome, Path]] = []
    details: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in output.splitlines():
        if match := _RUNNING.match(line):
            base, current = sources.get(match[2].replace("-", "_"), root / folder / match[1]), None
        elif match := _DOCS.match(line):
            base, current = sources.get(match[1].replace("-", "_"), root / folder / "src" / "lib.rs"), None
        elif match := _RESULT.match(line):
            seen.append((match[1], _OUTCOMES[match[2]], base))
        elif match := _DETAIL.match(line):
            current = details.setdefault(match[1], [])
        elif line in {"failures:", ""} and current and line:
            current = None
        elif current is not None:
            current.append(line)
    for name, outcome, file in seen:
        yield _item(name, outcome, file, "\n".join(details.get(name, ())).strip(), root, folder)


def _item(name: str, outcome: Outcome, file: Path, words: str, root: Path, folder: str) -> TestItem:
    shown = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()
    line = _line_of(file, name.rpartition("::")[2])
    panic = _PANIC.search(words) if outcome == "failed" else None
    frames = (Frame(str(root / folder / panic["path"]), int(panic["line"]) - 1, name),) if panic else ()
    message = (panic["old"] or panic["words"]) if panic else words.partition("\n")[0]
    return TestItem(f"{shown}::{name}", outcome, str(file), line, message.strip(), words[:_MOST_WORDS], frames)


def _line_of(file: Path, function: str) -> int:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    match = re.search(rf"\bfn {re.escape(function)}\b", text) if function.isidentifier() else None
    return text.count("\n", 0, match.start()) if match else 0


def _workspace(path: str, files: Sequence[str]) -> str | None:
    """The outermost folder with a manifest: members are run from their workspace."""
    found = folder = nearest(path, "Cargo.toml", frozenset(files))
    while folder:
        folder = nearest(folder, "Cargo.toml", frozenset(files))
        found = found if folder is None else folder
    return found


def _has_tests(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return "test]" in text or "```" in text
