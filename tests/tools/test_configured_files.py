"""Which files a project's configuration hands to a tool."""

from __future__ import annotations

import sys
from pathlib import Path

import attrs
import pytest

from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.uris import path_to_uri
from amends.tools.checkers.catalogue import TOOLS
from amends.tools.checkers.checker import View
from amends.tools.checkers.configured_files import configured_files
from amends.tools.checkers.detection import detect_checkers
from amends.tools.checkers.serverspec import SERVERS
from amends.tools.checkers.toolspec import CheckerSpec
from amends.verifying.shadow import Shadow

FILES = ("src/shop/a.py", "src/shop/gen/b.py", "tests/test_a.py", "setup.py", "shopping/c.py")
ALL = set(FILES)
SOURCE = {"src/shop/a.py", "src/shop/gen/b.py"}


@attrs.frozen
class Case:
    """What a configuration file of a tool says, and the files that leaves."""

    tool: str
    file: str
    content: str
    chosen: set[str]


CASES = [
    Case("mypy", "pyproject.toml", "[tool.mypy]\nstrict = true\n", ALL),
    Case("mypy", "pyproject.toml", '[tool.mypy]\nfiles = ["src"]\n', SOURCE),
    Case("mypy", "pyproject.toml", '[tool.mypy]\nfiles = "./src/, setup.py"\n', {*SOURCE, "setup.py"}),
    Case("mypy", "pyproject.toml", '[tool.mypy]\nfiles = ["."]\nexclude = "^tests/"\n', ALL - {"tests/test_a.py"}),
    Case("mypy", "pyproject.toml", '[tool.mypy]\nexclude = ["gen/$", "^setup"]\n', ALL - {FILES[1], "setup.py"}),
    Case("mypy", "pyproject.toml", '[tool.mypy]\npackages = ["shop"]\n', SOURCE),
    Case("mypy", "pyproject.toml", '[tool.mypy]\nmodules = ["shop.a", "setup"]\n', {"src/shop/a.py", "setup.py"}),
    Case("mypy", "pyproject.toml", '[tool.mypy]\nfiles = ["src/**/*.py"]\n', SOURCE),
    Case("mypy", "pyproject.toml", '[tool.mypy]\nexclude = "(["\n', ALL),
    Case("mypy", "pyproject.toml", "[tool.mypy\n", ALL),
    Case("mypy", "pyproject.toml", "[tool.mypy]\nfiles = 3\n", ALL),
    Case("mypy", "mypy.ini", "[mypy]\nfiles =\n    src,\n    tests\n", {*SOURCE, "tests/test_a.py"}),
    Case("mypy", "setup.cfg", "[mypy]\nfiles = src\n[mypy-x]\nfiles = y\n", SOURCE),
    Case("pyrefly", "pyrefly.toml", 'project-includes = ["src/**"]\nproject-excludes = ["**/gen"]\n', {FILES[0]}),
    Case("pyright", "pyrightconfig.json", '{"include": ["src"], "exclude": ["**/gen"]}', {FILES[0]}),
    Case("basedpyright", "pyproject.toml", '[tool.basedpyright]\ninclude = ["tests"]\n', {"tests/test_a.py"}),
    Case("ty", "pyproject.toml", '[tool.ty.src]\nexclude = ["tests"]\n', ALL - {"tests/test_a.py"}),
    Case("pylint", "pyproject.toml", "[tool.pylint]\n", ALL),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.tool}-{case.content[:40]!r}")
def test_a_tool_is_for_the_files_that_its_configuration_names(case: Case, tmp_path: Path) -> None:
    (tmp_path / case.file).write_text(case.content)
    specs: tuple[CheckerSpec, ...] = (*TOOLS, *SERVERS)
    for spec in (one for one in specs if one.name == case.tool):
        chosen = configured_files(spec.files, tmp_path)
        assert {name for name in FILES if chosen(tmp_path / name)} == case.chosen
        assert chosen(tmp_path.parent / "elsewhere.py")


async def test_tests_that_use_what_changed_are_left_alone_where_they_are_not_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "data"))
    root = tmp_path / "project"
    (root / "tests").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.mypy]\nfiles = ["shop.py"]\nstrict = true\n')
    (root / "shop.py").write_text(shop := "def total(n):\n    return n\n")
    (root / "tests/test_shop.py").write_text(tests := "from shop import total\n\n\ndef test_total():\n    total(1)\n")
    [checker] = detect_checkers(root, Settings(trusted=True), Path(sys.executable), Shadow(root)).checkers
    documents = [
        Document(path_to_uri(root / name), "python", Text(text))
        for name, text in (("shop.py", shop), ("tests/test_shop.py", tests))
    ]
    try:
        assert [checker.judges(document) for document in documents] == [True, False]
        run = await checker.look(View(root, (documents[0],)))
        assert {problem.uri for problem in run.problems} == {documents[0].uri}
    finally:
        await checker.close()
