"""A language server that misbehaves as its first argument says; every text with ``bad`` in it has a finding."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

READ: list[bool] = []
HOW, NOTE = sys.argv[1], Path(sys.argv[2])


def send(message: dict[str, object]) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    sys.stdout.buffer.flush()


def publish(uri: str, version: int | None, text: str) -> None:
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}
    found = [{"range": place, "message": f"said of {text!r}", "code": "B1"}] if "bad" in text else []
    if HOW == "odd findings":
        found = [{"message": "nowhere"}]
    stamp = {} if version is None else {"version": version}
    send({"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": found, **stamp}})


def changed(uri: str, version: int, text: str) -> None:
    with NOTE.open("a") as note:
        note.write(text)
    if HOW == "crash" or (HOW == "crash once" and NOTE.read_text().count("bad") == 1):
        sys.exit(3)
    if HOW == "reads the project" and not READ:
        sys.exit(3)
    if HOW == "hang":
        time.sleep(600)
    if HOW == "garbage":
        sys.stdout.buffer.write(b"\x00\xff hello\r\n\r\n" * 100)
        sys.stdout.buffer.flush()
    if HOW == "huge":
        sys.stdout.buffer.write(b"Content-Length: 99999999999\r\n\r\n")
        sys.stdout.buffer.flush()
        time.sleep(600)
    while HOW == "flood":
        send({"method": "window/logMessage", "params": {"type": 4, "message": "x" * 1000}})
    if HOW == "wrong version":
        publish(uri, version - 1, text)
    elif HOW == "late":
        publish(uri, version - 1, "bad: of the text before")
        time.sleep(0.5)
        publish(uri, version, text)
    elif HOW == "unversioned":
        publish(uri, None, text)
    else:
        publish(uri, version, text)


while line := sys.stdin.buffer.readline():
    length = int(line.split(b":")[1])
    sys.stdin.buffer.readline()
    message = json.loads(sys.stdin.buffer.read(length))
    method, params = message.get("method"), message.get("params") or {}
    if method == "initialize":
        if HOW == "no handshake":
            time.sleep(600)
        send({"id": message["id"], "result": {"capabilities": {}, "serverInfo": {"name": "odd", "version": "1"}}})
    elif method == "initialized" and HOW.startswith("reads"):
        send({"method": "odd/status", "params": {"is": "starting"}})
        if HOW == "reads the project":
            time.sleep(0.5)
            READ.append(True)
            send({"method": "odd/status", "params": {"is": "ready"}})
    elif method == "textDocument/didOpen":
        document = params["textDocument"]
        changed(document["uri"], document["version"], document["text"])
    elif method == "textDocument/didChange":
        changed(params["textDocument"]["uri"], params["textDocument"]["version"], params["contentChanges"][-1]["text"])
    elif method == "exit":
        sys.exit(0)
    elif "id" in message and method:
        send({"id": message["id"], "result": None})
