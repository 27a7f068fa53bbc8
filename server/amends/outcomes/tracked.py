"""A fix that was applied: where it stands, what has become of it, and the state that survives a restart."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from typing import Any

import attrs

from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.problems import Problem
from amends.core.text import Edit, Position, Range, Text, diff_edits
from amends.outcomes.regions import Region, carried, regions_applied, regions_before
from amends.outcomes.similarity import four_gram, no_revert, weighted

KEPT_FROM = 0.9
EDITED_FROM = 0.3
REVERTED_UP_TO = 0.2
_NEAR_LINES = 3


@attrs.define(eq=False)
class TrackedFile:
    """One text of an applied fix."""

    base: Text
    """The text the fix was made for."""
    edits: tuple[Edit, ...]
    """In offsets of `base`, in the order of `regions`."""
    regions: tuple[Region, ...]
    text: Text
    """The text as it was last seen."""
    open: bool = True

    def step(self, change: Sequence[Edit], after: Text) -> bool:
        """Take one change in; whether what stands in the regions changed."""
        before = [region.now(self.text) for region in self.regions]
        self.regions, self.text = carried(self.regions, self.text, change), after
        return before != [region.now(after) for region in self.regions]

    def reopened(self, text: Text) -> None:
        """The text as it is now on disk: regions are found again by content."""
        self.step(diff_edits(self.text.content, text.content), text)
        self.open = True

    def standing(self) -> list[tuple[Region, str]]:
        """Every region with what stands there now."""
        return [(region, region.now(self.text)) for region in self.regions]

    def rewritten(self) -> str:
        """The base text with what stands in the regions now: the fix as the developer left it."""
        pairs = zip(self.edits, self.standing(), strict=True)
        edits = (attrs.evolve(edit, new_text=_meant(region, now)) for edit, (region, now) in pairs)
        return self.base.edited(edits).content

    def lines(self) -> list[tuple[str, str]]:
        """For every region the lines around it, now and as they were offered."""
        fixed = self.base.edited(self.edits)
        offered = regions_applied(regions_before(self.edits, self.base))
        pairs = zip(self.regions, offered, strict=True)
        return [(_around(self.text, now).strip(), _around(fixed, then).strip()) for now, then in pairs]

    def code_gone(self) -> bool:
        """Whether the code around every region went away, so that an empty region says nothing of the fix."""
        pairs = zip(self.edits, self.regions, strict=True)
        return all(
            _neighbours(self.base, edit.start, edit.end).isdisjoint(_neighbours(self.text, region.start, region.end))
            for edit, region in pairs
            if _neighbours(self.base, edit.start, edit.end)
        ) and bool(self.base.content.strip())


@attrs.define(eq=False)
class TrackedFix:
    """One applied fix."""

    fix_id: str
    problem: Problem
    language: str
    path: str
    applied_at: float
    files: dict[str, TrackedFile]
    outcome: OutcomeClass = OutcomeClass.APPLIED
    samples: int = 0
    """How many of the timed samples were taken."""
    touched_at: float = 0.0
    saved: bool = False
    back: bool = False
    """The last run of the checkers found the problem again."""
    learned: tuple[str, ...] = ()
    """Ids of the examples it gave."""

    def likeness(self) -> tuple[float, float]:
        """How much is as it was offered, and how far it is from what was before (1: nothing went back)."""
        standing = [pair for file in self.files.values() for pair in file.standing()]
        offered = weighted((_survival(region, now), region.weight) for region, now in standing)
        forth = weighted((no_revert(region.before, region.offered, now), region.weight) for region, now in standing)
        return offered, forth

    def classify(self) -> OutcomeClass:
        """What became of it, by the text alone."""
        offered, forth = self.likeness()
        if offered >= KEPT_FROM:
            return OutcomeClass.KEPT
        if forth <= REVERTED_UP_TO:
            gone = all(file.code_gone() for file in self.files.values())
            return OutcomeClass.SUPERSEDED if gone else OutcomeClass.REVERTED
        if max(offered, self._likeness_of_lines()) >= EDITED_FROM and not self._emptied():
            return OutcomeClass.EDITED
        return OutcomeClass.SUPERSEDED

    def stands_whole(self) -> bool:
        """Whether exactly what was offered stands in every region."""
        return all(now == region.offered for file in self.files.values() for region, now in file.standing())

    def went_back(self) -> bool:
        """Whether exactly what was before stands in every region again."""
        return not self.stands_whole() and all(
            now == region.before for file in self.files.values() for region, now in file.standing()
        )

    def example(self, source: ExampleSource, date: float) -> Example | None:
        """The pair it teaches: the text it was made for, and the same with what stands in its regions now.

        None when the fix changed other files than the problem's, or what stands there does not parse.
        """
        file = self.files.get(self.problem.uri)
        if file is None or not _parses(self.language, after := file.rewritten()) or after == file.base.content:
            return None
        return Example(self.problem, file.base.content, after, self.language, self.path, source, date)

    def _emptied(self) -> bool:
        return all(not now.strip() for file in self.files.values() for _, now in file.standing())

    def _likeness_of_lines(self) -> float:
        """How much the lines around still look as they were offered: a short region says too little by itself."""
        pairs = [pair for file in self.files.values() for pair in file.lines()]
        return weighted((four_gram(now, offered), len(offered)) for now, offered in pairs)

    def to_json(self) -> str:
        """The state for `Profile.save_tracking`."""
        return json.dumps(
            {
                "schema": 1,
                "problem": _problem_json(self.problem),
                "language": self.language,
                "path": self.path,
                "appliedAt": self.applied_at,
                "outcome": self.outcome.value,
                "samples": self.samples,
                "saved": self.saved,
                "learned": list(self.learned),
                "files": {uri: _file_json(file) for uri, file in self.files.items()},
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, fix_id: str, state: str) -> TrackedFix:
        """The fix as it was when its state was saved; its texts are not open.

        Raises:
            ValueError, KeyError, TypeError: the state is not one of ours.
        """
        data = json.loads(state)
        return cls(
            fix_id=fix_id,
            problem=_problem_from(data["problem"]),
            language=data["language"],
            path=data["path"],
            applied_at=float(data["appliedAt"]),
            files={uri: _file_from(file) for uri, file in data["files"].items()},
            outcome=OutcomeClass(data["outcome"]),
            samples=int(data["samples"]),
            saved=bool(data["saved"]),
            learned=tuple(data["learned"]),
        )


def _around(text: Text, region: Region) -> str:
    first, last = text.position_at(region.start).line, text.position_at(region.end).line
    return text.content[text.line_span(first)[0] : text.line_span(last)[1]]


def _survival(region: Region, now: str) -> float:
    """How much of what was offered is there; a deletion survives as long as what it deleted does not come back."""
    if region.offered.strip():
        return four_gram(now, region.offered)
    return 1.0 - four_gram(now.strip(), region.before.strip())


def _meant(region: Region, now: str) -> str:
    """What stands in a region, without what was written where something had been deleted for good."""
    return region.offered if not region.offered.strip() and _survival(region, now) >= KEPT_FROM else now


def _neighbours(text: Text, start: int, end: int) -> frozenset[str]:
    first, last = text.position_at(start).line, text.position_at(end).line
    near = range(max(first - _NEAR_LINES, 0), min(last + _NEAR_LINES + 1, text.line_count))
    return frozenset(line for number in near if len(line := text.line(number).strip()) > 1)


def _parses(language: str, content: str) -> bool:
    if language != "python":
        return True
    try:
        ast.parse(content.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _problem_json(problem: Problem) -> dict[str, Any]:
    start, end = problem.range.start, problem.range.end
    place = [start.line, start.character, end.line, end.character]
    return {
        "source": problem.source,
        "code": problem.code,
        "message": problem.message,
        "uri": problem.uri,
        "range": place,
    }


def _problem_from(data: dict[str, Any]) -> Problem:
    line, character, end_line, end_character = data["range"]
    place = Range(Position(line, character), Position(end_line, end_character))
    return Problem(data["source"], data["code"], data["message"], data["uri"], place)


def _file_json(file: TrackedFile) -> dict[str, Any]:
    return {
        "base": file.base.content,
        "seen": file.text.content,
        "edits": [[edit.start, edit.end, edit.new_text] for edit in file.edits],
        "regions": [[region.start, region.end] for region in file.regions],
    }


def _file_from(data: dict[str, Any]) -> TrackedFile:
    base = Text(data["base"])
    edits = tuple(Edit(*edit) for edit in data["edits"])
    regions = tuple(
        Region(start, end, edit.new_text, base.content[edit.start : edit.end])
        for (start, end), edit in zip(data["regions"], edits, strict=True)
    )
    return TrackedFile(base, edits, regions, Text(data["seen"]), open=False)
