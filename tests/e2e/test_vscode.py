"""The whole loop in a real VS Code, from the .vsix alone; and the extension's own tests inside its host."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from support.editor_stories import E2E, ROOT, Amends, Step, Tell, check_profile, check_step

pytestmark = pytest.mark.e2e

LOOP = (
    "finding shown in restricted mode",
    "trusted",
    "fix shown with its proof before anything changes",
    "proved fix accepted",
    "undone",
    "repaired by hand",
    "learned fix in another file",
    "fix all like this",
    "failing test shown",
    "failing test has its lens",
    "repaired test cleared",
    "finding of another extension shown",
    "fix on demand answers",
    "profile shown",
    "profile edited",
    "report opened",
    "remote model only after consent",
    "key reaches the server through its environment only",
    "server that crashed is started again",
    "server that keeps crashing stops, and says so",
    "restarted by hand",
)
OWN_RUFF = """#!/bin/sh
touch "$SHOP_TRACES/ruff"
exec "{ruff}" "$@"
"""


@pytest.fixture(scope="module")
def traces(home: Path) -> Path:
    """Every program of the project leaves a file here when it runs."""
    folder = home / "traces"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def traced_shop(shop: Path, editors: Path) -> Path:
    """The project with an environment of its own that holds a ruff."""
    environment = shop / ".venv"
    environment.unlink()
    shutil.copytree(editors / "project-venv", environment, symlinks=True)
    own_ruff = environment / "bin" / "ruff"
    own_ruff.write_text(OWN_RUFF.format(ruff=Path(sys.executable).parent / "ruff"), encoding="utf-8")
    own_ruff.chmod(0o755)
    return shop


@pytest.fixture(scope="module")
def loop(
    *, node: Path, vsix: Path, house_style: Path, traced_shop: Path, traces: Path, editors: Path, tell: Tell
) -> dict[str, Step]:
    details = {"shop": str(traced_shop), "traces": str(traces), "vsix": [str(vsix), str(house_style)]}
    downloads = {"PIP_CACHE_DIR": str(editors / "pip-cache")}
    return tell([str(node), str(E2E / "vscode" / "loop.mjs")], details, downloads)


@pytest.mark.parametrize("name", LOOP)
def test_loop(loop: dict[str, Step], name: str) -> None:
    check_step(loop, name)


def test_restricted_mode_runs_nothing_of_the_project(loop: dict[str, Step], traces: Path) -> None:
    seen = check_step(loop, "restricted mode runs nothing of the project")
    assert seen["ran"] == []
    fixes = [title for title in seen["titles"] if title != "Amends: preview the fix and its proof"]
    assert fixes
    assert all("(not proved" in title for title in fixes)
    assert "restricted" in seen["status"]
    check_step(loop, "failing test shown")
    assert {file.name for file in traces.iterdir()} == {"ruff", "conftest"}, "the traces must show what ran later"


def test_undone_fix_is_not_offered_again(loop: dict[str, Step]) -> None:
    applied = check_step(loop, "fix shown with its proof before anything changes")["title"]
    assert applied not in check_step(loop, "undone fix not offered again")


def test_a_preview_says_what_was_proved_and_changes_nothing(loop: dict[str, Step]) -> None:
    seen = check_step(loop, "fix shown with its proof before anything changes")
    assert seen["buttons"][:4] == ["Accept", "Try Again", "Not Like This…", "Why"]
    assert "proved: ruff" in seen["verdict"]
    assert seen["unchanged"]


def test_profile_view_opens_the_code_it_rests_on(loop: dict[str, Step]) -> None:
    seen = check_step(loop, "profile shown")
    assert any("insert `from" in row for row in seen["rows"]), seen["rows"]
    assert seen["evidence"] in {"orders.py", "billing.py", "refunds.py"}


def test_consent_says_where_code_would_go(loop: dict[str, Step]) -> None:
    seen = check_step(loop, "remote model only after consent")
    assert "api.anthropic.com" in seen["question"]
    assert seen["keys"] == []


def test_the_key_is_written_nowhere(loop: dict[str, Step]) -> None:
    assert check_step(loop, "key reaches the server through its environment only")["written"] == []


def test_a_stopped_server_offers_restart_and_log(loop: dict[str, Step]) -> None:
    seen = check_step(loop, "server that keeps crashing stops, and says so")
    assert "Restart Server" in seen
    assert "Open Log" in seen


def test_status_says_how_the_server_fares(loop: dict[str, Step]) -> None:
    assert "Amends: ready" in check_step(loop, "status shown")


def test_a_session_has_no_message_that_nobody_asked_for(loop: dict[str, Step]) -> None:
    """One question was answered before; what is left is the answer to *Fix…*."""
    assert [text for text in check_step(loop, "messages so far") if "fixes HS1" not in text] == []


def test_profile_holds_what_was_done(loop: dict[str, Step], amends: Amends) -> None:
    check_step(loop, "profile shown")
    check_profile(amends, kept=3)


@pytest.fixture(scope="module")
def host(node: Path, vsix: Path, fake_python: Path, home: Path, tell: Tell) -> dict[str, Step]:
    """The tests are built with the .vsix; the extension runs from its own folder here."""
    assert vsix.exists()
    run = home / "host"
    run.mkdir()
    details = {"run": str(run), "client": str(ROOT / "client-vscode"), "vsix": [str(fake_python)]}
    return tell([str(node), str(E2E / "vscode" / "host_tests.mjs")], details, {})


def test_extension_in_its_host(host: dict[str, Step]) -> None:
    assert len(host) >= 20
    for name in host:
        check_step(host, name)
