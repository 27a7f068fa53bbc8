#!/usr/bin/env python3
"""Replay histories of human repairs through `amends replay --worker` and score them.

  bench/replay/run.py SCORE.py EVENTS.jsonl.gz OUT_FOLDER [--repo OWNER/NAME]… [--tool-fix]

SCORE.py drives a worker through the events of one repository after the other and scores the answers; its docstring is
the protocol. With several repositories one runs after the other at low priority. OUT_FOLDER gets the answers, the
scores as text and as JSON.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--repo", action="append", default=[])
    parser.add_argument("--tool-fix", action="store_true", help="let the worker use ruff's own fixes too")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    os.nice(10)
    answers = [drive(options, repo) for repo in options.repo or repositories(options.events)]
    (options.out / "all.jsonl").write_text("".join(answers), "utf-8")
    return report(options)


def repositories(events: Path) -> list[str]:
    with gzip.open(events, "rt", encoding="utf-8") as lines:
        return sorted({json.loads(line)["repo"] for line in lines})


def drive(options: argparse.Namespace, repo: str) -> str:
    amends = shutil.which("amends") or str(Path(sys.executable).with_name("amends"))
    worker = f"{amends} replay --worker" + ("" if options.tool_fix else " --no-tool-fix")
    out = options.out / f"{repo.replace('/', '+')}.jsonl"
    command = [sys.executable, options.score, "drive", options.events, "--cmd", worker, "--out", out, "--repo", repo]
    subprocess.run(command, check=True)
    print(f"{repo}: done", flush=True)
    return out.read_text("utf-8")


def report(options: argparse.Namespace) -> int:
    command = [sys.executable, options.score, "score", options.events, options.out / "all.jsonl"]
    command += ["--json", options.out / "score.json"]
    if len(options.repo) == 1:
        command += ["--repo", options.repo[0]]
    scored = subprocess.run(command, check=True, capture_output=True, text=True)
    (options.out / "score.txt").write_text(scored.stdout, "utf-8")
    print(scored.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
