"""`amends replay --train`: a team layer learned from the repairs of other repositories."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from amends.cli.replay_events import Event, event_of, examples_of
from amends.cli.workspace import print_error
from amends.core.errors import UsageError
from amends.core.outcomes import Example
from amends.learning.training import Trained, selected, train
from amends.platform.files import write_file
from amends.profile.examples import tool_taken
from amends.profile.team.files import team_to_toml
from amends.profile.team.layer import Counts, TeamLayer, TeamPattern
from amends.profile.team.privacy import without_secrets


def train_team(files: Sequence[Path], out: Path) -> TeamLayer:
    """Learn from all events of some files (JSON lines, or gzip of them), and write what is worth sharing.

    Raises:
        UsageError: a file cannot be read, or holds no events with what people accepted.
    """
    events = sorted(_events(files), key=lambda one: (one[0].date, one[0].repo, one[0].id))
    examples = [(origin_of(event.repo), one) for event, accepted in events for one in learned(event, accepted)]
    if not examples:
        raise UsageError("There is nothing to learn in these files; give events with what people accepted.")
    with Progress(console=Console(stderr=True)) as progress:
        trained = train({}, progress.track(examples, description="Learning"))
    layer = layer_of(trained, examples)
    write_file(out, team_to_toml(layer))
    click.echo(f"{len(layer.patterns)} patterns from {len(examples)} examples: {out}", err=True)
    return layer


def layer_of(trained: Trained, examples: Iterable[tuple[str, Example]]) -> TeamLayer:
    """What is worth sharing of what was learned, with how often people took the tools' own fixes."""
    patterns = [TeamPattern(one) for of_kind in trained.values() for one in selected(of_kind)]
    layer = TeamLayer(
        {one.pattern.id: one for one in sorted(patterns, key=lambda each: each.pattern.id)}, _tools(examples)
    )
    return without_secrets(layer)


def learned(event: Event, accepted: str) -> tuple[Example, ...]:
    """What there is to learn from one event."""
    return examples_of(event, accepted, event.problems)


def read_training_event(data: Mapping[str, Any]) -> tuple[Event, str] | None:
    """An event with what people accepted: `accepted_file`, or line edits as git counts them; None without either."""
    event = event_of(data)
    accepted = data.get("accepted_file")
    if isinstance(accepted, str):
        return event, accepted
    edits = data.get("edits")
    return (event, _edited(event.before_file, edits)) if isinstance(edits, list) and edits else None


def _events(files: Sequence[Path]) -> Iterator[tuple[Event, str]]:
    for file in files:
        try:
            with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
                yield from (found for line in lines if line.strip() and (found := _training_event(line, file)))
        except (OSError, EOFError) as error:
            raise UsageError(f"{file.name} cannot be read; give JSON lines, or gzip of them ({error}).") from error


def _training_event(line: bytes, file: Path) -> tuple[Event, str] | None:
    try:
        return read_training_event(dict(json.loads(line)))
    except (ValueError, KeyError, TypeError, RecursionError, UsageError) as error:
        print_error(f"{file.name}: a line is passed over: {error}")
        return None


def _edited(before: str, edits: Sequence[Mapping[str, Any]]) -> str:
    """Line edits in git's way: `n_old` 0 inserts after `start_line`."""
    lines = before.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda one: -int(one["start_line"])):
        start, count = int(edit["start_line"]), int(edit["n_old"])
        first = start if count == 0 else start - 1
        lines[first : first + count] = str(edit["new"]).splitlines(keepends=True)
    return "".join(lines)


def origin_of(repo: str) -> str:
    """How the evidence of a repository names it."""
    return "o_" + hashlib.sha256(repo.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _tools(examples: Iterable[tuple[str, Example]]) -> dict[str, Counts]:
    taken: dict[str, Counter[str]] = {}
    seen: dict[str, Counter[str]] = {}
    for origin, example in examples:
        verdict = tool_taken(example)
        if verdict is not None:
            rule = f"{example.problem.source}:{example.problem.code}"
            taken.setdefault(rule, Counter())[origin] += verdict
            seen.setdefault(rule, Counter())[origin] += 1
    return {
        rule: {origin: (count, taken[rule][origin], count) for origin, count in sorted(counts.items())}
        for rule, counts in sorted(seen.items())
    }
