"""Bytes in and out: message frames over stdio or one TCP connection, and an end in every case."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, Protocol

log = logging.getLogger(__name__)

_CHUNK = 1 << 16
_LAST_RESORT_SECONDS = 6.0
_LENGTH = re.compile(rb"content-length:\s*(\d+)\s*$", re.IGNORECASE)
"""Found anywhere in its line: behind a message that is longer than it said, the next header has no line of its own."""
_HTTP = re.compile(rb" HTTP/[0-9.]+\r?\n$")
"""A web page that posts to our port must not have its body taken for a message."""


class Served(Protocol):
    """What is served."""

    protocol: Any
    stopped: asyncio.Event

    @property
    def exit_code(self) -> int:
        """What the process ends with."""

    async def close(self) -> None:
        """End the session."""


def run_on_stdio(server: Served) -> int:
    """Serve on the process's own stdin and stdout; returns the exit code."""
    source, sink = _take_stdio()
    server.protocol.set_writer(_Output(sink))
    return asyncio.run(_serve(server, lambda: _stdin_reader(source)))


def run_on_tcp(server: Served, host: str, port: int) -> int:
    """Serve the first connection to a port; returns the exit code."""
    return asyncio.run(_serve_first_connection(server, host, port))


async def _serve(server: Served, open_reader: Callable[[], asyncio.StreamReader]) -> int:
    _stop_on_signals(server.stopped)
    reading = asyncio.create_task(_read_messages(open_reader(), server))
    stopping = asyncio.create_task(server.stopped.wait())
    await asyncio.wait((reading, stopping), return_when=asyncio.FIRST_COMPLETED)
    code = server.exit_code
    _end_anyway(code)
    reading.cancel()
    stopping.cancel()
    await server.close()
    _log_failure(reading)
    return code


async def _serve_first_connection(server: Served, host: str, port: int) -> int:
    connected: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Future()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if connected.done():
            writer.close()
        else:
            connected.set_result((reader, writer))

    listener = await asyncio.start_server(take, host, port)
    print(f"amends: listening on {host}:{listener.sockets[0].getsockname()[1]}", file=sys.stderr, flush=True)  # noqa: T201  # who asks for port 0 must learn which
    reader, writer = await connected
    listener.close()
    server.protocol.set_writer(writer)
    code = await _serve(server, lambda: reader)
    writer.close()
    return code


async def _read_messages(reader: asyncio.StreamReader, server: Served) -> None:
    while not server.stopped.is_set():
        body = await read_frame(reader)
        if body is None:
            return
        server.protocol.receive(body)
        await asyncio.sleep(0)  # buffered input never waits by itself, and a flood of it must not starve the jobs


async def read_frame(reader: asyncio.StreamReader) -> bytes | None:
    """The next message's body; None at the end. Lines that are no header are skipped, so that garbage is survived."""
    length = 0
    while True:
        try:
            line = await reader.readline()
            if not line or _HTTP.search(line):
                return None
            if line.strip():
                length = _content_length(line) or length
            elif length:
                return await reader.readexactly(length)
        except asyncio.IncompleteReadError:
            return None
        except ValueError:
            log.warning("skipped a line that is far too long for a header")


def _content_length(line: bytes) -> int | None:
    found = _LENGTH.search(line)
    return int(found[1]) if found else None


def _take_stdio() -> tuple[int, BinaryIO]:
    """Our own copies of stdin and stdout; whatever else uses them gets nothing, and writes to stderr."""
    source, sink = os.dup(0), os.dup(1)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  # a descriptor is wanted, not a path
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return source, os.fdopen(sink, "wb")


def _stdin_reader(source: int) -> asyncio.StreamReader:
    """Reads in a thread of its own: pipes cannot be awaited everywhere, and pygls's pool can be kept busy by others."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()

    def pump() -> None:
        with suppress(RuntimeError, OSError):  # the loop is closed, the descriptor gone: nobody reads any more
            while chunk := os.read(source, _CHUNK):
                loop.call_soon_threadsafe(reader.feed_data, chunk)
            loop.call_soon_threadsafe(reader.feed_eof)

    threading.Thread(target=pump, name="stdin", daemon=True).start()
    return reader


class _Output:
    """stdout; a client that is gone is noticed by the reading side, not by an exception in the middle of a handler."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        """Send one message at once."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            log.debug("the client reads no more")

    def close(self) -> None:
        """The end of the process closes it."""


def _stop_on_signals(stopped: asyncio.Event) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError, ValueError):  # Windows; not the main thread
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)


def _log_failure(reading: asyncio.Task[None]) -> None:
    if reading.done() and not reading.cancelled() and (error := reading.exception()):
        log.error("reading messages failed", exc_info=error)


def _end_anyway(code: int) -> None:
    """A job that does not end must not keep the process: the editor is gone or waits."""
    timer = threading.Timer(_LAST_RESORT_SECONDS, os._exit, (code,))
    timer.daemon = True
    timer.start()
