"""`amends fix` and `amends check` as a person at a terminal uses them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

BAD = "import os\nimport sys\n\n\ndef last():\n    return sys.argv[-1]\n"
GOOD = BAD.removeprefix("import os\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["F", "E7"]\n')
    return folder


def amends(folder: Path, *words: str, code: int, before: Sequence[str] = ()) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "AMENDS_DATA_HOME": str(folder.parent / "data"), "VIRTUAL_ENV": sys.prefix}
    done = subprocess.run(
        [*before, sys.executable, "-m", "amends", *words], cwd=folder, env=env, capture_output=True, check=False
    )
    assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
    return done


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BAD.encode(), GOOD.encode()),
        (BAD.replace("\n", "\r\n").encode(), GOOD.replace("\n", "\r\n").encode()),
        (b"\xef\xbb\xbf" + BAD.encode(), b"\xef\xbb\xbf" + GOOD.encode()),
        (
            ("# -*- coding: latin-1 -*-\n# \xe9\n" + BAD).encode("latin-1"),
            ("# -*- coding: latin-1 -*-\n# \xe9\n" + GOOD).encode("latin-1"),
        ),
        (BAD.rstrip("\n").encode(), GOOD.rstrip("\n").encode()),
        (("s = '\U0001f600\f'\n" + BAD).encode(), ("s = '\U0001f600\f'\n" + GOOD).encode()),
    ],
    ids=["lf", "crlf", "bom", "latin-1", "no-final-newline", "emoji-and-form-feed"],
)
def test_applying_changes_nothing_but_the_problem(project: Path, content: bytes, expected: bytes) -> None:
    file = project / "a.py"
    file.write_bytes(content)
    file.chmod(0o640)
    amends(project, "fix", "--apply", "a.py", code=0)
    assert file.read_bytes() == expected
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in project.iterdir()) == ["a.py", "pyproject.toml"]


def test_a_diff_can_be_applied_by_git(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    diff = amends(project, "fix", "a.py", code=1).stdout
    assert (project / "a.py").read_text() == BAD
    subprocess.run(["git", "apply"], cwd=project, input=diff, check=True)
    assert (project / "a.py").read_text() == GOOD


def test_a_rule_limits_what_is_fixed(project: Path) -> None:
    (project / "a.py").write_text("import os\nx = 1\nprint(x == None)\n")
    records = [
        json.loads(line) for line in amends(project, "fix", "--json", "--rule", "E711", ".", code=1).stdout.splitlines()
    ]
    assert [record["problem"]["code"] for record in records[:-1]] == ["E711"]
    assert records[-1] == {**records[-1], "type": "summary", "problems": 1, "proved": 1, "applied": 0, "left": 1}


def test_a_problem_without_a_fix_says_why(project: Path) -> None:
    (project / "a.py").write_text("print(zzyzx)\n")
    told = amends(project, "fix", "--json", ".", code=1).stdout.splitlines()
    refused = json.loads(told[0])
    assert refused["type"] == "refusal"
    assert {one["cause"] for one in refused["refusals"]} == {"no-pattern"}
    assert "no repair of F821 is known" in {one["reason"] for one in refused["refusals"]}
    assert b"no repair of F821 is known" in amends(project, "fix", ".", code=1).stderr


@pytest.mark.parametrize("words", [("--profile", "p.db", "check", "."), ("check", ".", "--profile", "p.db")])
def test_global_options_stand_before_or_after_the_command(project: Path, words: tuple[str, ...]) -> None:
    amends(project, *words, code=0)
    assert (project / "p.db").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ("fix",),
        ("fix", "nowhere.py"),
        ("fix", "--nope", "."),
        ("nope",),
        ("--model", "other", "check", "."),
        ("learn",),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(project: Path, words: tuple[str, ...]) -> None:
    done = amends(project, *words, code=2)
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_broken_configuration_is_told_and_nothing_is_called_clean(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.ruff\n")
    (project / "a.py").write_text(BAD)
    done = amends(project, "check", ".", code=2)
    assert b"ruff" in done.stderr.lower()
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_no_text_is_named(project: Path) -> None:
    (project / "a.py").write_bytes(b"\xff\xfe\x00")
    assert b"a.py" in amends(project, "check", "a.py", code=2).stderr


def test_nothing_of_an_untrusted_folder_is_executed(project: Path) -> None:
    marker = project / "executed"
    binary = project / ".venv" / "bin"
    binary.mkdir(parents=True)
    for name in ("python", "ruff"):
        (binary / name).write_text(f"#!/bin/sh\ntouch {marker}\n")
        (binary / name).chmod(0o755)
    (project / "conftest.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
    (project / "a.py").write_text(BAD)
    (project / "test_a.py").write_text("import a\n\n\ndef test_last():\n    assert a.last\n")
    record = json.loads(amends(project, "fix", "--json", "a.py", code=1).stdout.splitlines()[0])
    assert not marker.exists()
    assert record["verdict"]["state"] == "unproved"
    assert record["title"].endswith("(not proved)")


def test_a_trusted_folder_proves_with_its_tests(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    (project / "test_a.py").write_text("import a\n\n\ndef test_last():\n    assert a.last()\n")
    record = json.loads(amends(project, "fix", "--trust", "--json", "a.py", code=1).stdout.splitlines()[0])
    assert record["title"].endswith("(proved: ruff, 1 test)")


def test_a_failing_test_is_found_and_left_without_a_model(project: Path) -> None:
    (project / "test_a.py").write_text("def test_sum():\n    assert 1 + 1 == 3\n")
    lines = amends(project, "--trust", "fix", "--tests", "--json", ".", code=1).stdout.splitlines()
    [refusal, summary] = [json.loads(line) for line in lines]
    assert refusal["problem"]["kind"] == "test"
    assert summary["left"] == 1


def test_tests_are_refused_in_an_untrusted_folder(project: Path) -> None:
    (project / "test_a.py").write_text("def test_sum():\n    assert 1 + 1 == 3\n")
    assert b"trust" in amends(project, "fix", "--tests", ".", code=2).stderr


def test_sarif_names_rules_and_places(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    log = json.loads(amends(project, "check", "--sarif", ".", code=1).stdout)
    [result] = log["runs"][0]["results"]
    assert result["ruleId"] == "ruff/F401"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a.py"
    assert place["region"] == {"startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 10}


def test_a_link_is_not_fixed_twice(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    (project / "link.py").symlink_to("a.py")
    (project / "dead.py").symlink_to("nowhere.py")
    amends(project, "fix", "--apply", ".", code=0)
    assert (project / "a.py").read_text() == GOOD
    assert (project / "link.py").is_symlink()


def test_a_file_that_cannot_be_written_is_named_and_the_others_are_fixed(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    closed = project / "closed"
    closed.mkdir()
    (closed / "b.py").write_text(BAD)
    (project / "main.py").write_text(BAD)
    done = without_privileges(project, closed, "fix", "--apply", ".", code=2)
    assert f"{closed / 'b.py'} cannot be written: Permission denied." in done.stderr.decode()
    assert "2 applied" in done.stderr.decode()
    assert (closed / "b.py").read_text() == BAD
    assert (project / "a.py").read_text() == (project / "main.py").read_text() == GOOD


def test_a_data_folder_that_cannot_be_written_is_named(project: Path) -> None:
    data = project.parent / "data"
    data.mkdir()
    done = without_privileges(project, data, "trust", ".", code=2)
    assert str(data) in done.stderr.decode()
    assert "Permission denied" in done.stderr.decode()


def test_a_name_with_spaces_can_be_patched(project: Path) -> None:
    (project / "two words.py").write_text(BAD)
    diff = amends(project, "fix", "two words.py", code=1).stdout
    assert diff.startswith(b"--- a/two words.py\t\n")


def test_a_muted_rule_is_called_muted(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    amends(project, "profile", "mute", "F401", code=0)
    assert b"It is muted here." in amends(project, "fix", "a.py", code=1).stderr


@pytest.mark.slow
def test_what_was_learned_under_another_remote_is_offered_until_taken(project: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    amends(project, "learn", "--teach", "never print", code=0)
    subprocess.run(["git", "remote", "add", "origin", "https://forge.example.org/a/b.git"], cwd=project, check=True)
    for _ in range(2):
        assert b"`amends profile adopt` takes it over" in amends(project, "profile", "show", code=0).stderr
    amends(project, "profile", "adopt", code=0)
    shown = amends(project, "profile", "show", code=0)
    assert b"never print" in shown.stdout
    assert not shown.stderr


def without_privileges(folder: Path, closed: Path, *words: str, code: int) -> subprocess.CompletedProcess[bytes]:
    """The command with `closed` not writable, for root too."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() == 0 and setpriv is None:
        pytest.skip("root may write anywhere, and there is no setpriv to change that")
    drop = [setpriv, "--bounding-set", "-all", "--inh-caps", "-all"] if os.geteuid() == 0 and setpriv else []
    closed.chmod(0o555)
    try:
        return amends(folder, *words, code=code, before=drop)
    finally:
        closed.chmod(0o755)


