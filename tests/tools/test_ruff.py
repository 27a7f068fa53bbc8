from __future__ import annotations

import json
from pathlib import Path

import pytest

from amends.core.errors import ToolCrashedError, ToolError, ToolMissingError, ToolTimeoutError
from amends.core.problems import Problem, Safety, Severity
from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Position, Range, Text
from amends.platform.processes import ProcessLimits
from amends.platform.uris import path_to_uri
from amends.tools.checkers.ruff import RuffChecker, RuffCommand, find_ruff, project_uses_ruff

SELECT_F = '[tool.ruff.lint]\nselect = ["F"]\n'


def checker(root: Path) -> RuffChecker:
    return RuffChecker(find_ruff(root, Settings(), None))


def document(root: Path, content: str, name: str = "module.py") -> Document:
    return Document(path_to_uri(root / name), "python", Text(content))


async def check(root: Path, content: str, config: str = SELECT_F, name: str = "module.py") -> tuple[Problem, ...]:
    (root / "pyproject.toml").write_text(config)
    return (await checker(root).check(document(root, content, name), root)).problems


def fixed(problem: Problem, content: str) -> str:
    assert problem.tool_fix is not None
    return Text(content).edited(problem.tool_fix.edits).content


@pytest.mark.parametrize(
    ("content", "without_the_import"),
    [
        pytest.param('x = "😀"; import os\n', 'x = "😀"; \n', id="emoji before the place"),
        pytest.param("if True:\n\timport os\n", "if True:\n\tpass\n", id="tab is one column"),
        pytest.param("x = 1\r\nimport os\r\ny = 2\r\n", "x = 1\r\ny = 2\r\n", id="CRLF"),
        pytest.param("x = 1\rimport os\ry = 2\r", "x = 1\ry = 2\r", id="CR"),
        pytest.param("\ufeffimport os\r\nx = 1\r\n", "\ufeffx = 1\r\n", id="byte order mark in the text"),
        pytest.param("\ufeffx = 1; import os\n", "\ufeffx = 1; \n", id="byte order mark, first line"),
        pytest.param("x = 1\n\fimport os\n\f\ny = 2\n", "x = 1\n\f\ny = 2\n", id="form feed"),
        pytest.param('y = "\u2028"; import os\n', 'y = "\u2028"; \n', id="line separator inside a string"),
        pytest.param("x = 1\nimport os", "x = 1\n", id="no line end at the end"),
        pytest.param('y = "\ud800"; import os\n', 'y = "\ud800"; \n', id="lone surrogate"),
    ],
)
async def test_places_and_edits_are_exact(tmp_path: Path, content: str, without_the_import: str) -> None:
    (problem,) = await check(tmp_path, content)
    assert Text(content).slice(problem.range) == "os"
    assert fixed(problem, content) == without_the_import
    assert (problem.source, problem.code, problem.message) == ("ruff", "F401", "`os` imported but unused")
    assert problem.text_hash == Text(content).hash


async def test_an_empty_text_is_clean(tmp_path: Path) -> None:
    assert await check(tmp_path, "") == ()


async def test_a_syntax_error_is_a_problem(tmp_path: Path) -> None:
    problem = (await check(tmp_path, "def f(:\n  x = 1\n"))[0]
    assert (problem.code, problem.severity, problem.tool_fix) == ("invalid-syntax", Severity.ERROR, None)
    assert problem.range == Range(Position(0, 6), Position(0, 7))


@pytest.mark.parametrize(
    ("content", "rule", "safety"),
    [
        pytest.param("import os\n", "F401", Safety.SAFE, id="safe"),
        pytest.param("def f():\n    x = g()\n", "F841", Safety.UNSAFE, id="unsafe"),
        pytest.param("# x = 1\n", "ERA001", Safety.DISPLAY_ONLY, id="display only"),
    ],
)
async def test_ruffs_own_safety_is_kept(tmp_path: Path, content: str, rule: str, safety: Safety) -> None:
    (problem,) = await check(tmp_path, content, f'[tool.ruff.lint]\nselect = ["{rule}"]\n')
    assert problem.tool_fix is not None
    assert problem.tool_fix.safety is safety


