"""How tests start a server process with the word engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from support.lsp_client import LspClient

WORD_ENGINE = [sys.executable, str(Path(__file__).parents[1] / "lsp" / "word_engine.py")]

StartServer = Callable[..., AbstractAsyncContextManager[LspClient]]
