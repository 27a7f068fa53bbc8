"""What keeps checkers from the rest of the machine: each runs code of the project, or may."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import attrs
import psutil
import pytest

from amends.core.errors import ToolCrashedError
from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.isolation.machine import Walls, find_isolation
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import CheckerRun, View
from amends.tools.checkers.command_checker import CommandChecker
from amends.tools.checkers.confinement import Confinement
from amends.tools.checkers.detection import detect_checkers
from amends.tools.checkers.server_checker import ServerChecker
from amends.tools.checkers.serverspec import ServerSpec
from amends.tools.checkers.toolspec import Home
from amends.verifying.shadow import Shadow

ODD = Path(__file__).parents[1] / "support" / "odd_server.py"
PROBE = """
import pathlib, socket, sys
def tried(name, what):
    try:
        what()
        said = "done"
    except OSError as error:
        said = "refused"
    print("a.txt:1:1: X1", name, said)
root = pathlib.Path(sys.argv[1])
tried("reads", lambda: (root / "a.txt").read_text())
tried("writes", lambda: (root / "made").write_text("x"))
tried("copies", lambda: pathlib.Path("made").write_text("x"))
tried("calls", lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=5))
"""


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path_factory.mktemp("home")))


def checker_of(root: Path, *command: str) -> CommandChecker:
    (root / "a.txt").touch()
    settings = Settings(trusted=True, checker_commands={"mine": (*command, "{file}")})
    [checker] = detect_checkers(root, settings, None, Shadow(root)).checkers
    assert isinstance(checker, CommandChecker)
    return checker


async def look(checker: CommandChecker | ServerChecker, root: Path, name: str, text: str) -> CheckerRun:
    language = "python" if name.endswith(".py") else "plaintext"
    return await checker.look(View(root, (Document(path_to_uri(root / name), language, Text(text)),)))


@pytest.mark.parametrize("network", [False, True])
async def test_a_checker_reads_the_folder_writes_its_copy_and_reaches_nobody(tmp_path: Path, *, network: bool) -> None:
    if not (await find_isolation()).bwrap:
        pytest.skip("bwrap does not work on this machine")
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    checker = checker_of(tmp_path, sys.executable, "-c", PROBE, str(tmp_path), str(port))
    checker.confinement = attrs.evolve(checker.confinement, network=network)
    async with server:
        run = await look(checker, tmp_path, "a.txt", "x\n")
    reached = "done" if network else "refused"
    said = {problem.message for problem in run.problems}
    assert said == {"reads done", "writes refused", "copies done", f"calls {reached}"}
    assert run.isolation == "bwrap"
    assert not (tmp_path / "made").exists()
    await checker.close()


async def test_a_checker_that_eats_memory_is_ended(tmp_path: Path) -> None:
    checker = checker_of(tmp_path, sys.executable, "-c", "held = [bytearray(10_000_000) for _ in range(10**6)]")
    checker.confinement = _Small(checker.root)
    with pytest.raises(ToolCrashedError, match="mine"):
        await look(checker, tmp_path, "a.txt", "x\n")
    await checker.close()


class _Small(Confinement):
    """Walls with less room."""

    async def walls(self, command: Sequence[str], writable: Sequence[Path], readable: Sequence[Path] = ()) -> Walls:
        return attrs.evolve(await super().walls(command, writable, readable), memory_bytes=256 * 1024 * 1024)


async def test_a_server_that_nobody_asks_is_ended_and_started_again_when_it_is(tmp_path: Path) -> None:
    spec = ServerSpec(
        name="odd", languages=frozenset({"python"}), program="", arguments=(), home=Home.PATH, seconds=30.0
    )
    command = (sys.executable, str(ODD), "well", str(tmp_path / "note"))
    checker = ServerChecker(spec, command, tmp_path, idle_seconds=0.2)
    for _ in range(2):
        run = await look(checker, tmp_path, "a.py", "bad\n")
        assert [problem.message for problem in run.problems] == ["said of 'bad\\n'"]
        while checker.session:
            await asyncio.sleep(0.01)
        while any(_is_ours(child) for child in psutil.Process().children()):
            await asyncio.sleep(0.01)
    await checker.close()


def _is_ours(process: psutil.Process) -> bool:
    try:
        return str(ODD) in " ".join(process.cmdline())
    except psutil.Error:
        return False
