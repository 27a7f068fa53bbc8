"""Tests that no runner here can run: their text still says what they give and want."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from amends.core.problems import Problem, TestFailure
from amends.core.text import Position, Range
from amends.platform.files import UnreadableFileError, read_file
from amends.platform.uris import path_to_uri
from amends.tools.importers import files_below
from amends.verifying.gates.reading.change import is_test_path
from amends.verifying.overlay import Overlay

_WITHOUT_RUNNER = ".java"
_START = Range(Position(0, 0), Position(0, 0))


def unrun_tests(overlay: Overlay, root: Path) -> list[Problem]:
    """The test files of JUnit that name a changed class, each as if it failed; those the patch itself changes left out.

    A patch that brings its own tests is a new feature as likely as a repair: then there are none.
    """
    changed = [path for path in overlay.touched if path.suffix == _WITHOUT_RUNNER]
    if not changed or any(_is_test(path, root) for path in changed):
        return []
    return list(_naming({path.stem for path in changed}, root))


def _naming(classes: set[str], root: Path) -> Iterator[Problem]:
    wanted = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(classes)))})\b")
    for path in files_below(root, [_WITHOUT_RUNNER]):
        content = _content(path) if _is_test(path, root) else ""
        if wanted.search(content):
            test = TestFailure("junit", path.name, "", source=content)
            yield Problem("junit", "", "", path_to_uri(path), _START, test=test)


def _is_test(path: Path, root: Path) -> bool:
    return path.is_relative_to(root) and is_test_path(PurePosixPath(path.relative_to(root).as_posix()))


def _content(path: Path) -> str:
    try:
        return read_file(path).content
    except UnreadableFileError:
        return ""
