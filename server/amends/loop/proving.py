"""Proof of a patch that somebody else made: a person, a coding tool, CI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import attrs

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.patches import FilePatch, PatchError, apply_hunks, read_patch
from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.core.text import Position, Range, Text, diff_edits, text_hash
from amends.core.verdicts import Verdict
from amends.loop.folder import Folder
from amends.platform.files import language_of, read_file
from amends.platform.uris import path_to_uri

PATCH = "patch"
"""The source of the problem that stands for "whatever this patch is for"."""
_START = Range(Position(0, 0), Position(0, 0))
_PREFIXES = frozenset("abciow")
"""What git puts before names: a/ and b/, or letters that say which side it is (diff.mnemonicPrefix)."""
_MOST_PARTS = 3

Texts = Mapping[Path, str | None]


@attrs.frozen
class PatchedFiles:
    """The files a patch speaks of, before and after; None where there is no such file."""

    before: Texts
    after: Texts
    in_tree: bool = False
    """The folder holds the texts after: the patch is applied already."""

    @property
    def changed(self) -> tuple[Path, ...]:
        """Files whose text differs."""
        return tuple(path for path in self.after if self.before[path] != self.after[path])


def find_files(content: str, folder: Path) -> PatchedFiles:
    """What a patch does to the files below `folder` or the folders above it, whatever its names are relative to.

    A patch that is in the folder already is taken back for the texts before.

    Raises:
        PatchError: it is no patch, or fits nowhere.
    """
    files = read_patch(content)
    _require_inside(files)
    errors: list[PatchError] = []
    for patches, in_tree in ((files, False), ([file.reversed() for file in reversed(files)], True)):
        for base, parts in _readings(patches, folder):
            try:
                before, after = _applied([file.stripped(parts) for file in patches], base)
            except PatchError as error:
                errors.append(error)
            else:
                return PatchedFiles(after, before, in_tree=True) if in_tree else PatchedFiles(before, after)
    raise next((error for error in errors if not isinstance(error, _NoSuchFileError)), errors[0])


async def prove_patch(folder: Folder, files: PatchedFiles) -> Verdict:
    """The verdict on a patch; nothing in the folder is changed.

    Raises:
        PatchError: it changes no text.
        UnreadableFileError: a file cannot be read as text.
    """
    edits = tuple(_file_edit(path, files.before[path], files.after[path]) for path in files.changed)
    if not edits:
        raise PatchError("The patch changes no text; there is nothing to prove.")
    problem = Problem(PATCH, "", "", edits[0].uri, _START)
    candidate = Candidate(problem, edits, "apply the patch", Origin(OriginKind.TOOL, PATCH))
    snapshot = folder.snapshot()
    for path, text in files.before.items():
        if files.in_tree and text is not None:
            snapshot = snapshot.with_document(Document(path_to_uri(path), language_of(path), Text(text)))
    return await folder.workshop.prover.prove_patch(candidate, snapshot)


def _require_inside(files: Sequence[FilePatch]) -> None:
    for name in (name for file in files for name in (file.old, file.new) if name is not None):
        if name.startswith("/") or {"..", ".git"} & set(name.split("/")):
            raise PatchError(f"The patch names {name}, which does not lie in this folder's own files.")


def _readings(files: Sequence[FilePatch], folder: Path) -> Iterator[tuple[Path, int]]:
    """What the names may be relative to and how many leading folders of them count not, likeliest first."""
    names = [name for file in files for name in (file.old, file.new) if name is not None]
    usual = int(all(name[1:2] == "/" and name[0] in _PREFIXES for name in names))
    bases = [folder]
    while not (bases[-1] / ".git").exists() and bases[-1].parent != bases[-1]:
        bases.append(bases[-1].parent)
    if not (bases[-1] / ".git").exists():
        bases = [folder]
    if any(file.old is not None for file in files):
        yield from product(bases, sorted(range(_MOST_PARTS), key=lambda parts: parts != usual))
    else:
        # Nothing there tells where new files belong: git counts from the top.
        yield (bases[-1] if usual else folder), usual


class _NoSuchFileError(PatchError):
    """The patch names a file that is not there."""


def _applied(files: Sequence[FilePatch], base: Path) -> tuple[dict[Path, str | None], dict[Path, str | None]]:
    before: dict[Path, str | None] = {}
    after: dict[Path, str | None] = {}
    for file in files:
        old, new = (_path(name, base) if name is not None else None for name in (file.old, file.new))
        for path in (old, new):
            if path is not None and path not in before:
                before[path] = after[path] = _text(path)
        _apply(file, old, new, after)
    return before, after


def _apply(file: FilePatch, old: Path | None, new: Path | None, texts: dict[Path, str | None]) -> None:
    content = texts[old] if old is not None else None
    if content is None and old is not None and (not file.hunks or any(hunk.old for hunk in file.hunks)):
        raise _NoSuchFileError(f"The patch changes {file.name}, which is not in this folder.")
    if new is not None and new != old and texts[new] is not None:
        raise PatchError(f"The patch makes {file.new}, which is there already.")
    if old is not None and not file.copies:
        texts[old] = None
    patched = apply_hunks(content or "", file)
    if new is not None:
        texts[new] = patched
    elif patched:
        raise PatchError(f"The patch deletes {file.old}, but not all of its text; was it made for this file?")


def _path(name: str, base: Path) -> Path:
    path = (base / name).resolve()
    if not name or not path.is_relative_to(base.resolve()):
        raise _NoSuchFileError(f"The patch names {name or 'no file'}, which does not lie in this folder.")
    return base / name


def _text(path: Path) -> str | None:
    return read_file(path).content if path.is_file() else None


def _file_edit(path: Path, before: str | None, after: str | None) -> FileEdit:
    old, new = before or "", after or ""
    return FileEdit(
        path_to_uri(path), text_hash(old), diff_edits(old, new), added=before is None, deleted=after is None
    )
