"""Test results as problems: a failing test stands where the workspace's own code failed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import attrs

from amends.core.problems import Channel, Problem, RelatedPlace, Severity, TestFailure
from amends.core.text import Position, Range, Text
from amends.platform.files import UnreadableFileError, read_file
from amends.platform.uris import path_to_uri
from amends.tools.testrunners.testreport import TestItem, TestRun, own_path, rebased, run_of_record

_FOREIGN = re.compile(r"(^|/)(site-packages|dist-packages|\.venv|venv|\.tox|\.nox|node_modules|lib/python\d[^/]*)/")
"""Installed code and the standard library, as they lie inside a workspace that holds its own environment."""
_EXCEPTION = re.compile(r"([A-Za-z_][\w.]*): ")
_MESSAGE_CHARACTERS = 200
_RELATED_PLACES = 10


def problems_of_run(run: TestRun | Mapping[str, Any], root: Path) -> tuple[Problem, ...]:
    """Every failing test of a run as a problem of the folder `root`.

    `run` is a run, a record of the pytest plugin or an ``amends/testRun`` notification. A test with no place in the
    folder is no problem of it; one whose code was written to after the run had ended may be solved already.
    """
    run = rebased(_parsed(run), root)
    texts = cache(_read_text)
    problems = (_problem(item, run, root, texts) for item in run.items if item.failed)
    return tuple(problem for problem in problems if problem is not None)


def merge_run(previous: Mapping[str, Problem], run: TestRun | Mapping[str, Any], root: Path) -> dict[str, Problem]:
    """The failing tests of `root` by test id after a run, given those before it.

    A partial run speaks of its own tests only; a full one of every test below the folder it ran in.
    """
    run = _parsed(run)
    folder = Path(run.root or root)
    full = run.complete and not run.partial
    run = rebased(run, root)
    spoken = frozenset(part for item in run.items for part in _containers(item.id))
    kept = {
        test_id: problem
        for test_id, problem in previous.items()
        if test_id not in spoken and not (full and problem.source == run.framework and _lies_in(test_id, root, folder))
    }
    return kept | {problem.test.test_id: problem for problem in problems_of_run(run, root) if problem.test}


def _parsed(run: TestRun | Mapping[str, Any]) -> TestRun:
    return run if isinstance(run, TestRun) else run_of_record(run)


def _containers(test_id: str) -> tuple[str, ...]:
    """The id and what contains it: a test that ran shows that its class, file and folders could be collected."""
    names = accumulate(test_id.split("::"), "{}::{}".format)
    return (*names, *(parent.as_posix() for parent in Path(test_id.partition("::")[0]).parents))


def _lies_in(test_id: str, root: Path, folder: Path) -> bool:
    return own_path(str(root / test_id.partition("::")[0]), folder) is not None


@attrs.frozen
class _Place:
    path: Path
    line: int
    function: str


def _problem(item: TestItem, run: TestRun, root: Path, texts: Callable[[Path], Text | None]) -> Problem | None:
    places = [place for place in _own_places(item, root) if texts(place.path)]
    if not places or _changed_since(places[-1].path, run.finished):
        return None
    place = places[-1]
    return Problem(
        source=run.framework,
        code=_exception_name(item),
        message=f"{_short_message(item)} ({item.id})",
        uri=path_to_uri(place.path),
        range=_line_range(texts(place.path), place.line),
        severity=Severity.ERROR,
        channel=Channel.TEST,
        related=_related(item, places, root, texts),
        test=TestFailure(run.framework, item.id, item.traceback or item.message, item.frames),
    )


def _own_places(item: TestItem, root: Path) -> list[_Place]:
    """Where the failure went through the workspace's own code, deepest last; without frames, where the test stands."""
    traced = [_Place(path, frame.line, frame.function) for frame in item.frames if (path := _own(frame.path, root))]
    defined = _own(item.path, root)
    return traced or ([_Place(defined, item.line, "")] if defined else [])


def _own(path: str, root: Path) -> Path | None:
    own = own_path(path, root)
    return None if own is None or _FOREIGN.search(own.relative_to(root).as_posix()) else own


def _related(
    item: TestItem, places: list[_Place], root: Path, texts: Callable[[Path], Text | None]
) -> tuple[RelatedPlace, ...]:
    """The line of the test first, then the calls that lead from there to the problem's place."""
    test_file = _own(item.path, root)
    callers = places[:-1]
    asserting = next((place for place in reversed(callers) if place.path == test_file), None)
    ordered = [(asserting, "the test fails here")] if asserting else []
    ordered += [(place, f"called in {place.function}") for place in reversed(callers) if place is not asserting]
    return tuple(
        RelatedPlace(path_to_uri(place.path), _line_range(texts(place.path), place.line), words)
        for place, words in ordered[:_RELATED_PLACES]
    )


def _line_range(text: Text | None, line: int) -> Range:
    content = text.line(line) if text else ""
    indentation = len(content) - len(content.lstrip())
    return Range(Position(line, indentation), Position(line, len(content.rstrip()) or indentation))


def _exception_name(item: TestItem) -> str:
    if item.exception:
        return item.exception
    match = _EXCEPTION.match(item.message)
    return match.group(1).rsplit(".", 1)[-1] if match else "Failed"


def _short_message(item: TestItem) -> str:
    line = item.message.strip().partition("\n")[0].removeprefix("AssertionError: ").strip() or item.outcome
    return line if len(line) <= _MESSAGE_CHARACTERS else line[: _MESSAGE_CHARACTERS - 1] + "…"


def _changed_since(path: Path, moment: float) -> bool:
    try:
        return 0 < moment < path.stat().st_mtime
    except OSError:
        return True


def _read_text(path: Path) -> Text | None:
    try:
        return Text(read_file(path).content)
    except UnreadableFileError:
        return None
