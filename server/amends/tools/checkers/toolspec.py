"""What a checker is, as data: how a project says that it uses it, where its program lies, how it is fed and read."""

from __future__ import annotations

import configparser
import json
import tomllib
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import attrs

from amends.tools.checkers.configured_files import DocumentScope, FileScope
from amends.tools.checkers.findings import Unit
from amends.tools.checkers.formats import Reader

PYTHON = frozenset({"python"})
SCRIPT = frozenset({"javascript", "javascriptreact", "typescript", "typescriptreact"})


class Home(Enum):
    """Where a project keeps a tool's program; what is not there is looked for on the path."""

    PYTHON = "beside the project's interpreter"
    NODE = "in node_modules/.bin"
    PATH = "on the PATH"


class Feed(Enum):
    """How texts that are not saved reach a tool."""

    STDIN = "one text by standard input"
    SHADOW_FILE = "mypy's --shadow-file"
    TREE = "a copy of the folder"


class Reach(Enum):
    """Which files a tool is asked about beside the touched ones."""

    NONE = "none"
    IMPORTERS = "Python files that import them"
    ALL = "all of the language"


@attrs.frozen
class Mark:
    """A file by whose presence a project says that it uses a tool; with a table, only if it has that."""

    pattern: str
    table: str = ""

    def within(self, folder: Path) -> bool:
        """Whether the folder bears it; a file that cannot be read says nothing."""
        files = [folder / self.pattern] if "*" not in self.pattern else sorted(folder.glob(self.pattern))
        return any(file.exists() and (not self.table or _has_table(file, self.table)) for file in files)


@attrs.frozen(kw_only=True)
class CheckerSpec:
    """What is known of every checker, whether it is a command or a language server."""

    name: str
    languages: frozenset[str]
    """LSP language ids it understands; empty for all."""
    program: str
    home: Home
    arguments: tuple[str, ...]
    marks: tuple[Mark, ...] = ()
    unless: tuple[Mark, ...] = ()
    """What says that the tool cannot judge this project by itself."""
    whole_program: bool = False
    """Whether what it says of one text depends on the others."""
    files: FileScope | None = None
    """How its configuration says which files it is for."""
    scope: Callable[[Path], DocumentScope] | None = None
    """How the configuration in a folder says more than that, if it does."""
    environment: Mapping[str, str] = attrs.field(factory=dict)
    """In it stand ``{cache}``, a folder of ours that stays, and ``{shared}/NAME``, one that all projects use."""
    seconds: float = 120.0


@attrs.frozen(kw_only=True)
class ToolSpec(CheckerSpec):
    """One checker that is run by a command.

    In `arguments` stand:

    ``{name}`` the text's path, ``{files}`` the touched files and those in reach, ``{cache}`` a folder of ours that
    stays, ``{overlay}`` the overlay's file, ``{python}`` the project's interpreter; an argument with a value that is
    not to be had is left out.
    """

    feed: Feed
    reader: Reader
    reach: Reach = Reach.NONE
    unit: Unit = Unit.CODE_POINT
    outermost: bool = False
    """It runs in the outermost marked folder, not the nearest: workspaces."""
    replaces: str = ""
    """Another checker that finds nothing more than this one."""
    version: tuple[str, ...] = ("--version",)

    def used_in(self, folder: Path) -> bool:
        """Whether a folder says that it uses the tool."""
        return any(mark.within(folder) for mark in self.marks) and not any(mark.within(folder) for mark in self.unless)

    def place(self, path: Path, root: Path) -> Path | None:
        """The marked folder to run in for a file below the root; None when there is none above it."""
        if not path.is_relative_to(root):
            return None
        above = [folder for folder in path.parents if folder.is_relative_to(root)]
        marked = [folder for folder in above if self.used_in(folder)]
        if not marked:
            return None
        return marked[-1] if self.outermost else marked[0]


def _has_table(file: Path, table: str) -> bool:
    try:
        content = file.read_text(encoding="utf-8")
        if file.suffix == ".toml":
            return _at(tomllib.loads(content), table) is not None
        if file.suffix == ".json":
            return _at(json.loads(content), table) is not None
        parser = configparser.RawConfigParser(strict=False)
        parser.read_string(content)
    except (OSError, ValueError, configparser.Error):
        return False
    return any(section == table or section.startswith((f"{table}-", f"{table}:")) for section in parser.sections())


def _at(value: Any, dotted: str) -> Any:
    for name in dotted.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
