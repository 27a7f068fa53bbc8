"""The tests' engine has the doors of the real one."""

from __future__ import annotations

import inspect
from typing import Any

from amends.loop.engine import Engine
from lsp.word_engine import WordEngine


def test_the_word_engine_takes_what_the_engine_takes() -> None:
    for name, method in inspect.getmembers(WordEngine, inspect.isfunction):
        if not name.startswith("_"):
            assert _shape(method) == _shape(getattr(Engine, name)), name


def _shape(method: Any) -> list[tuple[Any, ...]]:
    """An underscore only says that a door does not need what it is handed."""
    parameters = inspect.signature(method).parameters.values()
    return [(item.name.lstrip("_"), item.kind, item.annotation, item.default) for item in parameters]
