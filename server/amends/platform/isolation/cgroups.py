"""Control groups of Linux, both versions: they bound the memory and processes of a whole run, and end it surely."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

_ROOT = Path("/sys/fs/cgroup")
_PREFIX = "amends-"
_EMPTY_TRIES = 200
_V1_CONTROLLERS = ("pids", "memory")


@attrs.frozen
class Cgroup:
    """One run's own group: a folder in each hierarchy."""

    folders: tuple[Path, ...]

    def exceeded(self) -> str:
        """``memory`` or ``processes`` when the run met that bound, else nothing."""
        counts = {name: value for folder in self.folders for name, value in _counts(folder)}
        if counts.get("oom_kill"):
            return "memory"
        return "processes" if counts.get("max processes") else ""

    async def end(self) -> None:
        """Kill all that is in it, however it got there, and remove it."""
        for _ in range(_EMPTY_TRIES):
            self.kill()
            if all(_removed(folder) for folder in self.folders):
                return
            await asyncio.sleep(0.01)

    def kill(self) -> None:
        """Kill all that is in it, once: what forks meanwhile may be missed."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                (folder / "cgroup.kill").write_text("1")
            for pid in _members(folder):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)


def find_cgroups() -> tuple[Path, ...]:
    """Groups in which we may make others with bounds on memory and processes; empty when there are none.

    What a process of ours left there when it was killed is ended and removed.
    """
    if sys.platform != "linux":
        return ()
    for parents in _places():
        with contextlib.suppress(OSError):
            _sweep(parents)
            group = make_cgroup(parents, memory_bytes=1 << 30, processes=16)
            usable = all(os.access(folder / "cgroup.procs", os.W_OK) for folder in group.folders)
            if all(_removed(folder) for folder in group.folders) and usable:
                return parents
    return ()


def make_cgroup(parents: Sequence[Path], *, memory_bytes: int, processes: int) -> Cgroup:
    """A new group with these bounds.

    Raises:
        OSError: it may not be made, or the hierarchy has no such bounds.
    """
    folders: list[Path] = []
    try:
        for parent in parents:
            folder = Path(tempfile.mkdtemp(prefix=f"{_own_prefix()}{os.getpid()}-", dir=parent))
            folders.append(folder)
            for name, value in _bounds(folder, memory_bytes, processes):
                (folder / name).write_text(str(value))
    except OSError:
        for folder in folders:
            _removed(folder)
        raise
    return Cgroup(tuple(folders))


def _sweep(parents: Sequence[Path]) -> None:
    prefix = _own_prefix()
    for folder in (folder for parent in parents for folder in parent.glob(f"{prefix}*-*")):
        owner = folder.name.removeprefix(prefix).partition("-")[0]
        if owner.isdecimal() and not _runs(owner):
            Cgroup((folder,)).kill()
            _removed(folder)  # or by the next sweep: those that were killed take a moment to go


def _runs(process: str) -> bool:
    return Path("/proc", process).exists()


def _own_prefix() -> str:
    """A process id means something in its own PID namespace only: in another container's it would look ended."""
    return f"{_PREFIX}{Path('/proc/self/ns/pid').stat().st_ino}-"


def _places() -> Iterator[tuple[Path, ...]]:
    """Own groups and those above, by hierarchy, nearest first."""
    own = dict(_own_groups())
    if "" in own and (_ROOT / "cgroup.controllers").exists():
        path = own[""]
        yield from ((_ROOT / place.relative_to("/"),) for place in (path, *path.parents))
    if all(name in own and (_ROOT / name).is_dir() for name in _V1_CONTROLLERS):
        yield tuple(_ROOT / name / own[name].relative_to("/") for name in _V1_CONTROLLERS)
        yield tuple(_ROOT / name for name in _V1_CONTROLLERS)


def _own_groups() -> Iterator[tuple[str, Path]]:
    for line in _lines(Path("/proc/self/cgroup")):
        _, controllers, path = line.split(":", 2)
        yield from ((name, Path(path)) for name in controllers.split(","))


def _bounds(folder: Path, memory_bytes: int, processes: int) -> Iterator[tuple[str, int]]:
    files = {name: (folder / name).exists() for name in ("pids.max", "memory.max", "memory.limit_in_bytes")}
    if not any(files.values()) or (
        files["memory.max"] != files["pids.max"] and (_ROOT / "cgroup.controllers").exists()
    ):
        raise OSError(f"{folder} has no bounds on memory and processes")
    if files["pids.max"]:
        yield "pids.max", processes
    if files["memory.max"]:
        yield "memory.max", memory_bytes
    if files["memory.limit_in_bytes"]:
        yield "memory.limit_in_bytes", memory_bytes
    # Or a run would push the whole machine into its swap before it meets its bound.
    for name, value in (("memory.swap.max", 0), ("memory.memsw.limit_in_bytes", memory_bytes)):
        if (folder / name).exists():
            yield name, value


def _counts(folder: Path) -> Iterator[tuple[str, int]]:
    for file in ("memory.events", "memory.oom_control", "pids.events"):
        for line in _lines(folder / file):
            name, _, value = line.partition(" ")
            yield (f"{name} processes" if file == "pids.events" else name), int(value)


def _members(folder: Path) -> list[int]:
    # A process of another PID namespace is listed as 0, which for `kill` would be our own group.
    return [pid for line in _lines(folder / "cgroup.procs") if (pid := int(line)) > 0]


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except OSError:
        return []
