"""The packed extension: the same sources give the same bytes, and the offline build needs no package index."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from support.editor_stories import CLIENT, build_vsix

pytestmark = pytest.mark.e2e


def test_another_build_gives_the_same_bytes_without_a_warning(node: Path, vsix: Path) -> None:
    first = hashlib.sha256(vsix.read_bytes()).hexdigest()
    said = build_vsix(node)
    assert not re.search(r"^ WARNING", said, re.MULTILINE), f"vsce warns: {said}"
    assert hashlib.sha256((CLIENT / "amends.vsix").read_bytes()).hexdigest() == first


def test_what_is_packed(vsix: Path) -> None:
    with zipfile.ZipFile(vsix) as archive:
        names = set(archive.namelist())
        code = [archive.getinfo(f"extension/dist/{name}.js").file_size for name in ("extension", "languageClient")]
        notices = archive.read("extension/THIRD-PARTY-NOTICES.txt").decode()
        pages = [archive.read(f"extension/{name}").decode() for name in ("package.json", "readme.md", "changelog.md")]
    assert sum(code) <= 500_000
    assert code[0] <= 100_000, "a window that opens reads the language client too"
    assert "vscode-languageclient" in notices
    assert "example.invalid" not in "".join(pages), "a link that leads nowhere"
    assert not [name for name in names if name.endswith((".ts", ".map")) or "/test/" in name or "node_modules" in name]


@pytest.fixture(scope="module")
def offline(offline_vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bundled` folder of the offline build."""
    folder = tmp_path_factory.mktemp("offline")
    with zipfile.ZipFile(offline_vsix) as archive:
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
