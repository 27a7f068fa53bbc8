"""Gates reject candidates by name, whatever the checkers say.

A gate judges what the change adds or takes away, never what was there. What the problem itself asks for is no cheat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import attrs

from amends.core.fixes import Candidate
from amends.core.problems import Problem
from amends.core.settings import GateMode
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.core.verdicts import GateFinding
from amends.platform.files import language_of
from amends.platform.uris import uri_to_path
from amends.verifying.gates import (
    broad_except,
    hidden_unicode,
    outside_call,
    placeholder,
    scope,
    secret,
    size,
    suppression,
    weakened_type,
)
from amends.verifying.gates.configuration import protected_file
from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reasons import once
from amends.verifying.gates.removals import deleted_code, lost_comment, public_symbol
from amends.verifying.gates.special_cases import special_case
from amends.verifying.gates.weakened_tests import test_internals, weakened_test

GateCheck = Callable[[Change], Iterator[GateFinding]]
_GATES: tuple[tuple[str, GateCheck], ...] = tuple(
    (gate.NAME, gate.check)
    for gate in (
        protected_file,
        scope,
        suppression,
        weakened_test,
        test_internals,
        special_case,
        deleted_code,
        public_symbol,
        broad_except,
        weakened_type,
        outside_call,
        lost_comment,
        secret,
        placeholder,
        hidden_unicode,
        size,
    )
)
REACHING = frozenset({"outside-call", "protected-file", "test-internals", "hidden-unicode"})
"""Gates against what reaches beyond the code under test; a bare patch that trips one is not even run."""
GATE_NAMES: tuple[str, ...] = tuple(name for name, _ in _GATES)


def run_gates(
    candidate: Candidate,
    before: Mapping[str, Document],
    after: Mapping[str, Text],
    modes: Mapping[str, GateMode],
    root: Path,
    *,
    answers: Sequence[Problem] = (),
) -> tuple[GateFinding, ...]:
    """What the gates find in a candidate, strictest first; empty when all are passed.

    Args:
        before: the touched documents by URI; a URI that is missing here is a file the candidate adds.
        after: the touched texts with the candidate applied, by URI.
        modes: by gate name, ON where it says nothing. Findings of a gate in mode ASK carry ``asks``.
        answers: further problems the change is known to answer, such as those a bare patch makes disappear.
    """
    problems = tuple(dict.fromkeys((candidate.problem, *candidate.also, *answers)))
    changes = [_change(uri, before.get(uri), text, candidate, problems, root) for uri, text in after.items()]
    changes = [_beside(change, [other for other in changes if other is not change]) for change in changes]
    findings = []
    for name, check in _GATES:
        mode = modes.get(name, GateMode.ON)
        if mode is not GateMode.OFF:
            differing = (change for change in changes if change.before != change.after)
            found = [finding for change in differing for finding in once(change, _judged(name, check, change))]
            findings += [attrs.evolve(finding, asks=mode is GateMode.ASK) for finding in found]
    return tuple(findings)


def _judged(name: str, check: GateCheck, change: Change) -> list[GateFinding]:
    """What a gate finds; what is nested so deeply that it cannot be read is refused."""
    try:
        return list(check(change))
    except RecursionError:
        first = min(change.changed_lines[1], default=0)
        return [change.finding(name, change.line_after(first), "The change is nested too deeply to be judged.")]


def _change(
    uri: str, before: Document | None, after: Text, candidate: Candidate, problems: tuple[Problem, ...], root: Path
) -> Change:
    path = uri_to_path(uri)
    language = before.language if before else language_of(path) if path else ""
    return Change(
        uri=uri,
        path=_relative(path, root),
        language=language,
        before=before.text if before else Text(""),
        after=after,
        existed=before is not None,
        candidate=candidate,
        problems=problems,
    )


def _beside(change: Change, others: Sequence[Change]) -> Change:
    after = tuple((other.path, other.after) for other in others)
    return attrs.evolve(change, others=after, others_before={other.path: other.before for other in others})


def _relative(path: Path | None, root: Path) -> PurePosixPath:
    if path is None:
        return PurePosixPath("untitled")
    try:
        return PurePosixPath(path.relative_to(root).as_posix())
    except ValueError:
        return PurePosixPath(path.as_posix())
