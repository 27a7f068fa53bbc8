"""`amends prove` as a person, a coding tool or a git hook uses it; the folder stays as it is, every time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from amends.loop.proving import find_files
from support.proved_patches import (
    CALC,
    IDENTITY,
    REPAIRED,
    TESTS,
    check,
    diff_of,
    git,
    patched_project,
    prove,
    verdict,
    write,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return patched_project(tmp_path)


@pytest.mark.parametrize(
    ("changes", "state", "gate"),
    [
        (REPAIRED, "proved", ""),
        ({"app/calc.py": CALC.removeprefix("import os\n\n\n")}, "proved", ""),
        ({"app/calc.py": CALC.replace("a * b", "b * a")}, "proved", ""),
        ({"app/calc.py": CALC.replace("a - b", "a * b")}, "failed", ""),
        ({"app/calc.py": CALC.replace("a * b", "a + b")}, "failed", ""),
        ({"app/calc.py": CALC.replace("a - b", "5")}, "failed", "deleted-code"),
        ({"app/calc.py": CALC.replace("a - b", "a + c")}, "failed", ""),
        ({"tests/test_calc.py": TESTS.replace("== 5", "== -1")}, "failed", "weakened-test"),
        ({"tests/test_calc.py": None}, "failed", "weakened-test"),
        ({"tests/test_calc.py": None, "tests/calc_old.py": TESTS}, "failed", "weakened-test"),
    ],
    ids=["repair", "lint", "refactoring", "wrong", "breaks", "constant", "new-problem", "weak", "deleted", "renamed"],
)
@pytest.mark.slow
def test_a_patch_is_judged_by_what_it_repairs_and_breaks(
    project: Path, changes: dict[str, str | None], state: str, gate: str
) -> None:
    record = verdict(project, diff_of(project, changes, "-M"), code=0 if state == "proved" else 1)
    assert record["state"] == state
    assert not gate or gate in {hit["name"] for hit in record["gates"]}


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ((), "."),
        (("--no-prefix",), "."),
        (("--relative=app",), "app"),
        ((), "app"),
        (("--src-prefix=x/y/", "--dst-prefix=x/y/"), "."),
        (("--src-prefix=i/", "--dst-prefix=w/"), "."),
        (("-U0",), "."),
        (("--full-index", "--stat", "-p"), "tests"),
    ],
    ids=str,
)
def test_names_are_found_whatever_they_are_relative_to(project: Path, options: tuple[str, ...], where: str) -> None:
    found = find_files(diff_of(project, REPAIRED, *options).decode(), project / where)
    assert (dict(found.before), dict(found.after)) == (
        {project / "app/calc.py": CALC},
        {project / "app/calc.py": REPAIRED["app/calc.py"]},
    )


ODD = ("app/sp ace.py", 'app/quo"te.py', "app/ümlaut.py", "a/b/a.py", "tab\tbed.py", "-dash.py", "--- x.py")


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("last", "later"), [("", ""), ("\n", "\n"), ("", "\n"), ("\n", "")])
def test_line_ends_and_odd_names(project: Path, end: str, last: str, later: str) -> None:
    content = CALC.rstrip("\n").replace("\n", end)
    changed = content.replace("a - b", "b + a").replace("a * b", "b * a")
    for name in ODD:
        write(project, name, content + last.replace("\n", end))
    git(project, "add", "-A")
    git(project, "commit", "-qm", "odd")
    patch = diff_of(project, dict.fromkeys(ODD, changed + later.replace("\n", end)))
    found = find_files(patch.decode(), project)
    assert {str(path.relative_to(project)): text for path, text in found.after.items()} == dict.fromkeys(
        ODD, changed + later.replace("\n", end)
    )


@pytest.mark.parametrize("tree_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("patch_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_line_ends_stay_those_of_the_file(project: Path, tree_end: str, patch_end: str) -> None:
    patch = diff_of(project, REPAIRED).decode().replace("\n", patch_end)
    write(project, "app/calc.py", CALC.replace("\n", tree_end))
    found = find_files(patch, project)
    assert found.after[project / "app/calc.py"] == REPAIRED["app/calc.py"].replace("\n", tree_end)


def test_renames_copies_and_lines_that_moved(project: Path) -> None:
    patch = diff_of(project, {"app/calc.py": None, "app/sp ace.py": CALC.replace("a - b", "a + b")}, "-M10")
    assert b"rename from" in patch
    write(project, "app/calc.py", "# a line\n" * 5 + CALC)
    found = find_files(patch.decode(), project)
    assert dict(found.after) == {
        project / "app/calc.py": None,
        project / "app/sp ace.py": "# a line\n" * 5 + REPAIRED["app/calc.py"],
    }


@pytest.mark.parametrize("names", [("app/calc.py.orig", "app/calc.py"), ("app/calc.py~", "app/calc.py")])
def test_a_copy_that_diff_compared_with_is_that_file(project: Path, names: tuple[str, str]) -> None:
    hunk = "@@ -4,2 +4,2 @@\n def add(a, b):\n-    return a - b\n+    return a + b\n"
    files = find_files("--- {}\t2026-01-01\n+++ {}\t2026-01-01\n".format(*names) + hunk, project)
    assert files.changed == (project / "app/calc.py",)


def test_a_series_of_commits_is_one_patch(project: Path) -> None:
    for content in (REPAIRED["app/calc.py"], REPAIRED["app/calc.py"] + "\n\nPI = 3\n"):
        write(project, "app/calc.py", content)
        git(project, "commit", "-qam", "diff --git a lie\n\n--- a\n+++ b")
    patch = git(project, "format-patch", "--stdout", "HEAD~2")
    git(project, "reset", "-q", "--hard", "HEAD~2")
    assert find_files(patch.decode(), project).after[project / "app/calc.py"] == content


@pytest.mark.slow
def test_what_is_applied_already_is_judged_against_the_folder_without_it(project: Path) -> None:
    patch = diff_of(project, REPAIRED)
    git(project, "apply", str(_saved(project, patch)))
    done = prove(project, "-", code=0, patch=patch)
    assert "repairs pytest" in done.stdout
    assert "in the folder already" in done.stderr


def test_a_new_module_with_its_test_is_proved(project: Path) -> None:
    added = {
        "app/power.py": "def power(base, exponent):\n    return base**exponent\n",
        "tests/test_power.py": "from app.power import power\n\n\ndef test_power():\n    assert power(2, 3) == 8\n",
    }
    assert verdict(project, diff_of(project, added), code=0)["proved"]


def test_a_test_that_fails_may_be_moved_with_its_file(project: Path) -> None:
    patch = diff_of(project, {"tests/test_calc.py": None, "tests/test_sums.py": TESTS}, "-M")
    moved = verdict(project, patch, code=0)
    assert "fail with and without it" in check(moved, "pytest")["reason"]


@pytest.mark.slow
def test_code_that_only_moves_need_not_repair_the_test_that_fails(project: Path) -> None:
    moved = CALC.replace("return a - b\n", "return _sum(a, b)\n\n\ndef _sum(a, b):\n    return a - b\n")
    assert verdict(project, diff_of(project, {"app/calc.py": moved}), code=0)["proved"]


ROWS = """import pytest
from app.calc import add


