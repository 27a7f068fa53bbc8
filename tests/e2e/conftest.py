"""Real editors for end-to-end tests: where they are, and a project to work in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.editor_stories import CLIENT, E2E, PICTURES, Amends, Step, Tell, build_vsix, tell_story, unavailable

collect_ignore = ["fixtures"]


@pytest.fixture(scope="session")
def editors() -> Path:
    """The folder that install_editors.sh fills."""
    home = Path(os.environ.get("AMENDS_EDITORS_HOME", Path.home() / ".cache" / "amends-editors"))
    if not (home / "project-venv" / "bin" / "python").exists():
        unavailable("the editors are not installed")
    return home


@pytest.fixture(scope="session")
def neovim(editors: Path) -> Path:
    """Neovim's executable."""
    executable = editors / "nvimvenv" / "bin" / "nvim"
    if not executable.exists():
        unavailable("Neovim is not installed")
    return executable


@pytest.fixture(scope="session")
def node(editors: Path) -> Path:
    """The Node that code-server needs."""
    executable = editors / "node24" / "node_modules" / ".bin" / "node"
    if not (editors / "vscode" / "cs" / "complete").exists() or not executable.exists():
        unavailable("code-server is not installed")
    if shutil.which("chromium") is None and "CHROMIUM" not in os.environ:
        unavailable("chromium is not installed")
    return executable


@pytest.fixture(scope="session")
def vsix(node: Path) -> Path:
    """The extension, built as `make vsix` builds it; AMENDS_VSIX names one that is built already."""
    if "AMENDS_VSIX" in os.environ:
        return Path(os.environ["AMENDS_VSIX"])
    build_vsix(node)
    return CLIENT / "amends.vsix"


@pytest.fixture(scope="session")
def offline_vsix(node: Path) -> Path:
    """The extension with all its packages, built as `make vsix-offline` builds it."""
    build_vsix(node, "--offline")
    return CLIENT / "amends-linux-x64-offline.vsix"


@pytest.fixture(scope="session")
def house_style(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A linter of somebody else, as an extension."""
    return pack("house-style", tmp_path_factory.mktemp("house-style"))


@pytest.fixture(scope="session")
def fake_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The API of the Python extension, as an extension."""
    return pack("fake-python", tmp_path_factory.mktemp("fake-python"))


def pack(name: str, folder: Path) -> Path:
    """An extension of ours that needs no building, as a .vsix."""
    packed = folder / f"{name}.vsix"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (E2E / "vscode" / name).iterdir():
            archive.write(file, f"extension/{file.name}")
    return packed


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that stands for a person's home: the editor's state, the data of Amends, the project."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def shop(home: Path, editors: Path) -> Path:
    """A project with its own environment, which has pytest and knows nothing of Amends."""
    folder = home / "shop"
    shutil.copytree(E2E / "fixtures" / "shop", folder, ignore=shutil.ignore_patterns(".*_cache", "__pycache__"))
    (folder / ".venv").symlink_to(editors / "project-venv")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def environment(home: Path, editors: Path) -> dict[str, str]:
    """The environment of every process of a story."""
    own = {"AMENDS_DATA_HOME": str(home / "amends-data"), "AMENDS_EDITORS_HOME": str(editors)}
    return {**os.environ, **own}


@pytest.fixture(scope="module")
def amends(environment: dict[str, str], shop: Path) -> Amends:
    """The command line tool in the project, on the same data."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "amends", *arguments]
        done = subprocess.run(command, env=environment, cwd=shop, check=False, capture_output=True, text=True)
        assert done.returncode in {0, 1}, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def tell(home: Path, environment: dict[str, str]) -> Tell:
    """Run an editor with a story."""

    def run(command: Sequence[str], details: Mapping[str, Any], extra: Mapping[str, str]) -> dict[str, Step]:
        PICTURES.mkdir(parents=True, exist_ok=True)
        story = json.dumps({"pictures": str(PICTURES), "home": str(home), **details})
        return tell_story(command, {**environment, **extra, "AMENDS_E2E": story}, home / "story.log")

    return run
