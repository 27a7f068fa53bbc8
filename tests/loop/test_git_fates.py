"""What real git does to a fix: a commit keeps it, another branch says nothing of it, and neither does a rewrite."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support.loop import offered, problems, profile_when
from support.lsp_client import LspClient

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
CODE = "def first(order: object) -> int:\n    if order == None:\n        return 1\n    return 2\n"


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def shop(tmp_path: Path, data_home: Path) -> Path:
    assert not data_home.exists()
    root = tmp_path / "shop"
    root.mkdir()
    (root / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "0"\n\n[tool.ruff]\nlint.select = ["E711"]\n'
    )
    (root / "cart.py").write_text(CODE)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Begin")
    return root


async def fixed(client: LspClient, root: Path) -> str:
    uri = client.open(root / "cart.py", (root / "cart.py").read_text())
    await problems(client, uri, "E711")
    await client.run_action((await offered(client, uri))[0])
    assert "order is None" in client.text(uri)
    return uri


async def outcome(client: LspClient, root: Path, wanted: str) -> Any:
    return await profile_when(client, root, lambda it: wanted in it["counts"]["outcomes"], seconds=60.0)


async def test_a_commit_that_contains_a_fix_keeps_it(open_project, shop) -> None:
    async with open_project(root=shop) as client:
        uri = await fixed(client, shop)
        (shop / "cart.py").write_text(client.text(uri))
        git(shop, "commit", "-qam", "Compare with is")
        await outcome(client, shop, "kept")


async def test_another_branch_says_nothing_of_a_fix(open_project, shop) -> None:
    git(shop, "switch", "-qc", "work")
    async with open_project(root=shop) as client:
        uri = await fixed(client, shop)
        mended = client.text(uri)
        (shop / "cart.py").write_text(mended)
        git(shop, "commit", "-qam", "Compare with is")
        git(shop, "switch", "-q", "main")
        client.replace(uri, CODE)
        shown = await outcome(client, shop, "superseded")
        assert "reverted" not in shown["counts"]["outcomes"]

        git(shop, "switch", "-q", "work")
        client.replace(uri, mended)
        client.save(uri)
        await outcome(client, shop, "kept")


async def test_a_rewrite_for_another_reason_is_no_label(open_project, shop) -> None:
    async with open_project(root=shop) as client:
        uri = await fixed(client, shop)
        client.save(uri)
        await outcome(client, shop, "kept")
        client.replace(uri, 'def second() -> str:\n    return "quite another thing"\n')
        client.save(uri)
        shown = await outcome(client, shop, "superseded")
        assert set(shown["counts"]["outcomes"]) == {"superseded"}


async def test_a_revert_by_git_on_the_same_branch_is_a_revert(open_project, shop) -> None:
    async with open_project(root=shop) as client:
        uri = await fixed(client, shop)
        client.save(uri)
        await outcome(client, shop, "kept")
        git(shop, "checkout", "-q", "--", "cart.py")
        client.replace(uri, CODE)
        await outcome(client, shop, "reverted")
