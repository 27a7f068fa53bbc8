"""Running a command of somebody else's: bounded in time, memory and output, and ended with all it started."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import resource
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from amends.core.errors import ToolMissingError
from amends.platform.isolation.enclosure import Enclosure, enclose
from amends.platform.isolation.machine import Walls

log = logging.getLogger(__name__)

_SECRET_NAME = re.compile(
    r"TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|API_?KEY|(^|_)(KEY|KEYS|PASS|PAT|AUTH|DSN|COOKIE)(_|$)"
    r"|^(ANTHROPIC|AWS|AZURE|GOOGLE|GITHUB|GITLAB|OPENAI|HF|VAULT|SSH|GPG|DBUS|NETRC)_|^XAUTHORITY$"
)
_SECRET_VALUE = re.compile(r"://[^/\s:@]+:[^/\s@]+@|-----BEGIN |\b(gh[pousr]|sk|xox[bap])[-_]\w{16}")
"""An address with a password in it, a private key, or what well-known services give out."""
_MEGABYTE = 1024 * 1024
_LOOK_SECONDS = 0.2
"""How often to look whether a process has ended whose pipes are still open."""
_REAP_SECONDS = 5.0
_POLL_SECONDS = 0.002
_GRACE_SECONDS = 1.0
_SIGNALLED = 128


@attrs.frozen
class ProcessLimits:
    """Hard bounds of one run."""

    seconds: float = 30.0
    output_bytes: int = 16 * _MEGABYTE
    memory_bytes: int = 0
    """Address space of each process, 0 for no bound."""


@attrs.frozen
class ProcessResult:
    """How a run ended. `exit_code` is negative for a signal."""

    command: str
    exit_code: int
    stdout: bytes
    stderr: bytes
    duration_ms: int
    timed_out: bool = False
    truncated: bool = False
    """It printed more than its bound and was ended for it."""
    exceeded: str = ""
    """``memory`` or ``processes``: the bound of its walls that it met."""

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def err(self) -> str:
        """Standard error as text."""
        return self.stderr.decode("utf-8", "replace")


async def run_process(
    command: Sequence[str],
    *,
    cwd: Path,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
    limits: ProcessLimits = ProcessLimits(),
    walls: Walls | None = None,
) -> ProcessResult:
    """Run a command in its own session and return when it and its process group are gone.

    Cancelling the awaiting task ends the whole group too. Standard input is empty unless `stdin` is given. With
    `walls` it is contained as far as this machine can, and what left the group is ended as well.

    Raises:
        ToolMissingError: the command does not exist or may not be run.
    """
    env = dict(clean_environment() if env is None else env)
    if walls is None:
        return await _run(command, cwd, stdin, env, limits)
    require_program(command, cwd, env)
    enclosure = enclose(command, cwd, walls, limits.seconds)
    env |= enclosure.environment
    result = await _run(enclosure.command, cwd, stdin, env, limits, enclosure)
    return attrs.evolve(result, command=shlex.join(command), exit_code=_unshelled(result.exit_code))


async def _run(
    command: Sequence[str],
    cwd: Path,
    stdin: bytes | None,
    env: Mapping[str, str],
    limits: ProcessLimits,
    enclosure: Enclosure | None = None,
) -> ProcessResult:
    started = time.monotonic()
    collected = _Collected(limits.output_bytes)
    process: asyncio.subprocess.Process | None = None
    try:
        async with asyncio.timeout(limits.seconds):
            process = await _started(command, cwd, env, limits, feeds=stdin is not None)
            await _communicate(process, stdin, collected, enclosure)
    except TimeoutError:
        collected.timed_out = True
    finally:
        await asyncio.shield(_ended(process, enclosure, collected))
    code = process.returncode if process else None
    return ProcessResult(
        command=shlex.join(command),
        exit_code=-signal.SIGKILL if code is None else code,
        stdout=bytes(collected.stdout),
        stderr=bytes(collected.stderr),
        duration_ms=round((time.monotonic() - started) * 1000),
        timed_out=collected.timed_out,
        truncated=collected.truncated,
        exceeded=collected.exceeded,
    )


async def _ended(
    process: asyncio.subprocess.Process | None, enclosure: Enclosure | None, collected: _Collected
) -> None:
    if process:
        kill_group(process.pid)
    if enclosure:
        collected.exceeded = await enclosure.end() or collected.exceeded
    if process:
        await reap(process)


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what looks like a secret, in UTF-8, with `extra` on top."""
    kept = {name: value for name, value in os.environ.items() if not _is_secret(name, value)}
    return {**kept, "PYTHONUTF8": "1", **(extra or {})}


