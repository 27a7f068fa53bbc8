"""Fixes that are offered and may be applied from now on, recognised in the text when they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from amends.core.fixes import Fix
from amends.core.problems import Problem
from amends.core.text import Edit, Range, Text
from amends.outcomes.regions import Region, carried, regions_applied, regions_before, touches
from amends.outcomes.similarity import four_gram

_STILL_THE_SAME_LINE = 0.3


@attrs.define(eq=False)
class OfferedFile:
    """One text of an offered fix: where it would go, and what the text would be then."""

    base: Text
    """The text the fix was made for."""
    edits: tuple[Edit, ...]
    """In offsets of `base`."""
    regions: tuple[Region, ...]
    text: Text
    """The text as it is now."""
    touched: bool = False
    """Somebody edited where the fix would go."""
    expected: str = ""
    """The whole text as it would be, kept when a change began to touch it: clients may need several to apply it."""
    would: tuple[Region, ...] = ()
    """Where the regions are in that text."""
    applied: bool = False

    def step(self, change: Sequence[Edit], after: Text) -> None:
        """Take one change in, and see whether it brought what was offered."""
        grown = len(after.content) - len(self.text.content)
        expected = sum(len(region.offered) - (region.end - region.start) for region in self.regions)
        if not self.touched and grown == expected and self._with_fix() == after.content:
            self.regions, self.text, self.applied = regions_applied(self.regions), after, True
            return
        if not self.touched and touches(self.regions, change):
            self.touched, self.expected, self.would = True, self._with_fix(), regions_applied(self.regions)
        self.regions, self.text = carried(self.regions, self.text, change), after
        if self.touched and self.expected == after.content:
            self.regions, self.applied = self.would, True
        elif self.touched:
            self.applied = all(region.now(after) == region.offered for region in self.regions)

    def _with_fix(self) -> str:
        edits = [Edit(region.start, region.end, region.offered) for region in self.regions]
        return self.text.edited(edits).content


@attrs.define(eq=False)
class OfferedFix:
    """One fix that waits in the lightbulb."""

    fix: Fix
    files: dict[str, OfferedFile]
    """The texts that were open when it was offered, by URI."""
    context: str
    shown: bool = False
    """A person asked to see it; merely being in a list under the cursor is not that."""

    @property
    def problem(self) -> Problem:
        """What it fixes, in terms of the text it was made for."""
        return self.fix.problem

    @property
    def applied(self) -> bool:
        """Whether the text of every open file it edits holds it."""
        return bool(self.files) and all(file.applied for file in self.files.values())

    def step(self, uri: str, change: Sequence[Edit], after: Text) -> bool:
        """Take one change in; whether the fix was applied with it."""
        if file := self.files.get(uri):
            file.step(change, after)
        return file is not None and file.applied and self.applied

    def is_about_the_same(self, other: OfferedFix) -> bool:
        """Whether both are offered for one problem, maybe by searches of different texts."""
        if (self.problem.uri, self.problem.kind) != (other.problem.uri, other.problem.kind):
            return False
        one, two = self.files.get(self.problem.uri), other.files.get(self.problem.uri)
        near = one is not None and two is not None and _lines_of(one).overlaps(_lines_of(two))
        return near or self.problem.range == other.problem.range

    def is_the_same(self, other: OfferedFix) -> bool:
        """Whether both would do the same to the present texts."""
        mine = {
            uri: [(region.start, region.end, region.offered) for region in file.regions]
            for uri, file in self.files.items()
        }
        its = {
            uri: [(region.start, region.end, region.offered) for region in file.regions]
            for uri, file in other.files.items()
        }
        return mine == its

    def dismissed(self, uri: str, problems: Sequence[Problem]) -> bool:
        """Whether the problem was repaired by hand in another way, in the very code the fix would have changed."""
        file = self.files.get(uri)
        if file is None or not self.shown or not file.touched or uri != self.problem.uri or file.applied:
            return False
        place = _lines_of(file)
        still = any(problem.kind == self.problem.kind and problem.range.overlaps(place) for problem in problems)
        return not still and _same_lines(file, place)


def offered_fix(fix: Fix, texts: Mapping[str, Text], context: str) -> OfferedFix:
    """A fix as it is offered; `texts` are the present texts, which the fix was made for."""
    files = {
        file.uri: OfferedFile(texts[file.uri], file.edits, regions_before(file.edits, texts[file.uri]), texts[file.uri])
        for file in fix.candidate.files
        if file.uri in texts and texts[file.uri].hash == file.base_hash
    }
    return OfferedFix(fix, files, context)


def _lines_of(file: OfferedFile) -> Range:
    start = min((region.start for region in file.regions), default=0)
    end = max((region.end for region in file.regions), default=0)
    first, last = file.text.position_at(start).line, file.text.position_at(end).line
    return file.text.range_of(file.text.line_span(first)[0], file.text.line_span(last)[1])


def _same_lines(file: OfferedFile, place: Range) -> bool:
    """Whether the code is still there: deleting it is no repair."""
    first = file.base.position_at(min((edit.start for edit in file.edits), default=0)).line
    last = file.base.position_at(max((edit.end for edit in file.edits), default=0)).line
    was = file.base.content[file.base.line_span(first)[0] : file.base.line_span(last)[1]].strip()
    now = file.text.slice(place).strip()
    return bool(now) and (not was or four_gram(now, was) >= _STILL_THE_SAME_LINE)
