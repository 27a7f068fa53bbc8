"""Files that are written for people have the permissions that people expect."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from amends.platform.files import write_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")


def test_a_new_file_is_like_any_other_new_file(tmp_path: Path) -> None:
    (tmp_path / "by a person").write_text("x")
    write_file(tmp_path / "by us", "x")
    assert (tmp_path / "by us").stat().st_mode == (tmp_path / "by a person").stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o444])
def test_a_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    file.chmod(mode)
    write_file(file, "new")
    assert (file.read_text(), file.stat().st_mode & 0o7777) == ("new", mode)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
