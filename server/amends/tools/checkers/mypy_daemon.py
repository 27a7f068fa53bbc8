"""mypy kept running for one folder: its own daemon, which `amends_dmypy` drives inside the interpreter of that mypy."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs

from amends.core.errors import ToolCrashedError
from amends.platform.isolation.machine import Walls
from amends.platform.processes import clean_environment
from amends.tools.checkers.formats import Output
from amends.tools.checkers.language_server import LanguageServer, ServerRequestError

_START_SECONDS = 60.0
_UNSUITABLE = -32001
"""`amends_dmypy` has the number too."""


class UnsuitableDaemonError(ToolCrashedError):
    """Here mypy's daemon would not say what mypy says."""


@attrs.define(eq=False)
class MypyDaemon:
    """One running daemon. One question at a time; a question that nobody waits for any more is still answered."""

    server: LanguageServer
    texts: Path
    """A folder of ours that it can read."""
    version: str
    _stamps: Mapping[Path, tuple[int, ...]]
    """Time and size of what it was started on besides the texts."""
    _lock: asyncio.Lock = attrs.field(factory=asyncio.Lock, init=False)

    @staticmethod
    async def start(
        command: Sequence[str], arguments: Sequence[str], place: Path, texts: Path, walls: Walls, marks: Sequence[str]
    ) -> MypyDaemon:
        """Start one in a folder with mypy's own arguments; `command` is as `daemon_command` gives it.

        `marks` are names of configuration files that may appear in the folder.

        Raises:
            UnsuitableDaemonError: it cannot be had with this configuration; the sentence says why.
            ToolError: it cannot be started.
        """
        env = clean_environment({"NO_COLOR": "1", "MYPY_NUM_WORKERS": "0"})
        if walls.isolation.bwrap:
            env.pop("TMPDIR", None)  # there is an empty /tmp of its own
        server = await LanguageServer.start(command, cwd=place, env=env, quiet=True, walls=walls)
        try:
            said = await _asked(server, "initialize", {"arguments": list(arguments)}, _START_SECONDS)
            places = [*map(Path, said["places"]), *(place / mark for mark in marks)]
            stamps = {path: _stamp(path) for path in places}
            return MypyDaemon(server, texts, str(said["version"]), stamps)
        except BaseException:
            await server.kill()
            raise

    @property
    def current(self) -> bool:
        """Whether it runs, and mypy, its configuration and what is installed are what it was started on."""
        return self.server.running and all(_stamp(place) == stamp for place, stamp in self._stamps.items())

    async def check(self, files: Sequence[str], texts: Mapping[Path, str], seconds: float) -> Output:
        """What ``mypy --output=json`` prints for these files when these texts stand in place of the files' own.

        Raises:
            ToolTimeoutError: no answer in time.
            ToolCrashedError: it failed.
        """
        checking = asyncio.ensure_future(self._check(files, texts, seconds))
        checking.add_done_callback(lambda done: done.cancelled() or done.exception())
        # The texts have to stay until it has read them.
        return await asyncio.shield(checking)

    async def end(self) -> None:
        """End it; it has nothing to save."""
        await self.server.kill()

    async def _check(self, files: Sequence[str], texts: Mapping[Path, str], seconds: float) -> Output:
        async with self._lock:
            with tempfile.TemporaryDirectory(dir=self.texts) as folder:
                copies = {str(path.resolve()): _written(text, Path(folder)) for path, text in texts.items()}
                said = await _asked(self.server, "check", {"files": list(files), "texts": copies}, seconds)
            return Output(int(said["status"]), str(said["out"]), "")


def daemon_command(command: Sequence[str]) -> tuple[str, ...]:
    """How a daemon of the mypy that `command` starts is started; empty where that is no Python script."""
    program = shutil.which(command[0]) if len(command) == 1 else None
    python = _interpreter_of(Path(program)) if program else None
    driver = find_spec("amends_dmypy")
    return (str(python), str(driver.origin)) if python and driver else ()


def _interpreter_of(script: Path) -> Path | None:
    with contextlib.suppress(OSError), script.open("rb") as file:
        first = file.readline(1024).decode("utf-8", "surrogateescape")
        if first.startswith("#!") and "python" in first and os.access(path := first[2:].strip(), os.X_OK):
            return Path(path)
    # Installers write a shell line where the path is too long.
    beside = Path(os.path.realpath(script)).with_name("python")
    return beside if os.access(beside, os.X_OK) else None


async def _asked(server: LanguageServer, method: str, params: Any, seconds: float) -> Mapping[str, Any]:
    try:
        answer = await server.request(method, params, seconds=seconds)
    except ServerRequestError as error:
        kind = UnsuitableDaemonError if error.code == _UNSUITABLE else ToolCrashedError
        raise kind(str(error)) from error
    if not isinstance(answer, dict):
        raise ToolCrashedError("mypy's daemon answers what cannot be read.")
    return answer


def _written(text: str, folder: Path) -> str:
    handle, name = tempfile.mkstemp(suffix=".py", dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode("utf-8", "surrogatepass"))
    return name


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino
