"""Hostile runs: whatever they do, they end, nothing of them stays, and nothing outside is touched.

Each case runs with everything this machine has, and again with what every machine has.
"""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import psutil
import pytest

from amends.core.errors import ToolMissingError
from amends.platform.isolation.cgroups import find_cgroups
from amends.platform.isolation.machine import Isolation, Walls, find_isolation
from amends.platform.processes import ProcessLimits, ProcessResult, run_process
from support.processes import left_in

MEGABYTE = 1024 * 1024
HOG = "held = []\nfor _ in range(60):\n    held.append(bytearray(20_000_000))\n    import time; time.sleep(0.02)\n"
FORKS = """
import os, time
children = 0
try:
    for _ in range(120):
        if os.fork() == 0:
            time.sleep(600)
        children += 1
        time.sleep(0.01)
except OSError:
    print("refused after", children, flush=True)
    os._exit(1)
time.sleep(600)
"""
DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
os.wait()
time.sleep(0.2)
print("left")
"""


@pytest.fixture(params=["all", "bwrap alone", "groups alone", "nothing"])
async def isolation(request: pytest.FixtureRequest) -> Isolation:
    found = await find_isolation()
    if request.param == "nothing":
        return Isolation()
    wanted = {
        "all": found,
        "bwrap alone": attrs.evolve(found, cgroups=()),
        "groups alone": Isolation("", found.cgroups),
    }
    chosen: Isolation = wanted[request.param]
    if chosen == Isolation() or (request.param != "groups alone" and not chosen.bwrap):
        pytest.skip(f"not on this machine: {' '.join(found.missing)}")
    return chosen


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "folder"
    place.mkdir()
    yield place
    assert not left_in(place), "something is left"


async def run(walls: Walls, program: str, seconds: float = 60.0, output: int = MEGABYTE) -> ProcessResult:
    command = [sys.executable, "-c", program]
    limits = ProcessLimits(seconds=seconds, output_bytes=output)
    return await run_process(command, cwd=walls.writable[0], limits=limits, walls=walls)


async def test_an_ordinary_run(isolation: Isolation, folder: Path) -> None:
    program = "import os, sys; open('made', 'w').write('x'); print(os.getcwd(), sys.stdin.read()); sys.exit(7)"
    result = await run(Walls(isolation, (folder,)), program)
    assert (result.exit_code, result.out.split(), result.err) == (7, [str(folder)], "")
    assert (folder / "made").read_text() == "x"
    assert result.command.startswith(sys.executable)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("while True: pass", id="busy"),
        pytest.param("import os, time; os.close(1); os.close(2); time.sleep(600)", id="closes its pipes"),
        pytest.param(
            "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 3, 13, 15)]; time.sleep(600)",
            id="ignores signals",
        ),
        pytest.param("import os, time; os.setsid() if os.fork() == 0 else 0; time.sleep(600)", id="leaves its group"),
    ],
)
async def test_what_does_not_end_is_ended(isolation: Isolation, folder: Path, program: str) -> None:
    result = await run(Walls(isolation, (folder,)), program, seconds=1.5)
    assert result.timed_out


async def test_a_daemon_does_not_outlive_its_run(isolation: Isolation, folder: Path) -> None:
    started = time.monotonic()
    result = await run(Walls(isolation, (folder,)), DAEMON)
    assert (result.out, result.exit_code, result.timed_out) == ("left\n", 0, False)
    assert time.monotonic() - started < 50, "it was waited for"


async def test_a_memory_hog(isolation: Isolation, folder: Path) -> None:
    result = await run(Walls(isolation, (folder,), memory_bytes=256 * MEGABYTE), HOG)
    assert result.exceeded == "memory" or "MemoryError" in result.err
    assert result.exit_code != 0


async def test_too_many_processes(isolation: Isolation, folder: Path) -> None:
    result = await run(Walls(isolation, (folder,), processes=40), FORKS, seconds=10)
    assert result.exceeded == "processes"
    assert ("refused" in result.out) == bool(isolation.cgroups)


async def test_a_flood_of_output(isolation: Isolation, folder: Path) -> None:
    before = psutil.Process().memory_info().rss
    result = await run(Walls(isolation, (folder,)), "import os\nwhile True: os.write(1, b'x' * 65536)")
    assert result.truncated
    assert len(result.stdout) == MEGABYTE
    assert psutil.Process().memory_info().rss - before < 100 * MEGABYTE


async def test_a_file_that_grows(isolation: Isolation, folder: Path) -> None:
    program = "with open('big', 'wb') as file:\n    while True: file.write(b'x' * 65536)"
    result = await run(Walls(isolation, (folder,), file_bytes=MEGABYTE), program)
    assert result.exit_code != 0
    assert (folder / "big").stat().st_size <= MEGABYTE


async def test_a_program_that_is_not_there(isolation: Isolation, folder: Path) -> None:
    with pytest.raises(ToolMissingError):
        await run_process(["no-such-program"], cwd=folder, walls=Walls(isolation, (folder,)))


def test_what_a_killed_process_left_in_its_control_group_is_ended_and_removed() -> None:
    parents = find_cgroups()
    if not parents:
        pytest.skip("no control groups may be made on this machine")
    gone = subprocess.Popen(["true"])
    gone.wait()
    namespace = Path("/proc/self/ns/pid").stat().st_ino
    folders = [parent / f"amends-{namespace}-{gone.pid}-test" for parent in parents]
    others = [parent / f"amends-{namespace + 1}-{gone.pid}-test" for parent in parents]
    nobodys = [parent / f"amends-{namespace}-{10**30}-test" for parent in parents]
    left = subprocess.Popen(["sleep", "600"], start_new_session=True)
    try:
        for folder in folders:
            folder.mkdir()
            (folder / "cgroup.procs").write_text(str(left.pid))
        for folder in (*others, *nobodys):
            folder.mkdir()
        find_cgroups()
        assert left.wait(60) < 0
        while any(folder.exists() for folder in (*folders, *nobodys)):
            find_cgroups()
        assert all(folder.exists() for folder in others), "a process of another container may still use it"
    finally:
        left.kill()
        for folder in others:
            folder.rmdir()


class TestBehindBubblewrap:
    @pytest.fixture
    async def walls(self, folder: Path) -> Walls:
        isolation = await find_isolation()
        if not isolation.bwrap:
            pytest.skip(" ".join(isolation.missing))
        return Walls(isolation, (folder,))

    async def test_nothing_outside_can_be_written(self, walls: Walls, tmp_path: Path) -> None:
        (tmp_path / "outside").write_text("mine")
        home = Path.home() / ".amends-must-not-exist"
        program = f"""
