"""Several folders in one window, two windows on one folder, and the profile governed by clicking."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from support.editor_stories import E2E, Amends, Step, Tell, check_step

pytestmark = pytest.mark.e2e

STEPS = (
    "findings in both roots",
    "repaired by hand in one window",
    "learned in one window, offered in another",
    "pinned",
    "limited to some files",
    "forgotten, and undone",
    "muted, and no longer",
    "everything forgotten, and undone",
)
CRATES = """import sys


class CrateError(Exception):
    pass


def crate(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise CrateError(f"no crate: {error}")
"""


@pytest.fixture(scope="module")
def depot(home: Path, shop: Path) -> Path:
    """Another project, with a setting of its own."""
    folder = home / "depot"
    (folder / ".vscode").mkdir(parents=True)
    (folder / ".vscode" / "settings.json").write_text('{"amends.mute": ["F401"]}', encoding="utf-8")
    (folder / "pyproject.toml").write_text((shop / "pyproject.toml").read_text().replace("shop", "depot"))
    (folder / "crates.py").write_text(CRATES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def story(*, node: Path, vsix: Path, home: Path, shop: Path, depot: Path, tell: Tell) -> dict[str, Step]:
    workspace = home / "both.code-workspace"
    workspace.write_text(json.dumps({"folders": [{"path": shop.name}, {"path": depot.name}]}), encoding="utf-8")
    server = [sys.executable, "-m", "amends", "serve"]
    details = {"shop": str(shop), "workspace": str(workspace), "vsix": str(vsix), "server": server}
    return tell([str(node), str(E2E / "vscode" / "folders.mjs")], details, {})


@pytest.mark.parametrize("name", STEPS)
def test_folders(story: dict[str, Step], name: str) -> None:
    check_step(story, name)


def test_each_root_has_its_own_settings(story: dict[str, Step]) -> None:
    seen = check_step(story, "each root has its own settings")
    assert any("(proved" in title for title in seen["offered"])
    assert not [title for title in seen["muted"] if title.startswith("Amends")]


def test_each_root_learns_for_itself(story: dict[str, Step]) -> None:
    rows = check_step(story, "the view lists what each root has learned")
    assert "shop" in rows
    assert len([row for row in rows if row.startswith("Patterns")]) == 1


def test_both_windows_run_to_the_end(story: dict[str, Step]) -> None:
    for status in check_step(story, "both windows still answer"):
        assert "Amends: ready" in status


def test_the_profile_has_what_was_clicked(story: dict[str, Step], amends: Amends) -> None:
    check_step(story, "everything forgotten, and undone")
    profile = json.loads(amends("profile", "show", "--json"))
    learned = [item for item in profile["patterns"] if item["kind"]["code"] == "B904"]
    assert [item["scope"] for item in learned if item["pinned"]] == ["src/**"]
    assert profile["muted"] == []
