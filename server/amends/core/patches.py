"""Unified diffs, as git, diff, svn and hg write them: read, applied, turned around. Pure text in, pure text out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from amends.core.errors import UsageError

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
_GIT_NAME = re.compile(r'diff --git ("(?:[^"\\]|\\.)*"|\S.*?) ("(?:[^"\\]|\\.)*"|\S.*)$')
_NOWHERE = "/dev/null"


class PatchError(UsageError):
    """The patch cannot be read, or does not fit the files."""


@attrs.frozen
class Hunk:
    """One block: its lines with their ends, each with the sign it has in the patch (space, minus or plus)."""

    start: int
    """Zero-based line it begins at in the file before, as the patch has it; lines may have moved since."""
    lines: tuple[tuple[str, str], ...]

    @property
    def old(self) -> list[str]:
        """What has to be there."""
        return [line for sign, line in self.lines if sign != "+"]

    @property
    def new(self) -> list[str]:
        """What is there afterwards."""
        return [line for sign, line in self.lines if sign != "-"]


@attrs.frozen
class FilePatch:
    """What happens to one file. `old` is None for a new file, `new` for a deleted one; they differ for a rename."""

    old: str | None
    new: str | None
    hunks: tuple[Hunk, ...] = ()
    copies: bool = False

    @property
    def name(self) -> str:
        """The name a person knows it by."""
        return self.new or self.old or ""

    def reversed(self) -> FilePatch:
        """The patch that takes this one back."""
        turned = {"+": "-", "-": "+", " ": " "}
        hunks = tuple(
            attrs.evolve(hunk, lines=tuple((turned[sign], line) for sign, line in hunk.lines)) for hunk in self.hunks
        )
        return attrs.evolve(self, old=None if self.copies else self.new, new=self.old, hunks=hunks, copies=False)

    def stripped(self, parts: int) -> FilePatch:
        """With this many leading folders taken from its names, as `patch -pN` does."""
        return attrs.evolve(self, old=_without(self.old, parts), new=_without(self.new, parts))


def read_patch(content: str) -> tuple[FilePatch, ...]:
    """The files of a unified diff, with the prose around it left out.

    Raises:
        PatchError: there is no unified diff in it, it is cut off, or it changes what is no text.
    """
    lines = _lines(content)
    if lines and all(line.endswith("\r\n") for line in lines if line.startswith(("diff --git", "--- ", "+++ ", "@@ "))):
        lines = [line.removesuffix("\r\n") + "\n" if line.endswith("\r\n") else line for line in lines]
    files = tuple(_files(lines))
    if not files:
        raise PatchError("No unified diff was found in the patch; make it with `git diff` or `diff -u`.")
    return files


def apply_hunks(content: str, patch: FilePatch) -> str:
    """The text after the patch; lines may have moved, but what the patch shows has to be there exactly once nearby.

    Raises:
        PatchError: the text is not what the patch was made for.
    """
    lines = _lines(content)
    done = shift = 0
    result: list[str] = []
    for hunk in patch.hunks:
        exact = True
        place = _place(lines, hunk.old, hunk.start + shift, done)
        if place is None:
            exact = False
            place = _place(
                [_bare(line) for line in lines], [_bare(line) for line in hunk.old], hunk.start + shift, done
            )
        if place is None:
            raise PatchError(f"The patch does not apply to {patch.name} at line {hunk.start + 1}; was it made for it?")
        shift = place - hunk.start
        old = lines[place : place + len(hunk.old)]
        result += lines[done:place]
        result += hunk.new if exact else _with_ends_of(old, hunk, _usual_end(lines))
        done = place + len(hunk.old)
    return "".join([*result, *lines[done:]])


def _files(lines: Sequence[str]) -> Iterator[FilePatch]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("diff --git "):
            file, at = _git_file(lines, at)
            yield file
        elif line.startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ "):
            hunks, after = _hunks(lines, at + 2)
            if hunks:
                yield _checked(FilePatch(*_one_file(_name(line), _name(lines[at + 1])), hunks))
            at = max(after, at + 1)
        else:
            if line.startswith(("diff --cc ", "diff --combined ")):
                raise PatchError("The patch is a merge's combined diff; make it against one parent.")
            at += 1


def _git_file(lines: Sequence[str], at: int) -> tuple[FilePatch, int]:
    head = lines[at].removeprefix("diff --git ").lstrip('"')
    old, new = _git_names(lines[at])
    copies, at = False, at + 1
    while at < len(lines) and not lines[at].startswith(("diff --git ", "--- ", "@@ ")):
        word, _, rest = lines[at].rstrip("\r\n").partition(" ")
        if lines[at].startswith(("Binary files ", "GIT binary patch")):
            raise PatchError(f"The patch changes {new or old}, which is not text; that cannot be proved.")
        if word in {"rename", "copy"}:
            side, _, name = rest.partition(" ")
            name = _prefix(head, side) + _unquoted(name)
            old, new = (name, new) if side == "from" else (old, name)
            copies |= word == "copy"
        elif rest.startswith("file mode") and word in {"new", "deleted"}:
            old, new = (None, new) if word == "new" else (old, None)
        if rest.endswith((" 160000", " 120000")):
            raise PatchError(f"The patch changes {new or old}, a link or a submodule; that cannot be proved.")
        if not word.strip():
            break
        at += 1
    hunks: tuple[Hunk, ...] = ()
    if at + 1 < len(lines) and lines[at].startswith("--- ") and lines[at + 1].startswith("+++ "):
        renamed = old is not None and new is not None and old != new
        if not renamed:
            old, new = _name(lines[at]), _name(lines[at + 1])
        hunks, at = _hunks(lines, at + 2)
    return FilePatch(old, new, hunks, copies), at


def _prefix(head: str, side: str) -> str:
    """What git puts before a name in all lines but those of renames: ``a/``, ``b/``, or others a setting names."""
    known = head[:2] in {"a/", "i/", "c/", "w/", "o/"}
    return "" if not known else head[:2] if side == "from" else "b/"


def _git_names(line: str) -> tuple[str | None, str | None]:
    body = line.rstrip("\r\n").removeprefix("diff --git ")
    # An unquoted name may hold spaces; both names are then equal but for their first letter.
    half = len(body) // 2
    if not body.startswith('"') and body[half : half + 1] == " " and body[1:half] == body[half + 2 :]:
        return body[:half], body[half + 1 :]
    found = _GIT_NAME.match(line.rstrip("\r\n"))
    return (_unquoted(found.group(1)), _unquoted(found.group(2))) if found else (None, None)


def _hunks(lines: Sequence[str], at: int) -> tuple[tuple[Hunk, ...], int]:
    hunks = []
    while at < len(lines) and (found := _HUNK.match(lines[at])):
        start, old, new = int(found.group(1)), int(found.group(2) or 1), int(found.group(4) or 1)
        body: list[tuple[str, str]] = []
        at += 1
        while old > 0 or new > 0:
            if at >= len(lines):
                raise PatchError("The patch ends in the middle of a hunk; was it cut off?")
            sign, line = _signed(lines[at])
            at += 1
            if sign == "\\":
                _end_without_newline(body)
                continue
            body.append((sign, line))
            old -= sign != "+"
            new -= sign != "-"
            if old < 0 or new < 0:
                raise PatchError("A hunk of the patch has other lines than its head says; make the patch again.")
        if at < len(lines) and lines[at].startswith("\\"):
            _end_without_newline(body)
            at += 1
        empty_before = not any(sign != "+" for sign, _ in body)
        hunks.append(Hunk(start if empty_before else max(start - 1, 0), tuple(body)))
    return tuple(hunks), at


def _signed(line: str) -> tuple[str, str]:
    if line[:1] in {" ", "+", "-", "\\"}:
        return line[0], line[1:] if line.endswith("\n") else line[1:] + "\n"
    if not line.strip():
        return " ", line or "\n"  # a mailer took the space of an empty line
    raise PatchError("A hunk of the patch has fewer lines than its head says; was it edited or cut off?")


def _end_without_newline(body: list[tuple[str, str]]) -> None:
    if body:
        sign, line = body[-1]
        body[-1] = sign, line.removesuffix("\n").removesuffix("\r")


def _one_file(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """What ``diff`` compared with a copy (``calc.py.orig``, ``calc.py~``) is that file: only git knows renames."""
    short, long = sorted((old or "", new or ""), key=len)
    of_copy = short and long.startswith(short) and re.fullmatch(r"~|\.\w+", long[len(short) :])
    return (short, short) if of_copy else (old, new)


def _checked(file: FilePatch) -> FilePatch:
    if file.old is None and file.new is None:
        raise PatchError("The patch names no file; make it with `git diff` or `diff -u`.")
    return file


def _name(line: str) -> str | None:
    """The name in a ``---`` or ``+++`` line, without the time that diff writes behind a tab; None for no file."""
    name = line[4:].rstrip("\r\n")
    name = name if name.startswith('"') else name.partition("\t")[0].rstrip()
    return None if name == _NOWHERE else _unquoted(name)


def _unquoted(name: str) -> str:
    if not name.startswith('"'):
        return name
    raw = name[1 : name.rindex('"')].encode("utf-8", "surrogateescape")

    def plain(found: re.Match[bytes]) -> bytes:
        code = found.group(1)
        return bytes([int(code, 8) & 0xFF]) if code.isdigit() else _ESCAPED.get(code, code)

    return _ESCAPE.sub(plain, raw).decode("utf-8", "surrogateescape")


def _without(name: str | None, parts: int) -> str | None:
    return None if name is None else "/".join(name.split("/")[parts:])


def _place(lines: Sequence[str], wanted: Sequence[str], near: int, first: int) -> int | None:
    """The line at which `wanted` stands, nearest to where it is expected; None when it is nowhere."""
    if not wanted:
        return min(max(near, first), len(lines))
    wanted = list(wanted)
    fitting = [at for at in range(first, len(lines) - len(wanted) + 1) if lines[at] == wanted[0]]
    fitting = [at for at in fitting if list(lines[at : at + len(wanted)]) == wanted]
    return min(fitting, key=lambda at: abs(at - near), default=None)


def _with_ends_of(old: Sequence[str], hunk: Hunk, usual: str) -> list[str]:
    """The new lines where the patch has other line ends than the file: kept lines as they are, new ones as usual."""
    kept = iter(old)
    result = []
    for sign, line in hunk.lines:
        present = next(kept) if sign != "+" else ""
        if sign != "-":
            result.append(present or _bare(line) + (usual if line.endswith("\n") else ""))
    return result


def _usual_end(lines: Sequence[str]) -> str:
    crlf = sum(line.endswith("\r\n") for line in lines)
    return "\r\n" if crlf * 2 > len(lines) else "\n"


def _bare(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _lines(content: str) -> list[str]:
    """Lines with their ends, split at line feeds only, as git does."""
    return re.findall(r"[^\n]*\n|[^\n]+", content)
