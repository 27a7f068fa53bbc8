"""Which test files speak of which modules: read from imports and names, without running anything."""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import Iterator, Sequence
from enum import IntEnum
from pathlib import Path

import attrs

_TEST_NAME = re.compile(r"(test_.+|.+_test)\.py$")
_SKIPPED_FOLDERS = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "build", "dist"})
_MOST_TEST_FILES = 5000


class _Nearness(IntEnum):
    """Why a test file covers a module, nearest first."""

    ITSELF = 0
    IMPORTS_AND_NAMED = 1
    IMPORTS = 2
    NAMED = 3
    MENTIONS = 4
    """Names the module in a string, as `monkeypatch.setattr` and `import_module` do."""
    IMPORTS_PACKAGE = 5
    """Imports a package whose ``__init__`` hands the module's names on."""


@attrs.frozen
class _Module:
    """A touched file, under every dotted name that a test may know it by."""

    path: Path
    names: frozenset[str]
    packages: frozenset[str]
    """Packages whose ``__init__`` mentions it."""

    @property
    def stem(self) -> str:
        return self.path.parent.name if self.path.stem == "__init__" else self.path.stem


def tests_covering(root: Path, touched: Sequence[Path], candidates: Sequence[Path]) -> tuple[Path, ...]:
    """Those of `candidates` that cover one of the `touched` files, nearest first.

    A test file covers a module it imports (absolutely, relatively, through ``src`` or a package that hands it on), is
    named after, or names in a string; a ``conftest.py`` is covered by every test file beside and below it.
    """
    modules = [_module(path, root) for path in touched if path.suffix == ".py"]
    ranked = [(rank, candidate) for candidate in candidates if (rank := _best_rank(candidate, modules))]
    return tuple(candidate for _, candidate in sorted(ranked))


def find_test_files(root: Path) -> tuple[Path, ...]:
    """Every ``test_*.py`` and ``*_test.py`` below `root`, but for hidden folders, environments and installed code."""
    found: list[Path] = []
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if not _is_skipped(Path(folder, name)))
        found += [Path(folder, name) for name in sorted(names) if _TEST_NAME.match(name)]
        if len(found) > _MOST_TEST_FILES:
            break
    return tuple(found[:_MOST_TEST_FILES])


def import_root(path: Path) -> Path:
    """The folder a module is imported from: the first above it that is no regular package."""
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder


def _is_skipped(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in _SKIPPED_FOLDERS or (folder / "pyvenv.cfg").exists()


def _module(path: Path, root: Path) -> _Module:
    bases = {import_root(path), root, root / "src"}
    names = {_dotted(path.relative_to(base)) for base in bases if path.is_relative_to(base)} - {""}
    stem = path.parent.name if path.stem == "__init__" else path.stem
    packages = {name.rsplit(".", depth)[0] for name in names for depth in _handing_on(path, stem, name.count("."))}
    return _Module(path, frozenset(names), frozenset(packages))


def _handing_on(path: Path, stem: str, most: int) -> Iterator[int]:
    """How many levels above the module there are ``__init__`` files that mention it."""
    folder = path.parent.parent if path.stem == "__init__" else path.parent
    for depth in range(1, most + 1):
        if re.search(rf"\b{re.escape(stem)}\b", _read(folder / "__init__.py")):
            yield depth
        folder = folder.parent


def _dotted(relative: Path) -> str:
    parts = relative.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _best_rank(candidate: Path, modules: Sequence[_Module]) -> tuple[_Nearness, int] | None:
    """How near a test file is to the nearest module: why, then steps between their folders."""
    text = _read(candidate)
    ranks = [
        (nearness, _steps(candidate, module.path))
        for module in modules
        if (nearness := _nearness(candidate, text, module)) is not None
    ]
    return min(ranks, default=None)


def _nearness(candidate: Path, text: str, module: _Module) -> _Nearness | None:
    if candidate == module.path:
        return _Nearness.ITSELF
    if module.path.name == "conftest.py":
        return _Nearness.IMPORTS if candidate.is_relative_to(module.path.parent) else None
    named = _is_named_after(candidate, module)
    imported = _imports(candidate, text, module)
    if module.names & imported:
        return _Nearness.IMPORTS_AND_NAMED if named else _Nearness.IMPORTS
    if named:
        return _Nearness.NAMED
    if any("." in name and re.search(rf"\b{re.escape(name)}\b", text) for name in module.names):
        return _Nearness.MENTIONS
    return _Nearness.IMPORTS_PACKAGE if _imports_through_package(imported, module) else None


def _imports_through_package(imported: frozenset[str], module: _Module) -> bool:
    if module.path.stem == "__init__" and any(name.startswith(f"{own}.") for name in imported for own in module.names):
        return True  # importing a submodule runs its package's __init__ first
    return bool(module.packages & imported)


def _is_named_after(candidate: Path, module: _Module) -> bool:
    subject = candidate.stem.removeprefix("test_").removesuffix("_test")
    return subject == module.stem or any(subject == name.replace(".", "_") for name in module.names)


def _imports(candidate: Path, text: str, module: _Module) -> frozenset[str]:
    """Every dotted name a file imports, relative ones spelled out; empty when the text cannot concern the module."""
    words = {name.rsplit(".", 1)[-1] for name in module.names | module.packages}
    if not any(word in text for word in words):
        return frozenset()
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    return frozenset(name for node in ast.walk(tree) for name in _imported_names(node, candidate))


def _imported_names(node: ast.AST, importer: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = _absolute_name(node, importer)
        yield base
        # `from shop import cart` may import the module shop.cart or a name of shop; only the touched module decides.
        yield from (f"{base}.{alias.name}".strip(".") for alias in node.names)


def _absolute_name(node: ast.ImportFrom, importer: Path) -> str:
    if not node.level:
        return node.module or ""
    package = importer.parents[min(node.level, len(importer.parents)) - 1]
    base = _dotted(package.relative_to(import_root(importer))) if package.is_relative_to(import_root(importer)) else ""
    return ".".join(filter(None, (base, node.module)))


def _steps(one: Path, other: Path) -> int:
    return len(Path(os.path.relpath(one.parent, other.parent)).parts)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
