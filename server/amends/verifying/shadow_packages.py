"""Packages that JavaScript projects install into their folders, in a copy: links, in folders of the copy's own.

What tools write beside the packages (`.vite`, `.cache`) stays in the copy. A link of the original that leads into the
project itself, as workspaces have them, leads into the copy.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from amends.platform.git import folders_above

PACKAGES = "node_modules"
_WRITTEN_BY_TOOLS = frozenset({".vite", ".vite-temp", ".vitest", ".cache"})
_RECORDS = (".package-lock.json", ".modules.yaml", ".yarn-integrity", ".yarn-state.yml")


def link_packages(root: Path, tree: Path, files: Collection[str], seen: dict[Path, object]) -> None:
    """Bring the packages of `tree`, the copy, up to date with those of `root`; `seen` remembers what they were."""
    real = Path(os.path.realpath(root))
    for path in files:
        if path == "package.json" or path.endswith("/package.json"):
            folder = path.removesuffix("package.json")
            stamp = _stamp(real / folder / PACKAGES)
            if seen.get(real / folder) != stamp:
                _link(real / folder / PACKAGES, tree / folder / PACKAGES, real, tree)
                seen[real / folder] = stamp
    above = next((folder for folder in folders_above(real) if (folder / PACKAGES).is_dir()), None)
    if above and files and seen.get(above) != (stamp := _stamp(above / PACKAGES)):
        # Workspaces install at the repository's top; what is there is found above the copy.
        _link(above / PACKAGES, tree.parent / PACKAGES, real, tree)
        seen[above] = stamp


def _stamp(packages: Path) -> list[int]:
    """What every package manager changes when it changes anything."""
    return [
        place.stat().st_mtime_ns if place.exists() else 0
        for place in (packages, *(packages / name for name in _RECORDS))
    ]


def _link(original: Path, copy: Path, root: Path, tree: Path) -> None:
    if not original.is_dir():
        shutil.rmtree(copy, ignore_errors=True)
        return
    copy.mkdir(parents=True, exist_ok=True)
    wanted = dict(_entries(original, copy, root, tree))
    for place in (copy, *(entry for entry in copy.iterdir() if entry.name.startswith("@") and not entry.is_symlink())):
        for entry in place.iterdir():
            if entry.is_symlink() and wanted.get(entry) != entry.readlink():
                entry.unlink()
    for link, target in wanted.items():
        link.parent.mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError):
            link.symlink_to(target)


def _entries(original: Path, copy: Path, root: Path, tree: Path) -> Iterator[tuple[Path, Path]]:
    for entry in original.iterdir():
        if entry.name.startswith("@") and not entry.is_symlink():
            yield from _entries(entry, copy / entry.name, root, tree)
        elif entry.name not in _WRITTEN_BY_TOOLS:
            yield copy / entry.name, _target(entry, root, tree)


def _target(entry: Path, root: Path, tree: Path) -> Path:
    if entry.is_symlink():
        end = Path(os.path.realpath(entry))
        if end.is_relative_to(root) and PACKAGES not in end.relative_to(root).parts:
            return tree / end.relative_to(root)
    return entry
