"""Single files of the shadow: copied as they are, or written with a text in place of the file's own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import stat
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import attrs

from amends.core.text import text_hash
from amends.platform.files import FileText, UnreadableFileError, read_file
from amends.verifying.tree_files import inside

if sys.platform == "linux":
    import fcntl

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int, int]
"""Time, size, inode and mode: as long as they stay, the content is taken to stay."""
_BIG_FILE = 4 * 1024 * 1024
_WORKERS = 4
_FEW_FILES = 64
_FICLONE = 0x40049409  # linux/fs.h: share the blocks of one file with another


async def copy_entries(statuses: Mapping[str, os.stat_result], source: Path, target: Path) -> dict[str, Stamp]:
    """Put copies of files and links of one folder in place of what is in another, by some threads at once.

    `statuses` are what `lstat` says of them, by relative path. Returns the copies' stamps; what is gone, not readable,
    or a link out of the folder has none. When it returns or is cancelled no thread writes any more.

    Raises:
        OSError: there is no space, say.
    """
    listed, stop = list(statuses.items()), threading.Event()
    workers = min(_WORKERS, max(len(listed) // _FEW_FILES, 1))
    parts = [dict(listed[number::workers]) for number in range(workers)]
    running = [asyncio.ensure_future(asyncio.to_thread(_copy_some, part, source, target, stop)) for part in parts]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        stop.set()
        await asyncio.wait(running)
    return {path: stamp for part in running for path, stamp in part.result().items()}


def _copy_some(
    statuses: Mapping[str, os.stat_result], source: Path, target: Path, stop: threading.Event
) -> dict[str, Stamp]:
    for folder in {path.rpartition("/")[0] for path in statuses}:
        (target / folder).mkdir(parents=True, exist_ok=True)
    stamps: dict[str, Stamp] = {}
    copy = _Copying(source)
    for path, status in statuses.items():
        if stop.is_set():
            break
        try:
            stamps[path] = copy.entry(f"{source}/{path}", f"{target}/{path}", status)
        except (FileNotFoundError, PermissionError, _LeadsOutError) as error:
            log.debug("%s is left out of the copy: %s", path, error)
            remove_file(f"{target}/{path}")
    return stamps


class _LeadsOutError(Exception):
    """A link that points out of the folder."""


@attrs.define
class _Copying:
    """Copies entry by entry, and knows what the disk can do; paths are strings, for there are thousands."""

    root: Path
    _shares_blocks: bool = sys.platform == "linux"

    def entry(self, source: str, target: str, status: os.stat_result) -> Stamp:
        for again in (False, True):
            try:
                if stat.S_ISLNK(status.st_mode):
                    return _copied_link(Path(source), Path(target), self.root)
                return self._copied_file(source, target)
            except FileExistsError:
                if again:
                    raise
                Path(target).unlink(missing_ok=True)
        raise AssertionError

    def _copied_file(self, source: str, target: str) -> Stamp:
        with open(source, "rb", buffering=0) as original, open(target, "xb", buffering=0) as copy:  # noqa: PTH123 -- quick
            status = os.fstat(original.fileno())
            if not self._shared(original.fileno(), copy.fileno()):
                shutil.copyfileobj(original, copy, min(status.st_size + 1, _BIG_FILE))
            os.fchmod(copy.fileno(), stat.S_IMODE(status.st_mode))
            os.utime(copy.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))
            return stamp_of(os.fstat(copy.fileno()))

    def _shared(self, original: int, copy: int) -> bool:
        if self._shares_blocks and sys.platform == "linux":
            try:
                fcntl.ioctl(copy, _FICLONE, original)
            except OSError:
                self._shares_blocks = False
        return self._shares_blocks


def lay_text(content: str | None, target: Path, original: Path) -> str:
    """Write a text as saving it in the original would, None to take the file away; its hash, empty for None."""
    _make_room(target)
    if content is None:
        return ""
    target.write_bytes(_encoded(original, content))
    with contextlib.suppress(OSError):
        target.chmod(stat.S_IMODE(original.stat().st_mode))
    return text_hash(content)


async def remove_entry(path: Path) -> None:
    """Remove a file, a link, or a folder with all it holds; nothing there is fine."""
    status = status_of(str(path))
    if status and stat.S_ISDIR(status.st_mode):
        await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)
    elif status:
        remove_file(str(path))


def remove_file(path: str) -> None:
    """Remove a file or link; nothing there is fine."""
    Path(path).unlink(missing_ok=True)


def stamp_of(status: os.stat_result) -> Stamp:
    """By which a file is known again."""
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode


def touched(path: Path) -> Stamp:
    """Say that a file or link was changed just now; its stamp then."""
    os.utime(path, follow_symlinks=os.utime not in os.supports_follow_symlinks)
    return stamp_of(path.lstat())


def status_of(path: str) -> os.stat_result | None:
    """The file's or link's own status; None when there is none."""
    try:
        return os.lstat(path)
    except OSError:
        return None


def _make_room(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)


def _copied_link(source: Path, target: Path, root: Path) -> Stamp:
    """A link stays a link when it points into the folder; one that points out of it is left out."""
    end = Path(os.path.realpath(source))
    if end != Path(os.path.realpath(root)) and not inside(end, root):
        raise _LeadsOutError(str(end))
    target.symlink_to(os.path.relpath(end, os.path.realpath(source.parent)))
    return stamp_of(target.lstat())


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
