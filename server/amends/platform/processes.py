"""Running a command of somebody else's: bounded in time, memory and output, and ended with all it started."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import shlex
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from amends.core.errors import ToolMissingError

log = logging.getLogger(__name__)

_SECRET_WORDS = ("TOKEN", "SECRET", "PASSWORD", "PASSWD", "API_KEY", "APIKEY", "CREDENTIAL", "PRIVATE_KEY")
_SECRET_PREFIXES = ("ANTHROPIC_", "AWS_", "AZURE_", "GOOGLE_", "GITHUB_", "OPENAI_", "SSH_AUTH")
_MEGABYTE = 1024 * 1024


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
) -> ProcessResult:
    """Run a command in its own session and return when it and its process group are gone.

    Cancelling the awaiting task ends the whole group too. Standard input is empty unless `stdin` is given.

    Raises:
        ToolMissingError: the command does not exist or may not be run.
    """
    started = time.monotonic()
    process = await _started(command, cwd, env, limits, feeds=stdin is not None)
    collected = _Collected(limits.output_bytes)
    try:
        async with asyncio.timeout(limits.seconds):
            await _communicate(process, stdin, collected)
            await process.wait()
    except TimeoutError:
        collected.timed_out = True
    finally:
        kill_group(process.pid)
        with contextlib.suppress(ProcessLookupError):
            await asyncio.shield(_reap(process))
    return ProcessResult(
        command=shlex.join(command),
        exit_code=process.returncode if process.returncode is not None else -signal.SIGKILL,
        stdout=bytes(collected.stdout),
        stderr=bytes(collected.stderr),
        duration_ms=round((time.monotonic() - started) * 1000),
        timed_out=collected.timed_out,
        truncated=collected.truncated,
    )


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what looks like a secret, in UTF-8, with `extra` on top."""
    kept = {name: value for name, value in os.environ.items() if not _is_secret(name)}
    return {**kept, "PYTHONUTF8": "1", **(extra or {})}


def kill_group(pid: int) -> None:
    """End a process group that `run_process` or another session leader started, whatever is left of it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


async def _started(
    command: Sequence[str], cwd: Path, env: Mapping[str, str] | None, limits: ProcessLimits, *, feeds: bool
) -> asyncio.subprocess.Process:
    # Started in a task of its own and never cancelled: until its pipes are connected, a cancelled start waits for ever
    # (CPython 3.11 to 3.13, asyncio's BaseSubprocessTransport._wait).
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env=dict(clean_environment() if env is None else env),
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


async def _abandon(starting: asyncio.Future[asyncio.subprocess.Process]) -> None:
    await asyncio.wait([starting])
    if starting.exception() is None:
        kill_group(starting.result().pid)
        await _reap(starting.result())


@attrs.define
class _Collected:
    limit: int
    stdout: bytearray = attrs.field(factory=bytearray)
    stderr: bytearray = attrs.field(factory=bytearray)
    truncated: bool = False
    timed_out: bool = False


async def _communicate(process: asyncio.subprocess.Process, stdin: bytes | None, collected: _Collected) -> None:
    assert process.stdout is not None  # noqa: S101 -- asked for with PIPE
    assert process.stderr is not None  # noqa: S101
    async with asyncio.TaskGroup() as group:
        if stdin is not None:
            group.create_task(_feed(process, stdin))
        group.create_task(_drain(process, process.stdout, collected.stdout, collected))
        group.create_task(_drain(process, process.stderr, collected.stderr, collected))


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


async def _reap(process: asyncio.subprocess.Process) -> None:
    # A grandchild that left the group may hold the pipes open for ever; the transport is closed, not waited for.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(5):
            await process.wait()
    transport = getattr(process, "_transport", None)
    if transport is not None:
        transport.close()


def _is_secret(name: str) -> bool:
    upper = name.upper()
    return upper.startswith(_SECRET_PREFIXES) or any(word in upper for word in _SECRET_WORDS)


def _memory_limiter(memory_bytes: int) -> Callable[[], None] | None:
    if not memory_bytes or sys.platform == "win32":
        return None
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