def test_a_failing_test_that_a_checker_fix_repairs_is_no_further_problem(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E711"]\n')
    (project / "shop.py").write_text(NEVER_NONE)
    (project / "test_shop.py").write_text(
        "import shop\n\n\ndef test_none_is_free():\n    assert shop.price(shop.Odd()) == 1\n"
    )
    done = amends(project, "--trust", "fix", "--tests", "--apply", "--json", "shop.py", code=0)
    *fixes, summary = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [fix["problem"]["code"] for fix in fixes] == ["E711"]
    assert summary["left"] == 0


NEVER_NONE = """\
class Odd:
    def __eq__(self, other):
        return True


def price(order):
    if order == None:
        return 0
    return 1
"""


def test_tests_that_may_not_run_keep_no_fix_from_being_printed(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    done = amends(project, "fix", "--tests", "--json", "a.py", code=2)
    fix, summary = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert fix["verdict"]["state"] == "proved"
    assert summary["errors"] == [done.stderr.decode().strip().removeprefix("amends: ")]
    assert amends(project, "fix", "--tests", "a.py", code=2).stdout.startswith(b"--- a/a.py")


def test_why_a_fix_is_not_taken_is_said(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    (project / "test_a.py").write_text("import a\n\n\ndef test_a():\n    assert a.last() == 1\n")
    said = amends(project, "fix", "a.py", code=1).stderr.decode()
    assert "not taken, because the folder is not trusted, so its tests were not run" in said


def test_a_tool_that_fails_is_no_clean_bill(project: Path) -> None:
    (project / "a.py").write_text(BAD)
    (project / "pyproject.toml").write_text("[tool.ruff\n")
    done = amends(project, "fix", "--json", "a.py", code=2)
    [error] = json.loads(done.stdout)["errors"]
    assert error.startswith("ruff failed")
    assert done.stderr.decode().count("ruff failed") == 1


def test_names_that_nobody_introduced_are_looked_for_in_the_project(project: Path) -> None:
    (project / "other.py").write_text("from pathlib import Path\n\nHOME = Path()\n")
    file = project / "a.py"
    file.write_text("def largest(measurements):\n    return Path(max(measurments))\n")
    amends(project, "fix", "--apply", "a.py", code=0)
    assert file.read_text() == (
        "from pathlib import Path\n\n\ndef largest(measurements):\n    return Path(max(measurements))\n"
    )
