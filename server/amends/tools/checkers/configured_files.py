"""Which files a project's own configuration hands to a tool.

Most tools look at every file that is named on their command line, whatever the configuration says. Judged by that, a
patch with a new test would have to satisfy a type checker that the project runs on its package only.
"""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import attrs
import pathspec

from amends.core.snapshot import Document

Chooser = Callable[[Path], bool]


class DocumentScope(Protocol):
    """What a tool looks at where globs alone do not tell: the kind of a document and its own words count, too."""

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files it was read from."""

    def reads(self, document: Document) -> bool:
        """Whether the tool may judge a document of this kind."""

    def judges(self, document: Document) -> bool:
        """Whether the tool judges this one."""


@attrs.frozen
class FileScope:
    """Where a tool's configuration names its files, relative to the folder it lies in."""

    tables: Mapping[str, str]
    """The table of each file that may hold the configuration; the first that is there counts."""
    include: str
    exclude: str = ""
    expressions: bool = False
    """What is excluded is told by regular expressions, not by patterns."""
    packages: tuple[str, ...] = ()
    """Keys that name packages or modules instead."""


def configured_files(scope: FileScope | None, folder: Path) -> Chooser:
    """Whether the configuration in a folder lets a tool look at a file; all of them where it says nothing readable."""
    table = _table(scope, folder) if scope else None
    if scope is None or table is None:
        return lambda _path: True
    wanted = [*_words(table.get(scope.include)), *_package_paths(scope, table)]
    included = _patterns([word for word in wanted if not word.startswith("..")]) if wanted else None
    excluded = _excluded(scope, _words(table.get(scope.exclude)))

    def chosen(path: Path) -> bool:
        if not path.is_relative_to(folder):
            return True
        name = path.relative_to(folder).as_posix()
        return (included is None or included.match_file(name)) and not excluded(name)

    return chosen


def _table(scope: FileScope, folder: Path) -> Mapping[str, Any] | None:
    for name, table in scope.tables.items():
        found = _read(folder / name, table)
        if found is not None:
            return found
    return None


def _read(file: Path, table: str) -> Mapping[str, Any] | None:
    try:
        content = file.read_text(encoding="utf-8")
        if file.suffix in {".toml", ".json"}:
            value: Any = tomllib.loads(content) if file.suffix == ".toml" else json.loads(content)
            for name in filter(None, table.split(".")):
                value = value.get(name) if isinstance(value, dict) else None
            return value if isinstance(value, dict) else None
        parser = configparser.RawConfigParser(strict=False)
        parser.read_string(content)
        return dict(parser[table]) if parser.has_section(table) else None
    except (OSError, ValueError, configparser.Error):
        return None


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [word for part in re.split(r"[,\n]", value) if (word := part.strip())]
    return [word for word in value if isinstance(word, str) and word] if isinstance(value, list) else []


def _package_paths(scope: FileScope, table: Mapping[str, Any]) -> list[str]:
    names = [name.replace(".", "/") for key in scope.packages for name in _words(table.get(key))]
    return [path for name in names for path in (name, f"src/{name}", f"{name}.py", f"src/{name}.py")]


def _patterns(words: list[str]) -> pathspec.GitIgnoreSpec:
    """A name is that file, or that folder with all it holds, from the configuration's folder on."""
    whole = {".", "./", "*", "**"}
    lines = ["/**" if word in whole else f"/{word.removeprefix('./').removeprefix('/')}" for word in words]
    return pathspec.GitIgnoreSpec.from_lines(lines)


def _excluded(scope: FileScope, words: list[str]) -> Callable[[str], bool]:
    if not scope.expressions:
        return _patterns(words).match_file
    try:
        expressions = [re.compile(word) for word in words]
    except re.error:
        return lambda _name: False

    def excluded(name: str) -> bool:
        # mypy asks this for the file and for each folder above it, these with a slash at their end.
        parts = name.split("/")
        places = [name, *("/".join(parts[:count]) + "/" for count in range(1, len(parts)))]
        return any(one.search(place) for one in expressions for place in places)

    return excluded
