"""How VS Code gets its server: without an index, without venv, after damage, after an update, by uv."""

from __future__ import annotations

import io
import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from support.editor_stories import E2E, Step, Tell, check_step

pytestmark = pytest.mark.e2e

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def bare_python(home: Path) -> Path:
    """A Python as stock Debian has it: without the package that makes environments."""
    base, copied = Path(sys.base_prefix), home / "bare"
    library = copied / "lib" / PYTHON
    library.mkdir(parents=True)
    (copied / "bin").mkdir()
    shutil.copy2(base / "bin" / PYTHON, copied / "bin" / PYTHON)
    for entry in (base / "lib").glob("libpython*"):
        (copied / "lib" / entry.name).symlink_to(entry)
    for entry in (base / "lib" / PYTHON).iterdir():
        if entry.name != "ensurepip":
            (library / entry.name).symlink_to(entry)
    return copied / "bin" / PYTHON


@pytest.fixture(scope="module")
def updated(offline_vsix: Path, home: Path) -> Path:
    """The next version of the extension, with another build of the server."""
    target = home / "updated.vsix"
    with zipfile.ZipFile(offline_vsix) as now, zipfile.ZipFile(target, "w") as then:
        for name in now.namelist():
            then.writestr(name, _updated(Path(name), now.read(name)))
    return target


def _updated(name: Path, content: bytes) -> bytes:
    if name.name in {"package.json", "extension.vsixmanifest"}:
        return content.replace(b"0.1.0", b"0.1.1")
    if name.match("extension/bundled/amends-*.whl"):
        wheel = io.BytesIO(content)
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.comment = b"another build"
        return wheel.getvalue()
    return content


@pytest.fixture(scope="module")
def story(
    *, node: Path, offline_vsix: Path, updated: Path, bare_python: Path, editors: Path, tell: Tell
) -> dict[str, Step]:
    python = Path(sys.base_prefix) / "bin" / PYTHON
    uv = editors / "uvenv" / "bin" / "uv"
    paths = {"vsix": offline_vsix, "updated": updated, "python": python, "bare": bare_python, "uv": uv}
    details = {name: os.fspath(path) for name, path in paths.items()}
    return tell([str(node), str(E2E / "vscode" / "install.mjs")], details, {})


def test_python_without_venv_is_told_the_command_that_mends_it(story: dict[str, Step]) -> None:
    said = check_step(story, "Python that cannot make environments")
    assert f"sudo apt install {PYTHON}-venv" in said


def test_it_is_set_up_without_an_index(story: dict[str, Step]) -> None:
    assert not check_step(story, "set up without an index")["uv"]


def test_a_broken_environment_is_made_again_by_uv_where_it_is_installed(story: dict[str, Step]) -> None:
    assert check_step(story, "broken environment repaired")["uv"]


def test_an_updated_extension_updates_its_server(story: dict[str, Step]) -> None:
    assert check_step(story, "environment updated with the extension")["uv"]


def test_the_walkthrough_has_its_steps(story: dict[str, Step]) -> None:
    steps = check_step(story, "walkthrough")
    assert len(steps) == 4
    assert [(step["images"], step["broken"]) for step in steps] == [(1, 0)] * 4
