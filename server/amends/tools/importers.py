"""Which Python files import which, read from their import lines alone; nothing is run."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from amends.tools.testfiles import import_root

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<base>\.*[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#;]*)"
    r"|import[ \t]+(?P<plain>[^\n#;]+))",
    re.MULTILINE,
)
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "build", "dist", "target"})
_MOST_FILES = 20_000
_FILES_A_TURN = 100

Stamp = tuple[int, int]


@attrs.define
class ImportIndex:
    """The imports of a folder's Python files, each read again only when it changed."""

    root: Path
    _known: dict[Path, tuple[Stamp, frozenset[str]]] = attrs.field(factory=dict)

    async def importers(self, touched: Iterable[Path]) -> tuple[Path, ...]:
        """Files that import one of the touched modules, or a package whose ``__init__`` hands it on; sorted."""
        imports = await self._imports()
        found: set[Path] = set()
        waiting = set(touched)
        first = frozenset(waiting)
        while waiting:
            names = {name for path in waiting for name in _names(path, self.root)}
            new = {path for path, imported in imports.items() if names & imported} - found - first
            found |= new
            waiting = {path for path in new if path.name == "__init__.py"}
        return tuple(sorted(found))

    async def _imports(self) -> Mapping[Path, frozenset[str]]:
        known: dict[Path, tuple[Stamp, frozenset[str]]] = {}
        for number, path in enumerate(files_below(self.root, {".py", ".pyi"})):
            if number % _FILES_A_TURN == 0:
                await asyncio.sleep(0)
            try:
                status = path.stat()
                stamp = status.st_mtime_ns, status.st_size
                entry = self._known.get(path)
                known[path] = entry if entry and entry[0] == stamp else (stamp, _imported(path))
            except OSError:
                continue
        self._known = known
        return {path: names for path, (_, names) in known.items()}


def files_below(root: Path, suffixes: Iterable[str], most: int = _MOST_FILES) -> Iterator[Path]:
    """Files with these suffixes, but for hidden folders, environments and what is installed or built."""
    wanted, count = tuple(suffixes), 0
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if not _is_skipped(folder, name))
        for name in sorted(names):
            if name.endswith(wanted):
                count += 1
                if count > most:
                    return
                yield Path(folder, name)


def _is_skipped(folder: str, name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED or os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))  # noqa: PTH110, PTH118 -- asked for every folder of the tree


def _imported(path: Path) -> frozenset[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    return frozenset(name for match in _IMPORT.finditer(text) for name in _spelled_out(match, path))


def _spelled_out(match: re.Match[str], importer: Path) -> Iterator[str]:
    if match["plain"]:
        for part in match["plain"].split(","):
            yield part.split(" as ")[0].strip()
        return
    base = _absolute(match["base"], importer)
    yield base
    for part in match["names"].strip("() \t\n").split(","):
        # `from shop import cart` may mean the module shop.cart; only the touched module's name decides.
        yield f"{base}.{part.split(' as ')[0].strip()}".strip(".")


def _absolute(base: str, importer: Path) -> str:
    level = len(base) - len(base.lstrip("."))
    if not level:
        return base
    package = importer.parents[min(level, len(importer.parents)) - 1]
    top = import_root(importer)
    within = ".".join(package.relative_to(top).parts) if package.is_relative_to(top) else ""
    return ".".join(filter(None, (within, base[level:])))


def _names(path: Path, root: Path) -> Iterator[str]:
    """Every dotted name under which a module may be imported."""
    for base in {import_root(path), root, root / "src"}:
        if path.is_relative_to(base):
            parts = path.relative_to(base).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
