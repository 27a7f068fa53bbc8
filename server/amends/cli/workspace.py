"""A folder opened from the terminal: the same loop as the server's, with the terminal as its client."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.status import Status

from amends.app import App, Overrides
from amends.cli.run import GlobalOptions
from amends.core.errors import UsageError
from amends.core.fixes import FileEdit
from amends.core.problems import Problem, Severity
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.jobs.tasks import TaskRegistry
from amends.loop.folder import Folder
from amends.loop.signals import show_notices
from amends.platform.files import LANGUAGES, language_of
from amends.platform.uris import path_to_uri
from amends.verifying.tree_files import FileChoice, folder_files

_ROOT_MARKERS = (
    ".git",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "package.json",
    "tsconfig.json",
    "go.mod",
    "Cargo.toml",
    ".amends",
    "ruff.toml",
    ".ruff.toml",
)


class TerminalClient:
    """The person at a terminal: sentences and progress go to stderr, nothing is asked."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        self._status: Status | None = None

    def publish(self, uri: str, version: int | None, problems: Sequence[Problem]) -> None:
        """Nothing: commands print what they find themselves."""

    async def apply_edit(self, _label: str, _files: Sequence[FileEdit], *, review: bool = False) -> bool:  # noqa: ARG002 -- the port's name
        """Never: commands write files themselves, and only with `--apply`."""
        return False

    def show_message(self, severity: Severity, sentence: str) -> None:
        """One sentence on stderr."""
        style = "yellow" if severity is not Severity.INFORMATION else ""
        self.console.print(f"amends: {sentence}", style=style, markup=False, soft_wrap=True)

    async def ask(self, _question: str, _options: Sequence[str]) -> str | None:
        """Nobody is asked in a batch run."""
        return None

    @contextlib.asynccontextmanager
    async def progress(self, title: str) -> AsyncIterator[TerminalProgress]:
        """A spinner with what happens now, where stderr is a terminal."""
        with self.console.status(title) as status:
            yield TerminalProgress(status)

    def status(self, folder: str, state: str, detail: str) -> None:
        """Nothing: the spinner says what happens."""


class TerminalProgress:
    """What happens now, beside the spinner."""

    def __init__(self, status: Status) -> None:
        self._status = status

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say what happens now."""
        self._status.update(message if percentage is None else f"{message} ({percentage} %)")


@contextlib.asynccontextmanager
async def opened_folder(paths: Iterable[Path], options: GlobalOptions) -> AsyncIterator[Folder]:
    """The project folder that holds all paths, closed with everything it started at the end."""
    root = project_root(paths)
    app = App(overrides=Overrides(options.trust, options.model, options.profile))
    tasks = TaskRegistry()
    folder = app.build(root, path_to_uri(root), TerminalClient(), tasks)
    show_notices(folder)
    app.configure(folder, (), trusted=None)
    try:
        yield folder
    finally:
        await tasks.close()
        await folder.workshop.close()
        folder.profile.close()


def project_root(paths: Iterable[Path]) -> Path:
    """The nearest folder above all paths that looks like a project's root, else their common folder.

    Raises:
        UsageError: a path does not exist.
    """
    resolved = [path.resolve() for path in paths] or [Path.cwd()]
    for path in resolved:
        if not path.exists():
            raise UsageError(f"{path} does not exist.")
    folders = [path if path.is_dir() else path.parent for path in resolved]
    common = folders[0]
    while not all(folder.is_relative_to(common) for folder in folders):
        common = common.parent
    for candidate in (common, *common.parents):
        if any((candidate / marker).exists() for marker in _ROOT_MARKERS):
            return candidate
    return common


async def source_files(paths: Iterable[Path], folder: Folder) -> list[Path]:
    """The files that paths name; in folders those that a checker reads and that belong to the project."""
    files: dict[Path, None] = {}
    listed: list[Path] | None = None
    for path in (path.resolve() for path in paths):
        if path.is_file():
            files[path] = None
            continue
        listed = await project_files(folder) if listed is None else listed
        files |= dict.fromkeys(file for file in listed if _is_source(file, folder) and file.is_relative_to(path))
    return list(files)


def _is_source(file: Path, folder: Folder) -> bool:
    # What a link leads to is listed under its own name, or is not the project's.
    if file.is_symlink() or file.suffix not in LANGUAGES:
        return False
    document = Document(path_to_uri(file), language_of(file), Text(""))
    return any(checker.languages and checker.handles(document) for checker in folder.equipment.checkers)


async def project_files(folder: Folder) -> list[Path]:
    """The files of a project, sorted; git is asked only in a trusted folder."""
    choice = FileChoice(folder.root, folder.settings.privacy_ignore)
    found = await folder_files(folder.root, choice, use_git=folder.settings.trusted)
    return sorted(folder.root / name for name in found)


def print_error(sentence: str) -> None:
    """A sentence for the person, beside the answer."""
    sys.stderr.write(f"amends: {sentence}\n")
