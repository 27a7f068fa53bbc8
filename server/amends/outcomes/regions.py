"""Places of a fix in a text, carried through whatever happens to the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

import attrs

from amends.core.text import Edit, Text, diff_edits

_CONTINUES_WORD = re.compile(r"\w+\Z")


@attrs.frozen
class Region:
    """Where one edit of a fix stands now: `start:end` of the present text, what it put there, what was there before."""

    start: int
    end: int
    offered: str
    before: str

    def now(self, text: Text) -> str:
        """What stands there."""
        return text.content[self.start : self.end]

    @property
    def weight(self) -> int:
        """The longer of its two texts."""
        return max(len(self.offered), len(self.before), 1)


def regions_before(edits: Sequence[Edit], text: Text) -> tuple[Region, ...]:
    """Where a fix will be applied, in the order of its edits."""
    return tuple(Region(edit.start, edit.end, edit.new_text, text.content[edit.start : edit.end]) for edit in edits)


def regions_applied(regions: Sequence[Region]) -> tuple[Region, ...]:
    """The same regions once the text holds what was offered, all at once."""
    ordered = sorted(range(len(regions)), key=lambda index: (regions[index].start, regions[index].end))
    growth = [len(regions[index].offered) - (regions[index].end - regions[index].start) for index in ordered]
    moved = dict(zip(ordered, [0, *accumulate(growth)], strict=False))
    return tuple(
        attrs.evolve(region, start=region.start + moved[index], end=region.start + moved[index] + len(region.offered))
        for index, region in enumerate(regions)
    )


def carried(regions: Sequence[Region], text: Text, change: Sequence[Edit]) -> tuple[Region, ...]:
    """Regions after edits that all refer to `text`; a change deletes and inserts, and extends what it touches."""
    if not touches(regions, change):
        return tuple(_shifted(region, change) for region in regions)
    content = text.content
    for edit in sorted(change, reverse=True):
        regions = tuple(_carried(region, content, edit) for region in regions)
        content = content[: edit.start] + edit.new_text + content[edit.end :]
    return tuple(_snapped(region, content) for region in regions)


def touches(regions: Sequence[Region], change: Sequence[Edit]) -> bool:
    """Whether a change reaches into a region or up to its border."""
    return any(edit.start <= region.end and region.start <= edit.end for edit in change for region in regions)


def smallest(change: Iterable[Edit], text: Text) -> tuple[Edit, ...]:
    """The same change in its smallest edits: clients replace whole lines or texts where a word changed."""
    return tuple(
        Edit(edit.start + part.start, edit.start + part.end, part.new_text)
        for edit in change
        for part in diff_edits(text.content[edit.start : edit.end], edit.new_text)
    )


def _shifted(region: Region, change: Sequence[Edit]) -> Region:
    growth = sum(len(edit.new_text) - (edit.end - edit.start) for edit in change if edit.end < region.start)
    return attrs.evolve(region, start=region.start + growth, end=region.end + growth) if growth else region


def _carried(region: Region, content: str, edit: Edit) -> Region:
    edit = _slid(region, content, edit)
    growth = len(edit.new_text) - (edit.end - edit.start)
    if edit.end < region.start or (edit.end == region.start < region.end and not _joins(edit)):
        return attrs.evolve(region, start=region.start + growth, end=region.end + growth)
    if edit.start > region.end or (edit.start == region.end > region.start and not _joins(edit)):
        return region
    end = max(region.end, edit.end) + growth
    return attrs.evolve(
        region,
        start=min(region.start, edit.start),
        end=end if edit.end <= region.end else edit.start + len(edit.new_text),
    )


def _joins(edit: Edit) -> bool:
    """Whether text added at a region's border changes its last or first word; a new line beside it does not."""
    return edit.start == edit.end and _CONTINUES_WORD.match(edit.new_text) is not None


def _slid(region: Region, content: str, edit: Edit) -> Edit:
    """A deletion of just this region, which a client may have cut out a few equal characters to the side."""
    length = region.end - region.start
    if edit.new_text or not length or edit.end - edit.start != length or edit.start == region.start:
        return edit
    low, high = min(edit.start, region.start), max(edit.end, region.end)
    same = (
        content[low : edit.start] + content[edit.end : high] == content[low : region.start] + content[region.end : high]
    )
    return Edit(region.start, region.end, "") if same else edit


def _snapped(region: Region, content: str) -> Region:
    """The region around what was offered where it stands again in full, after a redo that was cut elsewhere."""
    end = region.start + len(region.offered)
    stands = bool(region.offered) and content[region.start : region.end] != region.offered
    if (
        stands
        and content[region.start : end] == region.offered
        and not content[region.start : region.end].startswith(region.offered)
    ):
        return attrs.evolve(region, end=end)
    return region
