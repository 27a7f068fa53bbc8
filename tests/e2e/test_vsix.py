"""The packed extension: the same sources give the same bytes, and the offline build needs no package index."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.editor_stories import ROOT

pytestmark = pytest.mark.e2e

CLIENT = ROOT / "client-vscode"


def build(node: Path, *options: str) -> str:
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}", "PYTHON": sys.executable}
    built = subprocess.run(
        [CLIENT / "make_vsix.sh", *options], env=environment, check=False, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return built.stdout + built.stderr


def test_two_builds_give_the_same_bytes_without_a_warning(node: Path) -> None:
    digests = set()
    for _ in range(2):
        said = build(node)
        assert not re.search(r"^ WARNING", said, re.MULTILINE), f"vsce warns: {said}"
        digests.add(hashlib.sha256((CLIENT / "amends.vsix").read_bytes()).hexdigest())
    assert len(digests) == 1


def test_what_is_packed(node: Path) -> None:
    packed = CLIENT / "amends.vsix"
    if not packed.exists():
        build(node)
    with zipfile.ZipFile(packed) as archive:
        names = set(archive.namelist())
        bundle = archive.getinfo("extension/dist/extension.js").file_size
        notices = archive.read("extension/THIRD-PARTY-NOTICES.txt").decode()
    assert bundle <= 500_000
    assert "vscode-languageclient" in notices
    assert not [name for name in names if name.endswith((".ts", ".map")) or "/test/" in name or "node_modules" in name]


@pytest.fixture(scope="module")
def offline(node: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bundled` folder of the offline build."""
    build(node, "--offline")
    folder = tmp_path_factory.mktemp("offline")
    with zipfile.ZipFile(CLIENT / "amends-linux-x64-offline.vsix") as archive:
        archive.extractall(folder)
    return folder / "extension" / "bundled"


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_offline_build_installs_without_an_index(offline: Path, tmp_path: Path, version: str) -> None:
    assert version in json.loads((offline / "wheels" / "pythons.json").read_text())
    python = _interpreter(version)
    if python is None:
        pytest.skip(f"Python {version} is not installed")
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    subprocess.run([python, "-m", "venv", tmp_path / "env"], check=True)
    inside = tmp_path / "env" / "bin" / "python"
    wheels = ["--no-index", "--find-links", offline / "wheels", next(offline.glob("amends-*.whl"))]
    subprocess.run([inside, "-m", "pip", "install", "--quiet", *wheels], env=environment, check=True)
    said = subprocess.run([inside, "-m", "amends", "--version"], check=True, capture_output=True, text=True).stdout
    assert said.strip()


def _interpreter(version: str) -> str | None:
    """On the PATH, or where pyenv keeps it: what stands on the PATH may only point at one that is not there."""
    kept = (str(path) for path in Path.home().glob(f".pyenv/versions/{version}*/bin/python"))
    for python in filter(None, (shutil.which(f"python{version}"), *kept)):
        if subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0:
            return python
    return None
