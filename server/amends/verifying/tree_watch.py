"""What changed in trees since the last look, told by the kernel: all changes before the question are in the answer.

Only on Linux and on local disks: a network folder tells nothing of what others write. Events wait in the kernel, so
nothing runs between two looks.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import attrs

if sys.platform == "linux":
    from inotify_simple import INotify, flags

log = logging.getLogger(__name__)

_MOST_FOLDERS = 30_000
_LOCAL_DISKS = frozenset({"ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "f2fs", "bcachefs"})


@attrs.frozen
class Change:
    """Something happened to an entry of a watched folder."""

    tree: Path
    path: str
    """Relative to the tree, with forward slashes."""
    is_folder: bool


class TreeWatch:
    """Watches folders of some trees, each alone: what lies in a folder that is not watched is not seen."""

    def __init__(self) -> None:
        self._notify = INotify(nonblocking=True)
        self._folders: dict[int, tuple[Path, str]] = {}
        self._watched: set[tuple[Path, str]] = set()

    def add(self, tree: Path, folders: Iterable[str]) -> bool:
        """Watch folders (relative, "" for the tree itself) from now on; whether there were new ones.

        Raises:
            OSError: there may be no more watches.
        """
        new = {(tree, folder) for folder in folders} - self._watched
        if len(self._watched) + len(new) > _MOST_FOLDERS:
            raise OSError(f"more than {_MOST_FOLDERS} folders")
        for place in new:
            self._folders[self._notify.add_watch(place[0] / place[1], _MASK)] = place
        self._watched |= new
        return bool(new)

    def changes(self) -> list[Change] | None:
        """Changes since the last call; None when some were lost, or a watched folder itself went away."""
        found: dict[Change, None] = {}
        complete = True
        for event in self._notify.read(timeout=0):
            place = self._folders.get(event.wd)
            if event.mask & flags.IGNORED and place:
                del self._folders[event.wd]
                self._watched.discard(place)
            if place is None or event.mask & _LOST:
                complete = complete and not event.mask & _LOST
                continue
            tree, folder = place
            found[Change(tree, f"{folder}/{event.name}".lstrip("/"), bool(event.mask & flags.ISDIR))] = None
        return list(found) if complete else None

    def close(self) -> None:
        """Stop."""
        self._notify.close()


def open_watch(*trees: Path) -> TreeWatch | None:
    """A watch for trees on local disks; None where the system has none to give."""
    if sys.platform != "linux" or not all(_is_local(tree) for tree in trees):
        return None
    try:
        return TreeWatch()
    except OSError as error:
        log.info("folders are not watched: %s", error)
        return None


def _is_local(tree: Path) -> bool:
    real = Path(os.path.realpath(tree))
    best = ("", "")
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    for line in lines:
        _, mount, kind, *_ = line.split(" ")
        mount = mount.replace("\\040", " ")
        if real.is_relative_to(mount) and len(mount) >= len(best[0]):
            best = (mount, kind)
    return best[1] in _LOCAL_DISKS


if sys.platform == "linux":
    _LOST = flags.Q_OVERFLOW | flags.IGNORED | flags.UNMOUNT | flags.DELETE_SELF | flags.MOVE_SELF
    _MASK = (
        flags.CREATE
        | flags.DELETE
        | flags.MODIFY
        | flags.ATTRIB
        | flags.CLOSE_WRITE
        | flags.MOVED_FROM
        | flags.MOVED_TO
        | flags.DELETE_SELF
        | flags.MOVE_SELF
        | flags.ONLYDIR
        | flags.DONT_FOLLOW
    )