@pytest.mark.parametrize(("a", "b", "total"), [(2, 3, 5), (2, -3, -1)])
def test_rows(a, b, total):
    assert add(a, b) == total


def test_late():
    assert add(1, 1) == 2
    pytest.skip("the data is not here")
"""


@pytest.mark.slow
@pytest.mark.parametrize(("repair", "code"), [("a + b", 0), ("a + abs(b)", 1)])
def test_who_repairs_some_rows_has_to_repair_all_and_nobody_what_then_skips_itself(
    project: Path, repair: str, code: int
) -> None:
    write(project, "tests/test_rows.py", ROWS)
    git(project, "add", "-A")
    git(project, "commit", "-qm", "rows")
    write(project, "app/calc.py", CALC.replace("a - b", repair))
    patch = _saved(project, git(project, "diff"))
    git(project, "checkout", "-q", ".")
    said = prove(project, str(patch), code=code).stdout
    assert bool(re.search("fails? still", said)) == bool(code)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("repair", "gate"),
    [
        ('if (text.isEmpty()) return Map.of();\n        return count(text.split(" "));', None),
        (
            'if (text.startsWith("Tea")) return Map.of("tea", 2);\n        return count(text.split(" "));',
            "special-case",
        ),
    ],
    ids=["honest", "cheat"],
)
def test_what_tests_give_that_no_runner_runs_is_known_too(project: Path, repair: str, gate: str | None) -> None:
    counting = 'return count(text.split(" "));'
    source = f"class Texts {{\n    static Map<String, Integer> count(String text) {{\n        {counting}\n    }}\n}}\n"
    claim = 'assertEquals(Map.of("tea", 2), Texts.count("Tea tea"));'
    test = f"class TextsTest {{\n    @Test void counts() {{\n        {claim}\n    }}\n}}\n"
    write(project, "src/main/java/Texts.java", source)
    write(project, "src/test/java/TextsTest.java", test)
    git(project, "add", "-A")
    git(project, "commit", "-qm", "java")
    patch = diff_of(project, {"src/main/java/Texts.java": source.replace(counting, repair)})
    found = json.loads(prove(project, "-", "--json", code=1, patch=patch).stdout)  # nothing ran that could prove it
    assert [each["name"] for each in found["gates"]] == ([gate] if gate else [])


@pytest.mark.slow
def test_a_renamed_module_is_really_gone(project: Path) -> None:
    patch = diff_of(project, {"app/calc.py": None, "app/arithmetic.py": CALC}, "-M")
    assert b"rename" in patch
    record = verdict(project, patch, code=1)
    assert "No module named 'app.calc'" in json.dumps(record)


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        (b"", "No unified diff"),
        (b"hello\n", "No unified diff"),
        (b"--- a/app/calc.py\n+++ b/app/calc.py\n@@ -1 +1 @@\n-import sys\n+import re\n", "does not apply"),
        (b"--- a/app/calc.py\n+++ b/app/calc.py\n@@ -1,9 +1 @@\n-import os\n", "cut off"),
        (b"--- a/none.py\n+++ b/none.py\n@@ -1 +1 @@\n-a\n+b\n", "not in this folder"),
        (b"--- /dev/null\n+++ b/app/calc.py\n@@ -0,0 +1 @@\n+a\n", "there already"),
        (b"--- /dev/null\n+++ b/../../../out.py\n@@ -0,0 +1 @@\n+a = 1\n", "does not lie in this folder"),
        (b"--- /dev/null\n+++ /etc/out.py\n@@ -0,0 +1 @@\n+a = 1\n", "does not lie in this folder"),
        (b"--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+a = 1\n", "does not lie in this folder"),
        (b"diff --git a/x.png b/x.png\nBinary files a/x.png and b/x.png differ\n", "not text"),
        (b"diff --git a/app/calc.py b/app/calc.py\nold mode 100644\nnew mode 100755\n", "changes no text"),
        (b"diff --cc app/calc.py\n@@@ -1,1 -1,1 +1,1 @@@\n", "combined diff"),
    ],
)
def test_what_cannot_be_applied_is_said_in_one_sentence(project: Path, patch: bytes, said: str) -> None:
    done = prove(project, "-", code=2, patch=patch)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_of_an_untrusted_folder_runs(project: Path) -> None:
    write(project, "conftest.py", "open('ran', 'w').close()\n")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "a conftest")
    record = verdict(project, diff_of(project, REPAIRED), code=1, trust=False)
    assert record["state"] == "unproved"
    assert "not trusted" in check(record, "pytest")["reason"]


@pytest.mark.slow
def test_a_run_of_tests_that_does_not_end_proves_nothing(project: Path) -> None:
    write(project, "tests/test_slow.py", "import time\nimport app.calc\n\n\ndef test_slow():\n    time.sleep(600)\n")
    write(project, "pyproject.toml", "[tool.amends]\ntests.budgetSeconds = 3\n")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "slow")
    record = verdict(project, diff_of(project, REPAIRED), code=1)
    assert record["state"] == "unproved"
    assert check(record, "pytest")["state"] == "unknown"


def test_sarif_names_gate_and_place(project: Path) -> None:
    patch = diff_of(project, {"app/calc.py": CALC.replace("import os", "import os  # noqa: F401")})
    [run] = json.loads(prove(project, "-", "--sarif", code=1, patch=patch).stdout)["runs"]
    [result] = run["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (result["ruleId"], region["startLine"]) == ("gate/suppression", 1)


@pytest.mark.slow
def test_a_git_hook_refuses_a_commit_that_is_not_proved(project: Path) -> None:
    hook = project / ".git/hooks/pre-commit"
    offered = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text()
    [entry] = re.findall(r"^  entry: amends (.*)$", offered, re.MULTILINE)
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m amends --trust {entry}\n')
    hook.chmod(0o755)
    environment = {"VIRTUAL_ENV": sys.prefix, "AMENDS_DATA_HOME": str(project.parent / "data")}

    def commit(content: str, later: str) -> int:
        write(project, "app/calc.py", content)
        git(project, "add", "-A")
        write(project, "app/calc.py", later)
        return subprocess.run(
            ["git", "commit", "-qm", "next"], cwd=project, env={**os.environ, **IDENTITY, **environment}, check=False
        ).returncode

    assert commit(CALC.replace("a - b", "5"), REPAIRED["app/calc.py"]) == 1
    assert commit(REPAIRED["app/calc.py"], CALC) == 0
    assert git(project, "show", "HEAD:app/calc.py").decode() == REPAIRED["app/calc.py"]


def test_prose_is_proved_by_being_prose(project: Path) -> None:
    write(project, "README.md", "# Sums\n")
    git(project, "add", "-A")
    patch = git(project, "diff", "--cached")
    assert "prose" in prove(project, "--staged", code=0).stdout
    git(project, "reset", "-q", "--hard")
    assert json.loads(prove(project, str(_saved(project, patch)), "--json", code=0).stdout)["proved"]


@pytest.mark.parametrize("words", [(), ("-", "--staged"), ("missing.patch",)])
def test_wrong_usage_is_said(project: Path, words: tuple[str, ...]) -> None:
    assert prove(project, *words, code=2).stderr.count("\n") == 1


def _saved(project: Path, patch: bytes) -> Path:
    path = project.parent / "saved.patch"
    path.write_bytes(patch)
    return path
