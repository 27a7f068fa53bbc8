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


def _head(entry: Path) -> str:
    try:
        if entry.is_file():  # a worktree or submodule: "gitdir: PATH"
            entry = (entry.parent / entry.read_text(encoding="utf-8").partition("gitdir:")[2].strip()).resolve()
        head = (entry / "HEAD").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return head.removeprefix("ref: ") if head.startswith("ref: ") else "detached"
