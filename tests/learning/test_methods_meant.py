"""Functions that a message replaces by methods."""

from __future__ import annotations

import pytest

from support.suggestions import texts_suggested

_EXISTS = "`os.path.exists()` should be replaced by `Path.exists()`"
_NAME = "`os.path.basename()` should be replaced by `Path.name`"
_REPLACE = "`os.replace()` should be replaced by `Path.replace()`"
_OTHER = "`m.f()` should be replaced by `Other.g()`"


@pytest.mark.parametrize(
    ("message", "marked", "expected"),
    [
        (_EXISTS, "import os\n\nx = «os.path.exists»(p)\n", "from pathlib import Path\n\nx = Path(p).exists()\n"),
        (_EXISTS, "x = «os.path.exists»(p)\n", "x = p.exists()\n"),
        (_NAME, "class Path: ...\nx = «os.path.basename»(f(a, 1))\n", "class Path: ...\nx = Path(f(a, 1)).name\n"),
        (_REPLACE, "from pathlib import Path\n«os.replace»(a.b, c)\n", "from pathlib import Path\na.b.replace(c)\n"),
    ],
)
def test_the_method_takes_its_place(message: str, marked: str, expected: str) -> None:
    assert expected in texts_suggested(marked, message)[:2]


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        (_EXISTS, "x = «os.path.exists»\n"),
        (_EXISTS, "x = «os.path.exists»(*p)\n"),
        (_NAME, "x = «os.path.basename»(a, b)\n"),
        (_OTHER, "x = «m.f»(1)\n"),
        (_OTHER, "x = «m.h»(p)\n"),
    ],
)
def test_nothing_fits_nothing_said(message: str, marked: str) -> None:
    assert not any(").exists" in one or ").name" in one or ".g(" in one for one in texts_suggested(marked, message))
