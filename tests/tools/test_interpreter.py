"""Which Python a project's tests run with. Environments are real ones; where they lie is the question."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest

from amends.core.settings import Settings
from amends.tools.interpreter import find_interpreter


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def make_environment(folder: Path) -> Path:
    venv.create(folder, with_pip=False)
    return folder / "bin" / "python"


def find(root: Path, environ: Mapping[str, str] | None = None, interpreter: str = "") -> Path | None:
    return find_interpreter(root, Settings(interpreter=interpreter), environ or {})


def test_nothing_is_found_in_a_bare_folder(root: Path) -> None:
    assert find(root) is None


def test_the_environment_at_the_top_of_the_repository(root: Path) -> None:
    python = make_environment(root / ".venv")
    member = root / "packages" / "shop"
    member.mkdir(parents=True)
    assert find(member) is None, "nothing says that these belong together"
    (root / ".git").mkdir()
    assert find(member) == python
    nearer = make_environment(member.parent / ".venv")
    assert find(member) == nearer
    (member / ".git").write_text("gitdir: elsewhere\n")
    assert find(member) is None, "a submodule is a repository of its own"


@pytest.mark.parametrize("name", [".venv", "venv", "env", ".pixi/envs/default"])
def test_an_environment_in_the_project(root: Path, name: str) -> None:
    python = make_environment(root / name)
    assert find(root) == python
    # Resolved, it would be the base interpreter, without the environment's packages.
    told = subprocess.run([python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=True)
    assert Path(told.stdout.strip()) == root / name


def test_a_folder_that_is_called_venv_is_not_enough(root: Path) -> None:
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").write_text("not executable")
    (root / "venv").write_text("a file")
    (root / "env").symlink_to("nowhere")
    assert find(root) is None


def test_the_setting_is_above_everything(root: Path, tmp_path: Path) -> None:
    chosen = make_environment(tmp_path / "chosen")
    make_environment(root / ".venv")
    for spelled in (str(chosen), str(tmp_path / "chosen"), "../chosen/bin/python", "../chosen"):
        found = find(root, {"VIRTUAL_ENV": str(root / ".venv")}, spelled)
        assert found is not None
        assert Path(os.path.normpath(found)) == chosen


def test_a_setting_that_names_nothing_finds_nothing(root: Path) -> None:
    make_environment(root / ".venv")
    assert find(root, interpreter="nowhere/python") is None


def test_an_activated_environment_comes_before_the_project_s(root: Path, tmp_path: Path) -> None:
    activated = make_environment(tmp_path / "activated")
    own = make_environment(root / ".venv")
    assert find(root, {"VIRTUAL_ENV": str(tmp_path / "activated")}) == activated
    assert find(root, {"VIRTUAL_ENV": str(tmp_path / "removed")}) == own


def test_the_server_s_own_environment_is_not_the_project_s(root: Path) -> None:
    # Two interpreters of one environment: this test runs in the server's.
    environ = {"VIRTUAL_ENV": sys.prefix, "PATH": str(Path(sys.prefix) / "bin")}
    assert find(root, environ) is None
    own = make_environment(root / ".venv")
    assert find(root, environ) == own


def test_the_server_s_own_environment_is_the_project_s_when_it_lies_in_it() -> None:
    found = find(Path(sys.prefix).parent, {"VIRTUAL_ENV": sys.prefix})
    assert found == Path(sys.prefix) / "bin" / "python"


def test_the_server_s_own_environment_is_the_project_s_when_the_project_is_installed_there() -> None:
    # As in CI: everything in one environment that lies elsewhere. Amends itself is installed here from its folder.
    package = Path(__file__).parents[2] / "server"
    assert find(package.parent, {"PATH": str(Path(sys.prefix) / "bin")}) is not None
    assert find(package, {"PATH": str(Path(sys.prefix) / "bin")}) is None


def test_pdm_uv_and_conda_say_where(root: Path, tmp_path: Path) -> None:
    conda, uv, pdm = (make_environment(tmp_path / name) for name in ("conda", "uv", "pdm"))
    environ = {"CONDA_PREFIX": str(tmp_path / "conda"), "CONDA_DEFAULT_ENV": "work"}
    assert find(root, {**environ, "CONDA_DEFAULT_ENV": "base"}) is None
    assert find(root, environ) == conda
    (root / ".pdm-python").write_text(f"{pdm}\n")
    assert find(root, environ) == pdm
    assert find(root, {**environ, "UV_PROJECT_ENVIRONMENT": str(tmp_path / "uv")}) == uv


def test_poetry_keeps_environments_in_its_cache(root: Path, tmp_path: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.poetry]\nname = "My Shop"\n')
    digest = base64.urlsafe_b64encode(hashlib.sha256(str(root.resolve()).encode()).digest()).decode()[:8]
    make_environment(tmp_path / "cache" / "virtualenvs" / "other-12345678-py3.11")
    python = make_environment(tmp_path / "cache" / "virtualenvs" / f"my_shop-{digest}-py3.11")
    assert find(root, {"POETRY_CACHE_DIR": str(tmp_path / "cache")}) == python


def test_python_on_the_path_is_the_last_resort(root: Path, tmp_path: Path) -> None:
    python = make_environment(tmp_path / "somewhere")
    environ = {"PATH": os.pathsep.join([str(Path(sys.prefix) / "bin"), str(python.parent)])}
    assert find(root, environ) == python


@pytest.mark.parametrize("content", ["not toml [", "tool = 1\n", "[tool]\npoetry = 3\n", "\udcff"])
def test_a_broken_pyproject_is_survived(root: Path, content: str) -> None:
    (root / "pyproject.toml").write_bytes(content.encode("utf-8", "surrogateescape"))
    (root / "poetry.lock").touch()
    assert find(root) is None
