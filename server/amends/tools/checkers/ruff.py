"""Ruff as a checker: the project's own when it is trusted, else the one that comes with Amends."""

from __future__ import annotations

import logging
import os
import shlex
import tomllib
from collections.abc import Sequence
from pathlib import Path

import attrs
import ruff  # type: ignore[import-untyped]  # the wheel carries no types

from amends.core.errors import ToolCrashedError, ToolMissingError, ToolTimeoutError
from amends.core.problems import Problem
from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.files import UnreadableFileError, read_document
from amends.platform.processes import ProcessLimits, ProcessResult, clean_environment, run_process
from amends.platform.uris import path_to_uri, uri_to_path
from amends.tools.checkers.checker import CheckerRun, View
from amends.tools.checkers.ruff_json import Finding, problem_of, read_findings

log = logging.getLogger(__name__)

_CONFIG_NAMES = ("pyproject.toml", "ruff.toml", ".ruff.toml")
_OPTIONS = ("check", "--output-format=json", "--no-fix", "--force-exclude", "--no-cache")
_FOUND_EXIT_CODES = (0, 1)
_LIMITS = ProcessLimits(seconds=15.0)
_BATCH_LIMITS = ProcessLimits(seconds=120.0, output_bytes=256 * 1024 * 1024)


@attrs.frozen
class RuffCommand:
    """How to start ruff; `ours` is the one that comes with Amends, which runs no code of the project."""

    command: tuple[str, ...]
    ours: bool


def find_ruff(root: Path, settings: Settings, interpreter: Path | None) -> RuffCommand:
    """The command of the user's settings, else the ruff beside the project's interpreter, else ours.

    In a folder that is not trusted it is always ours.

    Raises:
        ToolMissingError: there is no ruff at all, not even ours.
    """
    if settings.trusted:
        if command := settings.checker_commands.get("ruff"):
            return RuffCommand(tuple(command), ours=False)
        if interpreter and os.access(beside := (root / interpreter).parent / "ruff", os.X_OK):
            return RuffCommand((str(beside),), ours=False)
    try:
        return RuffCommand((os.fsdecode(ruff.find_ruff_bin()),), ours=True)
    except FileNotFoundError as error:
        raise ToolMissingError("ruff is not installed beside Amends; reinstall Amends.") from error


def project_uses_ruff(root: Path) -> bool:
    """Whether the project's own configuration speaks of ruff."""
    if any((root / name).is_file() for name in ("ruff.toml", ".ruff.toml")):
        return True
    try:
        return "ruff" in tomllib.loads((root / "pyproject.toml").read_text("utf-8")).get("tool", {})
    except (OSError, ValueError):
        return False