async def test_the_projects_configuration_counts(tmp_path: Path) -> None:
    config = (
        '[tool.ruff]\nfix = true\nunsafe-fixes = true\noutput-format = "full"\nextend-exclude = ["left_out.py"]\n'
        '[tool.ruff.lint]\nselect = ["F"]\nper-file-ignores = {"loose.py" = ["F401"]}\n'
    )
    assert len(await check(tmp_path, "import os\n", config)) == 1
    assert await check(tmp_path, "import os\n", config, "left_out.py") == ()
    assert await check(tmp_path, "import os\n", config, "loose.py") == ()


async def test_what_the_environment_says_does_not_change_the_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUFF_OUTPUT_FILE", str(tmp_path / "elsewhere.json"))
    assert len(await check(tmp_path, "import os\n")) == 1
    assert not (tmp_path / "elsewhere.json").exists()


@pytest.mark.parametrize(
    ("config", "words"),
    [
        pytest.param("[tool.ruff\n", "unclosed table", id="not TOML"),
        pytest.param("[tool.ruff]\nlinee = 1\n", "unknown field `linee`", id="unknown option"),
        pytest.param('[tool.ruff]\nrequired-version = "==0.1"\n', "==0.1", id="another version wanted"),
        pytest.param('[tool.ruff.lint]\nselect = ["NOPE1"]\n', "NOPE1", id="unknown rule"),
    ],
)
async def test_a_broken_configuration_is_told_in_one_sentence(tmp_path: Path, config: str, words: str) -> None:
    with pytest.raises(ToolCrashedError) as caught:
        await check(tmp_path, "import os\n", config)
    assert words in caught.value.sentence
    assert "\n" not in caught.value.sentence
    assert str(tmp_path / "module.py") in caught.value.command


def script(folder: Path, body: str) -> RuffCommand:
    program = folder / "own-ruff"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return RuffCommand((str(program),), ours=False)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param("exec sleep 60", ToolTimeoutError, id="hangs"),
        pytest.param("trap '' TERM INT; sleep 60", ToolTimeoutError, id="hangs and ignores signals"),
        pytest.param("kill -SEGV $$", ToolCrashedError, id="crashes"),
        pytest.param("exit 2", ToolCrashedError, id="fails without a word"),
        pytest.param("echo '[]'; exit 2", ToolCrashedError, id="fails with an answer"),
        pytest.param("echo 'warning: soon gone'", ToolCrashedError, id="answers no JSON"),
        pytest.param("true", ToolCrashedError, id="answers nothing"),
        pytest.param("echo '{\"files\": []}'", ToolCrashedError, id="answers another format"),
        pytest.param("exec yes '[]'", ToolCrashedError, id="floods"),
    ],
)
async def test_a_bad_run_is_never_clean(tmp_path: Path, body: str, error: type[ToolError]) -> None:
    limits = ProcessLimits(seconds=2.0, output_bytes=100_000)
    broken = RuffChecker(script(tmp_path, body), limits)
    with pytest.raises(error) as caught:
        await broken.check(document(tmp_path, "x = 1\n"), tmp_path)
    assert "own-ruff check" in caught.value.command


async def test_a_missing_ruff_is_told(tmp_path: Path) -> None:
    missing = RuffChecker(RuffCommand((str(tmp_path / "nowhere"),), ours=False))
    with pytest.raises(ToolMissingError):
        await missing.check(document(tmp_path, "x = 1\n"), tmp_path)


async def test_syntax_errors_of_older_versions_have_no_code(tmp_path: Path) -> None:
    place = {"row": 1, "column": 2}
    answer = [
        {"code": None, "message": "SyntaxError: no", "filename": "m.py", "location": place, "end_location": place}
    ]
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    old = RuffChecker(script(tmp_path, f"cat '{tmp_path}/answer.json'; exit 1"))
    run = await old.check(document(tmp_path, "a b\n"), tmp_path)
    assert [(problem.code, problem.range.start) for problem in run.problems] == [("invalid-syntax", Position(0, 1))]


