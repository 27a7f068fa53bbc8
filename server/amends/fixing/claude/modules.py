"""From a name in a Python file to the file of the workspace that defines it; nothing is imported, nothing is run."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import attrs

from amends.fixing.claude.regions import Outline

_TEST_FOLDERS = frozenset({"tests", "test", "testing"})


@attrs.frozen
class ImportedName:
    """``from module import original as name``; `level` counts the leading dots."""

    name: str
    module: str
    original: str
    level: int = 0


def imported_names(outline: Outline) -> tuple[ImportedName, ...]:
    """The names that a Python file imports at its top level; statements that do not parse are left out."""
    return tuple(name for statement in outline.import_statements for name in _names(statement))


def missing_imports(written: Outline, present: Outline, used: set[str]) -> tuple[str, ...]:
    """The imports of one text that another lacks and the code uses, as statements; ``import *`` is never taken over."""
    if written.language != "python":
        known = {" ".join(statement.split()) for statement in present.import_statements}
        return tuple(one for one in written.import_statements if " ".join(one.split()) not in known)
    here = set(imported_names(present))
    return tuple(found for one in written.import_statements if (found := _needed(one, here, used)))


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


def _needed(statement: str, known: set[ImportedName], used: set[str]) -> str:
    """A Python import reduced to the names that are used and not known; empty when none is left."""
    names = list(_names(statement))
    new = [name for name in names if name not in known and name.name in used]
    return statement if len(new) == len(names) else _statement(new) if new else ""


def _statement(names: list[ImportedName]) -> str:
    """One import of several names of one module; plain imports one a line."""
    shown = [name.original if name.original == name.name else f"{name.original} as {name.name}" for name in names]
    if names[0].original:
        return f"from {'.' * names[0].level}{names[0].module} import {', '.join(shown)}"
    return "\n".join(
        f"import {name.module}" + (f" as {name.name}" if name.name != name.module.partition(".")[0] else "")
        for name in names
    )


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
