#!/usr/bin/env python3
"""Replay histories of human repairs through `amends replay --worker`, and make the whole table.

  bench/replay/run.py SCORE.py EVENTS.jsonl.gz OUT_FOLDER [--repo OWNER/NAME]… [--row NAME]… [--results FOLDER]

SCORE.py is the benchmark's scorer; its docstring is the protocol. Rows: own, warm, warm+tool, each also without
feedback; a warm row starts over a team layer learned from all repositories but the one at hand. Each repository of
each row is one worker process, and one file in OUT_FOLDER when it is done; what is there is not made again, so that a
run can be ended and gone on with (use a new folder for a new revision). RESULTS gets replay.md, replay.json and
replay.svg from whatever is complete; a row that lacks a repository says so.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import judged
import protocol
import table
import teams

ROWS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "own": (("--no-tool-fix",), True),
    "warm": (("--no-tool-fix", "--team"), True),
    "warm+tool": (("--team",), True),
    "own, no feedback": (("--no-tool-fix",), False),
    "warm, no feedback": (("--no-tool-fix", "--team"), False),
    "warm+tool, no feedback": (("--team",), False),
}
"""Name → the worker's options, and whether it is told what people did."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--repo", action="append", default=[])
    parser.add_argument("--row", action="append", default=[], choices=list(ROWS))
    parser.add_argument("--results", type=Path, help="write replay.md, replay.json and replay.svg there")
    parser.add_argument("--only-table", action="store_true", help="replay nothing, only put together what is there")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    os.nice(0 if options.only_table else 15)
    score = protocol.scorer(options.score)
    events = protocol.by_repository(score, options.events)
    if not options.only_table:
        for row in options.row or ROWS:
            for repo in options.repo or sorted(events, key=lambda one: len(events[one])):
                replay(score, events, repo, row, options.out)
    judged.remember(score, options.out / "judged.jsonl")
    table.write(score, events, {row: answers(options.out, row, events) for row in ROWS}, options)
    return 0


def replay(score: ModuleType, events: Mapping[str, list[protocol.Event]], repo: str, row: str, out: Path) -> None:
    """One repository of one row, unless it is there."""
    done = answer_file(out, row, repo)
    if done.exists():
        return
    words, feedback = ROWS[row]
    team = teams.team_file(events, repo, out / "teams") if "--team" in words else None
    amends = shutil.which("amends", path=str(Path(sys.executable).parent)) or "amends"
    command = [amends, "replay", "--worker", *words, *([str(team)] if team else [])]
    partial = done.with_suffix(".part")
    done.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one) + "\n" for one in driven(score, events[repo], command, feedback=feedback))
    partial.rename(done)
    print(f"{row}: {repo}: done", flush=True)


def driven(
    score: ModuleType, events: list[protocol.Event], command: list[str], *, feedback: bool
) -> Iterator[dict[str, Any]]:
    """A worker's answer to every event, with the milliseconds it took."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:

        def ask(request: dict[str, Any]) -> dict[str, Any]:
            if worker.stdin is None or worker.stdout is None:
                raise SystemExit("the worker has no pipes")
            worker.stdin.write(json.dumps(request) + "\n")
            worker.stdin.flush()
            return dict(json.loads(worker.stdout.readline()))

        ask(protocol.start_line(score, events[0]["repo"]))
        for event in events:
            started = time.monotonic()
            answer = ask(score.public(event, False))
            took = round((time.monotonic() - started) * 1000, 1)
            yield {
                "id": event["id"],
                "fixes": answer.get("fixes", [])[:3],
                "refused": answer.get("refused"),
                "ms": took,
            }
            if feedback:
                ask(
                    {
                        "type": "feedback",
                        "id": event["id"],
                        "accepted_file": score.target(event),
                        "edits": event["edits"],
                    }
                )
        if worker.stdin:
            worker.stdin.close()


def answers(out: Path, row: str, events: Mapping[str, list[protocol.Event]]) -> dict[str, list[dict[str, Any]]]:
    """The answers that are there, by repository."""
    found = {repo: answer_file(out, row, repo) for repo in events}
    return {
        repo: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for repo, file in found.items()
        if file.exists()
    }


def answer_file(out: Path, row: str, repo: str) -> Path:
    return out / row.replace(", ", "-").replace(" ", "-") / f"{repo.replace('/', '+')}.jsonl"


if __name__ == "__main__":
    sys.exit(main())
