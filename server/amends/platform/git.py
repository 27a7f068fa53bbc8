"""What git says without running it."""

from __future__ import annotations

from pathlib import Path


def current_branch(root: Path) -> str:
    """The branch that is checked out, as ``.git/HEAD`` names it; empty outside git, "detached" on no branch.

    A detached HEAD has no name to compare: its commit changes with every commit, which is no switch.
    """
    for folder in (root, *root.parents):
        entry = folder / ".git"
        if entry.exists():
            return _head(entry)
    return ""


def head_stamp(root: Path) -> tuple[str, float]:
    """The branch and when it last moved: another time on the same branch means a commit."""
    for folder in (root, *root.parents):
        entry = folder / ".git"
        if entry.exists():
            try:
                return _head(entry), (_git_folder(entry) / "logs" / "HEAD").stat().st_mtime
            except OSError:
                return _head(entry), 0.0
    return "", 0.0


def folders_above(root: Path) -> tuple[Path, ...]:
    """The folders above one that belong to its repository, nearest first; none outside git or at its top."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    return tuple(folder for folder in root.parents if folder.is_relative_to(top))


def _git_folder(entry: Path) -> Path:
    if entry.is_file():  # a worktree or submodule: "gitdir: PATH"
        return (entry.parent / entry.read_text(encoding="utf-8").partition("gitdir:")[2].strip()).resolve()
    return entry


def _head(entry: Path) -> str:
    try:
        head = (_git_folder(entry) / "HEAD").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return head.removeprefix("ref: ") if head.startswith("ref: ") else "detached"
