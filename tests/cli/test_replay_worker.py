"""`amends replay --worker` as the benchmark drives it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from amends.profile.profile import Profile
from support.profiles import StillClock, none_comparison

BEFORE = "import os\nimport sys\n\nprint(sys.argv)\n"
EVENT: dict[str, Any] = {
    "type": "event",
    "id": "e1",
    "date": 1.7e9,
    "file": "a.py",
    "rule": "F401",
    "before_file": BEFORE,
    "diagnostics": [
        {
            "code": "F401",
            "message": "`os` imported but unused",
            "location": {"row": 1, "column": 8},
            "end_location": {"row": 1, "column": 10},
        }
    ],
}


START = {"type": "start", "repo": "a/b", "ruff_args": ["--isolated", "--no-cache", "--select", "F"]}
AFTER = BEFORE.removeprefix("import os\n")
FEEDBACK = {"type": "feedback", "id": "e1", "accepted_file": AFTER, "edits": []}


def replay(tmp_path: Path, lines: Sequence[object], *options: str) -> tuple[list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "-m", "amends", "replay", "--worker", *options],
        input="".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines),
        env={**os.environ, "PATH": str(tmp_path), "AMENDS_DATA_HOME": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def renamed(number: int, module: str) -> dict[str, Any]:
    """The same mistake with another module."""
    text = (
        json.dumps({**EVENT, "id": f"e{number}"})
        .replace("import os", f"import {module}")
        .replace("`os`", f"`{module}`")
    )
    return json.loads(text)


def test_the_worker_needs_no_ruff_on_the_path(tmp_path: Path) -> None:
    (started, answer, learned), error = replay(tmp_path, [START, EVENT, FEEDBACK])
    assert started == learned == {"ok": True}
    assert [fix["new_file"] for fix in answer["fixes"]] == [AFTER]
    assert error == ""


def test_without_anything_known_the_reason_is_told(tmp_path: Path) -> None:
    silent = {**EVENT, "diagnostics": [{**EVENT["diagnostics"][0], "message": "This says nothing to do about `os`"}]}
    (_, answer), _ = replay(tmp_path, [START, silent], "--no-tool-fix")
    assert answer["fixes"] == []
    assert answer["refused"] == {"reason": "no pattern", "detail": "no repair of F401 is known"}


def test_what_is_proved_and_unlikely_to_be_wanted_is_told_as_ambiguous(tmp_path: Path) -> None:
    finding = {
        "code": "ANN001",
        "message": "Missing type annotation for function argument `thing`",
        "location": {"row": 1, "column": 11},
        "end_location": {"row": 1, "column": 16},
    }
    event = {**EVENT, "before_file": "def first(thing):\n    return thing\n", "diagnostics": [finding]}
    (_, answer), _ = replay(tmp_path, [START, event], "--no-tool-fix")
    assert max(fix["confidence"] for fix in answer["fixes"]) < 0.15
    unlikely = [refusal for refusal in answer["refusals"] if refusal["reason"] == "ambiguous"]
    assert len(unlikely) == len(answer["fixes"])
    assert "unlikely" in unlikely[0]["detail"]
    assert {refusal["reason"] for refusal in answer["refusals"]} == {"ambiguous", "gate"}
    assert "refused" not in answer


def test_what_does_not_stand_the_proof_is_told(tmp_path: Path) -> None:
    # What was accepted for the first event does not solve the second, where the module is used.
    used = {**renamed(2, "re"), "before_file": "import re\nimport sys\n\nprint(sys.argv, re)\n"}
    (*_, answer), _ = replay(tmp_path, [START, EVENT, FEEDBACK, used], "--no-tool-fix")
    assert answer["fixes"] == []
    assert answer["refused"]["reason"] == "proof failed"
    assert "F821" in answer["refused"]["detail"]


def test_it_learns_from_what_was_accepted_and_a_start_forgets_it(tmp_path: Path) -> None:
    lines = [START, EVENT, FEEDBACK, renamed(2, "re"), START, renamed(3, "re")]
    (_, _, _, taught, _, fresh), _ = replay(tmp_path, lines, "--no-tool-fix")
    assert [fix["new_file"] for fix in taught["fixes"]] == [AFTER]
    assert [fix["new_file"] for fix in fresh["fixes"]] == [AFTER]  # the message says so
    assert fresh["fixes"][0]["confidence"] < 0.5 < taught["fixes"][0]["confidence"]


def test_the_day_may_be_told_in_words_or_not_at_all(tmp_path: Path) -> None:
    for date in ("2024-03-01", "2024-03-01T12:00:00Z", "yesterday", None):
        (_, answer), _ = replay(tmp_path, [START, {**EVENT, "date": date}])
        assert [fix["new_file"] for fix in answer["fixes"]] == [AFTER], date


def test_what_an_event_lacks_is_named(tmp_path: Path) -> None:
    broken = {key: value for key, value in EVENT.items() if key != "before_file"}
    (answer,), _ = replay(tmp_path, [{**broken, "diagnostics": [{"code": "F401"}]}])
    assert answer["error"].endswith("before_file is missing, diagnostics[0].message is missing.")


UNANSWERABLE = [
    "{",
    "[]",
    "null",
    "{}",
    '{"type": 5}',
    '{"type": "dance"}',
    '{"type": "event"}',
    '{"type": "event", "id": "x", "before_file": "", "diagnostics": []}',
    '{"type": "event", "id": "x", "before_file": 7, "diagnostics": 1}',
    '{"type": "feedback", "id": "unknown", "accepted_file": "x"}',
    "[" * 100_000,
]


def test_a_line_that_cannot_be_answered_gets_an_answer_and_the_next_one_too(tmp_path: Path) -> None:
    lines = [line for odd in UNANSWERABLE for line in (odd, "", EVENT)]
    (_, *answers), error = replay(tmp_path, [START, *lines])
    assert len(answers) == 2 * len(UNANSWERABLE)
    for line, answer, after in zip(UNANSWERABLE, answers[::2], answers[1::2], strict=True):
        assert answer["ok"] is False, line
        assert answer.get("fixes", []) == [], line
        assert answer["error"] in error, line
        assert after["fixes"], line


def test_odd_texts_are_answered(tmp_path: Path) -> None:
    odd = [
        {**EVENT, "before_file": text}
        for text in ("", "def (", "import os\x00", "\ud800import os\n", "\ufeffimport os\n")
    ]
    far = {**EVENT, "diagnostics": [{**EVENT["diagnostics"][0], "location": {"row": 999, "column": 999}}]}
    answers, _ = replay(tmp_path, [START, EVENT, FEEDBACK, *odd, far])
    assert len(answers) == 3 + len(odd) + 1
    assert all("fixes" in answer for answer in answers[3:])


@pytest.mark.slow
def test_a_team_layer_trained_on_other_repositories_is_where_it_starts(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl.gz"
    told = [
        {**EVENT, "repo": "other/one", "accepted_file": AFTER},
        {**renamed(2, "re"), "repo": "other/two", "edits": [{"start_line": 1, "n_old": 1, "new": ""}]},
    ]
    with gzip.open(events, "wt", encoding="utf-8") as lines:
        lines.write("".join(json.dumps(one) + "\n" for one in told) + "this is no event\n")
    team = tmp_path / "team.toml"
    command = [sys.executable, "-m", "amends", "replay", "--train", events, "--team-out", team]
    trained = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "a line is passed over" in trained.stderr
    (_, answer), _ = replay(tmp_path, [START, renamed(3, "json")], "--no-tool-fix", "--team", str(team))
    assert [fix["new_file"] for fix in answer["fixes"]] == [AFTER]


@pytest.mark.slow
def test_a_projects_own_repairs_show_what_learning_brings(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    location = tmp_path / "own.sqlite3"
    profile = Profile.open(location, "own", StillClock())
    for name in ("cart", "item", "order"):
        profile.learn(none_comparison(name))
    profile.close()

    def own(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "amends", "replay", "--own", "--profile", str(location), *options]
        env = {**os.environ, "AMENDS_DATA_HOME": str(tmp_path / "data")}
        return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)

    runs = json.loads(own("--json", "--out", str(tmp_path / "own.svg")).stdout)["runs"]
    assert [one["first"] for one in runs["with learning"]["events"]] == [False, True, True]
    assert [one["offered"] for one in runs["without learning"]["events"]] == [False, False, False]
    assert "polyline" in (tmp_path / "own.svg").read_text("utf-8")
    assert "100.0 %" in own().stdout
    location = tmp_path / "empty.sqlite3"
    nothing = own()
    assert nothing.returncode == 2
    assert "Nothing was learned here yet" in nothing.stderr


def _annotated(number: int, text: str, code: str, marked: str, message: str) -> dict[str, Any]:
    """An event about code that is marked in a text of one function."""
    lines = text.split("\n")
    row = next(at for at, line in enumerate(lines) if line.startswith("def "))
    column = lines[row].index(marked) + 1
    finding = {
        "code": code,
        "message": message,
        "location": {"row": row + 1, "column": column},
        "end_location": {"row": row + 1, "column": column + len(marked)},
    }
    return {**EVENT, "id": f"e{number}", "rule": code, "before_file": text, "diagnostics": [finding]}


def test_kindred_findings_of_one_statement_are_also_mended_together(tmp_path: Path) -> None:
    head = "from typing import List, Optional\n\n\n"
    rest = "print(Optional, List)\n"
    start = {**START, "ruff_args": ["--isolated", "--no-cache", "--select", "UP", "--target-version", "py312"]}
    lists = _annotated(
        1,
        f"{head}def f(a: List[int]): ...\n{rest}",
        "UP006",
        "List",
        "Use `list` instead of `List` for type annotation",
    )
    nones = _annotated(
        2,
        f"{head}def g(b: Optional[str]): ...\n{rest}",
        "UP045",
        "Optional[str]",
        "Use `X | None` for type annotations",
    )
    told = [
        {"type": "feedback", "id": "e1", "accepted_file": lists["before_file"].replace("List[int]", "list[int]")},
        {"type": "feedback", "id": "e2", "accepted_file": nones["before_file"].replace("Optional[str]", "str | None")},
    ]
    both = _annotated(
        3,
        f"{head}def h(c: Optional[bytes], d: List[float]): ...\n{rest}",
        "UP006",
        "List",
        "Use `list` instead of `List` for type annotation",
    )
    (*_, answer), _ = replay(tmp_path, [start, lists, told[0], nones, told[1], both], "--no-tool-fix")
    texts = [fix["new_file"] for fix in answer["fixes"]]
    alone = both["before_file"].replace("List[float]", "list[float]")
    assert {alone, alone.replace("Optional[bytes]", "bytes | None")} <= {*texts}
