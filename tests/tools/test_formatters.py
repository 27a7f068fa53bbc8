"""The project's own formatters: where one is used, and what it makes of a text that is not saved."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.files import language_of
from amends.platform.uris import path_to_uri
from amends.tools.checkers.confinement import Confinement
from amends.tools.formatters import Formatters
from support.processes import works


@attrs.frozen
class Case:
    """A project's configuration, a file of it, its text and what the formatter makes of it; None without one."""

    configuration: str
    content: str
    name: str
    text: str
    formatted: str | None
    needs: str = ""


CASES = {
    "ruff": Case(
        "pyproject.toml", "[tool.ruff.format]\nquote-style = 'single'\n", "src/a.py", 'x = "1"\n', "x = '1'\n"
    ),
    "ruff's own file": Case("ruff.toml", "[format]\n", "a.py", "x = [1,2]\n", "x = [1, 2]\n"),
    "a hook": Case(
        ".pre-commit-config.yaml", "repos:\n- repo: x\n  hooks:\n  - id: ruff-format\n", "a.py", "x=1\n", "x = 1\n"
    ),
    "only a linter": Case("pyproject.toml", "[tool.ruff]\n", "a.py", "x=1\n", None),
    "what does not parse": Case("ruff.toml", "[format]\n", "a.py", "x = (\n", None),
    "another language": Case("ruff.toml", "[format]\n", "a.js", "x=1\n", None),
    "left out": Case("ruff.toml", "exclude = ['gen']\n[format]\n", "gen/a.py", "x=1\n", "x=1\n"),
    "go": Case("go.mod", "module x\n", "a.go", "package  x\n", "package x\n", needs="gofmt"),
    "rust": Case(
        "Cargo.toml",
        '[package]\nname = "x"\nedition = "2018"\n',
        "src/lib.rs",
        "fn  f() {}\n",
        "fn f() {}\n",
        "rustfmt",
    ),
}


@pytest.fixture
def programs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is installed beside this Python is on the path; Go's toolchain from an index has gofmt as source only."""
    monkeypatch = request.getfixturevalue("monkeypatch")
    folder = tmp_path_factory.mktemp("bin")
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), str(Path(sys.prefix) / "bin"), os.environ["PATH"]]))
    if "go" in request.node.callspec.params.values() and not shutil.which("gofmt") and (go := shutil.which("go")):
        subprocess.run([go, "build", "-o", str(folder / "gofmt"), "cmd/gofmt"], cwd=folder, check=True)


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("name", [pytest.param(one, marks=[pytest.mark.slow] if one == "go" else []) for one in CASES])
async def test_a_text_as_its_formatter_has_it(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    if case.needs and not (works(case.needs) if case.needs == "rustfmt" else shutil.which(case.needs)):
        pytest.skip(f"not installed on this machine: {case.needs}")
    (tmp_path / case.configuration).write_text(case.content)
    formatters = Formatters(tmp_path, Settings(trusted=True), Confinement(tmp_path, interpreter=Path(sys.executable)))
    path = tmp_path / case.name
    path.parent.mkdir(exist_ok=True)
    document = Document(path_to_uri(path), language_of(path) or "", Text(case.text))
    assert await formatters.formatted(document, case.text) == case.formatted
    assert await formatters.keeps(document) == (case.text == case.formatted)
    if case.formatted is not None:
        assert await formatters.keeps(attrs.evolve(document, text=Text(case.formatted)))


def test_a_folder_says_which_it_uses_and_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "ruff.toml").write_text("[format]\n")
    (tmp_path / "biome.json").write_text("{}")
    formatters = Formatters(tmp_path, Settings(trusted=True), Confinement(tmp_path))
    used = formatters.used()
    assert list(used) == ["ruff", "biome"]
    assert used["ruff"]
    assert used["biome"] is None
