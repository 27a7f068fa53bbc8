"""What git says of a repository's past. Read only: no hook, filter, pager, external diff or network is started."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from pathlib import Path

import attrs

from amends.core.errors import ToolCrashedError, ToolTimeoutError
from amends.platform.processes import ProcessLimits, ProcessResult, clean_environment, run_process

log = logging.getLogger(__name__)

_LIMITS = ProcessLimits(seconds=120.0, output_bytes=256 * 1024 * 1024)
# A repository's own configuration can name programs; none of them is needed to read commits and files.
_GIT = (
    *("git", "--no-pager", "--no-optional-locks", "--no-replace-objects"),
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"),
)
_LOG = (
    *("log", "--no-merges", "--relative", "--raw", "-z", "-M", "--no-abbrev", "--diff-filter=MR"),
    *("--no-ext-diff", "--no-textconv", "--format=%x01%H%x00%at%x00%s"),
)
_FILE_MODES = frozenset({"100644", "100755"})
_RAW = re.compile(r":(?P<old_mode>\d+) (?P<mode>\d+) (?P<old>[0-9a-f]+) (?P<new>[0-9a-f]+) (?P<status>[MR])")


@attrs.frozen
class FileChange:
    """One file that a commit changed; `before` and `after` name blobs, paths are relative to the folder asked about."""

    old_path: str
    path: str
    before: str
    after: str


@attrs.frozen
class Commit:
    """A commit with one parent; `date` is when it was written, in seconds since the epoch."""

    id: str
    date: float
    subject: str
    files: tuple[FileChange, ...]


async def read_commits(
    root: Path, suffixes: Collection[str], *, since: str = "", most: int | None = None
) -> tuple[Commit, ...]:
    """Commits of the present branch that changed files with these suffixes below `root`, newest first.

    Renames are followed within a commit. Outside a repository, and before its first commit, there are none. `since`
    is a date in git's language.

    Raises:
        ToolMissingError: git is not installed.
        ToolTimeoutError: git did not answer in time.
        ToolCrashedError: git failed; the details say how.
    """
    if not (await _git(root, "rev-parse", "--verify", "--quiet", "HEAD")).stdout.strip():
        return ()
    limits = [*([f"--since={since}"] if since else []), *([f"--max-count={most}"] if most is not None else [])]
    result = await _git(root, *_LOG, *limits, "HEAD", "--", *(f"*{suffix}" for suffix in sorted(suffixes)))
    if result.exit_code:
        raise ToolCrashedError("git could not read this project's history.", result.command, result.err)
    return tuple(_commit(part) for part in result.stdout.decode("utf-8", "surrogateescape").split("\x01") if part)


async def read_blobs(root: Path, ids: Sequence[str], most_bytes: int) -> dict[str, bytes]:
    """The content of blobs; what is missing (shallow, partial clones) or larger than `most_bytes` is left out."""
    wanted = "".join(f"{one}\n" for one in dict.fromkeys(ids)).encode()
    checked = await _git(root, "cat-file", "--batch-check", stdin=wanted)
    small = [fields[0] for line in checked.out.splitlines() if (fields := line.split()) and _fits(fields, most_bytes)]
    result = await _git(root, "cat-file", "--batch", stdin="".join(f"{one}\n" for one in small).encode())
    return _blobs(result.stdout)


async def _git(root: Path, *arguments: str, stdin: bytes | None = None) -> ProcessResult:
    # Without any allowed protocol a partial clone cannot fetch what it lacks.
    environment = clean_environment(
        {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    )
    result = await run_process((*_GIT, *arguments), cwd=root, stdin=stdin, env=environment, limits=_LIMITS)
    if result.timed_out:
        raise ToolTimeoutError("git did not answer in time; try its command in a terminal.", result.command, result.err)
    return result


def _commit(part: str) -> Commit:
    commit, date, subject, *rest = part.split("\x00")
    files: list[FileChange] = []
    fields = iter(rest)
    for field in fields:
        change = _RAW.search(field)
        if change is None:
            continue
        old_path = next(fields, "")
        path = next(fields, "") if change["status"] == "R" else old_path
        if {change["old_mode"], change["mode"]} <= _FILE_MODES:
            files.append(FileChange(old_path, path, change["old"], change["new"]))
    return Commit(commit, float(date), subject, tuple(files))


def _fits(fields: Sequence[str], most_bytes: int) -> bool:
    return len(fields) == 3 and fields[1] == "blob" and int(fields[2]) <= most_bytes  # noqa: PLR2004 -- id, type, size


def _blobs(output: bytes) -> dict[str, bytes]:
    """Each blob is a line ``ID blob SIZE``, then that many bytes and a line end."""
    found: dict[str, bytes] = {}
    place = 0
    while (end := output.find(b"\n", place)) >= 0:
        name, _, size = output[place:end].decode().rsplit(" ", 2)
        found[name] = output[end + 1 : end + 1 + int(size)]
        place = end + 2 + int(size)
    return found
