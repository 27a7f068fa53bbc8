"""The tests' engine has the doors of the real one."""

from __future__ import annotations

import inspect

from amends.loop.engine import Engine
from lsp.word_engine import WordEngine


def test_the_word_engine_takes_what_the_engine_takes() -> None:
    for name, method in inspect.getmembers(WordEngine, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(method) == inspect.signature(getattr(Engine, name)), name
