"""Tests that reach a file in ways no import tells are found where coverage was measured with contexts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amends.tools.testrunners.python_tests import PythonTests
from amends.tools.testrunners.testrunner import TestPlace

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": "def total():\n    return 3\n",
    "shop/till.py": "import importlib\ndef pay(): return importlib.import_module('shop.' + 'ca' + 'rt').total()\n",
    "tests/test_till.py": "from shop.till import pay\n\n\ndef test_pay():\n    assert pay() == 3\n",
    "tests/test_else.py": "def test_else():\n    assert True\n",
}


@pytest.mark.parametrize("setting", ["branch", "relative_files"])
async def test_measured(tmp_path: Path, setting: str) -> None:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    place = TestPlace(tmp_path, tmp_path, ("shop/cart.py",))
    runner = PythonTests(None)
    assert await runner.covering(place, sorted(FILES)) == []
    (tmp_path / ".coveragerc").write_text(f"[run]\ndynamic_context = test_function\n{setting} = True\n")
    measure(tmp_path)
    assert await runner.covering(place, sorted(FILES)) == ["tests/test_till.py"]


def measure(root: Path) -> None:
    command = [sys.executable, "-m", "coverage", "run", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, cwd=root, env=env, check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 200])
async def test_data_that_cannot_be_read_is_no_data(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".coverage").write_bytes(content)
    place = TestPlace(tmp_path, tmp_path, ("shop/cart.py",))
    assert await PythonTests(None).covering(place, []) == []
