from __future__ import annotations

from pathlib import Path

import pytest

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.problems import Problem
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Position, Range, Text, diff_edits
from amends.core.verdicts import CheckResult
from amends.verifying.checks import check_parse
from amends.verifying.overlay import overlay_of


def parse(root: Path, language: str, before: str, after: str) -> CheckResult:
    document = Document((root / "file").as_uri(), language, Text(before), 1)
    problem = Problem("tool", "X1", "wrong", document.uri, Range(Position(0, 0), Position(0, 0)))
    edits = FileEdit(document.uri, document.text.hash, diff_edits(before, after))
    candidate = Candidate(problem, (edits,), "repair", Origin(OriginKind.MODEL, "m"))
    return check_parse(overlay_of(candidate, Snapshot(root, {document.uri: document})), root)


@pytest.mark.parametrize(
    ("language", "before", "after", "state"),
    [
        pytest.param("python", "x = 1\n", "x = 2\n", "passed", id="Python"),
        pytest.param("python", "x = 1\n", "x = (2\n", "failed", id="Python, broken"),
        pytest.param("python", "x = (1\n", "x = ((2\n", "skipped", id="Python, broken before"),
        pytest.param("python", "x = '\\d'\n", "x = '\\w'\n", "passed", id="Python, with a warning"),
        pytest.param("python", "x = 1\n", "x = " + "(" * 5000, "failed", id="Python, too deep"),
        pytest.param("python", "x = 1\n", "x = '\x00'\n", "failed", id="Python, null character"),
        pytest.param("python", "\ufeffx = 1\n", "\ufeffx = '\ud800'\n", "passed", id="Python, mark and surrogate"),
        pytest.param("typescript", "let x: number = 1\n", "let x: number = 2\n", "passed", id="TypeScript"),
        pytest.param("typescript", "let x: number = 1\n", "let x: number = (2\n", "failed", id="TypeScript, broken"),
        pytest.param("typescript", "f();\n", 'f<typeof import("a")>();\n', "passed", id="TypeScript, a module's type"),
        pytest.param(
            "typescript", "f();\n", 'f<typeof import("a").b, T>(1);\n', "passed", id="TypeScript, a name's type"
        ),
        pytest.param("typescript", "f();\n", 'f<typeof import("a")>(;\n', "failed", id="TypeScript, a type and broken"),
        pytest.param(
            "typescript", "f();\n", 'f<typeof import("a")>();\nlet x = ();\n', "failed", id="TypeScript, a type beside"
        ),
        pytest.param("javascript", "f();\n", 'f<typeof import("a")>();\n', "failed", id="JavaScript has no types"),
        pytest.param("javascript", "f(() => {\n", "f(() => {}\n", "skipped", id="JavaScript, broken before"),
        pytest.param("cobol", "MOVE A TO B.\n", "MOVE B TO A.\n", "skipped", id="no parser"),
    ],
)
def test_only_new_syntax_errors_count(tmp_path: Path, language: str, before: str, after: str, state: str) -> None:
    result = parse(tmp_path, language, before, after)
    assert result.state.value == state
    assert bool(result.new_problems) == (state == "failed")
    assert bool(result.reason) == (state == "skipped")


def test_the_place_is_told(tmp_path: Path) -> None:
    result = parse(tmp_path, "python", "x = 1\ny = 2\n", "x = 1\ny = = 2\n")
    assert result.output.startswith("file:2:5: invalid-syntax")
    assert result.new_problems[0].range.start == Position(1, 4)
