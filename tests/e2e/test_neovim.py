"""The whole loop in a real Neovim, set up with nothing but the README's snippet and the small bridge."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from support.editor_stories import E2E, ROOT, Amends, Step, Tell, check_profile, check_step

pytestmark = pytest.mark.e2e

STEPS = (
    "finding shown",
    "proved fix applied",
    "undone",
    "repaired by hand",
    "learned fix in another file",
    "failing test shown",
    "repaired test cleared",
    "finding of another linter reaches the profile",
    "undone fix not offered again",
)


@pytest.fixture(scope="module")
def steps(neovim: Path, shop: Path, home: Path, tell: Tell, amends: Amends) -> dict[str, Step]:
    amends("trust", str(shop))
    readme = (ROOT / "client-nvim" / "README.md").read_text(encoding="utf-8")
    snippet = re.search(r"```lua\n(.*?)```", readme, re.DOTALL)
    assert snippet
    details = {
        "shop": str(shop),
        "snippet": snippet[1],
        "support": str(E2E / "neovim"),
        "plugin": str(ROOT / "client-nvim"),
    }
    folders = {name: str(home / name) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(neovim), "--headless", "--clean", "-c", f"luafile {E2E / 'neovim' / 'loop.lua'}"]
    return tell(command, details, {**folders, "PATH": path, "NVIM_LOG_FILE": str(home / "nvim.log")})


@pytest.mark.parametrize("name", STEPS)
def test_step(steps: dict[str, Step], name: str) -> None:
    check_step(steps, name)


def test_profile_holds_what_was_done(steps: dict[str, Step], amends: Amends) -> None:
    check_step(steps, STEPS[-1])
    check_profile(amends)
