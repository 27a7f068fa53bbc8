"""A copy of the folder in which candidates are tried: kept and updated, never re-made, and never the user's own files.

Every file is copied (shared blocks where the disk can), so whatever a test writes, it writes in the copy. A file is
copied again when the original's time, size or inode changed, or the copy's, and what tests left behind is removed.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from amends.core.errors import ToolCrashedError
from amends.jobs.pacing import Pacer
from amends.verifying.shadow_files import (
    Stamp,
    copy_entries,
    lay_text,
    remove_entry,
    remove_file,
    stamp_of,
    status_of,
    touched,
)
from amends.verifying.shadow_home import ShadowHome, make_shadow_home, remove_dead_shadows
from amends.verifying.shadow_packages import PACKAGES, link_packages
from amends.verifying.tree_files import (
    RULES_OF_GIT,
    FileChoice,
    folder_files,
    git_state,
    ignored_paths,
    inside,
    is_generated_code,
    subfolders,
)

if TYPE_CHECKING:
    from amends.verifying.tree_watch import Change, TreeWatch

log = logging.getLogger(__name__)

_TOOL_CACHES = frozenset({".mypy_cache", ".ruff_cache", PACKAGES})
_TRUSTED_SECONDS = 600.0
"""So long what the watch tells is taken for all there is."""


@attrs.frozen
class ShadowTree:
    """The copy as it stands while it is in use."""

    root: Path
    files: Mapping[str, Stamp]
    """Stamps of the originals by relative path."""
    laid: Mapping[str, str]
    """Hashes of the texts laid on top, by relative path; empty for a file that is taken away."""

    @property
    def names(self) -> set[str]:
        """Relative paths of all files that are there."""
        return {*self.files, *self.laid} - {path for path, content in self.laid.items() if not content}

    sum: int
    """Of the hashes of all originals' paths and stamps."""

    @property
    def state(self) -> str:
        """Equal states have equal contents."""
        # A sum, so that one changed file among 20,000 costs no more than itself.
        seen = self.sum - sum(_hash(path, stamp) for path in self.laid if (stamp := self.files.get(path)))
        lines = [f"{seen}", *(f"{path}\0{content}" for path, content in sorted(self.laid.items()))]
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


