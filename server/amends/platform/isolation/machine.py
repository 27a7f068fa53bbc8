"""What this machine can contain a run with, found by trying it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import attrs

from amends.platform.isolation.bubblewrap import wrapped
from amends.platform.isolation.cgroups import find_cgroups

RUN_MARK = "AMENDS_RUN"
"""Environment variable that every process of a run inherits."""
_PROBE_SECONDS = 10.0
_MEGABYTE = 1024 * 1024


def default_memory() -> int:
    """Half of the machine's, between 1 and 8 GB."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(max(total // 2, 1024 * _MEGABYTE), 8 * 1024 * _MEGABYTE)


def default_processes() -> int:
    """Enough for tools that start some for every core; threads count where a control group counts."""
    return max(512, 32 * (os.cpu_count() or 1))


@attrs.frozen
class Isolation:
    """What stands between a run and the machine."""

    bwrap: str = ""
    """The program that works here; empty: none does."""
    cgroups: tuple[Path, ...] = ()
    """Control groups in which a run's own may be made; empty: none may."""
    missing: tuple[str, ...] = ()
    """What this machine cannot contain, a sentence each, with what would help."""

    @property
    def name(self) -> str:
        """As verdicts have it: ``bwrap`` or ``process-group+limits``."""
        return "bwrap" if self.bwrap else "process-group+limits"

    @property
    def described(self) -> str:
        """What is in force, in words."""
        parts = ["bwrap (no network, read-only outside the copy, own process table)"] if self.bwrap else []
        parts += ["control group (memory, processes)"] if self.cgroups else ["watched memory and process count"]
        return ", ".join([*parts, "process group", "limits on CPU, file size, output and time"])


@attrs.frozen
class Walls:
    """What one run may do; the rest is kept from it as far as the machine can."""

    isolation: Isolation
    writable: tuple[Path, ...]
    """Folders that exist; everything else can only be read."""
    readable: tuple[Path, ...] = ()
    """What has to be seen though it lies where runs see nothing, as in /tmp."""
    network: bool = False
    memory_bytes: int = attrs.field(factory=default_memory)
    processes: int = attrs.field(factory=default_processes)
    file_bytes: int = 1024 * _MEGABYTE
    """Of each file it writes."""

    def writing(self, *folders: Path) -> Walls:
        """The same with more that may be written."""
        return attrs.evolve(self, writable=(*self.writable, *folders))

    def reading(self, *places: Path) -> Walls:
        """The same with more that is seen."""
        return attrs.evolve(self, readable=(*self.readable, *places))


@attrs.define(eq=False)
class Machine:
    """What this machine can contain runs with: tried when it is first asked, and then known."""

    found: Isolation | None = attrs.field(default=None, init=False)
    _lock: asyncio.Lock = attrs.field(factory=asyncio.Lock, init=False)

    async def isolation(self) -> Isolation:
        """What was found; takes some milliseconds the first time."""
        async with self._lock:
            self.found = self.found or await find_isolation()
            return self.found


async def find_isolation() -> Isolation:
    """Try what is there; takes some milliseconds."""
    bwrap, complaint = await _working_bwrap()
    cgroups = await asyncio.to_thread(find_cgroups)
    missing = [complaint] if complaint else []
    if not bwrap:
        missing.append("Tests and checkers can reach the network and write outside their copy.")
    if not cgroups:
        missing.append("Without a writable control group memory and process count are only looked at twice a second.")
    return Isolation(bwrap, cgroups, tuple(missing))


async def _working_bwrap() -> tuple[str, str]:
    if sys.platform != "linux":
        return "", "Only Linux has bwrap."
    program = shutil.which("bwrap")
    if program is None:
        return "", "bwrap is not installed; install the package bubblewrap."
    command = wrapped(program, ["true"], cwd=Path("/"), writable=(), readable=(), network=False)
    # Not by asyncio: whoever gave this up before the pipes are connected would wait for ever (see `processes`).
    complaint = await asyncio.to_thread(_complaint, command)
    return ("", complaint) if complaint else (program, "")


def _complaint(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"bwrap did not answer within {_PROBE_SECONDS:g} s."
    return f"bwrap does not work here: {done.stderr.decode('utf-8', 'replace').strip()}" if done.returncode else ""
