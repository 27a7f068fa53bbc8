"""A team layer for each repository, learned from all the others.

Halving: what is learned from one half of the repositories is the start for each of the other half, so that nine layers
cost three trainings instead of nine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import protocol

from amends.cli.replay_train import layer_of, learned, origin_of, read_training_event
from amends.core.outcomes import Example
from amends.learning.training import Trained, train
from amends.profile.team.files import team_to_toml

Told = tuple[str, Example]


def team_file(events: Mapping[str, list[protocol.Event]], repo: str, folder: Path) -> Path:
    """The layer of all repositories but one; the first call makes those of all."""
    file = _file(folder, repo)
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        told = {name: [one for event in found for one in _examples(event)] for name, found in events.items()}
        _halve({}, sorted(told, key=lambda name: len(told[name])), told, folder)
    return file


def _examples(event: protocol.Event) -> list[Told]:
    found = read_training_event(event)
    return [(origin_of(found[0].repo), one) for one in learned(*found)] if found else []


def _halve(known: Trained, held: Sequence[str], told: Mapping[str, list[Told]], folder: Path) -> None:
    """`known` was learned from all but the held ones."""
    if all(_file(folder, repo).exists() for repo in held):
        return
    if len(held) == 1:
        others = [one for repo, found in told.items() if repo not in held for one in found]
        file = _file(folder, held[0])
        partial = file.with_suffix(".part")
        partial.write_text(team_to_toml(layer_of(known, others)), "utf-8")
        partial.rename(file)
        print(f"team layer without {held[0]}: done", flush=True)
        return
    middle = len(held) // 2
    for rest, taught in ((held[:middle], held[middle:]), (held[middle:], held[:middle])):
        _halve(train(known, [one for repo in taught for one in told[repo]]), rest, told, folder)


def _file(folder: Path, repo: str) -> Path:
    return folder / f"{repo.replace('/', '+')}.toml"
