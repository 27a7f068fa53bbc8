"""Single files of the shadow: copied as they are, or written with a text in place of the file's own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import stat
import sys
from pathlib import Path

from amends.core.text import text_hash
from amends.platform.files import FileText, UnreadableFileError, read_file
from amends.verifying.tree_files import inside

if sys.platform == "linux":
    import fcntl

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int, int]
"""Time, size, inode and mode: as long as they stay, the content is taken to stay."""
_BIG_FILE = 4 * 1024 * 1024
_FICLONE = 0x40049409  # linux/fs.h: share the blocks of one file with another


async def copy_entry(source: Path, target: Path, root: Path, status: os.stat_result) -> Stamp | None:
    """Put a copy of a file or link of the root in place of what is there.

    Returns the copy's stamp; None when there is nothing to copy: it is gone, not to be read, or a link out of the root.
    """
    try:
        _make_room(target)
        if stat.S_ISLNK(status.st_mode):
            _copy_link(source, target, root)
        elif status.st_size > _BIG_FILE:
            await asyncio.to_thread(_copy_file, source, target)
        else:
            _copy_file(source, target)
    except (FileNotFoundError, PermissionError) as error:
        log.debug("%s is left out of the copy: %s", source, error)
        return None
    copy = status_of(str(target))
    return stamp_of(copy) if copy else None


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


def status_of(path: str) -> os.stat_result | None:
    """The file's or link's own status; None when there is none."""
    try:
        return os.lstat(path)
    except OSError:
        return None


def _make_room(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)


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
