from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from amends.platform.paths import cache_home
from amends.verifying.shadow import Shadow


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8", newline="")


def content_of(folder: Path) -> dict[str, str]:
    """Every file and link of a folder, git's own aside."""
    return {
        path.relative_to(folder).as_posix(): f"-> {path.readlink()}" if path.is_symlink() else path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if (path.is_symlink() or path.is_file()) and ".git" not in path.relative_to(folder).parts
    }


def everything(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Times, sizes and modes of all that is in a folder, folders included: nothing can be written unseen."""
    found = {path: path.lstat() for path in [folder, *folder.rglob("*")]}
    return {str(path): (status.st_mtime_ns, status.st_size, status.st_mode) for path, status in found.items()}


async def shadow_content(shadow: Shadow, texts: dict[Path, str] | None = None) -> dict[str, str]:
    async with shadow.with_texts(texts or {}) as tree:
        return content_of(tree.root)


async def test_what_git_tracks_or_would_track_is_there_and_nothing_else(root: Path) -> None:
    write(root, {"a.py": "a", "sub/b.py": "b", ".gitignore": "out/\n*.log\n", "out/x": "x", "y.log": "y"})
    git(root, "init", "-q")
    git(root, "add", "a.py", ".gitignore")
    write(root, {"new.py": "n", "node_modules/m/index.js": "m", ".venv/bin/python": "p"})
    assert set(await shadow_content(Shadow(root))) == {"a.py", "sub/b.py", ".gitignore", "new.py"}


async def test_packages_behind_a_link_are_there_too(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"m/index.js": "m", "@s/n/index.js": "n"})
    write(root, {"package.json": "{}", "a.js": "a"})
    (root / "node_modules").symlink_to(tmp_path / "elsewhere")
    async with Shadow(root).with_texts({}) as tree:
        packages = tree.root / "node_modules"
        assert [(packages / name / "index.js").read_text() for name in ("m", "@s/n")] == ["m", "n"]
        (packages / ".vite").mkdir()
    assert not (tmp_path / "elsewhere" / ".vite").exists()


async def test_packages_at_the_repositorys_top_are_found_above_the_copy(tmp_path: Path) -> None:
    root = tmp_path / "top" / "packages" / "a"
    write(tmp_path / "top", {"node_modules/m/index.js": "m", "packages/b/b.js": "b", "packages/a/package.json": "{}"})
    for name in ("a", "b"):
        (tmp_path / "top/node_modules" / name).symlink_to(f"../packages/{name}")
    git(tmp_path / "top", "init", "-q")
    shadow = Shadow(root)
    try:
        async with shadow.with_texts({}) as tree:
            packages = tree.root.parent / "node_modules"
            assert (packages / "m/index.js").read_text() == "m"
            assert (packages / "b/b.js").read_text() == "b"
            assert (packages / "a").resolve() == tree.root.resolve(), "the copy imports itself, not the original"
    finally:
        await shadow.close()


async def test_without_git_gitignore_files_count_too(root: Path) -> None:
    write(root, {"a.py": "a", ".gitignore": "*.log\n!keep.log\n", "b.log": "", "keep.log": "", ".venv/x": ""})
    write(root, {"sub/.gitignore": "only_here\n", "sub/only_here": "", "only_here": "", "sub/c.py": ""})
    found = set(await shadow_content(Shadow(root)))
    assert found == {"a.py", ".gitignore", "keep.log", "sub/.gitignore", "only_here", "sub/c.py"}


@pytest.mark.parametrize("use_git", [True, False])
async def test_secrets_are_never_copied(root: Path, use_git: bool) -> None:  # noqa: FBT001 -- data
    write(root, {".env": "k", ".env.local": "k", "sub/.envrc": "k", "keys/id.pem": "k", "deep/keys/x": "k", "a.py": ""})
    git(root, "init", "-q")
    git(root, "add", "-A")
    shadow = Shadow(root, ["keys/", "*.pem"], use_git=use_git)
    laid = {root / ".env": "from a buffer", root / "keys" / "new": "from a buffer", root / "a.py": "text"}
    assert await shadow_content(shadow, laid) == {"a.py": "text"}


@pytest.mark.parametrize("use_git", [True, False])
async def test_generated_modules_come_along(root: Path, use_git: bool) -> None:  # noqa: FBT001 -- data
    write(root, {"pkg/__init__.py": "", ".gitignore": "_version.py\nbuild/\n"})
    git(root, "init", "-q")
    git(root, "add", "-A")
    write(root, {"pkg/_version.py": "v", "build/pkg/_version.py": "v"})
    content = await shadow_content(Shadow(root, use_git=use_git))
    assert set(content) == {"pkg/__init__.py", ".gitignore", "pkg/_version.py"}


async def test_a_folder_inside_a_repository_is_copied_alone(root: Path) -> None:
    write(root, {"top.py": "", "service/a.py": "", "service/b.py": ""})
    git(root, "init", "-q")
    git(root, "add", "top.py", "service/a.py")
    assert set(await shadow_content(Shadow(root / "service"))) == {"a.py", "b.py"}


async def test_a_folder_that_the_repository_around_it_ignores(root: Path) -> None:
    write(root, {".gitignore": "scratch/\n", "scratch/a.py": ""})
    git(root, "init", "-q")
    assert set(await shadow_content(Shadow(root / "scratch"))) == {"a.py"}


async def test_a_git_hooks_environment_does_not_mislead(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, {"a.py": "", "other/b.py": ""})
    git(root / "other", "init", "-q")
    git(root, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(root / "other" / ".git"))
    assert "a.py" in await shadow_content(Shadow(root))


async def test_submodules_and_nested_repositories(root: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    write(library, {"lib.py": "l", ".gitignore": "*.log\n", "x.log": ""})
    git(library, "init", "-q")
    git(library, "add", "-A")
    git(library, "commit", "-qm", "x")
    write(root, {"a.py": "a", "nested/n.py": "n"})
    git(root, "init", "-q")
    git(root, "submodule", "add", "-q", str(library), "vendor/lib")
    git(root / "nested", "init", "-q")
    found = set(await shadow_content(Shadow(root)))
    assert {"a.py", "nested/n.py", "vendor/lib/lib.py"} <= found
    assert "vendor/lib/.git" not in found


async def test_the_programs_of_a_repositorys_configuration_do_not_run(root: Path) -> None:
    write(root, {"a.py": "", "monitor": '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n'})
    (root / "monitor").chmod(0o755)
    git(root, "init", "-q")
    git(root, "config", "core.fsmonitor", str(root / "monitor"))
    await shadow_content(Shadow(root))
    assert not (root / "ran").exists()


async def test_odd_names_and_modes(root: Path) -> None:
    names = ["a b.py", "ä.py", "new\nline.py", "-dash", "quote'\".py", "back\\slash"]
    write(root, dict.fromkeys(names, "x"))
    (root / "\udcff.py").write_text("not UTF-8 on the disk")
    (root / "tool.sh").write_text("#!/bin/sh\n")
    (root / "tool.sh").chmod(0o755)
    (root / "fixed.py").write_text("read only")
    (root / "fixed.py").chmod(0o444)
    os.mkfifo(root / "pipe")
    git(root, "init", "-q")
    shadow = Shadow(root)
    for _ in range(2):
        async with shadow.with_texts({root / "fixed.py": "changed"}) as tree:
            assert {path.name for path in tree.root.iterdir()} == {*names, "\udcff.py", "tool.sh", "fixed.py"}
            assert stat.S_IMODE((tree.root / "tool.sh").stat().st_mode) == 0o755
            assert stat.S_IMODE((tree.root / "fixed.py").stat().st_mode) == 0o444
            assert (tree.root / "fixed.py").read_text() == "changed"


async def test_links_stay_links_inside_the_folder_only(root: Path, tmp_path: Path) -> None:
    write(root, {"real.py": "r", "sub/deep.py": "d"})
    write(tmp_path, {"secret": "s"})
    (root / "link.py").symlink_to("real.py")
    (root / "sub" / "up.py").symlink_to(root / "real.py")
    (root / "folder").symlink_to("sub")
    (root / "self").symlink_to(".")
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "outside").symlink_to("..")
    (root / "broken").symlink_to("nowhere")
    git(root, "init", "-q")
    async with Shadow(root).with_texts({}) as tree:
        links = {path.relative_to(tree.root).as_posix() for path in tree.root.rglob("*") if path.is_symlink()}
        assert {"link.py", "sub/up.py", "folder", "self"} <= links
        assert not links & {"out", "outside"}
        (tree.root / "sub" / "up.py").write_text("written through a link")
    assert (root / "real.py").read_text() == "r"


async def test_unsaved_texts_lie_on_top_and_are_gone_afterwards(root: Path) -> None:
    write(root, {"a.py": "saved", "b.py": "b"})
    shadow = Shadow(root)
    laid = {root / "a.py": "unsaved", root / "sub" / "new.py": "new", root.parent / "elsewhere.py": "no"}
    assert await shadow_content(shadow, laid) == {"a.py": "unsaved", "b.py": "b", "sub/new.py": "new"}
    assert await shadow_content(shadow) == {"a.py": "saved", "b.py": "b"}
    assert not (root / "sub").exists()


@pytest.mark.parametrize(
    ("saved", "buffer", "written"),
    [
        pytest.param(b"\xef\xbb\xbfx = 1\r\n", "x = 2\r\n", b"\xef\xbb\xbfx = 2\r\n", id="byte order mark"),
        pytest.param(b"\xef\xbb\xbfx\n", "\ufeffy\n", b"\xef\xbb\xbfy\n", id="a mark is not doubled"),
        pytest.param(
            b"# coding: latin-1\n'\xe4'\n", "# coding: latin-1\n'ö'\n", b"# coding: latin-1\n'\xf6'\n", id="latin"
        ),
        pytest.param(b"x\n", "\u2028\f😀\r", "\u2028\f😀\r".encode(), id="odd line ends"),
        pytest.param(b"", "\ud800", b"\xed\xa0\x80", id="lone surrogate"),
    ],
)
async def test_texts_are_written_as_saving_would(root: Path, saved: bytes, buffer: str, written: bytes) -> None:
    (root / "a.py").write_bytes(saved)
    async with Shadow(root).with_texts({root / "a.py": buffer}) as tree:
        assert (tree.root / "a.py").read_bytes() == written


async def test_an_original_that_comes_back_is_newer_than_what_was_built_of_the_text_before(root: Path) -> None:
    write(root, {"src/app.py": "saved"})
    shadow, code = Shadow(root), root / "src" / "app.py"
    os.utime(code, (1, 1))
    async with shadow.with_texts({code: "changed\n"}) as tree:
        laid = (tree.root / "src" / "app.py").stat().st_mtime_ns
    async with shadow.with_texts({}) as tree:
        back = tree.root / "src" / "app.py"
        assert back.read_bytes() == code.read_bytes()
        assert back.stat().st_mtime_ns >= laid
    await shadow.close()


async def test_changes_of_the_folder_arrive(root: Path) -> None:
    write(root, {"a.py": "1", "gone.py": "g", "sub/b.py": "b", "was_file": "f"})
    shadow = Shadow(root)
    assert len(await shadow_content(shadow)) == 4
    write(root, {"a.py": "2"})
    (root / "gone.py").unlink()
    (root / "sub" / "b.py").unlink()
    (root / "sub").rmdir()
    write(root, {"sub": "now a file"})
    (root / "was_file").unlink()
    write(root, {"was_file/inner.py": "i"})
    assert await shadow_content(shadow) == {"a.py": "2", "sub": "now a file", "was_file/inner.py": "i"}


async def test_what_tests_did_to_the_copy_is_undone(root: Path) -> None:
    write(root, {"a.py": "a", "sub/b.py": "b", "data.json": "{}"})
    shadow = Shadow(root)
    before = everything(root)
    async with shadow.with_texts({}) as tree:
        (tree.root / "a.py").write_text("spoiled")
        os.utime(tree.root / "a.py", ns=((root / "a.py").stat().st_mtime_ns,) * 2)
        (tree.root / "data.json").unlink()
        write(tree.root, {"out.txt": "o", "made/x": "x", "sub/__pycache__/b.pyc": "c"})
        (tree.root / "sub" / "b.py").unlink()
        (tree.root / "sub" / "b.py").symlink_to(root / "sub" / "b.py")
        (tree.root / "trap").symlink_to(root)
    assert await shadow_content(shadow) == {"a.py": "a", "sub/b.py": "b", "data.json": "{}"}
    assert everything(root) == before


async def test_only_what_changed_is_copied_again(root: Path) -> None:
    write(root, {f"m{number}.py": "x" for number in range(20)})
    shadow = Shadow(root)
    async with shadow.with_texts({}) as tree:
        first = {path.name: path.stat().st_ino for path in tree.root.iterdir()}
        state = tree.state
    write(root, {"m3.py": "changed"})
    async with shadow.with_texts({}) as tree:
        second = {path.name: path.stat().st_ctime_ns for path in tree.root.iterdir()}
        assert {name for name in first if (tree.root / name).stat().st_ino == first[name]} >= set(first) - {"m3.py"}
        assert tree.state != state
    async with shadow.with_texts({}) as tree:
        assert {path.name: path.stat().st_ctime_ns for path in tree.root.iterdir()} == second


async def test_the_state_speaks_of_texts_laid_on_top(root: Path) -> None:
    write(root, {"a.py": "1"})
    shadow = Shadow(root)
    states = []
    for texts in ({}, {root / "a.py": "2"}, {root / "a.py": "3"}, {root / "a.py": "2"}, {}):
        async with shadow.with_texts(texts) as tree:
            states.append(tree.state)
    assert states[0] == states[4]
    assert states[1] == states[3]
    assert len(set(states)) == 3


async def test_one_at_a_time(root: Path) -> None:
    write(root, {"a.py": "saved"})
    shadow = Shadow(root)

    async def use(text: str) -> str:
        async with shadow.with_texts({root / "a.py": text}) as tree:
            for _ in range(5):
                await asyncio.sleep(0)
                assert (tree.root / "a.py").read_text() == text
        return text

    assert await asyncio.gather(*(use(f"text {number}") for number in range(8)))


async def test_a_use_that_is_cancelled_leaves_nothing(root: Path) -> None:
    write(root, {"a.py": "saved"})
    shadow = Shadow(root)
    inside = asyncio.Event()

    async def use() -> None:
        async with shadow.with_texts({root / "a.py": "cancelled"}):
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(use())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await shadow_content(shadow) == {"a.py": "saved"}


async def test_a_folder_that_holds_its_own_data_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(root / "state"))
    write(root, {"a.py": "a", "state/profile.db": "p"})
    shadow = Shadow(root)
    assert await shadow_content(shadow) == {"a.py": "a"}
    assert await shadow_content(shadow) == {"a.py": "a"}


async def test_close_removes_it(root: Path) -> None:
    write(root, {"a.py": "a"})
    shadow = Shadow(root)
    async with shadow.with_texts({}) as tree:
        assert tree.root.name == "project"
    await shadow.close()
    assert list((cache_home() / "shadow").iterdir()) == []
    assert await shadow_content(shadow) == {"a.py": "a"}
    await shadow.close()


def leave_a_shadow_and_die() -> None:
    program = "from amends.verifying.shadow_home import make_shadow_home as m; import os; m(); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9


async def test_shadows_of_dead_processes_are_removed_and_no_others(root: Path) -> None:
    write(root, {"a.py": "a"})
    mine = Shadow(root)
    async with mine.with_texts({}) as tree:
        kept = tree.root
    leave_a_shadow_and_die()
    base = cache_home() / "shadow"
    assert len(list(base.iterdir())) == 2
    other = Shadow(root)
    await shadow_content(other)
    assert kept.is_dir()
    assert len(list(base.iterdir())) == 2
    await mine.close()
    await other.close()
    assert list(base.iterdir()) == []
