"""What became of each fix, read from document changes alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from amends.core.fixes import Fix, context_fingerprint
from amends.core.outcomes import ExampleSource, OutcomeClass
from amends.core.problems import Problem, ProblemKind
from amends.core.snapshot import Document
from amends.core.text import Edit, Text, diff_edits
from amends.outcomes.offered import OfferedFix, offered_fix
from amends.outcomes.regions import smallest
from amends.outcomes.tracked import TrackedFile, TrackedFix
from amends.platform.clock import Clock
from amends.platform.uris import relative_path, uri_to_path
from amends.profile.profile import Profile

log = logging.getLogger(__name__)

SAMPLES = (5.0, 30.0, 120.0, 600.0)
"""Seconds after a fix was applied at which its text is looked at."""
_SETTLED = 30.0
"""From this age on, what stands unchanged counts as kept without being saved."""
_QUIET = 3.0
"""Nobody has typed there for so long: what stands is no half-finished state."""
_FORGOTTEN = 30 * 86_400.0
"""A fix whose file was not opened again for so long is watched no more."""
_SWITCHING = 5.0
"""Texts that change so soon after a branch was switched were changed by that."""
_MOST_OFFERED = 400

Describe = Callable[[Fix, Mapping[str, Text]], Mapping[str, Any]]


class OutcomeTracker:
    """Per folder, on the event loop; knows no LSP and does no I/O but through the profile."""

    def __init__(self, profile: Profile, clock: Clock, root: Path, describe: Describe) -> None:
        """`describe` gives the FixRecord of a fix; it gets the texts the fix was made for."""
        self._profile = profile
        self._clock = clock
        self._root = root
        self._describe = describe
        self._offered: dict[str, OfferedFix] = {}
        self._applied: dict[str, TrackedFix] = {}
        self._languages: dict[str, str] = {}
        self._switched_at = float("-inf")

    # -- offers --------------------------------------------------------------------------------------------------
    def offered(self, fix: Fix, documents: Mapping[str, Text]) -> None:
        """A fix is in the store; it may be applied from now on. `documents` are the present texts by URI."""
        if fix.id not in self._applied and fix.problem.uri in documents:
            offer = offered_fix(fix, documents, self._context(fix, documents[fix.problem.uri]))
            earlier = [key for key, other in self._offered.items() if key == fix.id or other.is_the_same(offer)]
            shown = [self._offered.pop(key).shown for key in earlier]
            offer.shown = any(shown)
            self._offered[fix.id] = offer
            while len(self._offered) > _MOST_OFFERED:
                del self._offered[next(iter(self._offered))]

    def shown(self, fix_id: str) -> None:
        """A person asked to see the fix, or the client fetched its edits."""
        if offer := self._offered.get(fix_id):
            offer.shown = True

    def attempted(self, fix_id: str) -> None:
        """The client ran the action; whether the text took it is seen in the text."""
        if offer := self._offered.get(fix_id):
            offer.shown = True
            self._record(offer)

    def context_of(self, fix: Fix) -> str:
        """Names this edit of this code (`core.fixes.context_fingerprint`); empty for a fix that was never offered."""
        offer = self._offered.get(fix.id)
        return offer.context if offer else ""

    def is_ours(self, uri: str, kind: ProblemKind, code: str) -> bool:
        """Whether a fix of ours answered a problem of this kind that stood in these lines: no hand repaired it."""
        return any(
            tracked.problem.uri == uri and tracked.problem.kind == kind and code in _problem_lines(tracked)
            for tracked in self._applied.values()
        )

    # -- texts ---------------------------------------------------------------------------------------------------
    def opened(self, document: Document) -> None:
        """A document was opened, maybe with another text than it was closed with."""
        self._languages[document.uri] = document.language
        for tracked in self._touching(document.uri):
            file = tracked.files[document.uri]
            if file.text != document.text:
                tracked.touched_at = self._clock.now()
            file.reopened(document.text)
            self._look(tracked, settled=False)

    def closed(self, uri: str) -> None:
        """A document was closed: what is on disk counts, which is seen when it is opened again."""
        self._offered = {fix_id: offer for fix_id, offer in self._offered.items() if uri not in offer.files}
        for tracked in self._touching(uri):
            self._save(tracked)
            tracked.files[uri].open = False

    def changed(self, uri: str, before: Text, after: Text, steps: Sequence[Sequence[Edit]]) -> None:
        """A text changed; each step refers to the text that the steps before it left."""
        if not any(uri in offer.files for offer in self._offered.values()) and not list(self._touching(uri)):
            return
        text = before
        for step in steps:
            moved = text.edited(step)
            self._step(uri, smallest(step, text), moved)
            text = moved
        if text != after:
            self._step(uri, diff_edits(text.content, after.content), after)

    def reverted_hint(self, uri: str, reason: str) -> None:
        """The client knows why a text changed: undo and redo are seen in the text; scm means nobody judged the fix."""
        if reason == "scm":
            for tracked in list(self._touching(uri)):
                if not tracked.stands_whole():
                    self._conclude(tracked, OutcomeClass.SUPERSEDED, "version control changed the file")

    def branch_switched(self) -> None:
        """Another branch is checked out: what changes now was changed by that."""
        self._switched_at = self._clock.now()

    def removed(self, uri: str) -> None:
        """A file was deleted: nothing can be said of its fixes any more."""
        for tracked in list(self._touching(uri)):
            self._conclude(tracked, OutcomeClass.SUPERSEDED, "the file is gone")
            self._finish(tracked)

    # -- moments -------------------------------------------------------------------------------------------------
    def saved(self, uri: str, text: Text) -> None:
        """A document was saved: what stands there is meant. `text` is the document's own, not the notification's."""
        for tracked in list(self._touching(uri)):
            tracked.saved = True
            if tracked.files[uri].text == text:
                self._look(tracked, settled=True)

    def checked(self, uri: str, text: Text, problems: Sequence[Problem]) -> None:
        """The checkers have looked at a text again."""
        for tracked in list(self._touching(uri)):
            if tracked.files[uri].text == text:
                tracked.back = tracked.problem.uri == uri and _is_back(tracked, problems)
                self._look(tracked, settled=tracked.saved)
        for offer in list(self._offered.values()):
            if uri in offer.files and offer.files[uri].text == text and offer.dismissed(uri, problems):
                self._dismiss(offer)

    def committed(self) -> None:
        """HEAD moved on: what was committed is meant."""
        for tracked in list(self._applied.values()):
            self._look(tracked, settled=True)

    def tick(self) -> float | None:
        """Take the samples that are due; returns the seconds until the next one, None when nothing waits."""
        waits = [wait for tracked in list(self._applied.values()) if (wait := self._sample(tracked)) is not None]
        return min(waits, default=None)

    def session_end(self) -> None:
        """Look at every tracked fix once more and keep its state for the next session."""
        for tracked in list(self._applied.values()):
            self._look(tracked, settled=True)
            self._save(tracked)

    def restore(self) -> None:
        """Take up the fixes of earlier sessions; their texts are looked at when they are opened."""
        for row in self._profile.open_fixes():
            if not row.state:
                continue  # its code was erased, or the server ended before the state was kept
            try:
                tracked = TrackedFix.from_json(row.fix_id, row.state)
            except (ValueError, KeyError, TypeError):
                log.warning("the state of fix %s cannot be read; it is watched no more", row.fix_id)
                self._profile.save_tracking(row.fix_id, "")
                continue
            self._applied[row.fix_id] = tracked

    # -- inside --------------------------------------------------------------------------------------------------
    def _touching(self, uri: str) -> list[TrackedFix]:
        return [tracked for tracked in self._applied.values() if uri in tracked.files]

    def _step(self, uri: str, change: Sequence[Edit], after: Text) -> None:
        for tracked in self._touching(uri):
            if tracked.files[uri].step(change, after):
                tracked.touched_at, tracked.saved = self._clock.now(), False
                self._look_at_once(tracked)
        # Newest first: an older offer of the same edit is about the same problem and goes with it.
        for offer in [offer for offer in self._offered.values() if offer.step(uri, change, after)][::-1]:
            if offer.fix.id in self._offered:
                self._apply(offer)

    def _apply(self, offer: OfferedFix) -> None:
        fix, now = offer.fix, self._clock.now()
        self._record(offer)
        files = {uri: TrackedFile(file.base, file.edits, file.regions, file.text) for uri, file in offer.files.items()}
        language = self._languages.get(offer.problem.uri, "")
        tracked = TrackedFix(fix.id, offer.problem, language, self._path(offer.problem.uri), now, files, touched_at=now)
        self._applied[fix.id] = tracked
        # Whoever took one way turned none of the others down.
        self._offered = {key: other for key, other in self._offered.items() if not other.is_about_the_same(offer)}
        self._profile.record_outcome(fix.id, OutcomeClass.APPLIED)
        self._save(tracked)

    def _dismiss(self, offer: OfferedFix) -> None:
        self._record(offer)
        self._profile.record_outcome(offer.fix.id, OutcomeClass.DISMISSED, similarity=0.0, detail="repaired by hand")
        self._offered = {key: other for key, other in self._offered.items() if not other.is_about_the_same(offer)}

    def _look_at_once(self, tracked: TrackedFix) -> None:
        """Undo and redo are known the moment they happen."""
        if tracked.went_back():
            switched = self._clock.now() - self._switched_at <= _SWITCHING
            gone = all(file.code_gone() for file in tracked.files.values())
            outcome = OutcomeClass.SUPERSEDED if switched or gone else OutcomeClass.REVERTED
            self._conclude(tracked, outcome, "back to what was before")
        elif tracked.outcome is not OutcomeClass.APPLIED and tracked.stands_whole():
            self._conclude(tracked, OutcomeClass.APPLIED, "applied again")

    def _look(self, tracked: TrackedFix, *, settled: bool) -> None:
        """Classify; `settled` says that the present text is meant and not on its way to something else."""
        if not all(file.open for file in tracked.files.values()):
            return
        now = self._clock.now()
        outcome = tracked.classify()
        waits = (
            now - tracked.touched_at < _QUIET
            if outcome is not OutcomeClass.KEPT
            else now - tracked.applied_at < _SETTLED
        )
        if (waits and not settled) or (outcome is OutcomeClass.KEPT and tracked.back):
            return
        self._conclude(tracked, outcome, "")
        self._learn(tracked, outcome)

    def _conclude(self, tracked: TrackedFix, outcome: OutcomeClass, detail: str) -> None:
        if outcome is not tracked.outcome:
            tracked.outcome = outcome
            self._profile.record_outcome(
                tracked.fix_id, outcome, similarity=round(tracked.likeness()[0], 3), detail=detail
            )
            self._save(tracked)

    def _learn(self, tracked: TrackedFix, outcome: OutcomeClass) -> None:
        sources = {OutcomeClass.KEPT: ExampleSource.KEPT, OutcomeClass.EDITED: ExampleSource.EDITED}
        example = tracked.example(sources[outcome], self._clock.now()) if outcome in sources else None
        if example and example.id not in tracked.learned:
            tracked.learned += (example.id,)
            self._profile.learn(example)
            self._save(tracked)

    def _sample(self, tracked: TrackedFix) -> float | None:
        """Take what is due of one fix; seconds until its next sample, None when there is none or its text is closed."""
        age = self._clock.now() - tracked.applied_at
        if not all(file.open for file in tracked.files.values()):
            if age > _FORGOTTEN:
                self._finish(tracked)
            return None
        while tracked.samples < len(SAMPLES) and age >= SAMPLES[tracked.samples]:
            tracked.samples += 1
            self._look(tracked, settled=tracked.samples == len(SAMPLES))
        if tracked.samples == len(SAMPLES):
            self._finish(tracked)
            return None
        return SAMPLES[tracked.samples] - age

    def _finish(self, tracked: TrackedFix) -> None:
        self._applied.pop(tracked.fix_id, None)
        self._profile.save_tracking(tracked.fix_id, "")

    def _save(self, tracked: TrackedFix) -> None:
        self._profile.save_tracking(tracked.fix_id, tracked.to_json())

    def _record(self, offer: OfferedFix) -> None:
        texts = {uri: file.base for uri, file in offer.files.items()}
        if all(file.uri in texts for file in offer.fix.candidate.files):
            record = self._describe(offer.fix, texts)
            self._profile.record_fix(record, path=self._path(offer.problem.uri), context=offer.context)

    def _context(self, fix: Fix, text: Text) -> str:
        return context_fingerprint(fix.candidate, self._path(fix.problem.uri), text)

    def _path(self, uri: str) -> str:
        path = uri_to_path(uri)
        return relative_path(path, self._root) if path else uri


def _problem_lines(tracked: TrackedFix) -> str:
    base = tracked.files[tracked.problem.uri].base if tracked.problem.uri in tracked.files else Text("")
    first, last = tracked.problem.range.start.line, tracked.problem.range.end.line
    return base.content[base.line_span(first)[0] : base.line_span(last)[1]]


def _is_back(tracked: TrackedFix, problems: Sequence[Problem]) -> bool:
    file = tracked.files[tracked.problem.uri]
    lines = {
        line
        for region in file.regions
        for line in range(file.text.position_at(region.start).line, file.text.position_at(region.end).line + 1)
    }
    return any(problem.kind == tracked.problem.kind and problem.range.start.line in lines for problem in problems)
