"""What `git commit` would take, before and after, as git has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from amends.core.errors import ToolCrashedError, ToolMissingError
from amends.loop.proving import PatchedFiles

_QUIET = ("--no-ext-diff", "--no-renames", "-z")


def staged_files(folder: Path) -> PatchedFiles:
    """The texts of HEAD and of the index for every staged file, and the index's text for files with later changes.

    Raises:
        ToolMissingError: there is no git.
        ToolCrashedError: the folder is not in a repository, or git fails.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    has_head = bool(_git(top, "rev-list", "-n", "1", "--all"))
    base = () if has_head else (_EMPTY_TREE,)
    staged = _names(_git(top, "diff", "--cached", "--name-only", *_QUIET, *base))
    dirty = set(_names(_git(top, "diff", "--name-only", *_QUIET))) - set(staged)
    before = {top / name: _blob(top, f"HEAD:{name}") if has_head else None for name in staged}
    after = {top / name: _blob(top, f":{name}") for name in staged}
    same = {top / name: _blob(top, f":{name}") for name in sorted(dirty)}
    return PatchedFiles({**before, **same}, {**after, **same}, in_tree=True)


_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git's name for a tree without files


def _names(raw: bytes) -> list[str]:
    return [name.decode("utf-8", "surrogateescape") for name in raw.split(b"\0") if name]


def _blob(top: Path, name: str) -> str | None:
    """A file's text in git; None where it is not there, or is no text."""
    try:
        raw = _git(top, "show", "--no-textconv", name)
        return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except (ToolCrashedError, UnicodeDecodeError):
        return None


def _git(folder: Path, *words: str) -> bytes:
    command = ["git", "-c", "core.fsmonitor=false", "--no-optional-locks", *words]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError as error:
        raise ToolMissingError("git is not installed, and --staged needs it.") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise ToolCrashedError(
            f"git failed: {said.splitlines()[-1] if said else 'no reason given'}.", " ".join(command)
        )
    return done.stdout
