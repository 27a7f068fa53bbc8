"""A checker that is a command: fed with texts that are not saved, and read in its own format."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import shlex
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import attrs

from amends.core.errors import ToolCrashedError, ToolError, ToolTimeoutError
from amends.core.snapshot import Document
from amends.platform.files import LANGUAGES, UnreadableFileError, read_file
from amends.platform.processes import ProcessLimits, ProcessResult, clean_environment, run_process
from amends.platform.scratch import scratch_folder
from amends.platform.uris import uri_to_path
from amends.tools.caches import filled_environment, tool_cache
from amends.tools.checkers.checker import CheckerRun, View
from amends.tools.checkers.confinement import Confinement
from amends.tools.checkers.findings import Found, LeftOutError, Reading, UnreadableOutputError
from amends.tools.checkers.formats import Output
from amends.tools.checkers.spec_checker import SpecChecker
from amends.tools.checkers.toolspec import Feed, Reach, ToolSpec
from amends.tools.importers import files_below

log = logging.getLogger(__name__)

_OUTPUT_BYTES = 64 * 1024 * 1024
_MOST_FILES = 2_000
_PLACEHOLDER = re.compile(r"\{(name|files|cache|overlay|python)\}")


class Tree(Protocol):
    """A copy of the folder with texts laid on top."""

    @property
    def root(self) -> Path:
        """Where it lies."""


class Trees(Protocol):
    """Makes copies of the folder; for tools that read nothing but files."""

    def with_texts(self, texts: Mapping[Path, str]) -> AbstractAsyncContextManager[Tree]:
        """The up-to-date copy with these texts in place of the files' own."""

    async def close(self) -> None:
        """Remove the copy."""


@attrs.frozen(eq=False)
class _Layout:
    """What one run is shown."""

    root: Path
    """The folder, or a copy of it."""
    values: Mapping[str, list[str]] = attrs.field(factory=dict)
    """The arguments that show it the texts."""
    originals: Mapping[Path, Path] = attrs.field(factory=dict)
    """Whose texts lie in the files that those name."""
    texts: Path | None = None
    """Where these lie."""

    def real(self, path: str, there: Path, root: Path) -> Path:
        """The user's own file for a path that a tool printed, which ran in `there`."""
        whole = Path(os.path.normpath(there / path))
        if whole in self.originals:
            return self.originals[whole]
        for base in (self.root, Path(os.path.realpath(self.root))):
            if whole.is_relative_to(base):
                return root / whole.relative_to(base)
        return whole


