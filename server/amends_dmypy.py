"""mypy's daemon, spoken to over standard input and output: JSON-RPC with the headers of a language server.

``python amends_dmypy.py`` in the folder that mypy would run in. It runs inside the interpreter that the project's mypy
belongs to, so it is one file of standard library for Python 3.8. Unlike ``dmypy`` it has no socket and no status file,
ends with whoever started it, and takes texts that are not saved: files that lie in for others.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # The folder of this file is none of the project's: whatever lies beside it must not be imported.
    del sys.path[0]

import hashlib
import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from typing import Any, BinaryIO, Dict, List, Optional, Set, Tuple

import mypy.version
from mypy.dmypy_server import Server, process_start_options
from mypy.find_sources import InvalidSourceList, create_source_list
from mypy.fswatcher import FileData
from mypy.modulefinder import get_search_dirs

FAILED = -32000
UNSUITABLE = -32001
MOST_NEW_STARTS = 3

Row = Dict[str, Any]


class UnsuitableError(Exception):
    """The daemon would not say what mypy says here; the message says why."""


def main() -> None:
    """Answer until there is nothing more to answer."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what mypy or a plugin prints is no answer
    server = Connection()
    for message in iter(lambda: read_message(sys.stdin.buffer), None):
        if message.get("method") == "exit":
            return
        if "id" in message:
            body = json.dumps(server.answer(message)).encode()
            answers.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            answers.flush()


def read_message(stream: BinaryIO) -> Optional[Dict[str, Any]]:
    """The next message; None at the end."""
    length = 0
    while True:
        line = stream.readline()
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
        if not line:
            return None
        if not line.strip():
            body: Dict[str, Any] = json.loads(stream.read(length))
            return body


class Connection:
    """What the other side asks."""

    def __init__(self) -> None:
        self._daemon: Optional[Daemon] = None

    def answer(self, message: Dict[str, Any]) -> Dict[str, Any]:
        """The answer to one request."""
        answer: Dict[str, Any] = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            answer["result"] = self._result(message["method"], message.get("params") or {})
        except UnsuitableError as error:
            answer["error"] = {"code": UNSUITABLE, "message": str(error)}
        except (Exception, SystemExit) as error:  # noqa: BLE001 -- mypy's own crashes, those of plugins
            answer["error"] = {"code": FAILED, "message": "%s: %s" % (type(error).__name__, error)}
        return answer

    def _result(self, method: str, params: Dict[str, Any]) -> Any:
        if method == "initialize":
            self._daemon = Daemon(params["arguments"])
            return self._daemon.described()
        if method == "check" and self._daemon:
            return self._daemon.check(params["files"], params["texts"])
        return None


