"""A child language server, driven as its client over raw JSON-RPC on stdio."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from amends.core.errors import ToolCrashedError, ToolMissingError, ToolTimeoutError
from amends.platform.isolation.enclosure import Enclosure, enclose
from amends.platform.isolation.machine import Walls
from amends.platform.processes import clean_environment, kill_group, reap, require_program

log = logging.getLogger(__name__)

_LONGEST_MESSAGE = 64 * 1024 * 1024
_LONGEST_HEADER = 64 * 1024
_LONGEST_LIFE_SECONDS = 7 * 24 * 3600.0

Handler = Callable[[Any], Any]


class ServerRequestError(ToolCrashedError):
    """The server answered a request with an error; `code` is JSON-RPC's."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


class LanguageServer:
    """One running server. Requests wait for their answer; notifications and server requests go to handlers."""

    def __init__(self, process: asyncio.subprocess.Process, name: str, enclosure: Enclosure | None = None) -> None:
        self._process = process
        self._name = name
        self._enclosure = enclosure
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._handlers: dict[str, Handler] = {}
        self._reading = asyncio.get_running_loop().create_task(self._read())

    @staticmethod
    async def start(
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        quiet: bool = False,
        walls: Walls | None = None,
    ) -> LanguageServer:
        """Start a server in its own process group, behind walls if any.

        Its stderr goes to ours, or with `quiet` nowhere.

        Raises:
            ToolMissingError: the command cannot be run.
        """
        if walls:
            require_program(command, cwd, env or clean_environment())
        enclosure = enclose(command, cwd, walls, _LONGEST_LIFE_SECONDS) if walls else None
        marked = {**(clean_environment() if env is None else env), **(enclosure.environment if enclosure else {})}
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                *(enclosure.command if enclosure else command),
                cwd=cwd,
                env=marked,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL if quiet else None,
                start_new_session=True,
                limit=_LONGEST_HEADER,
            )
        )
        try:
            # Never cancelled half-way: nobody would end what has been started.
            process = await asyncio.shield(starting)
        except OSError as error:
            raise ToolMissingError(f"{command[0]} cannot be run: {error.strerror}.", " ".join(command)) from error
        except asyncio.CancelledError:
            starting.add_done_callback(_end_started)
            raise
        return LanguageServer(process, command[0], enclosure)

    @property
    def pid(self) -> int:
        """The process, which leads a group of its own."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it can still answer."""
        return self._process.returncode is None and not self._reading.done()

    @property
    def memory_bytes(self) -> int:
        """Resident memory of the server and all it started; 0 when it is gone."""
        import psutil  # noqa: PLC0415  # half a megabyte, and few servers are ever asked

        try:
            process = psutil.Process(self._process.pid)
            return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
        except psutil.Error:
            return 0

    def on(self, method: str, handler: Handler) -> None:
        """Call `handler` with the params of every such message; what it returns answers a request."""
        self._handlers[method] = handler

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    async def request(self, method: str, params: Any, *, seconds: float = 30.0) -> Any:
        """Send a request and return its result.

        Raises:
            ToolTimeoutError: no answer in time.
            ServerRequestError: the server answered with an error.
            ToolCrashedError: the server ended, or speaks no JSON-RPC.
        """
        if not self.running:
            raise ToolCrashedError(f"{self._name} ended.")
        number = next(self._ids)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        try:
            async with asyncio.timeout(seconds):
                return await answer
        except TimeoutError as error:
            raise ToolTimeoutError(f"{self._name} did not answer {method} in {seconds:.0f} s.") from error
        except asyncio.CancelledError:
            self.notify("$/cancelRequest", {"id": number})
            raise
        finally:
            self._waiting.pop(number, None)

    async def stop(self, *, seconds: float = 10.0) -> int:
        """Shut the server down in order, or end it; returns its exit code."""
        with contextlib.suppress(ToolTimeoutError, ToolCrashedError):
            await self.request("shutdown", None, seconds=seconds)
            self.notify("exit", None)
        try:
            async with asyncio.timeout(seconds):
                await self._process.wait()
        except TimeoutError:
            log.warning("%s did not exit and is ended", self._name)
        finally:
            await self.kill()
        return self._process.returncode or 0

    async def kill(self) -> None:
        """End it and all it started, at once."""
        kill_group(self._process.pid)
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await reap(self._process)
        if self._enclosure:
            await self._enclosure.end()

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 -- asked for with PIPE
        body = json.dumps(message).encode()
        with contextlib.suppress(ConnectionResetError, BrokenPipeError, RuntimeError):
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    async def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 -- asked for with PIPE
        ending = f"{self._name} ended."
        try:
            while message := await _message(self._process.stdout):
                self._take(message)
                await asyncio.sleep(0)  # a flood of messages must not keep everybody else waiting
        except (ValueError, EOFError, asyncio.LimitOverrunError) as error:
            ending = f"{self._name} printed what is no message of a language server."
            log.warning("%s: %s", ending, error)
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(ToolCrashedError(ending))

    def _take(self, message: Mapping[str, Any]) -> None:
        if "method" not in message:
            self._take_answer(message)
            return
        handler = self._handlers.get(message["method"])
        try:
            result = handler(message.get("params")) if handler else None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"odd {message['method']}") from error
        if "id" in message:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def _take_answer(self, message: Mapping[str, Any]) -> None:
        answer = self._waiting.get(message.get("id", -1))
        if answer is None or answer.done():
            return
        if isinstance(error := message.get("error"), Mapping):
            answer.set_exception(ServerRequestError(str(error.get("message")), int(error.get("code", 0))))
        else:
            answer.set_result(message.get("result"))


def _end_started(starting: asyncio.Future[asyncio.subprocess.Process]) -> None:
    if not starting.cancelled() and starting.exception() is None:
        kill_group(starting.result().pid)


async def _message(stream: asyncio.StreamReader) -> Mapping[str, Any] | None:
    """The next message, None at the end of the stream; ValueError or EOFError for what is none."""
    length = -1
    while line := await stream.readline():
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
        if not line.strip():
            if not 0 <= length <= _LONGEST_MESSAGE:
                raise ValueError(f"a message of {length} bytes")
            body = json.loads(await stream.readexactly(length))
            if not isinstance(body, dict):
                raise ValueError("a message that is no object")
            return body
    return None
