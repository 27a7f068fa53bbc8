from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.client_capabilities import clients
from support.lsp_client import LspClient

FIXTURES = Path(__file__).parents[2] / "fixtures"
OpenProject = Callable[..., AbstractAsyncContextManager[LspClient]]


@pytest.fixture
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "data"
    monkeypatch.setenv("AMENDS_DATA_HOME", str(home))
    # The projects' own pytest needs none of the plugins that ours has; loading them takes most of a small run.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return home


@pytest.fixture
def orders(tmp_path: Path, data_home: Path) -> Path:
    """A copy of the demo project."""
    assert not data_home.exists()
    project = tmp_path / "orders"
    shutil.copytree(FIXTURES / "orders", project, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    return project


@pytest.fixture
def open_project(orders: Path) -> OpenProject:
    """Starts the real server on the project; options are initializationOptions."""

    @asynccontextmanager
    async def opened(editor: str = "vscode", root: Path = orders, **options: Any) -> AsyncIterator[LspClient]:
        options = {"trusted": True, "interpreter": sys.executable, **options}
        command = [*os.environ.get("AMENDS_COMMAND", f"{sys.executable} -m amends").split(), "serve"]
        async with LspClient.start(command, root, {}) as client:
            await client.initialize(clients()[editor], root, options)
            yield client

    return opened
