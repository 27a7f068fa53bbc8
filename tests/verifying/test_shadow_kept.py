"""The copy that is kept is at every moment what a new copy would be, whatever happens to the folder or to the copy."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from amends.verifying.shadow import Shadow

START = r"""
git init -q . && mkdir -p pkg/sub empty build && echo 'build/' > .gitignore && echo '*.log' >> .gitignore
for n in a b c; do echo "$n" > pkg/$n.py; done; echo s > pkg/sub/s.py; echo o > build/out; ln -s pkg/a.py link
echo n > 'with space'; printf n > "$(printf 'new\nline')"; echo d > -dash; printf x > "$(printf 'latin-\344')"
git add -A && git -c user.name=a -c user.email=a@b commit -qm x
"""
STEPS = {
    "nothing": "true",
    "an edit": "echo 2 > pkg/a.py",
    "an edit of the same length in the same second": "echo 3 > pkg/a.py; echo 4 > pkg/a.py",
    "an atomic save": "echo 5 > pkg/.tmp && mv pkg/.tmp pkg/b.py",
    "an edit that keeps the time": "cp -p pkg/c.py t && echo CC > pkg/c.py && touch -r t pkg/c.py && rm t",
    "a mode": "chmod 755 pkg/a.py; chmod 444 pkg/b.py",
    "a new file": "echo new > pkg/new.py",
    "a new file that is ignored": "echo log > pkg/x.log; echo more >> pkg/x.log",
    "a generated module": "echo '_v.py' >> .gitignore; echo v > pkg/_v.py",
    "a file gone": "rm pkg/new.py",
    "a file instead of a folder": "rm -r pkg/sub && echo f > pkg/sub",
    "a folder instead of a file": "rm pkg/sub && mkdir pkg/sub && echo s > pkg/sub/s.py",
    "a file in an empty folder": "echo e > empty/e.py",
    "folders in folders": "mkdir -p x/y/z && echo z > x/y/z/z.py",
    "an empty folder": "mkdir later",
    "a file in it": "echo l > later/l.py",
    "a folder renamed": "mv x w",
    "a file in an ignored folder": "echo p > build/p.py; mkdir build/deep; echo q > build/deep/q",
    "no longer ignored": "echo 'build/' > .gitignore",
    "a link to elsewhere": "ln -sfn /etc/hostname link",
    "a link inside": "ln -sfn pkg/b.py link",
    "files gone with a commit": "git rm -q --cached pkg/c.py; rm -f pkg/a.py",
    "ignored": "echo '*.dat' >> .gitignore; echo f > pkg/f.dat",
    "added by force": "git add -f pkg/f.dat",
    "a secret and packages": "echo KEY=1 > .env; mkdir node_modules; echo m > node_modules/m.js",
    "a repository inside": "git init -q nested && echo n > nested/n.py",
}
SPOILS = [
    "echo spoiled > pkg/a.py; rm -f pkg/c.py link; mkdir -p made/deep; echo x > made/deep/x; echo y > pkg/made.py",
    "rm -rf pkg; ln -s / root; mkdir pkg; echo q > pkg/q",
    "chmod 600 pkg/b.py; mv -- -dash dash; touch -d 2001-01-01 'with space'",
]
Content = dict[str, tuple[int, bytes]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "home"))
    (tmp_path / "project").mkdir()
    run(START, tmp_path / "project")
    return tmp_path / "project"


def run(script: str, folder: Path) -> None:
    subprocess.run(["bash", "-euc", script], cwd=folder, check=True, stdin=subprocess.DEVNULL)


def content(folder: Path) -> Content:
    found = {}
    for path in folder.rglob("*"):
        if path.is_symlink() or path.is_file():
            raw = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
            found[str(path.relative_to(folder))] = path.lstat().st_mode, raw
    return found


async def use(shadow: Shadow, texts: dict[Path, str | None] | None = None) -> tuple[Content, set[str]]:
    async with shadow.with_texts(texts or {}) as tree:
        return content(tree.root), tree.names


async def fresh(root: Path) -> tuple[Content, set[str]]:
    shadow = Shadow(root)
    try:
        return await use(shadow)
    finally:
        await shadow.close()


async def test_after_every_change_of_the_folder(root: Path) -> None:
    shadow = Shadow(root)
    try:
        for name, script in STEPS.items():
            run(script, root)
            assert await use(shadow) == await fresh(root), name
            await use(shadow, {root / "pkg" / "b.py": "laid", root / "pkg" / "c.py": None, root / "laid.py": "new"})
            assert await use(shadow) == await fresh(root), f"{name}, after texts were laid on top"
    finally:
        await shadow.close()


@pytest.mark.parametrize("spoil", SPOILS)
async def test_after_what_tests_do_to_the_copy(root: Path, spoil: str) -> None:
    shadow = Shadow(root)
    expected = await use(shadow)
    before = content(root)
    for _ in range(2):
        async with shadow.with_texts({}) as tree:
            run(spoil, tree.root)
        assert await use(shadow) == expected
    assert content(root) == before
    await shadow.close()


async def test_changes_while_it_is_in_use(root: Path) -> None:
    shadow = Shadow(root)
    async with shadow.with_texts({}):
        run("echo now > pkg/a.py; mkdir during; echo d > during/d.py", root)
    assert await use(shadow) == await fresh(root)
    await shadow.close()


async def test_a_worktree_and_a_sparse_checkout(root: Path, tmp_path: Path) -> None:
    run(f"git worktree add -q {tmp_path}/tree && cd {tmp_path}/tree && git sparse-checkout set pkg/sub", root)
    shadow = Shadow(tmp_path / "tree")
    _, names = await use(shadow)
    assert "pkg/sub/s.py" in names
    assert "empty/e.py" not in names
    run("git sparse-checkout disable; echo e > pkg/sub/s.py", tmp_path / "tree")
    assert await use(shadow) == await fresh(tmp_path / "tree")
    await shadow.close()
