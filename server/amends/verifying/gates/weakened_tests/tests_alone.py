"""Whether a patch makes failing tests pass without touching what they test."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from amends.core.problems import Problem
from amends.platform.files import LANGUAGES
from amends.verifying.gates.reading.change import Change, is_test_path

_CLAIM = re.compile(r"\bAssertionError\b|\bassert\b|\bassertion\b")


def repairs_by_tests_alone(change: Change) -> bool:
    """Whether all code that a patch changes is code of tests, and a claim of a test, or code it tests, had failed.

    A test that broke by its own doing, as with a name it does not know, is repaired where it stands.
    """
    changed = [path for path, _ in change.others if PurePosixPath(path).suffix in LANGUAGES]
    if not (change.is_patch and change.is_test and change.existed and all(map(is_test_path, changed))):
        return False
    return _says_more_than_blanks(change) and any(_is_of_the_code(one) for one in change.problems if one.test)


def _says_more_than_blanks(change: Change) -> bool:
    gone = "".join(change.before.content[hunk.start : hunk.end] for hunk in change.hunks)
    return bool(gone.strip() or "".join(hunk.new_text for hunk in change.hunks).strip())


def _is_of_the_code(problem: Problem) -> bool:
    assert problem.test  # noqa: S101 -- the caller has looked
    if _CLAIM.search(f"{problem.code} {problem.message}"):
        return True
    frames = problem.test.frames
    return bool(frames) and not is_test_path(PurePosixPath(frames[-1].path))
