"""One applied fix and what is known of its fate, with the state that survives a restart."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

import attrs
import cattrs

from amends.core.outcomes import OutcomeClass
from amends.core.problems import Problem
from amends.core.text import Edit, Text, apply_edits
from amends.outcomes.blocks import Block, blocks_of, carried, fine_edits
from amends.outcomes.similarity import four_gram, no_revert, weighted
from amends.profile.storage.codec import converter

_KEPT = 0.9
_EDITED = 0.3
_BACK = 0.2
_CONVERTER = converter()


@attrs.frozen
class TrackedFile:
    """One file of a fix: its text before the fix, its text when last seen, and the fix's blocks in that."""

    base: Text
    seen: Text
    blocks: tuple[Block, ...]

    def changed_to(self, text: Text) -> TrackedFile:
        """The same file after its text became another one."""
        if text == self.seen:
            return self
        if text == self.base:
            # Whatever happened in between, this is known: following every keystroke may have lost the exact place.
            back = tuple(attrs.evolve(block, start=block.base_start, end=block.base_end) for block in self.blocks)
            return TrackedFile(self.base, text, back)
        change = fine_edits(self.seen.content, text.content)
        return TrackedFile(self.base, text, tuple(carried(block, change) for block in self.blocks))

    @property
    def developers_version(self) -> str:
        """The base text with what stands in the blocks now: the developer's answer to the same problem."""
        edits = [Edit(block.base_start, block.base_end, block.now(self.seen)) for block in self.blocks]
        return apply_edits(self.base.content, edits)


@attrs.frozen
class TrackedFix:
    """A fix that was applied. `branch` is the git branch it was applied on; on another one its text says nothing.

    The range of its `problem` speaks of the text before the fix; None in states of older versions.
    """

    fix_id: str
    uri: str
    problem: Problem | None
    files: Mapping[str, TrackedFile]
    applied_at: float
    branch: str = ""
    outcome: OutcomeClass = OutcomeClass.APPLIED
    samples: int = 0
    """How many of the timed samples have been taken."""

    def changed(self, uri: str, text: Text) -> TrackedFix:
        """The fix after one of its files became another text."""
        if uri not in self.files:
            return self
        return attrs.evolve(self, files={**self.files, uri: self.files[uri].changed_to(text)})

    @property
    def intact(self) -> bool:
        """What was offered stands there unchanged."""
        return all(_same(block.now(file.seen), block.after) for file, block in self._blocks())

    @property
    def is_back(self) -> bool:
        """What stood there before the fix stands there again."""
        return all(_same(block.now(file.seen), block.before) for file, block in self._blocks())

    @property
    def similarity(self) -> float:
        """How much of the offered text is there now, 0 to 1."""
        return weighted(
            [
                (four_gram(block.now(file.seen), block.after), block.before, block.after)
                for file, block in self._blocks()
            ]
        )

    def judged(self) -> OutcomeClass:
        """What became of it, by what stands there now."""
        if self.intact:
            return OutcomeClass.KEPT
        if self.is_back or self._leans_back() <= _BACK:
            return OutcomeClass.REVERTED
        if self._only_insertions_outside():
            return OutcomeClass.KEPT
        return OutcomeClass.EDITED if self.similarity >= _EDITED else OutcomeClass.SUPERSEDED

    def as_json(self) -> str:
        """The state for the profile."""
        state = {
            "schema": 1,
            "uri": self.uri,
            "appliedAt": self.applied_at,
            "branch": self.branch,
            "outcome": str(self.outcome),
            "samples": self.samples,
            "problem": _CONVERTER.unstructure(self.problem),
            "files": {uri: _file_json(file) for uri, file in self.files.items()},
        }
        return json.dumps(state)

    def _blocks(self) -> list[tuple[TrackedFile, Block]]:
        return [(file, block) for file in self.files.values() for block in file.blocks]

    def _leans_back(self) -> float:
        return weighted(
            [
                (no_revert(block.before, block.after, block.now(file.seen)), block.before, block.after)
                for file, block in self._blocks()
            ]
        )

    def _only_insertions_outside(self) -> bool:
        """Where a fix only removed lines, what was written there since is another matter, unless it is the old text."""
        return all(not block.after or _same(block.now(file.seen), block.after) for file, block in self._blocks())


def tracked_fix(
    fix_id: str, problem: Problem, bases: Mapping[str, tuple[Text, tuple[Edit, ...]]], now: float, branch: str
) -> TrackedFix:
    """A fix that was applied just now; `bases` holds each file's text before it, and its edits."""
    files = {
        name: TrackedFile(base, base.edited(edits), blocks_of(base, edits)) for name, (base, edits) in bases.items()
    }
    lean = attrs.evolve(problem, related=(), tool_fix=None)
    return TrackedFix(fix_id, problem.uri, lean, files, now, branch)


def tracked_from_json(fix_id: str, state: str) -> TrackedFix | None:
    """The state as it was saved; None when it cannot be read."""
    try:
        raw = json.loads(state)
        return TrackedFix(
            fix_id,
            raw["uri"],
            _CONVERTER.structure(raw["problem"], Problem) if raw.get("problem") else None,
            {uri: _file_from_json(file) for uri, file in raw["files"].items()},
            raw["appliedAt"],
            raw["branch"],
            OutcomeClass(raw["outcome"]),
            raw["samples"],
        )
    except (ValueError, KeyError, TypeError, zlib.error, cattrs.BaseValidationError):
        return None


def _same(one: str, other: str) -> bool:
    """Equal but for trailing white space and line ends, which editors mend on their own."""
    return [line.rstrip() for line in one.splitlines()] == [line.rstrip() for line in other.splitlines()]


def _file_json(file: TrackedFile) -> dict[str, Any]:
    return {
        "base": _packed(file.base),
        "seen": _packed(file.seen),
        "blocks": [attrs.astuple(block) for block in file.blocks],
    }


def _file_from_json(raw: Mapping[str, Any]) -> TrackedFile:
    return TrackedFile(_unpacked(raw["base"]), _unpacked(raw["seen"]), tuple(Block(*block) for block in raw["blocks"]))


def _packed(text: Text) -> str:
    return base64.b64encode(zlib.compress(text.content.encode("utf-8", "surrogatepass"))).decode()


def _unpacked(packed: str) -> Text:
    return Text(zlib.decompress(base64.b64decode(packed)).decode("utf-8", "surrogatepass"))
