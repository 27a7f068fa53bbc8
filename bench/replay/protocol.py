"""What the scripts here share: the events, the benchmark's own scorer, a worker in this very process."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from amends.cli.replay_worker import Worker

Event = dict[str, Any]


def scorer(path: Path) -> ModuleType:
    """The benchmark's score.py as a module; mine.py, which it needs, lies beside it."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_repository(score: ModuleType, events: Path) -> dict[str, list[Event]]:
    """Each repository's events in their order."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(score.load(str(events)), key=lambda one: (one["repo"], one["seq"])):
        found[event["repo"]].append(event)
    return dict(found)


def is_hard(event: Event) -> bool:
    """Whether the tool's own fix is not what people did."""
    return not event["ruff_fix"]["unsafe_match"]


def is_exact(score: ModuleType, event: Event, text: str) -> bool:
    """Whether a text is what people made of the event's, comments and layout aside."""
    before, target = event["before_file"], score.target(event)
    if text == before or not score.mine.same_ast(text, target):
        return False
    return event["kind"] != "suppress" or text.split() == target.split()


def start_line(score: ModuleType, repo: str) -> Event:
    """The request that begins a repository, with the rules that the events were found with."""
    mine = score.mine
    select = ["--select", "ALL", "--ignore", mine.IGNORE, "--extend-select", mine.EXTRA]
    return {
        "type": "start",
        "repo": repo,
        "ruff_args": ["--isolated", "--no-cache", *select, "--target-version", mine.TARGET],
    }


def replayed(
    score: ModuleType, events: list[Event], worker: Worker, feedback: Callable[[Event, dict[str, Any]], str | None]
) -> Iterator[tuple[Event, dict[str, Any]]]:
    """Each event with the worker's answer; what `feedback` returns is told as accepted, nothing for None."""
    with asyncio.Runner() as runner:
        runner.run(worker.reply(json.dumps(start_line(score, events[0]["repo"])).encode()))
        for event in events:
            answer = runner.run(worker.reply(json.dumps(score.public(event, False)).encode()))
            yield event, answer
            accepted = feedback(event, answer)
            if accepted is not None:
                told = {"type": "feedback", "id": event["id"], "accepted_file": accepted}
                runner.run(worker.reply(json.dumps(told).encode()))
