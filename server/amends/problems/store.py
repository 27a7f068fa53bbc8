"""All that is known to be wrong, from every channel, keyed by (producer, uri) and merged when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import attrs

from amends.core.problems import Channel, Problem
from amends.core.shifting import shift_range
from amends.core.text import Edit, Range, Text


class ProblemStore:
    """One folder's problems. One producer never wipes another's."""

    def __init__(self) -> None:
        self._problems: dict[str, dict[str, tuple[Problem, ...]]] = {}
        self._editor_sources: set[tuple[str, str]] = set()

    def put(self, producer: str, uri: str, problems: Sequence[Problem]) -> None:
        """Everything a producer has found in one text, in place of what it found before."""
        by_producer = self._problems.setdefault(uri, {})
        by_producer[producer] = tuple(problems)
        if not problems:
            del by_producer[producer]
        told = [problem for problem in problems if problem.channel is Channel.EDITOR]
        self._editor_sources |= {(_suffix(uri), problem.source) for problem in told}

    def put_within(self, producer: str, uri: str, within: Range, problems: Sequence[Problem]) -> None:
        """What a producer has found in one range; what it found elsewhere stays."""
        elsewhere = [problem for problem in self.of_producer(producer, uri) if not problem.range.overlaps(within)]
        self.put(producer, uri, [*elsewhere, *problems])

    def of_producer(self, producer: str, uri: str) -> tuple[Problem, ...]:
        """What one producer has found in one text."""
        return self._problems.get(uri, {}).get(producer, ())

    def merged(self, uri: str) -> tuple[Problem, ...]:
        """All problems of one text, each once, in order.

        The same finding told by the editor and found by our own run is one problem of the editor's channel (somebody
        else shows it) with the tool's own fix that only our run knows.
        """
        found: dict[tuple[str, str, Range], Problem] = {}
        for problems in self._problems.get(uri, {}).values():
            for problem in problems:
                key = (problem.source, problem.code, problem.range)
                found[key] = _united(found[key], problem) if key in found else problem
        return tuple(sorted(found.values(), key=lambda problem: (problem.range, problem.source, problem.code)))

    def uris(self) -> tuple[str, ...]:
        """Texts with problems."""
        return tuple(uri for uri, by_producer in self._problems.items() if by_producer)

    def shown_by_editor(self, source: str) -> bool:
        """Whether some other client of the editor reports this tool's findings."""
        return any(source == known for _, known in self._editor_sources)

    def editor_sources(self, uri: str) -> frozenset[str]:
        """Tools of the editor that have reported on texts of this one's type."""
        return frozenset(source for suffix, source in self._editor_sources if suffix == _suffix(uri))

    def shift(self, uri: str, text: Text, step: Sequence[Edit]) -> None:
        """Carry the ranges through a change of the text, as editors do until the tools have run again.

        Problems of failing tests whose lines were edited are dropped: the code there changed.
        """
        for producer, problems in self._problems.get(uri, {}).items():
            moved = [attrs.evolve(problem, range=shift_range(problem.range, text, step)) for problem in problems]
            if producer == "tests":
                pairs = zip(problems, moved, strict=True)
                moved = [new for old, new in pairs if not _lines_edited(old.range, text, step)]
            self._problems[uri][producer] = tuple(moved)

    def forget(self, uri: str) -> None:
        """Drop what is known of one text."""
        self._problems.pop(uri, None)


def _suffix(uri: str) -> str:
    return PurePosixPath(uri).suffix


def _united(one: Problem, other: Problem) -> Problem:
    fix = one.tool_fix or other.tool_fix
    shown = Channel.EDITOR in (one.channel, other.channel)
    return attrs.evolve(
        one,
        tool_fix=fix,
        channel=Channel.EDITOR if shown else one.channel,
        text_hash=one.text_hash or other.text_hash,
    )


def _lines_edited(place: Range, text: Text, step: Sequence[Edit]) -> bool:
    first, _ = text.line_span(place.start.line)
    _, last = text.line_span(place.end.line)
    return any(edit.start <= last and first <= edit.end for edit in step)
