"""Rules and places for which the user wants no offers."""

from __future__ import annotations

from collections.abc import Sequence

import pathspec

from amends.core.problems import Problem


def is_muted(problem: Problem, path: str, mutes: Sequence[str]) -> bool:
    """Whether one of the patterns says so: a code, ``source:code``, or ``path:GLOB`` (relative to the root)."""
    return any(_matches(problem, path, mute) for mute in mutes)


def _matches(problem: Problem, path: str, mute: str) -> bool:
    if mute.startswith("path:"):
        return pathspec.PathSpec.from_lines("gitignore", [mute.removeprefix("path:")]).match_file(path)
    source, colon, code = mute.rpartition(":")
    return problem.code.lower() == code.lower() and (not colon or problem.source.lower() == source.lower())
