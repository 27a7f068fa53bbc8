"""From a name in a Python file to the file of the workspace that defines it; nothing is imported, nothing is run."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import attrs

from amends.core.text import Text
from amends.fixing.claude.regions import import_statements

_TEST_FOLDERS = frozenset({"tests", "test", "testing"})


@attrs.frozen
class ImportedName:
    """``from module import original as name``; `level` counts the leading dots."""

    name: str
    module: str
    original: str
    level: int = 0


def imported_names(text: Text) -> tuple[ImportedName, ...]:
    """The names that a Python file imports at its top level; statements that do not parse are left out."""
    return tuple(name for statement in import_statements(text, "python") for name in _names(statement))


def find_module(name: ImportedName, importer: Path, root: Path) -> Path | None:
    """The workspace's file of a module, in the folder itself or its ``src``; None for everything installed."""
    parts = [part for part in name.module.split(".") if part]
    if name.level:
        bases = [importer.parents[min(name.level, len(importer.parents)) - 1]]
    else:
        bases = [root, root / "src", importer.parent]
    for base in bases:
        for candidate in _files(base, parts, name.original):
            if candidate.is_file():
                return candidate
    return None


def is_test_file(path: str) -> bool:
    """Whether a path looks like one that holds tests."""
    pure = PurePosixPath(path)
    named = pure.name.startswith("test_") or pure.stem.endswith("_test") or pure.name == "conftest.py"
    return named or bool(_TEST_FOLDERS & set(pure.parts[:-1]))


def _files(base: Path, parts: list[str], original: str) -> Iterator[Path]:
    folder = base.joinpath(*parts)
    if original:
        yield folder / f"{original}.py"
    if parts:
        yield folder.with_name(f"{folder.name}.py")
    yield folder / "__init__.py"


def _names(statement: str) -> Iterator[ImportedName]:
    try:
        body = ast.parse(textwrap.dedent(statement)).body
    except (SyntaxError, ValueError):
        return
    for node in body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield ImportedName(alias.asname or alias.name, node.module or "", alias.name, node.level)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield ImportedName(alias.asname or alias.name.partition(".")[0], alias.name, "")
