from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.pytest_project import Project

NEEDED = ("pytest", "pluggy", "iniconfig", "packaging", "pygments", "pytest-xdist", "execnet")


@pytest.fixture(scope="session")
def project_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that has pytest and xdist, and neither Amends nor anything it brings."""
    return make_environment(tmp_path_factory.mktemp("environment"), Path(sys.executable))


@pytest.fixture(scope="session")
def watching_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The like with a Python that has `sys.monitoring`."""
    if sys.version_info >= (3, 12):
        return make_environment(tmp_path_factory.mktemp("environment"), Path(sys.executable))
    pyenv = (
        path for version in ("3.13", "3.12") for path in Path.home().glob(f".pyenv/versions/{version}*/bin/python")
    )
    named = (Path(found) for name in ("python3.13", "python3.12") if (found := shutil.which(name)))
    for python in (*pyenv, *named):
        if (
            subprocess.run([python, "-c", "import sys; sys.monitoring"], capture_output=True, check=False).returncode
            == 0
        ):
            return make_environment(tmp_path_factory.mktemp("environment"), python)
    pytest.skip("no Python from 3.12 on is found here; `make test-pythons` runs this on them")


def make_environment(folder: Path, python: Path) -> Path:
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
    packages = next(folder.glob("lib/python*/site-packages"))
    for name in NEEDED:
        distribution = importlib.metadata.distribution(name)
        for top in {Path(str(file)).parts[0] for file in distribution.files or () if ".." not in Path(str(file)).parts}:
            (packages / top).symlink_to(Path(str(distribution.locate_file(top))))
    return folder / "bin" / "python"


@pytest.fixture(scope="session")
def python_without_pytest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty-environment")
    venv.create(folder, with_pip=False)
    return folder / "bin" / "python"


@pytest.fixture
def project(tmp_path: Path, project_python: Path) -> Project:
    root = tmp_path / "project"
    root.mkdir()
    return Project(root, project_python, tmp_path / "data")
