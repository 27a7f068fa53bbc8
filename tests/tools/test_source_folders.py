"""Where a project's modules come from, however they were installed."""

from __future__ import annotations

import os
import venv
from pathlib import Path

import pytest

from amends.tools.sources import source_folders


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("server/shop/__init__.py", "server/shop/cart.py", "server/space/tool.py", "loose/json.py"):
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / name).touch()
    return tmp_path / "project"


@pytest.fixture
def python(tmp_path: Path) -> Path:
    venv.create(tmp_path / "environment", with_pip=False)
    return tmp_path / "environment" / "bin" / "python"


def packages(python: Path) -> Path:
    return next(python.parents[1].glob("lib/python3*/site-packages"))


def test_a_touched_package_s_folder(root: Path, python: Path) -> None:
    assert source_folders(root, python, ["server/shop/cart.py"], {}) == ("server",)


def test_a_file_in_no_package_shadows_nothing(root: Path, python: Path) -> None:
    assert source_folders(root, python, ["loose/json.py", "server/space/tool.py", "gone.py", "data.json"], {}) == ()


def test_editable_installs_of_either_kind(root: Path, python: Path) -> None:
    (packages(python) / "_shop.pth").write_text(f"# made by pip\nimport site\n{root / 'server'}\n/somewhere/else\n")
    (packages(python) / "__editable___loose_finder.py").write_text(
        f"MAPPING: dict[str, str] = {{'json': '{root / 'loose' / 'json'}', 'other': '/elsewhere/other'}}\n"
    )
    assert set(source_folders(root, python, [], {})) == {"server", "loose"}


def test_what_is_on_the_python_path(root: Path, python: Path) -> None:
    path = os.pathsep.join([str(root / "server"), "", "/elsewhere", "relative"])
    assert source_folders(root, python, [], {"PYTHONPATH": path}) == ("server",)


def test_a_project_reached_through_a_link(root: Path, python: Path) -> None:
    link = root.with_name("link")
    link.symlink_to(root)
    (packages(python) / "_shop.pth").write_text(str(root / "server"))
    assert source_folders(link, python, [], {}) == ("server",)


def test_the_project_s_own_environment_is_no_source(root: Path) -> None:
    venv.create(root / ".venv", with_pip=False)
    python = root / ".venv" / "bin" / "python"
    (packages(python) / "more.pth").write_text(f"{packages(python)}/inner\n{root}\n")
    assert source_folders(root, python, [], {}) == ()