for name in ({str(tmp_path / "outside")!r}, {str(home)!r}, "/etc/amends-must-not-exist"):
    try:
        open(name, "w").write("spoiled")
    except OSError as error:
        print(error.errno)
"""
        result = await run(walls, program)
        assert len(result.out.split()) == 3
        assert set(result.out.split()) <= {str(errno.EROFS), str(errno.ENOENT)}, "a home in /tmp is not there at all"
        assert (tmp_path / "outside").read_text() == "mine"
        assert not home.exists()

    async def test_temporary_files_are_its_own(self, walls: Walls) -> None:
        name = f"/tmp/amends-{os.getpid()}"
        result = await run(walls, f"open({name!r}, 'w').write('x'); print(open({name!r}).read())")
        assert result.out == "x\n"
        assert os.path.basename(name) not in os.listdir("/tmp")  # noqa: PTH119, PTH208 -- asked at once

    async def test_no_network_but_its_own(self, walls: Walls) -> None:
        program = """
import socket, sys
with socket.create_server(("127.0.0.1", 0)) as own:
    socket.create_connection(own.getsockname(), 5).close()
    print("own")
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)
except OSError:
    print("none")
"""
        with socket.create_server(("127.0.0.1", 0)) as server:
            command = [sys.executable, "-c", program, str(server.getsockname()[1])]
            result = await run_process(command, cwd=walls.writable[0], walls=walls)
            assert result.out.split() == ["own", "none"], result.err
            command = [sys.executable, "-c", program.replace('print("own")', "pass"), str(server.getsockname()[1])]
            open_walls = attrs.evolve(walls, network=True)
            assert (await run_process(command, cwd=walls.writable[0], walls=open_walls)).out == ""

    async def test_other_programs_are_not_seen(self, walls: Walls) -> None:
        result = await run(walls, "import os; print(max(int(n) for n in os.listdir('/proc') if n.isdigit()) < 100)")
        assert result.out == "True\n"
