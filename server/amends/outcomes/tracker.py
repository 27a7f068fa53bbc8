"""Watches what becomes of offered fixes: applied when their text shows up, then followed wherever the text goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs

from amends.core.fixes import Fix, context_fingerprint
from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.problems import Problem
from amends.core.shifting import shift_edits, shift_range
from amends.core.snapshot import Document
from amends.core.text import Edit, Text
from amends.outcomes.blocks import blocks_of, fine_edits
from amends.outcomes.edits import developers_answer, edit_of
from amends.outcomes.tracked import TrackedFix, tracked_fix, tracked_from_json
from amends.platform.clock import Clock
from amends.platform.files import language_of
from amends.platform.git import current_branch
from amends.platform.uris import relative_path, uri_to_path
from amends.profile.profile import Profile

log = logging.getLogger(__name__)

SAMPLES = (5.0, 30.0, 120.0, 600.0)
"""Seconds after a fix was applied at which it is looked at; from the third on it counts as kept or edited."""
_FIRST_CONCLUSION = 2
_MOST_OFFERED = 2_000
_MOST_STEPS = 20
"""Changes in one message that are looked at one by one; more come from many cursors, which undo nothing."""
_FORGOTTEN_SECONDS = 14 * 24 * 3600.0

Describe = Callable[[Fix, Mapping[str, Text]], Mapping[str, Any]]


@attrs.define(eq=False)
class _Offered:
    fix: Fix
    context: str
    bases: dict[str, Text]
    edits: dict[str, tuple[Edit, ...]]
    shown: bool = False
    attempted: bool = False


class OutcomeTracker:
    """One folder's fixes, from the offer to their fate. On the event loop; knows no protocol."""

    def __init__(self, profile: Profile, clock: Clock, root: Path, describe: Describe) -> None:
        self._profile = profile
        self._clock = clock
        self._root = root
        self._describe = describe
        self._offered: dict[str, _Offered] = {}
        self._tracked: dict[str, TrackedFix] = {}
        self._together: dict[str, frozenset[str]] = {}
        self._source_control: set[str] = set()

    # -- offers --------------------------------------------------------------------------------------------------
    def offered(self, fix: Fix, texts: Mapping[str, Text]) -> None:
        """A fix is in the store and may be applied from now on; `texts` are those it was made for."""
        if not all(file.uri in texts and texts[file.uri].hash == file.base_hash for file in fix.candidate.files):
            return
        known = self._offered.pop(fix.id, None)
        bases = {file.uri: texts[file.uri] for file in fix.candidate.files}
        edits = {file.uri: file.edits for file in fix.candidate.files}
        shown = known.shown if known else False
        self._offered[fix.id] = _Offered(fix, self._context(fix, bases), bases, edits, shown)
        while len(self._offered) > _MOST_OFFERED:
            del self._offered[next(iter(self._offered))]

    def offered_together(self, uri: str, fix_ids: Iterable[str]) -> None:
        """Fixes of one text that one edit may apply all at once, in place of those told before."""
        self._together[uri] = frozenset(fix_ids)

    def context_of(self, fix: Fix) -> str:
        """The name of "this edit of this code" in the profile; empty for a fix that was never offered."""
        return self.context_of_id(fix.id)

    def context_of_id(self, fix_id: str) -> str:
        """The same, of a fix that is known by its id alone."""
        offered = self._offered.get(fix_id)
        return offered.context if offered else ""

    def shown(self, fix_id: str) -> None:
        """The person asked for fixes here by hand, or the client resolved this one."""
        if offered := self._offered.get(fix_id):
            offered.shown = True

    def attempted(self, fix_id: str) -> None:
        """The client ran the action. It counts as applied when its text shows up."""
        if offered := self._offered.get(fix_id):
            offered.attempted = offered.shown = True

    def repaired(self, problem: Problem) -> None:
        """Somebody repaired a problem by hand: what was looked at for it and not taken is dismissed."""
        for offered in list(self._offered.values()):
            known = offered.fix.problem
            same = known.uri == problem.uri and known.kind == problem.kind and known.message == problem.message
            if same and offered.shown and offered.fix.id not in self._tracked:
                self._record_fix(offered)
                self._profile.record_outcome(offered.fix.id, OutcomeClass.DISMISSED, detail="repaired by hand")
                del self._offered[offered.fix.id]

    # -- texts ---------------------------------------------------------------------------------------------------
    def opened(self, document: Document) -> None:
        """A document was opened, or opened again: what happened to it meanwhile is seen by comparing."""
        self._follow(document.uri, document.text)

    def closed(self, uri: str) -> None:
        """A document was closed: what stands there is judged, and followed on when it is opened again."""
        self._together.pop(uri, None)
        self._conclude(uri)
        self._save(uri)

    def changed(self, uri: str, before: Text, after: Text, steps: Sequence[Sequence[Edit]]) -> None:
        """A document changed."""
        # Tracked fixes first: one that is applied by this very change starts with the text after it.
        self._follow(uri, after)
        at_once = self._applied_together(uri, before, after)
        for offered in [item for item in self._offered.values() if uri in item.edits]:
            if offered.fix.id in at_once or self._shows_up(offered, uri, before, after):
                self._apply(offered, uri, before, after)
            elif between := self._showed_up_between(offered, uri, before, steps):
                # Applied and changed again, or undone, before the client told of it.
                self._apply(offered, uri, before, between)
                self._follow(uri, after)
            else:
                self._shift(offered, uri, steps)

    def reverted_hint(self, uri: str, reason: str) -> None:
        """The client knows why a text changed: source control says nothing about a fix, undo says everything."""
        if reason == "scm":
            self._source_control.add(uri)
            for tracked in self._of(uri):
                if not tracked.intact:
                    self._set(tracked, OutcomeClass.SUPERSEDED, "source control")
        elif reason == "undo":
            for tracked in self._of(uri):
                if tracked.judged() is OutcomeClass.REVERTED:
                    self._set(tracked, OutcomeClass.REVERTED, "undo")

    def saved(self, uri: str, text: Text) -> None:
        """A document was saved: what stands there is meant."""
        self._follow(uri, text)
        self._conclude(uri)

    def checked(self, uri: str, text: Text, problems: Sequence[Problem]) -> None:
        """The tools looked at a text; a fix whose problem is back in its own lines is not kept."""
        for tracked in self._of(uri):
            known = tracked.problem
            if known and tracked.outcome is OutcomeClass.KEPT and _is_back(tracked, known, text, problems):
                self._set(tracked, OutcomeClass.APPLIED, "the problem is there again")

    def tick(self) -> float | None:
        """Take the samples that are due; returns the seconds until the next one, None when nothing is watched."""
        now = self._clock.now()
        waits: list[float] = []
        for tracked in list(self._tracked.values()):
            age = now - tracked.applied_at
            due = sum(age >= sample for sample in SAMPLES)
            if due > tracked.samples:
                self._sample(attrs.evolve(tracked, samples=due))
            if due < len(SAMPLES):
                waits.append(SAMPLES[due] - age)
        return min(waits, default=None)

    def committed(self) -> None:
        """A commit was made: what it contains is meant."""
        for tracked in list(self._tracked.values()):
            self._judge(tracked, "commit")

    def session_end(self) -> None:
        """The editor goes: what stands there now is judged, and followed on in the next session."""
        for tracked in list(self._tracked.values()):
            self._judge(tracked, "session end")
        for uri in {uri for tracked in self._tracked.values() for uri in tracked.files}:
            self._save(uri)

    def restore(self) -> None:
        """Take up the fixes of earlier sessions."""
        for row in self._profile.open_fixes():
            tracked = tracked_from_json(row.fix_id, row.state) if row.state else None
            if tracked is None:
                continue
            if self._clock.now() - tracked.applied_at > _FORGOTTEN_SECONDS:
                self._profile.save_tracking(row.fix_id, "")
            else:
                self._tracked[row.fix_id] = tracked

    def fixed_like(self, problem: Problem) -> list[TrackedFix]:
        """Fixes of ours that stand in the problem's document and were made for such a problem."""
        return [
            tracked
            for tracked in self._of(problem.uri)
            if (known := tracked.problem) is not None
            and tracked.outcome is not OutcomeClass.REVERTED
            and (known.uri, known.kind, known.message) == (problem.uri, problem.kind, problem.message)
        ]

    def is_ours(self, problem: Problem, text: Text) -> bool:
        """Whether a fix of ours that stands in the document was made for this problem of a text that it once had."""
        return any(_stood_there(tracked, problem, text) for tracked in self.fixed_like(problem))

    # -- inside --------------------------------------------------------------------------------------------------
    def _context(self, fix: Fix, bases: Mapping[str, Text]) -> str:
        uri = fix.problem.uri
        text = bases.get(uri) or next(iter(bases.values()))
        return context_fingerprint(fix.candidate, self._name(uri), text)

    def _name(self, uri: str) -> str:
        path = uri_to_path(uri)
        return relative_path(path, self._root) if path else uri

    def _shows_up(self, offered: _Offered, uri: str, before: Text, after: Text) -> bool:
        edits = offered.edits[uri]
        grown = sum(len(edit.new_text) - (edit.end - edit.start) for edit in edits)
        exactly = len(after.content) - len(before.content) == grown and before.edited(edits) == after
        return exactly or (offered.attempted and _contains(before, edits, after))

    def _applied_together(self, uri: str, before: Text, after: Text) -> frozenset[str]:
        known = [self._offered[fix_id] for fix_id in self._together.get(uri, ()) if fix_id in self._offered]
        edits = sorted(edit for offered in known for edit in offered.edits.get(uri, ()))
        if any(one.end > other.start for one, other in pairwise(edits)):
            return frozenset()
        grown = sum(len(edit.new_text) - (edit.end - edit.start) for edit in edits)
        if not edits or len(after.content) - len(before.content) != grown or before.edited(edits) != after:
            return frozenset()
        return frozenset(offered.fix.id for offered in known)

    def _showed_up_between(
        self, offered: _Offered, uri: str, before: Text, steps: Sequence[Sequence[Edit]]
    ) -> Text | None:
        """The text with the fix, if one of several changes told at once led to it and a later one away from it."""
        if not 1 < len(steps) <= _MOST_STEPS:
            return None
        text = before
        for step in steps[:-1]:
            text = text.edited(step)
            if self._shows_up(offered, uri, before, text):
                return text
        return None

    def _apply(self, offered: _Offered, uri: str, before: Text, after: Text) -> None:
        fix = offered.fix
        known = self._tracked.get(fix.id)
        bases = {uri: (before, offered.edits[uri])}
        problem = self._problem_in(before, offered) if uri == fix.problem.uri else fix.problem
        tracked = tracked_fix(fix.id, problem, bases, self._clock.now(), current_branch(self._root))
        if known and uri not in known.files:
            tracked = attrs.evolve(tracked, files={**known.files, **tracked.files})
        self._tracked[fix.id] = tracked.changed(uri, after)
        self._record_fix(offered)
        self._profile.record_outcome(fix.id, OutcomeClass.APPLIED)
        self._profile.save_tracking(fix.id, self._tracked[fix.id].as_json())

    def _record_fix(self, offered: _Offered) -> None:
        record = self._describe(offered.fix, offered.bases)
        self._profile.record_fix(record, path=self._name(offered.fix.problem.uri), context=offered.context)

    def _shift(self, offered: _Offered, uri: str, steps: Sequence[Sequence[Edit]]) -> None:
        edits: tuple[Edit, ...] | None = offered.edits[uri]
        for step in steps:
            edits = shift_edits(edits, step) if edits is not None else None
        if edits is not None:
            offered.edits[uri] = edits
        elif offered.fix.id not in self._tracked and not offered.shown:
            # Its code was edited: it can no longer be applied. What was shown stays, it may turn out dismissed.
            del self._offered[offered.fix.id]
        else:
            offered.edits.pop(uri)

    def _follow(self, uri: str, text: Text) -> None:
        for tracked in self._of(uri):
            moved = tracked.changed(uri, text)
            self._tracked[tracked.fix_id] = moved
            if moved.is_back and moved.outcome is not OutcomeClass.REVERTED:
                self._revert(moved)
            elif moved.intact and moved.outcome in {OutcomeClass.REVERTED, OutcomeClass.SUPERSEDED}:
                self._set(moved, OutcomeClass.APPLIED, "done again")

    def _revert(self, tracked: TrackedFix) -> None:
        if self._elsewhere(tracked):
            self._set(tracked, OutcomeClass.SUPERSEDED, "another branch")
        else:
            self._set(tracked, OutcomeClass.REVERTED, "back to what it was")

    def _elsewhere(self, tracked: TrackedFix) -> bool:
        return bool(self._source_control & set(tracked.files)) or current_branch(self._root) != tracked.branch

    def _conclude(self, uri: str) -> None:
        for tracked in self._of(uri):
            self._judge(tracked, "saved")

    def _sample(self, tracked: TrackedFix) -> None:
        self._tracked[tracked.fix_id] = tracked
        if tracked.samples > _FIRST_CONCLUSION:
            self._judge(tracked, f"after {SAMPLES[tracked.samples - 1]:.0f} s")

    def _judge(self, tracked: TrackedFix, why: str) -> None:
        outcome = tracked.judged()
        if outcome in {OutcomeClass.REVERTED, OutcomeClass.EDITED} and self._elsewhere(tracked):
            outcome = OutcomeClass.SUPERSEDED
        if outcome is not tracked.outcome:
            self._set(tracked, outcome, why)

    def _set(self, tracked: TrackedFix, outcome: OutcomeClass, why: str) -> None:
        changed = attrs.evolve(tracked, outcome=outcome)
        self._tracked[tracked.fix_id] = changed
        delta = self._edit(changed, why)
        similarity = tracked.similarity
        self._profile.record_outcome(tracked.fix_id, outcome, similarity=similarity, detail=why, delta=delta)
        self._profile.save_tracking(tracked.fix_id, changed.as_json())
        log.info("fix %s: %s (%s)", tracked.fix_id, outcome, why)
        if outcome in {OutcomeClass.KEPT, OutcomeClass.EDITED}:
            self._learn(changed)

    def _edit(self, tracked: TrackedFix, why: str) -> Example | None:
        """What the developer changed in a fix, or wrote in its place on the same branch."""
        rewritten = tracked.outcome is OutcomeClass.SUPERSEDED and why not in {"source control", "another branch"}
        if tracked.outcome is not OutcomeClass.EDITED and not (rewritten and not self._elsewhere(tracked)):
            return None
        return edit_of(tracked, self._name(tracked.uri), self._clock.now())

    def _learn(self, tracked: TrackedFix) -> None:
        """What stands there now is the developer's answer to the problem, be it ours or an edited one."""
        problem, file = tracked.problem, tracked.files.get(tracked.uri)
        edited = tracked.outcome is OutcomeClass.EDITED
        after = (developers_answer(file) if edited else file.developers_version) if file else ""
        if problem is None or file is None or len(tracked.files) > 1 or after == file.base.content:
            return
        path = uri_to_path(tracked.uri)
        source = ExampleSource.EDITED if edited else ExampleSource.KEPT
        language = language_of(path) if path else "plaintext"
        example = Example(
            problem, file.base.content, after, language, self._name(tracked.uri), source, self._clock.now()
        )
        self._profile.learn(example)

    def _problem_in(self, base: Text, offered: _Offered) -> Problem:
        """The problem where it stands in the text that the fix was applied to; it may have moved since it was made."""
        problem = offered.fix.problem
        made_for = offered.bases.get(problem.uri, base)
        if made_for == base:
            return problem
        change = fine_edits(made_for.content, base.content)
        return attrs.evolve(problem, range=shift_range(problem.range, made_for, change))

    def _of(self, uri: str) -> list[TrackedFix]:
        return [tracked for tracked in self._tracked.values() if uri in tracked.files]

    def _save(self, uri: str) -> None:
        for tracked in self._of(uri):
            self._profile.save_tracking(tracked.fix_id, tracked.as_json())


def _contains(before: Text, edits: Sequence[Edit], after: Text) -> bool:
    """Whether every touched line block stands in the new text as the fix would have it, more often than before."""
    blocks = blocks_of(before, edits)
    if before == after:
        return False
    return all(
        after.content.count(block.after) > before.content.count(block.after)
        if block.after
        else after.content.count(block.before) < before.content.count(block.before)
        for block in blocks
    )


def _stood_there(tracked: TrackedFix, problem: Problem, text: Text) -> bool:
    """Two problems of a kind often have the same message; the line tells them apart."""
    known, base = tracked.problem, tracked.files[problem.uri].base
    place = shift_range(problem.range, text, fine_edits(text.content, base.content))
    return known is not None and place.start.line == known.range.start.line


def _is_back(tracked: TrackedFix, problem: Problem, text: Text, problems: Sequence[Problem]) -> bool:
    file = tracked.files.get(problem.uri)
    if file is None:
        return False
    spans = [(block.start, block.end) for block in file.blocks]
    return any(
        found.kind == problem.kind
        and any(start <= text.offset_at(found.range.start) <= max(end - 1, start) for start, end in spans)
        for found in problems
    )
