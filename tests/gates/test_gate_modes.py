"""What the settings can do to a gate, and what its findings do to a verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.problems import Problem
from amends.core.settings import GateMode
from amends.core.snapshot import Document
from amends.core.text import Position, Range, Text, diff_edits
from amends.core.verdicts import CheckResult, CheckState, GateFinding, VerdictState, verdict_state
from amends.verifying.gates import GATE_NAMES, run_gates

ROOT = Path("/project")
URI = "file:///project/app/orders.py"
UNUSED = Problem("ruff", "F401", "`os` imported but unused", URI, Range(Position(0, 7), Position(0, 9)))


def findings(after: str, *answers: Problem, problem: Problem = UNUSED, **modes: GateMode) -> tuple[GateFinding, ...]:
    before = Text("import os\nimport sys\n\nprint(sys.argv)\n")
    files = (FileEdit(URI, before.hash, diff_edits(before.content, after)),)
    candidate = Candidate(problem, files, "test", Origin(OriginKind.MODEL, "model"))
    named = {name.replace("_", "-"): mode for name, mode in modes.items()}
    return run_gates(
        candidate, {URI: Document(URI, "python", before)}, {URI: Text(after)}, named, ROOT, answers=answers
    )


SUPPRESSED = "import os  # noqa: F401\nimport sys\n\nprint(sys.argv)\n"


def test_a_gate_is_on_unless_the_settings_say_otherwise() -> None:
    [found] = findings(SUPPRESSED)
    assert (found.name, found.uri, found.range.start.line, found.asks) == ("suppression", URI, 0, False)


def test_a_gate_that_is_off_finds_nothing() -> None:
    assert findings(SUPPRESSED, suppression=GateMode.OFF) == ()


def test_a_gate_that_asks_says_so() -> None:
    [found] = findings(SUPPRESSED, suppression=GateMode.ASK)
    assert found.asks


@pytest.mark.parametrize(("asks", "state"), [(False, VerdictState.FAILED), (True, VerdictState.UNPROVED)])
def test_a_finding_that_asks_leaves_a_suggestion(asks: bool, state: VerdictState) -> None:  # noqa: FBT001 (a parameter set)
    passed = (CheckResult("ruff", CheckState.PASSED),)
    finding = GateFinding("suppression", URI, UNUSED.range, "…", asks)
    assert verdict_state(passed, (finding,)) is state
    assert verdict_state(passed, ()) is VerdictState.PROVED


def test_an_unchanged_text_trips_nothing() -> None:
    assert findings("import os\nimport sys\n\nprint(sys.argv)\n") == ()


def test_further_answers_explain_what_a_bare_patch_does() -> None:
    patch = Problem("patch", "", "", URI, Range(Position(0, 0), Position(0, 0)))
    printed = Problem("ruff", "T201", "`print` found", URI, Range(Position(3, 0), Position(3, 15)))
    emptied = "import sys\n\n"
    assert findings(emptied, UNUSED, printed, problem=patch) == ()


def test_names_are_what_settings_call_them() -> None:
    assert len(set(GATE_NAMES)) == len(GATE_NAMES)
    assert all(name == name.lower() and " " not in name and "_" not in name for name in GATE_NAMES)


@pytest.mark.parametrize("after", ["", "\x00", "def (", "\ufeffimport sys\r\n", "x = '''", "\udc80 = 1", "(" * 3000])
def test_no_text_breaks_a_gate(after: str) -> None:
    findings(after)
