"""Which files make up a folder: what git tracks or would offer to track, without junk and without secrets."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path

import attrs
import pathspec

from amends.core.errors import ToolMissingError
from amends.jobs.pacing import Pacer
from amends.platform.paths import cache_home, data_home
from amends.platform.processes import ProcessLimits, clean_environment, run_process

log = logging.getLogger(__name__)

_JUNK = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".pytest_cache"}
    | {".ruff_cache", ".tox", ".nox", ".hypothesis", ".eggs"}
)
RULES_OF_GIT = frozenset({".git", ".gitignore", ".gitmodules"})
"""Names of what decides which files count."""
_GENERATED_CODE = (".py", ".pyi", ".so", ".pyd")
_GIT_LIMITS = ProcessLimits(seconds=60.0, output_bytes=256 * 1024 * 1024)
# The configuration of a repository can name a program to ask what changed; listing files needs none.
_GIT = ("git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--exclude-standard")


@attrs.define(eq=False)
class FileChoice:
    """Which relative paths may be copied; remembers its answers, for the same paths are asked about again and again."""

    root: Path
    private: Sequence[str] = ()
    """Patterns of `privacy.ignore`, in gitignore's language."""
    _answers: dict[str, bool] = attrs.field(factory=dict, init=False)
    _spec: pathspec.GitIgnoreSpec = attrs.field(init=False)
    _own: tuple[str, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._spec = pathspec.GitIgnoreSpec.from_lines(self.private)
        homes = (cache_home(), data_home())
        self._own = tuple(f"{name}/" for home in homes if (name := inside(home, self.root)))

    def __call__(self, path: str) -> bool:
        """Whether a path, relative and with forward slashes, may be copied."""
        answer = self._answers.get(path)
        if answer is None:
            answer = self._answers[path] = self._judge(path)
        return answer

    def _judge(self, path: str) -> bool:
        parts = path.split("/")
        if any(part in _JUNK or part.startswith(".env") for part in parts) or ".." in parts:
            return False
        return not path.startswith(self._own) and not self._spec.match_file(path)


def inside(path: Path, root: Path) -> str:
    """The path relative to the root, with forward slashes and links followed; empty when it is not inside."""
    try:
        relative = Path(os.path.realpath(path)).relative_to(os.path.realpath(root))
    except ValueError:
        return ""
    return "" if relative == Path() else relative.as_posix()


def git_state(root: Path) -> tuple[tuple[int, int, int], ...]:
    """Equal as long as git's index and its list of what to ignore are the same; empty outside a repository."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            home = _git_folder(folder / ".git")
            status = (_lstat(str(home / name)) for name in ("index", "info/exclude", "info/sparse-checkout"))
            return tuple((one.st_mtime_ns, one.st_size, one.st_ino) if one else (0, 0, 0) for one in status)
    return ()


def _git_folder(place: Path) -> Path:
    """The repository itself; in worktrees and submodules a file says where that is."""
    if place.is_dir():
        return place
    try:
        return place.parent / place.read_text("utf-8", "surrogateescape").strip().removeprefix("gitdir: ")
    except OSError:
        return place


async def folder_files(root: Path, choice: Callable[[str], bool], *, use_git: bool) -> dict[str, os.stat_result]:
    """Regular files and links of a folder by relative path, with what `lstat` says of them.

    With `use_git` git says which files count, also in submodules and nested repositories; otherwise, or where git has
    nothing to say, every file counts that no `.gitignore` excludes.
    """
    pacer = Pacer()
    found: dict[str, os.stat_result] = {}
    folders = [""]
    while folders:
        folder = folders.pop()
        for path in await _listed(root, folder, pacer, use_git=use_git):
            await pacer.pause()
            if not choice(path.rstrip("/")) or (status := _lstat(f"{root}/{path}")) is None:
                continue
            if stat.S_ISDIR(status.st_mode):
                folders.append(path.rstrip("/") + "/")
            elif stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
                found[path] = status
    return found


def subfolders(root: Path, folder: str) -> list[str]:
    """Folders in a folder, by relative path; links are none."""
    prefix = f"{folder}/" if folder else ""
    return [prefix + entry.name for entry in _entries(root / folder) if entry.is_dir(follow_symlinks=False)]


async def ignored_paths(root: Path, paths: Sequence[str]) -> set[str] | None:
    """Those of the paths that git would not offer to track; None where git has nothing to say."""
    if not paths:
        return set()
    names = b"".join(os.fsencode(path) + b"\0" for path in paths)
    command = ["git", "-c", "core.fsmonitor=false", "check-ignore", "-z", "--stdin"]
    try:
        result = await run_process(command, cwd=root, stdin=names, env=_git_environment(), limits=_GIT_LIMITS)
    except ToolMissingError:
        return None
    if result.exit_code not in {0, 1} or result.timed_out or result.truncated:
        return None
    return {os.fsdecode(name) for name in result.stdout.split(b"\0") if name}


def is_generated_code(path: str) -> bool:
    """Whether it is a module though git ignores it: such a file counts beside others that count."""
    return path.endswith(_GENERATED_CODE)


async def _listed(root: Path, folder: str, pacer: Pacer, *, use_git: bool) -> list[str]:
    paths = await _ask_git(root / folder) if use_git else None
    if paths is None:
        paths = [path async for path in _walk(root / folder, pacer)]
    return [folder + path for path in paths] if folder else paths


async def _ask_git(folder: Path) -> list[str] | None:
    listed = await _git_paths(folder, ["--cached", "--others"])
    if not listed:
        return None
    ignored = await _git_paths(folder, ["--others", "--ignored", "--directory"]) or []
    return [*dict.fromkeys(listed), *_generated_code(listed, ignored)]


def _generated_code(listed: Iterable[str], ignored: Iterable[str]) -> list[str]:
    """Ignored modules beside listed ones: a generated `_version.py`, a compiled extension; imports need them."""
    homes = {path.rpartition("/")[0] for path in listed}
    return [path for path in ignored if is_generated_code(path) and path.rpartition("/")[0] in homes]


async def _git_paths(folder: Path, options: Sequence[str]) -> list[str] | None:
    try:
        result = await run_process([*_GIT, *options], cwd=folder, env=_git_environment(), limits=_GIT_LIMITS)
    except ToolMissingError:
        return None
    if result.exit_code or result.timed_out or result.truncated:
        log.debug("git lists nothing in %s: %s", folder, result.err)
        return None
    # "./" is how git says that the whole folder is foreign to the repository around it.
    return [os.fsdecode(name) for name in result.stdout.split(b"\0") if name not in {b"", b"./"}]


def _git_environment() -> dict[str, str]:
    # GIT_DIR and the like, as set inside a hook, would speak of another repository.
    environment = {name: value for name, value in clean_environment().items() if not name.startswith("GIT_")}
    return {**environment, "GIT_OPTIONAL_LOCKS": "0"}


async def _walk(top: Path, pacer: Pacer) -> AsyncIterator[str]:
    folders: list[tuple[str, tuple[tuple[str, pathspec.GitIgnoreSpec], ...]]] = [("", ())]
    while folders:
        folder, outer = folders.pop()
        specs = (*outer, *_gitignore(top, folder))
        listed: list[str] = []
        ignored: list[str] = []
        for entry in _entries(top / folder):
            await pacer.pause()
            path = folder + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name in _JUNK:
                continue
            if _ignored(path + "/" * is_folder, specs):
                ignored += [] if is_folder else [path]
            elif is_folder:
                folders.append((path + "/", specs))
            else:
                listed.append(path)
        for path in (*listed, *_generated_code(listed, ignored)):
            yield path


def _gitignore(top: Path, folder: str) -> list[tuple[str, pathspec.GitIgnoreSpec]]:
    try:
        lines = (top / folder / ".gitignore").read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [(folder, pathspec.GitIgnoreSpec.from_lines(lines))]


def _ignored(path: str, specs: Iterable[tuple[str, pathspec.GitIgnoreSpec]]) -> bool:
    return any(spec.match_file(path.removeprefix(folder)) for folder, spec in specs)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        log.debug("%s is left out: %s", folder, error)
        return []


def _lstat(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None