@attrs.define(eq=False)
class CommandChecker(SpecChecker[ToolSpec]):
    """Runs one tool as its spec says; its `command` is how the program is started, without arguments."""

    trees: Trees
    confinement: Confinement
    interpreter: Path | None = None
    anywhere: bool = False
    """The user asked for it: it also judges files above which nothing speaks of it."""
    _laid: set[Path] = attrs.field(factory=set, init=False)
    _caches: dict[Path, Path] = attrs.field(factory=dict, init=False)

    def handles(self, document: Document) -> bool:
        """Files of its languages, no notebooks, where the folder says that it uses the tool."""
        path = uri_to_path(document.uri)
        return super().handles(document) and path is not None and self._place(path) is not None

    async def look(self, view: View) -> CheckerRun:
        """All it finds; see `Checker.look` for what it raises."""
        started = time.monotonic()
        if self.spec.feed is Feed.STDIN:
            runs = await _together([self._by_stdin(document) for document in view.documents])
        else:
            # One at a time: two runs would write into each other's cache, or lay their texts over each other's.
            async with self._lock:
                runs = [await self._at(place, view) for place in self._places(view)]
        return CheckerRun.together(runs, round((time.monotonic() - started) * 1000))

    async def close(self) -> None:
        """Remove the copy of the folder; nothing keeps running."""
        await self.trees.close()

    def _place(self, path: Path) -> Path | None:
        anywhere = self.root if self.anywhere and path.is_relative_to(self.root) else None
        return self.spec.place(path, self.root) or anywhere

    def _places(self, view: View) -> list[Path]:
        paths = [path for document in view.documents if (path := uri_to_path(document.uri))]
        return list(dict.fromkeys(place for path in paths if (place := self._place(path))))

    async def _by_stdin(self, document: Document) -> CheckerRun:
        path = uri_to_path(document.uri)
        assert path is not None  # noqa: S101 -- `handles` lets only files in
        place = self._place(path) or self.root
        arguments = self._arguments({"name": [str(path)], "files": [str(path)]}, place)
        content = document.text.content.encode("utf-8", "replace")
        result = await self._run(arguments, place, place, stdin=content)
        shown = f"{self._shown(arguments, place)} < {shlex.quote(str(path))}"
        # Whatever a tool calls its standard input, what it says is of this text.
        reading = Reading(self.name, self.spec.unit, lambda _path: path, {path: document})
        return self._run_of(result, shown, reading)

    async def _at(self, place: Path, view: View) -> CheckerRun:
        async with self._laid_out(view) as layout:
            there = layout.root / place.relative_to(self.root)
            values = {**layout.values, "files": [relative(path, place) for path in await self._files(place, view)]}
            result = await self._run(self._arguments(values, place), there, place, layout=layout)
        command = self._shown(self._arguments({"files": values["files"]}, place), place)
        reading = Reading(self.name, self.spec.unit, lambda path: layout.real(path, there, self.root), view.files)
        return self._run_of(result, command, reading)

    def _run_of(self, result: ProcessResult, command: str, reading: Reading) -> CheckerRun:
        try:
            problems, ignored = reading.problems(self._read(result, command)), False
        except LeftOutError:
            problems, ignored = (), True
        found = self.confinement.machine.found
        return CheckerRun(problems, command, result.duration_ms, ignored, found.name if found else "")

    @contextlib.asynccontextmanager
    async def _laid_out(self, view: View) -> AsyncIterator[_Layout]:
        """The folder the tool shall see, and the arguments that show it the texts."""
        if self.spec.feed is Feed.TREE or (self.spec.feed is Feed.SHADOW_FILE and has_new_files(view)):
            texts = {**self._back_to_disk(), **{path: it.text.content for path, it in view.files.items()}}
            self._laid |= set(view.files)
            async with self.trees.with_texts(texts) as tree:
                link_dependencies(tree.root, self.root, self._places(view))
                if self.spec.feed is Feed.SHADOW_FILE:
                    _stamp_by_content(view, tree.root)
                yield _Layout(tree.root)
            return
        with scratch_folder() as folder:
            copies = dict(_unsaved(view, folder))
            originals = {copy: path for path, copy in copies.items()}
            words = [word for path, copy in copies.items() for word in ("--shadow-file", str(path), str(copy))]
            yield _Layout(self.root, {"overlay": words}, originals, folder)

    def _back_to_disk(self) -> dict[Path, str]:
        """Texts laid for earlier candidates, as they are on disk: written anew, or tools that go by time miss it."""
        texts = {}
        for path in self._laid:
            with contextlib.suppress(UnreadableFileError):
                texts[path] = read_file(path).content
        return texts

    async def _files(self, place: Path, view: View) -> list[Path]:
        touched = [path for document in view.documents if (path := uri_to_path(document.uri))]
        inside = [path for path in touched if path.is_relative_to(place)]
        reached: Sequence[Path] = ()
        if self.spec.reach is Reach.IMPORTERS:
            chosen = self._chooser(place)
            importers = await self._imports.importers(touched)
            reached = [path for path in importers if path.is_relative_to(place) and chosen(path)]
        elif self.spec.reach is Reach.ALL:
            suffixes = [suffix for suffix, language in LANGUAGES.items() if language in self.languages]
            reached = list(files_below(place, suffixes, _MOST_FILES))
        return list(dict.fromkeys([*inside, *reached]))[:_MOST_FILES]

    def _arguments(self, values: Mapping[str, Sequence[str]], place: Path) -> list[str]:
        known = {**values, "python": [str(self.interpreter)] if self.interpreter else []}
        if any("{cache}" in word for word in (*self.spec.arguments, *self.spec.environment.values())):
            known["cache"] = [str(self._cache(place))]
        return [word for template in self.spec.arguments for word in filled(template, known)]

    def _shown(self, arguments: Sequence[str], place: Path) -> str:
        """The command as a person runs it on what is saved."""
        line = shlex.join([*self.command, *arguments])
        return line if place == self.root else f"cd {shlex.quote(str(place))} && {line}"

    def _cache(self, place: Path) -> Path:
        if place not in self._caches:
            self._caches[place] = tool_cache(self.name, place)
        return self._caches[place]

    async def _run(
        self,
        arguments: Sequence[str],
        cwd: Path,
        place: Path,
        *,
        stdin: bytes | None = None,
        layout: _Layout | None = None,
    ) -> ProcessResult:
        """Run it where it can write its cache and, if it has one, its own copy of the folder."""
        cache = self._caches.get(place)
        extra, shared = filled_environment(self.spec.environment, cache)
        own = layout.root if layout else None
        writable = [folder for folder in (own, cache, *shared) if folder and folder != self.root]
        seen = [layout.texts] if layout and layout.texts else []
        walls = await self.confinement.walls(self.command, writable, seen)
        env = clean_environment({"NO_COLOR": "1", **extra})
        if walls.isolation.bwrap:
            env.pop("TMPDIR", None)  # there is an empty /tmp of its own
        limits = ProcessLimits(seconds=self.spec.seconds, output_bytes=_OUTPUT_BYTES)
        return await run_process([*self.command, *arguments], cwd=cwd, stdin=stdin, env=env, limits=limits, walls=walls)

    def _read(self, result: ProcessResult, command: str) -> list[Found]:
        if result.timed_out:
            raise ToolTimeoutError(
                f"{self.name} did not answer in {self.spec.seconds:.0f} s; try: {command}", command, result.err
            )
        if result.truncated:
            raise ToolCrashedError(f"{self.name} printed without end; try: {command}", command, result.err[-2000:])
        try:
            return list(self.spec.reader(Output(result.exit_code, result.out, result.err)))
        except LeftOutError:
            raise
        except (UnreadableOutputError, KeyError, TypeError, ValueError, AttributeError) as error:
            words = str(error) if isinstance(error, UnreadableOutputError) else ""
            log.warning("%s ended with %d: %s", command, result.exit_code, result.err[-2000:])
            reason = f" ({words})" if words else ""
            sentence = f"{self.name} failed{reason}; try: {command}"
            raise ToolCrashedError(sentence, command, (result.err or result.out)[-4000:]) from error