class Shadow:
    """The shadow of one folder, used by one at a time."""

    def __init__(self, root: Path, private: Sequence[str] = (), *, use_git: bool = True) -> None:
        self._root = root
        self._choice = FileChoice(root, private)
        self._use_git = use_git
        self._home: ShadowHome | None = None
        self._index: dict[str, tuple[Stamp, Stamp]] = {}
        """Stamps of the original and of its copy, of what was copied."""
        self._files: dict[str, Stamp] = {}
        self._sum = 0
        self._unlisted: set[str] = set()
        """What lies in the folder and is none of ours; kept so that its changes are not looked into again."""
        self._suspects: set[str] = set()
        """What appeared, and made us look through everything."""
        self._empty: set[str] = set()
        """Folders in which a file that counts may appear, though none is there."""
        self._laid: set[str] = set()
        """What was laid on top and has to be taken away."""
        self._watch: TreeWatch | None = None
        self._looked = 0.0
        self._git: object = None
        self._folders: set[str] = set()
        self._manifests: list[str] = []
        self._packages: dict[Path, object] = {}
        self._lock = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def with_texts(self, texts: Mapping[Path, str | None]) -> AsyncIterator[ShadowTree]:
        """The up-to-date copy with these texts in place of the files' own, None for a file that is to be missing.

        Texts from outside the folder are left out.

        Raises:
            ToolCrashedError: the copy cannot be made (no space, no permission).
        """
        async with self._lock:
            try:
                await self._synchronise()
                laid = self._lay(texts)
            except OSError as error:
                raise ToolCrashedError(f"The folder cannot be copied for its tests: {error}.") from error
            try:
                yield ShadowTree(self._tree, self._files, laid, self._sum)
            finally:
                # Without a stamp the next use takes the original again.
                self._laid |= laid.keys()
                for path in laid:
                    self._index.pop(path, None)

    async def close(self) -> None:
        """Remove the copy."""
        async with self._lock:
            if self._home:
                await self._home.remove()
            self._unwatch()
            self._home, self._index = None, {}

    @property
    def _tree(self) -> Path:
        assert self._home is not None  # noqa: S101 -- made by _synchronise before anything asks
        # The folder's own name: some projects import themselves by it.
        return self._home.folder / (self._root.resolve().name or "root")

    async def _synchronise(self) -> None:
        if self._home is None:
            await remove_dead_shadows()
            self._home = make_shadow_home()
            self._tree.mkdir()
        if not await self._catch_up():
            await self._look_through()
        link_packages(self._root, self._tree, self._manifests, self._packages)

    async def _catch_up(self) -> bool:
        """Take over what the watch tells; False when that is not enough to know what changed."""
        changes = self._watch.changes() if self._watch else None
        # Until this is done, what was told is known to nobody else.
        looked, self._looked = self._looked, 0.0
        if changes is None or time.monotonic() - looked > _TRUSTED_SECONDS or self._git != git_state(self._root):
            return False
        touched = dict.fromkeys(self._laid)
        touched |= dict.fromkeys(change.path for change in changes)
        news = {change.path: change for change in changes if self._is_news(change)}
        if news and not await self._is_plain(news):
            self._suspects |= news.keys()
            return False
        pacer = Pacer()
        for path in touched:
            await pacer.pause()
            await self._update(path)
        self._laid.clear()
        self._looked = looked
        return True

    def _is_news(self, change: Change) -> bool:
        """Whether a change may have changed which files count."""
        path, name = change.path, change.path.rpartition("/")[2]
        if change.tree == self._tree:
            return change.is_folder and path in self._folders
        if not self._choice(path) or path in self._unlisted:
            return False
        if change.is_folder:
            return path in self._folders or os.path.isdir(f"{self._root}/{path}")  # noqa: PTH112 -- quick
        return name in RULES_OF_GIT or (path not in self._files and os.path.lexists(f"{self._root}/{path}"))

    async def _is_plain(self, news: Mapping[str, Change]) -> bool:
        """Whether news are but new files, of which git can say at once whether they count; those that do are noted."""
        for path, change in news.items():
            status = status_of(f"{self._root}/{path}")
            if change.tree == self._tree or change.is_folder or path.rpartition("/")[2] in RULES_OF_GIT or not status:
                return False
        ignored = await ignored_paths(self._root, list(news)) if self._use_git else None
        if ignored is None or any(is_generated_code(path) for path in ignored):
            return False
        self._unlisted |= ignored
        for path in news.keys() - ignored:
            if path.rpartition("/")[0] not in self._folders:
                return False
            self._note(path, (0, 0, 0, 0))
        return True

    async def _update(self, path: str) -> None:
        """Bring one path of the copy in line with the original."""
        status = status_of(f"{self._root}/{path}") if path in self._files else None
        if status is None:
            self._forget(path)
            if path not in self._folders and path.rpartition("/")[2] not in _TOOL_CACHES:
                await remove_entry(self._tree / path)
            return
        copy, stamp = status_of(f"{self._tree}/{path}"), stamp_of(status)
        if copy is None or self._index.get(path) != (stamp, stamp_of(copy)):
            self._forget(path)
            self._note(path, stamp)
            await self._copy({path: status})

    async def _look_through(self) -> None:
        """Compare both trees, file by file, and watch them from now on."""
        from amends.verifying.tree_watch import open_watch  # noqa: PLC0415  # a megabyte, and few sessions copy trees

        self._watch = self._watch or open_watch(self._root, self._tree)
        git = git_state(self._root)
        sources = await self._listed()
        copies = await self._sweep(sources)
        await self._copy(
            {
                path: status
                for path, status in sources.items()
                if path not in copies or self._index.get(path) != (stamp_of(status), copies[path])
            }
        )
        self._files, self._sum = {}, 0
        for path, status in sources.items():
            self._note(path, stamp_of(status))
        self._folders = {"", *_folders_of(sources)}
        self._manifests = [path for path in sources if path.endswith("package.json")]
        self._unlisted = {path for path in self._unlisted | self._suspects if path not in sources} - self._folders
        self._unlisted -= self._empty
        self._suspects.clear()
        self._git, self._looked = git, time.monotonic()
        self._laid.clear()
        self._watch_folders(self._tree)

    async def _listed(self) -> dict[str, os.stat_result]:
        """All files that count, seen while every folder of theirs was watched."""
        while True:
            if self._watch:
                self._watch.changes()
            sources = await folder_files(self._root, self._choice, use_git=self._use_git)
            self._folders = {"", *_folders_of(sources)}
            if self._watch is None or not self._watch_folders(self._root, await self._others()):
                return sources

    async def _others(self) -> set[str]:
        """Folders without a file that counts; those that git ignores are noted and left out."""
        self._empty, pacer, pending = set(), Pacer(), self._folders
        while pending:
            found: set[str] = set()
            for folder in pending:
                await pacer.pause()
                found |= {name for name in subfolders(self._root, folder) if self._choice(name)}
            found -= self._folders | self._empty
            ignored = await ignored_paths(self._root, sorted(found)) if self._use_git else None
            self._unlisted |= ignored or set()
            pending = found - (ignored or set())
            self._empty |= pending
        return self._empty

    def _watch_folders(self, tree: Path, others: Iterable[str] = ()) -> bool:
        """Watch all folders of a tree that are not yet; whether there were any."""
        if self._watch is None:
            return False
        there = [folder for folder in (*self._folders, *others) if os.path.isdir(f"{tree}/{folder}")]  # noqa: PTH112 -- quick
        try:
            return self._watch.add(tree, there)
        except OSError as error:
            log.info("%s is not watched: %s", tree, error)
            self._unwatch()
            return False

    def _unwatch(self) -> None:
        if self._watch:
            self._watch.close()
        self._watch, self._looked = None, 0.0

    def _note(self, path: str, stamp: Stamp) -> None:
        self._files[path] = stamp
        self._sum += _hash(path, stamp)

    def _forget(self, path: str) -> None:
        if stamp := self._files.pop(path, None):
            self._sum -= _hash(path, stamp)

    async def _sweep(self, sources: Mapping[str, os.stat_result]) -> dict[str, Stamp]:
        """Remove what the originals don't have; the stamps of what stays. Follows no link."""
        wanted = _folders_of(sources)
        copies: dict[str, Stamp] = {}
        folders, pacer = [""], Pacer()
        while folders:
            folder = folders.pop()
            with os.scandir(self._tree / folder) as entries:
                listed = list(entries)
            for entry in listed:
                await pacer.pause()
                path = folder + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path in wanted:
                        folders.append(path + "/")
                    elif entry.name not in _TOOL_CACHES:
                        await asyncio.to_thread(shutil.rmtree, entry.path, ignore_errors=True)
                elif path in sources:
                    copies[path] = stamp_of(entry.stat(follow_symlinks=False))
                else:
                    remove_file(entry.path)
        return copies

    async def _copy(self, statuses: Mapping[str, os.stat_result]) -> None:
        for path in statuses:
            self._index.pop(path, None)
        copies = await copy_entries(statuses, self._root, self._tree) if statuses else {}
        # Builders take what is older than their result for unchanged: an original that comes back is news to them.
        copies |= {path: touched(self._tree / path) for path in copies.keys() & self._laid}
        self._index |= {path: (stamp_of(statuses[path]), copy) for path, copy in copies.items()}

    def _lay(self, texts: Mapping[Path, str | None]) -> dict[str, str]:
        named = ((inside(path, self._root), path) for path in texts)
        ours = {name: path for name, path in named if name and self._choice(name)}
        return {name: lay_text(texts[path], self._tree / name, path) for name, path in ours.items()}


def _hash(path: str, stamp: Stamp) -> int:
    named = f"{path}\0{stamp}".encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.blake2b(named, digest_size=16).digest(), "big")


def _folders_of(paths: Mapping[str, object]) -> set[str]:
    folders: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        parts = folder.split("/")
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return folders
