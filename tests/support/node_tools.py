"""The checkers from npm that tests run; installed by `make node-tools`, in CI too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[1] / "node"


def node_modules(part: str = "") -> Path:
    """A folder with typescript, eslint, biome, jest and pyright in it; skips the test where it was not installed.

    With `part` ``tsserver``: typescript-language-server and the TypeScript it needs.
    """
    installed = _FOLDER / part / "node_modules"
    if not (installed / ".bin" / "tsc").exists():
        assert not os.environ.get("CI"), "run `make node-tools`"
        pytest.skip("the tools from npm are not installed; `make node-tools` does that")
    return installed
