from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.lsp_client import LspClient
from support.word_server import WORD_ENGINE, StartServer


@pytest.fixture
def start(tmp_path: Path) -> StartServer:
    """Starts a server process with the word engine; keyword arguments become its environment."""

    @asynccontextmanager
    async def started(**env: str) -> AsyncIterator[LspClient]:
        async with LspClient.start(WORD_ENGINE, tmp_path, env) as client:
            yield client

    return started