class Daemon:
    """mypy's daemon, asked each time about all files that it was ever asked about.

    It forgets modules that nothing asked about imports, and would have to read them again. What only other files
    brought in is left out of an answer.
    """

    def __init__(self, arguments: List[str]) -> None:
        self._arguments = arguments
        self._new_starts = 0
        self._known: Set[str] = set()
        self._seen: Dict[str, Tuple[Any, ...]] = {}
        self._server = self._begun()

    def described(self) -> Dict[str, Any]:
        """Version of mypy, and files and folders on which its answers depend besides the texts."""
        options = self._server.options
        home = os.path.dirname(os.path.abspath(options.config_file or "."))
        places = [mypy.version.__file__, options.config_file or "", *get_search_dirs(options.python_executable)[1]]
        places += [os.path.join(home, plugin) for plugin in options.plugins if plugin.endswith(".py")]
        return {"version": mypy.version.__version__, "places": [os.path.abspath(place) for place in places if place]}

    def check(self, files: List[str], texts: Dict[str, str]) -> Dict[str, Any]:
        """What mypy says of these files and all they import: ``{"out": lines of JSON, "status": its exit code}``.

        `texts` are files (paths without links), each with the one to read in its place.
        """
        known = {path for path in self._known if os.path.exists(path)} | set(files)
        if known != set(files) and not self._have_names(known):
            self._begin_again()
            known = set(files)
        rows, status = self._checked(known, texts)
        if known != set(files) and (status > 1 or self._is_blocked(rows, files)):
            # A file that this time nobody asks about does not parse, and then mypy says nothing else.
            self._begin_again()
            known = set(files)
            rows, status = self._checked(known, texts)
        self._known = known
        reached = self._reached(files)
        own = [row for row in rows if _real(row["file"]) in reached]
        return {"out": "".join(json.dumps(row) + "\n" for row in own), "status": status if own or status > 1 else 0}

    def _begun(self) -> Server:
        words = io.StringIO()
        try:
            with redirect_stdout(words), redirect_stderr(words):
                options = process_start_options(self._arguments, False)
        except SystemExit as error:
            raise UnsuitableError(words.getvalue().strip() or str(error)) from None
        if not options.local_partial_types:
            raise UnsuitableError("mypy's daemon works with local_partial_types = true only, which is not set here")
        return Server(options, os.path.join(os.devnull, "no-status-file"))

    def _begin_again(self) -> None:
        self._new_starts += 1
        if self._new_starts > MOST_NEW_STARTS:
            raise UnsuitableError("files that nobody asks about keep mypy's daemon from answering")
        self._seen = {}
        self._server = self._begun()

    def _have_names(self, files: Set[str]) -> bool:
        """Whether no two of the files are modules of one name; mypy refuses those together, though not apart."""
        try:
            sources = create_source_list(sorted(files), self._server.options, self._server.fscache)
        except InvalidSourceList:
            return False
        return len({source.module for source in sources}) == len(sources)

    def _checked(self, files: Set[str], texts: Dict[str, str]) -> Tuple[List[Row], int]:
        self._lay(texts)
        data: Dict[str, Any] = {"files": sorted(files), "export_types": False, "is_tty": False, "terminal_width": 80}
        response: Dict[str, Any] = self._server.run_command("check", data)
        before, self._seen = self._seen, {}
        for path in self._paths():
            # What was read before this look was not changed meanwhile, as far as anybody knows.
            self._seen[path] = before.get(path) or _stamp(path, texts)
        rows = [json.loads(line) for line in str(response["out"]).splitlines() if line.startswith("{")]
        return rows, int(response["status"])

    def _lay(self, texts: Dict[str, str]) -> None:
        """Tell mypy what to read in place of files, and which files are not what they were when it last looked.

        By itself it would go by time, in whole seconds, and size.
        """
        options, manager = self._server.options, self._server.fine_grained_manager
        options.shadow_file = [[path, copy] for path, copy in sorted(texts.items())]
        if manager:
            manager.manager.shadow_map = dict(texts)
            manager.manager.shadow_equivalence_map.clear()
        for path, stamp in self._seen.items():
            now = _stamp(path, texts)
            if now != stamp:
                self._server.fswatcher.set_file_data(path, FileData(0.0, -1, ""))
                self._seen[path] = now

    def _paths(self) -> List[str]:
        """Files that mypy holds, named as it names them."""
        manager = self._server.fine_grained_manager
        paths = [state.path for state in manager.graph.values()] if manager else []
        return [path for path in paths if path and not os.path.isdir(path)]

    def _reached(self, files: List[str]) -> Set[str]:
        """These files and all that they import, as absolute paths."""
        manager = self._server.fine_grained_manager
        graph = manager.graph if manager else {}
        reached = {_real(path) for path in files}
        waiting = [name for name, state in graph.items() if state.path and _real(state.path) in reached]
        done = set(waiting)
        while waiting:
            state = graph[waiting.pop()]
            reached.add(_real(state.path or ""))
            new = {name for name in (*state.dependencies, *(state.ancestors or ())) if name in graph} - done
            done |= new
            waiting += new
        return reached

    def _is_blocked(self, rows: List[Row], files: List[str]) -> bool:
        reached = self._reached(files)
        return any(row.get("code") == "syntax" and _real(row["file"]) not in reached for row in rows)


@lru_cache(maxsize=None)
def _real(path: str) -> str:
    return os.path.realpath(path)


def _stamp(path: str, texts: Dict[str, str]) -> Tuple[Any, ...]:
    """By what a file's content is known again, or that of the text that lies in for it."""
    try:
        copy = texts.get(_real(path))
        if copy:
            with open(copy, "rb") as file:
                return (hashlib.sha256(file.read()).hexdigest(),)
        status = os.stat(path)
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino)


if __name__ == "__main__":
    main()
