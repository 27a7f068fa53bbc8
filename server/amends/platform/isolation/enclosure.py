"""One run behind walls: how it is started, watched, and ended with everything it left behind."""

from __future__ import annotations

import asyncio
import math
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from amends.platform.isolation.bubblewrap import wrapped
from amends.platform.isolation.cgroups import Cgroup, make_cgroup
from amends.platform.isolation.machine import RUN_MARK, Walls

_WATCH_SECONDS = 0.5
# A shell sets the limits, not a function between fork and exec: that one would run our code in a copy of our process.
_LAUNCH = """
IFS=:; set -f
for group in $1; do echo $$ > "$group/cgroup.procs" || exit 125; done
ulimit -c 0; ulimit -t "$2"; ulimit -f "$3"; ulimit -d "$4" 2> /dev/null
shift 4; unset IFS; set +f
exec "$@"
"""


@attrs.frozen
class Enclosure:
    """What to start, and how to know and end what came of it."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    walls: Walls
    cgroup: Cgroup | None
    mark: str

    async def exceeding(self, pid: int) -> str:
        """Return ``memory`` or ``processes`` once the run uses more than it may; a control group needs no watching."""
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            if self.cgroup is None:
                from amends.platform.isolation.leftovers import memory_and_count  # noqa: PLC0415  # see `end`

                memory, count = await asyncio.to_thread(memory_and_count, pid, self.mark)
                if memory > self.walls.memory_bytes:
                    return "memory"
                if count > self.walls.processes:
                    return "processes"

    async def end(self) -> str:
        """End what is left of it, wherever it went; which bound a control group held the run to, if any."""
        exceeded = self.cgroup.exceeded() if self.cgroup else ""
        if self.cgroup:
            await self.cgroup.end()
        elif not self.walls.isolation.bwrap:
            # With bwrap the end of its process table has ended everything. Only here psutil is needed, half a megabyte.
            from amends.platform.isolation.leftovers import end_leftovers  # noqa: PLC0415

            await asyncio.to_thread(end_leftovers, self.mark)
        return exceeded


def enclose(command: Sequence[str], cwd: Path, walls: Walls, seconds: float) -> Enclosure:
    """The command made ready to be started in `cwd`; whoever starts it ends it."""
    mark = secrets.token_hex(8)
    cgroup = _cgroup(walls)
    return Enclosure(_launched(command, cwd, walls, cgroup, seconds), {RUN_MARK: mark}, walls, cgroup, mark)


def _cgroup(walls: Walls) -> Cgroup | None:
    if not walls.isolation.cgroups:
        return None
    try:
        return make_cgroup(walls.isolation.cgroups, memory_bytes=walls.memory_bytes, processes=walls.processes)
    except OSError:
        return None


def _launched(
    command: Sequence[str], cwd: Path, walls: Walls, cgroup: Cgroup | None, seconds: float
) -> tuple[str, ...]:
    inner = list(command)
    if walls.isolation.bwrap:
        inner = wrapped(
            walls.isolation.bwrap,
            command,
            cwd=cwd,
            writable=walls.writable,
            readable=walls.readable,
            network=walls.network,
        )
    groups = ":".join(str(folder) for folder in cgroup.folders) if cgroup else ""
    cpu_seconds = math.ceil(seconds * (os.cpu_count() or 1)) + 10
    limits = (cpu_seconds, walls.file_bytes // 512, walls.memory_bytes // 1024)
    return ("/bin/sh", "-c", _LAUNCH, "sh", groups, *map(str, limits), *inner)