def link_dependencies(tree: Path, root: Path, places: Sequence[Path]) -> None:
    """Let the copy see what is installed and not tracked: ``node_modules`` of the place and all above it."""
    for folder in {above for place in places for above in (place, *place.parents) if above.is_relative_to(root)}:
        installed, link = folder / "node_modules", tree / folder.relative_to(root) / "node_modules"
        if installed.is_dir() and not link.exists() and link.parent.is_dir():
            with contextlib.suppress(OSError):
                link.symlink_to(installed)


async def _together(looks: Sequence[Coroutine[object, object, CheckerRun]]) -> list[CheckerRun]:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(look) for look in looks]
    except* ToolError as errors:
        # One failure is enough to know nothing; a group of them is nothing to tell a person.
        raise next(error for error in errors.exceptions if isinstance(error, ToolError)) from None
    return [task.result() for task in tasks]


def filled(template: str, values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The words a template stands for; none when its value is not to be had."""
    for name, words in values.items():
        if template == f"{{{name}}}":
            yield from words
            return
        if f"{{{name}}}" in template:
            yield from (template.replace(f"{{{name}}}", word) for word in words[:1])
            return
    if not _PLACEHOLDER.search(template):
        yield template


def has_new_files(view: View) -> bool:
    """Whether a text has no file yet: nothing can stand in for what is not there."""
    return not all(path.exists() for path in view.files)


def _stamp_by_content(view: View, tree: Path) -> None:
    for path, document in view.files.items():
        if path.is_relative_to(view.root) and (copy := tree / path.relative_to(view.root)).exists():
            os.utime(copy, (moment := _moment(document), moment))


def _moment(document: Document) -> int:
    """A time that belongs to a content.

    Tools that go by time and size (mypy, in whole seconds) would else take two texts of one length for the same.
    """
    return int(document.text.hash[:7], 16)


def _unsaved(view: View, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Copies of the texts that differ from their files."""
    for number, (path, document) in enumerate(view.files.items()):
        if on_disk(path) == document.text.content:
            continue
        copy = folder / f"{number}{path.suffix}"
        content = document.text.content.encode("utf-8", "surrogatepass")
        # mypy takes what it has cached of the file for the text that lies in for it, if both have one size.
        copy.write_bytes(content + b"\n" if path.exists() and path.stat().st_size == len(content) else content)
        os.utime(copy, (moment := _moment(document), moment))
        yield path, copy


def relative(path: Path, place: Path) -> str:
    """The path as it is named in a folder."""
    return os.path.relpath(path, place)


def on_disk(path: Path) -> str | None:
    """The text that is saved there; None where there is none."""
    try:
        return read_file(path).content
    except UnreadableFileError:
        return None