def kill_group(pid: int) -> None:
    """End a process group that `run_process` or another session leader started, whatever is left of it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


async def _started(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], limits: ProcessLimits, *, feeds: bool
) -> asyncio.subprocess.Process:
    # Started in a task of its own and never cancelled: until its pipes are connected, a cancelled start waits for ever
    # (CPython 3.11 to 3.13, asyncio's BaseSubprocessTransport._wait).
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env=dict(env),
            stdin=asyncio.subprocess.PIPE if feeds else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            preexec_fn=_memory_limiter(limits.memory_bytes),
        )
    )
    try:
        return await asyncio.shield(starting)
    except (OSError, ValueError) as error:
        raise ToolMissingError(f"{command[0]} cannot be run: {error}.", shlex.join(command)) from error
    except asyncio.CancelledError:
        await _abandon(starting)
        raise


def require_program(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
    """Look before a run behind walls: a shell in between would only say 127 of a program that is not there.

    Raises:
        ToolMissingError: the command does not exist or may not be run.
    """
    program = command[0] if os.sep not in command[0] else str(cwd / command[0])
    if shutil.which(program, path=env.get("PATH")) is None or not cwd.is_dir():
        raise ToolMissingError(f"{command[0]} cannot be run: there is no such program.", shlex.join(command))


def _unshelled(exit_code: int) -> int:
    """Bubblewrap tells of a signal as shells do."""
    return _SIGNALLED - exit_code if _SIGNALLED < exit_code < _SIGNALLED + signal.NSIG else exit_code


async def _abandon(starting: asyncio.Future[asyncio.subprocess.Process]) -> None:
    await asyncio.wait([starting])
    if starting.exception() is None:
        kill_group(starting.result().pid)
        await reap(starting.result())


@attrs.define
class _Collected:
    limit: int
    stdout: bytearray = attrs.field(factory=bytearray)
    stderr: bytearray = attrs.field(factory=bytearray)
    truncated: bool = False
    timed_out: bool = False
    exceeded: str = ""


async def _communicate(
    process: asyncio.subprocess.Process, stdin: bytes | None, collected: _Collected, enclosure: Enclosure | None
) -> None:
    """Feed and read until the process has ended; what it left behind may hold its pipes open, and is not waited for."""
    assert process.stdout is not None  # noqa: S101 -- asked for with PIPE
    assert process.stderr is not None  # noqa: S101
    reading = {
        asyncio.create_task(_drain(process, process.stdout, collected.stdout, collected)),
        asyncio.create_task(_drain(process, process.stderr, collected.stderr, collected)),
    }
    others = {asyncio.create_task(_feed(process, stdin))} if stdin is not None else set()
    if enclosure:
        others.add(asyncio.create_task(_end_excess(process, enclosure, collected)))
    try:
        while reading and process.returncode is None:
            _, reading = await asyncio.wait(reading, timeout=_LOOK_SECONDS)
        if reading:
            kill_group(process.pid)
            await asyncio.wait(reading, timeout=_GRACE_SECONDS)
        else:
            await process.wait()
    finally:
        await _cancelled(reading | others)


async def _end_excess(process: asyncio.subprocess.Process, enclosure: Enclosure, collected: _Collected) -> None:
    collected.exceeded = await enclosure.exceeding(process.pid)
    kill_group(process.pid)


async def _cancelled(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _feed(process: asyncio.subprocess.Process, stdin: bytes) -> None:
    assert process.stdin is not None  # noqa: S101 -- asked for with PIPE
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(stdin)
        await process.stdin.drain()
    process.stdin.close()


async def _drain(
    process: asyncio.subprocess.Process, stream: asyncio.StreamReader, into: bytearray, collected: _Collected
) -> None:
    while chunk := await stream.read(65536):
        room = collected.limit - len(into)
        into += chunk[: max(room, 0)]
        if len(chunk) > room:
            collected.truncated = True
            kill_group(process.pid)
            return


async def reap(process: asyncio.subprocess.Process) -> None:
    """Wait until a killed process is gone; what it or its children still have to say is not read."""
    # Not `wait`: that also waits for the end of the pipes, which never comes while a flood of output has paused them,
    # or while a grandchild that left the group holds them open.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_REAP_SECONDS):
            while process.returncode is None:  # noqa: ASYNC110 -- asyncio has no event for it that leaves the pipes out
                await asyncio.sleep(_POLL_SECONDS)
    transport = getattr(process, "_transport", None)
    if transport is not None:
        transport.close()


def _is_secret(name: str, value: str) -> bool:
    return bool(_SECRET_NAME.search(name.upper()) or _SECRET_VALUE.search(value))


def _memory_limiter(memory_bytes: int) -> Callable[[], None] | None:
    if not memory_bytes or sys.platform == "win32":
        return None
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
