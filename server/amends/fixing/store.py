"""Ready fixes, waiting in memory for the lightbulb, always in terms of the text as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from amends.core.fixes import FileEdit, Fix
from amends.core.problems import Problem
from amends.core.shifting import shift_edits, shift_range
from amends.core.text import Edit, Range, Text


@attrs.frozen
class ReadyFix:
    """A fix with its edits and its problem's range carried to the present text."""

    fix: Fix
    files: tuple[FileEdit, ...]
    range: Range
    proved_on: str
    """Hash of the text it was proved on; another one now means it was only carried along."""


class FixStore:
    """One folder's ready fixes, by the URI of their problem."""

    def __init__(self) -> None:
        self._ready: dict[str, dict[str, ReadyFix]] = {}
        self._searched: dict[str, set[tuple[object, ...]]] = {}

    def put(self, problem: Problem, fixes: Iterable[Fix], text: Text) -> None:
        """What a search found for a problem of this text, in place of what was known for it."""
        ready = self._ready.setdefault(problem.uri, {})
        for known in [item for item in ready.values() if _same_problem(item, problem)]:
            del ready[known.fix.id]
        for fix in fixes:
            ready[fix.id] = ReadyFix(fix, fix.candidate.files, problem.range, text.hash)
        self._searched.setdefault(problem.uri, set()).add(_identity(problem))

    def at(self, uri: str, within: Range) -> tuple[ReadyFix, ...]:
        """Fixes whose problem lies in or touches a range, in the order the search ranked them."""
        return tuple(item for item in self._ready.get(uri, {}).values() if item.range.overlaps(within))

    def of(self, uri: str) -> tuple[ReadyFix, ...]:
        """All fixes of one text."""
        return tuple(self._ready.get(uri, {}).values())

    def find(self, fix_id: str) -> ReadyFix | None:
        """One fix by its id."""
        return next((items[fix_id] for items in self._ready.values() if fix_id in items), None)

    def searched(self, problem: Problem) -> bool:
        """Whether a search for this problem has been made and still stands."""
        return _identity(problem) in self._searched.get(problem.uri, set())

    def shift(self, uri: str, before: Text, step: Sequence[Edit], after: Text) -> None:
        """Carry fixes through a change of one text; those whose code was touched are dropped."""
        self._searched.pop(uri, None)
        for problem_uri, items in self._ready.items():
            self._ready[problem_uri] = {
                fix_id: moved
                for fix_id, item in items.items()
                if (moved := _moved(item, problem_uri, uri, before, step, after))
            }

    def keep_only(self, uri: str, problems: Iterable[Problem]) -> None:
        """Drop the fixes of problems that are no longer found."""
        present = {(problem.source, problem.code, problem.range) for problem in problems}
        items = self._ready.get(uri, {})
        self._ready[uri] = {
            fix_id: item
            for fix_id, item in items.items()
            if (item.fix.problem.source, item.fix.problem.code, item.range) in present
        }

    def drop(self, fix_id: str) -> None:
        """One fix is no longer offered."""
        for items in self._ready.values():
            items.pop(fix_id, None)

    def forget(self, uri: str) -> None:
        """Drop everything of one text, so that it is searched again."""
        self._ready.pop(uri, None)
        self._searched.pop(uri, None)


def _moved(
    item: ReadyFix, problem_uri: str, uri: str, before: Text, step: Sequence[Edit], after: Text
) -> ReadyFix | None:
    files: list[FileEdit] = []
    for file in item.files:
        if file.uri != uri:
            files.append(file)
            continue
        edits = shift_edits(file.edits, step)
        if edits is None:
            return None
        files.append(FileEdit(uri, after.hash, edits))
    place = shift_range(item.range, before, step) if problem_uri == uri else item.range
    return attrs.evolve(item, files=tuple(files), range=place)


def _same_problem(item: ReadyFix, problem: Problem) -> bool:
    known = item.fix.problem
    return (known.source, known.code, item.range) == (problem.source, problem.code, problem.range)


def _identity(problem: Problem) -> tuple[object, ...]:
    return (problem.source, problem.code, problem.message, problem.range)
