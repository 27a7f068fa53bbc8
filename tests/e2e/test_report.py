"""The report page as people see it: in every theme, in a narrow window, and with a screen reader's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from support.editor_stories import CLIENT, E2E, Step, Tell, check_step
from support.profiles import StillClock, World, told_profile

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def page(home: Path) -> Iterator[Path]:
    """The report of a project in which something of everything happened."""
    with ExitStack() as stack:
        told = told_profile(World(home / "profile.sqlite3", StillClock(), stack))
        file = home / "report.html"
        file.write_text(told.page(), encoding="utf-8")
        yield file


@pytest.fixture(scope="module")
def story(node: Path, vsix: Path, page: Path, tell: Tell) -> dict[str, Step]:
    """The checker is one of the packages that building the extension installs."""
    assert vsix.exists()
    return tell([str(node), str(E2E / "vscode" / "report.mjs")], {"page": str(page), "client": str(CLIENT)}, {})


@pytest.mark.parametrize("look", ["light", "dark", "high contrast", "narrow"])
def test_everybody_can_read_the_report(story: dict[str, Step], look: str) -> None:
    seen = check_step(story, look)
    assert seen["found"] == []
    assert seen["overflow"] <= 0