@attrs.frozen
class RuffChecker:
    """Runs ruff on texts by standard input, so that what is not saved counts; configuration comes from the disk."""

    command: RuffCommand
    limits: ProcessLimits = _LIMITS
    options: tuple[str, ...] = ()
    """Said besides our own: rules and the like, where no configuration file says them."""
    name: str = attrs.field(default="ruff", init=False)
    languages: frozenset[str] = attrs.field(default=frozenset({"python"}), init=False)

    def handles(self, document: Document) -> bool:
        """Python files and new unsaved Python texts; no notebooks and no cells of them."""
        scheme = document.uri.partition(":")[0]
        return document.language in self.languages and (
            scheme == "untitled" or (scheme == "file" and not document.uri.endswith(".ipynb"))
        )

    def judges(self, document: Document) -> bool:  # noqa: ARG002 -- the protocol's
        """Everything: ruff itself says what its configuration leaves out."""
        return True

    def configuration(self, document: Document, root: Path) -> str:
        """Ruff's path, and time and size of every configuration file it may look at; `extend` is not followed."""
        stamps = [
            f"{file}:{stat.st_mtime_ns}:{stat.st_size}"
            for folder in _file_name(document, root).parents
            for file in (folder / name for name in _CONFIG_NAMES)
            if (stat := _stat(file))
        ]
        return "\n".join([*self.command.command, *self.options, *stamps])

    @property
    def whole_program(self) -> bool:
        """Never: it looks at one text at a time, in milliseconds."""
        return False

    async def look(self, view: View) -> CheckerRun:
        """All findings in the texts to judge; see `Checker.look` for what it raises."""
        runs = [await self.check(document, view.root) for document in view.documents]
        return CheckerRun.together(runs)

    async def close(self) -> None:
        """Nothing of it keeps running."""

    async def check(self, document: Document, root: Path) -> CheckerRun:
        """All findings in one text, each with the edit ruff proposes; see `Checker.look` for what it raises."""
        name = str(_file_name(document, root))
        # A lone surrogate becomes one "?": ruff reads UTF-8 only, and every position must stay.
        content = document.text.content.encode("utf-8", "replace")
        command = (*self.command.command, *self._options, "--stdin-filename", name, "-")
        result = await run_process(command, cwd=root, stdin=content, env=_environment(), limits=self.limits)
        shown = f"{result.command} < {shlex.quote(name)}"
        problems = tuple(problem_of(finding, document) for finding in _findings(result, shown))
        return CheckerRun(problems, shown, result.duration_ms)

    @property
    def _options(self) -> tuple[str, ...]:
        return (*_OPTIONS, *(one for one in self.options if one not in _OPTIONS))

    async def check_paths(self, paths: Sequence[Path], root: Path) -> CheckerRun:
        """All findings in files and folders on disk, by one run; every problem carries its own URI.

        Raises:
            ToolError: as for `check`.
        """
        command = (*self.command.command, *_OPTIONS, "--", *(str(path.absolute()) for path in paths))
        result = await run_process(command, cwd=root, env=_environment(), limits=_BATCH_LIMITS)
        found = [finding for finding in _findings(result, result.command) if not finding.in_notebook]
        documents = {name: _read(Path(name)) for name in {finding.filename for finding in found}}
        problems = tuple(_problem_on_disk(finding, documents[finding.filename]) for finding in found)
        return CheckerRun(problems, result.command, result.duration_ms)


def _file_name(document: Document, root: Path) -> Path:
    return uri_to_path(document.uri) or root / "untitled.py"


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None


def _environment() -> dict[str, str]:
    # RUFF_OUTPUT_FILE and the like would change what we read, unseen in the command line that we show.
    return {name: value for name, value in clean_environment().items() if not name.startswith("RUFF_")}


def _findings(result: ProcessResult, shown: str) -> tuple[Finding, ...]:
    if result.timed_out:
        raise ToolTimeoutError("ruff did not answer in time; try its command in a terminal.", shown, result.err)
    if result.truncated or result.exit_code not in _FOUND_EXIT_CODES:
        log.warning("%s ended with %d: %s", shown, result.exit_code, result.err)
        raise ToolCrashedError(_failure_sentence(result.err), shown, result.err)
    try:
        return read_findings(result.stdout)
    except ValueError as error:
        raise ToolCrashedError("ruff's answer cannot be read; is its version too old?", shown, result.out) from error


def _failure_sentence(stderr: str) -> str:
    """Ruff prints a chain of ``Cause:`` lines; the first says where, the last line says what."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    causes = [line.removeprefix("Cause: ") for line in lines if line.startswith("Cause: ")]
    if not causes:
        return "ruff failed; try its command in a terminal."
    detail = f" ({lines[-1].removeprefix('Cause: ')})" if len(lines) > lines.index(f"Cause: {causes[0]}") + 1 else ""
    return f"ruff failed: {causes[0]}{detail}; correct that, or its configuration."


def _read(path: Path) -> Document | None:
    try:
        return read_document(path)
    except UnreadableFileError:
        return None


def _problem_on_disk(finding: Finding, document: Document | None) -> Problem:
    if document is not None:
        return problem_of(finding, document)
    empty = Document(path_to_uri(Path(finding.filename)), "python", Text(""))
    return attrs.evolve(problem_of(finding, empty), tool_fix=None, text_hash="")
