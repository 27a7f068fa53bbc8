"""`amends fix` where a repair brings a finding along that the tool mends itself: both together are one proved fix."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_what_a_repair_brings_along_is_mended_with_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["ANN", "UP"]\n', "utf-8")
    file = tmp_path / "a.py"
    file.write_text("def numbers():\n    yield 1\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "amends", "fix", "--apply", "a.py"],
        cwd=tmp_path,
        env={**os.environ, "AMENDS_DATA_HOME": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (
        file.read_text("utf-8")
        == "from collections.abc import Iterator\n\n\ndef numbers() -> Iterator[int]:\n    yield 1\n"
    )
