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
import stat
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import attrs

from amends.core.errors import ToolCrashedError
from amends.core.text import text_hash
from amends.platform.files import FileText, UnreadableFileError, read_file
from amends.verifying.pacing import Pacer
from amends.verifying.shadow_home import ShadowHome, make_shadow_home, remove_dead_shadows
from amends.verifying.shadow_packages import PACKAGES, link_packages
from amends.verifying.tree_files import FileChoice, folder_files, inside

if sys.platform == "linux":
    import fcntl

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int, int]
_TOOL_CACHES = frozenset({".mypy_cache", ".ruff_cache", PACKAGES})
_BIG_FILE = 4 * 1024 * 1024
_FICLONE = 0x40049409  # linux/fs.h: share the blocks of one file with another


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

    @property
    def state(self) -> str:
        """Equal states have equal contents."""
        lines = [f"{path}\0{stamp}" for path, stamp in sorted(self.files.items()) if path not in self.laid]
        lines += [f"{path}\0{content}" for path, content in sorted(self.laid.items())]
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


class Shadow:
    """The shadow of one folder, used by one at a time."""

    def __init__(self, root: Path, private: Sequence[str] = (), *, use_git: bool = True) -> None:
        self._root = root
        self._choice = FileChoice(root, private)
        self._use_git = use_git
        self._home: ShadowHome | None = None
        self._index: dict[str, tuple[Stamp, Stamp]] = {}
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
                files = await self._synchronise()
                laid = self._lay(texts)
            except OSError as error:
                raise ToolCrashedError(f"The folder cannot be copied for its tests: {error}.") from error
            try:
                yield ShadowTree(self._tree, files, laid)
            finally:
                # Without a stamp the next use takes the original again.
                for path in laid:
                    self._index.pop(path, None)

    async def close(self) -> None:
        """Remove the copy."""
        async with self._lock:
            if self._home:
                await self._home.remove()
            self._home, self._index = None, {}

    @property
    def _tree(self) -> Path:
        assert self._home is not None  # noqa: S101 -- made by _synchronise before anything asks
        # The folder's own name: some projects import themselves by it.
        return self._home.folder / (self._root.resolve().name or "root")

    async def _synchronise(self) -> dict[str, Stamp]:
        if self._home is None:
            await remove_dead_shadows()
            self._home = make_shadow_home()
            self._tree.mkdir()
        sources = await folder_files(self._root, self._choice, use_git=self._use_git)
        copies = await self._sweep(sources)
        pacer = Pacer()
        for path, status in sources.items():
            await pacer.pause()
            stamp = _stamp(status)
            if path not in copies or self._index.get(path) != (stamp, copies[path]):
                await self._copy(path, status)
        link_packages(self._root, self._tree, [path for path in sources if path.endswith("package.json")])
        return {path: _stamp(status) for path, status in sources.items()}

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
                    copies[path] = _stamp(entry.stat(follow_symlinks=False))
                else:
                    _remove(entry.path)
        return copies

    async def _copy(self, path: str, status: os.stat_result) -> None:
        source, target = self._root / path, self._tree / path
        self._index.pop(path, None)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            if stat.S_ISLNK(status.st_mode):
                _copy_link(source, target, self._root)
            elif status.st_size > _BIG_FILE:
                await asyncio.to_thread(_copy_file, source, target)
            else:
                _copy_file(source, target)
        except (FileNotFoundError, PermissionError) as error:
            log.debug("%s is left out of the copy: %s", source, error)
            return
        if target.is_symlink() or target.exists():
            self._index[path] = (_stamp(status), _stamp(target.lstat()))

    def _lay(self, texts: Mapping[Path, str | None]) -> dict[str, str]:
        laid = {}
        for path, content in texts.items():
            name = inside(path, self._root)
            if not name or not self._choice(name):
                continue
            target = self._tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            if content is None:
                laid[name] = ""
                continue
            target.write_bytes(_encoded(path, content))
            with contextlib.suppress(OSError):
                target.chmod(stat.S_IMODE(path.stat().st_mode))
            laid[name] = text_hash(content)
        return laid


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode


def _folders_of(paths: Mapping[str, object]) -> set[str]:
    folders: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        parts = folder.split("/")
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return folders


def _remove(path: str) -> None:
    Path(path).unlink(missing_ok=True)


def _copy_link(source: Path, target: Path, root: Path) -> None:
    """A link stays a link when it points into the folder; one that points out of it is left out."""
    end = Path(os.path.realpath(source))
    if end == Path(os.path.realpath(root)) or inside(end, root):
        target.symlink_to(os.path.relpath(end, os.path.realpath(source.parent)))


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb", buffering=0) as original, target.open("xb", buffering=0) as copy:
        if not _share_blocks(original.fileno(), copy.fileno()):
            shutil.copyfileobj(original, copy, _BIG_FILE)
        status = os.fstat(original.fileno())
        os.fchmod(copy.fileno(), stat.S_IMODE(status.st_mode))
        os.utime(copy.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))


def _share_blocks(original: int, copy: int) -> bool:
    if sys.platform != "linux":
        return False
    try:
        fcntl.ioctl(copy, _FICLONE, original)
    except OSError:
        return False
    return True


def _encoded(path: Path, content: str) -> bytes:
    """The text as saving it would write it; UTF-8 where the file's encoding cannot."""
    try:
        like = read_file(path)
    except UnreadableFileError:
        like = FileText("", "utf-8", bom=False)
    try:
        raw = content.encode(like.encoding)
    except UnicodeEncodeError:
        raw = content.encode("utf-8", "surrogatepass")
    return b"\xef\xbb\xbf" + raw if like.bom and not content.startswith("\ufeff") else raw
