"""`amends fix` on missing annotations, with nothing learned: the project's other files say what a name is."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from amends.core.settings import Settings
from amends.learning.annotations.vocabulary import Vocabulary
from amends.loop.styling import style_of

STOCK = """class Item: ...


class Stock:
    def best(self) -> Item | None:
        return None


def load(path: str) -> Stock:
    return Stock()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "web").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["ANN"]\n', "utf-8")
    (root / "web/core.py").write_text("class Handler: ...\n", "utf-8")
    routes = "from web.core import Handler\n\n\ndef add(handler: Handler, route: str) -> None: ...\n"
    (root / "web/routes.py").write_text(routes, "utf-8")
    (root / "web/use.py").write_text("import os\n\n\ndef use(handler) -> None:\n    os.call(handler)\n", "utf-8")
    return root


def test_a_type_comes_from_another_file_with_its_import(project: Path, tmp_path: Path) -> None:
    _fix(project, "web/use.py", tmp_path / "data")
    after = (project / "web/use.py").read_text("utf-8")
    assert "from web.core import Handler\n" in after
    assert "def use(handler: Handler) -> None:\n" in after


def test_the_projects_type_checker_is_asked_for_types(project: Path, tmp_path: Path) -> None:
    with (project / "pyproject.toml").open("a") as config:
        config.write("[tool.basedpyright]\n")
    (project / "web/stock.py").write_text(STOCK, "utf-8")
    shop = project / "web/shop.py"
    shop.write_text("from web.stock import load\n\n\ndef cheapest(path: str):\n    return load(path).best()\n", "utf-8")
    _fix(project, "web/shop.py", tmp_path / "data", "--trust")
    assert shop.read_text("utf-8") == (
        "from web.stock import Item, load\n\n\ndef cheapest(path: str) -> Item | None:\n    return load(path).best()\n"
    )


def _fix(project: Path, name: str, data: Path, *options: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "amends", *options, "fix", "--apply", name],
        cwd=project,
        env={**os.environ, "AMENDS_DATA_HOME": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_reads_the_project_for_its_style_reads_its_names_too(project: Path) -> None:
    vocabulary = Vocabulary()
    asyncio.run(style_of(project, Settings(), vocabulary=vocabulary))
    assert vocabulary.types("parameter", "handler") == {"Handler": 1}
