"""`amends fix` in a project with a formatter: what it leaves as it is stays so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BEFORE = """\
def total_of_all_prices(prices: list[int], discount: int, currency: str, rounded=True) -> int:
    return sum(prices)
"""
AFTER = """\
def total_of_all_prices(
    prices: list[int], discount: int, currency: str, rounded: bool = True
) -> int:
    return sum(prices)
"""


def fixed(root: Path, before: str) -> str:
    (root / "pyproject.toml").write_text('[tool.ruff]\nline-length = 96\n[tool.ruff.lint]\nselect = ["ANN"]\n', "utf-8")
    (root / ".pre-commit-config.yaml").write_text("repos: [{hooks: [\n  id: ruff-format\n]}]\n", "utf-8")
    file = root / "a.py"
    file.write_text(before, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "amends", "--trust", "fix", "--apply", "a.py"],
        cwd=root,
        env={**os.environ, "AMENDS_DATA_HOME": str(root / ".data")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return file.read_text("utf-8")


def test_a_line_that_grew_too_long_is_broken_as_the_formatter_does(tmp_path: Path) -> None:
    assert fixed(tmp_path, BEFORE) == AFTER


def test_a_file_that_is_not_formatted_is_left_alone_elsewhere(tmp_path: Path) -> None:
    unformatted = "x = [1,2]\n\n\n"
    assert fixed(tmp_path, unformatted + BEFORE) == unformatted + BEFORE.replace("rounded=", "rounded: bool = ")
