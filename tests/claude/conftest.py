from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from llmock.pytest_plugin import LLMock

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.model_bench import ModelBench, open_bench, remember_tools


@pytest_asyncio.fixture
async def bench(tmp_path: Path) -> AsyncIterator[ModelBench]:
    opened = open_bench(tmp_path)
    yield opened
    await opened.origin.close()
    opened.profile.close()


@pytest.fixture
def tools(bench: ModelBench, llmock: LLMock) -> None:
    """The scripted endpoint is known to honour tools."""
    assert llmock.url
    remember_tools(bench, tools=True)


@pytest.fixture
def plain(bench: ModelBench, llmock: LLMock) -> None:
    """The scripted endpoint is known to ignore tools."""
    llmock.tool_mode("off")
    remember_tools(bench, tools=False)
