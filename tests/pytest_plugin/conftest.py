from __future__ import annotations

import importlib.metadata
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
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
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
