"""The checkers from npm that tests run; installed by `make node-tools`, in CI too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_INSTALLED = Path(__file__).parents[1] / "node" / "node_modules"


def node_modules() -> Path:
    """A folder with typescript, eslint and biome in it; skips the test where it was not installed."""
    if not (_INSTALLED / ".bin" / "tsc").exists():
        assert not os.environ.get("CI"), "run `make node-tools`"
        pytest.skip("the tools from npm are not installed; `make node-tools` does that")
    return _INSTALLED