async def test_many_files_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(SELECT_F)
    (tmp_path / "one.py").write_bytes(b"\xef\xbb\xbfx = 1; import os\r\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "-two ä.py").write_text("import sys\n")
    (tmp_path / "latin.py").write_bytes(b"# coding: latin-1\nx = '\xe4'\n")
    (tmp_path / "book.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    run = await checker(tmp_path).check_paths([tmp_path], tmp_path)
    found = {problem.uri: problem for problem in run.problems}
    assert set(found) >= {path_to_uri(tmp_path / "one.py"), path_to_uri(tmp_path / "sub" / "-two ä.py")}
    assert fixed(found[path_to_uri(tmp_path / "one.py")], "x = 1; import os\r\n") == "x = 1; \r\n"
    assert not (tmp_path / ".ruff_cache").exists()


async def test_findings_in_a_file_that_we_cannot_read_are_not_lost(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_bytes(b"x = '\xff'\n")
    run = await checker(tmp_path).check_paths([tmp_path], tmp_path)
    assert [problem.uri for problem in run.problems] == [path_to_uri(tmp_path / "broken.py")]


@pytest.mark.parametrize(
    ("uri", "language", "handled"),
    [
        ("file:///p/a.py", "python", True),
        ("file:///p/a.pyi", "python", True),
        ("untitled:Untitled-1", "python", True),
        ("file:///p/a.ipynb", "python", False),
        ("vscode-notebook-cell:/p/a.ipynb#1", "python", False),
        ("git:/p/a.py?ref=HEAD", "python", False),
        ("file:///p/a.ts", "typescript", False),
    ],
)
def test_what_it_handles(tmp_path: Path, uri: str, language: str, handled: bool) -> None:  # noqa: FBT001 -- data
    assert checker(tmp_path).handles(Document(uri, language, Text(""))) is handled


async def test_an_untitled_text_is_checked_with_the_folders_configuration(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["ERA"]\n')
    run = await checker(tmp_path).check(Document("untitled:Untitled-1", "python", Text("# x = 1\n")), tmp_path)
    assert [(problem.code, problem.uri) for problem in run.problems] == [("ERA001", "untitled:Untitled-1")]


class TestFindRuff:
    @staticmethod
    def project(root: Path) -> Path:
        (root / "venv" / "bin").mkdir(parents=True)
        program = Path(script(root / "venv" / "bin", "exit 0").command[0])
        program.rename(program.with_name("ruff"))
        return root / "venv" / "bin" / "python"

    def test_the_projects_own_when_trusted(self, tmp_path: Path) -> None:
        interpreter = self.project(tmp_path)
        found = find_ruff(tmp_path, Settings(trusted=True), interpreter)
        assert found == RuffCommand((str(interpreter.with_name("ruff")),), ours=False)

    def test_ours_when_not_trusted(self, tmp_path: Path) -> None:
        settings = Settings(checker_commands={"ruff": ("/elsewhere/ruff",)})
        assert find_ruff(tmp_path, settings, self.project(tmp_path)).ours

    def test_ours_when_the_project_has_none(self, tmp_path: Path) -> None:
        assert find_ruff(tmp_path, Settings(trusted=True), tmp_path / "bin" / "python").ours

    def test_the_users_command_first(self, tmp_path: Path) -> None:
        settings = Settings(trusted=True, checker_commands={"ruff": ("uvx", "ruff")})
        assert find_ruff(tmp_path, settings, self.project(tmp_path)).command == ("uvx", "ruff")


@pytest.mark.parametrize(
    ("name", "content", "uses"),
    [
        ("ruff.toml", "", True),
        (".ruff.toml", "line-length = 80\n", True),
        ("pyproject.toml", "[tool.ruff]\n", True),
        ("pyproject.toml", SELECT_F, True),
        ("pyproject.toml", "[tool.black]\n", False),
        ("pyproject.toml", "[tool.ruff", False),
        ("setup.cfg", "", False),
    ],
)
def test_whether_the_project_uses_ruff(tmp_path: Path, name: str, content: str, uses: bool) -> None:  # noqa: FBT001
    (tmp_path / name).write_text(content)
    assert project_uses_ruff(tmp_path) is uses


def test_a_changed_configuration_has_another_stamp(tmp_path: Path) -> None:
    text = document(tmp_path, "x = 1\n", "package/module.py")
    before = checker(tmp_path).configuration(text, tmp_path)
    assert checker(tmp_path).configuration(text, tmp_path) == before
    (tmp_path / "ruff.toml").write_text("line-length = 80\n")
    assert checker(tmp_path).configuration(text, tmp_path) != before
