"""What our reporter (`node_reporter.mjs`) wrote of a run of Node's tests, as items."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from amends.core.problems import Frame
from amends.tools.testrunners.js_tests import stack_frames
from amends.tools.testrunners.node_command import imports_runner
from amends.tools.testrunners.testreport import Outcome, TestItem, own_path

_END = "end"
_ERRORS = frozenset(
    {"hookFailed", "cancelledByParent", "multipleCreateDone", "uncaughtException", "unhandledRejection"}
)
"""Of what a test may fail before or after its own code."""
_FAILS_INSIDE = "subtestsFailed"
_THROWN = re.compile(r"^(?:Uncaught )?(\w*(?:Error|Exception|Warning))(?: \[\w+\])?(?::.*)?$", re.MULTILINE)
_PLACE = re.compile(r"\A\s*(?:file://)?(?P<path>/[^\n]+):(?P<line>\d+)$", re.MULTILINE)
_ASKS = re.compile(r"\bassert|\bthrow\b|\bprocess\.exit|\bexitCode\b")
_MOST_WORDS = 20_000


@attrs.frozen
class _Told:
    """One event of a test, with its titles."""

    event: Mapping[str, Any]
    file: Path
    titles: tuple[str, ...]
    """Those of its suites and its own; none for a file itself."""

    @property
    def failed(self) -> bool:
        return bool(self.event["type"] == "test:fail" and not self.event.get("skipped"))

    @property
    def error(self) -> Mapping[str, Any]:
        return self.event.get("error") or {}


def read_events(report: Path) -> tuple[list[Mapping[str, Any]], bool]:
    """All events of a report, and whether the run came to its end; a line cut short is left out."""
    try:
        lines = report.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return [], False
    events = [event for line in lines if (event := _event(line))]
    return events, any(event["type"] == _END for event in events)


def items_of(events: Sequence[Mapping[str, Any]], root: Path) -> tuple[TestItem, ...]:
    """Each test, named ``file::suite > test``; a file that cannot be loaded, and a suite's failing hook, by the file.

    Tests of one name in a file are told apart by their number. Suites are no items, nor are tests that fail for those
    within them alone.
    """
    told = [one for one in _told(events, root) if one.error.get("kind") != _FAILS_INSIDE]
    tests = [one for one in told if one.titles and not one.event.get("suite")]
    alone = [one for one in told if not one.titles or one.event.get("suite")]
    words = _printed(events, root)
    found = [*_of_tests(tests, root), *_of_files([one for one in alone if one.failed], words, root)]
    there = {item.id.partition("::")[0] for item in found}
    plain = (one for one in alone if not (one.failed or one.titles) and _name(one.file, root) not in there)
    return (*found, *(_item(_name(one.file, root), "passed", one, root) for one in plain if _asks(one.file)))


def _told(events: Sequence[Mapping[str, Any]], root: Path) -> Iterator[_Told]:
    titles: list[str] = []
    current = ""
    for event in events:
        nesting, name = event.get("nesting"), event.get("name")
        if not isinstance(nesting, int) or not isinstance(name, str):
            continue
        of_file = nesting == 0 and (root / name).is_file()
        current = str(root / name) if of_file else current
        if event["type"] == "test:start":
            titles[nesting:] = ["" if of_file else name]
        elif file := own_path(event.get("file") or current, root):
            own = [*titles[:nesting], "" if of_file else name]
            yield _Told(event, file, tuple(title for title in own if title))


def _of_tests(tests: Sequence[_Told], root: Path) -> Iterator[TestItem]:
    seen: Counter[str] = Counter()
    for one in tests:
        name = f"{_name(one.file, root)}::{' > '.join(one.titles)}"
        seen[name] += 1
        yield _item(name if seen[name] == 1 else f"{name}[{seen[name]}]", _outcome(one), one, root)


def _of_files(failed: Sequence[_Told], words: Mapping[Path, str], root: Path) -> Iterator[TestItem]:
    """One item for each file, whatever failed outside its tests."""
    first = {one.file: one for one in reversed(failed)}
    for file, one in first.items():
        item = _item(_name(file, root), "error", one, root)
        printed = words.get(file, "")
        thrown = _THROWN.search(printed)
        if one.titles:
            yield attrs.evolve(item, message=f"{' > '.join(one.titles)}: {item.message}")
        elif thrown:
            frames = _own_frames(printed, root)
            yield attrs.evolve(item, message=thrown[0], traceback=printed, frames=frames, exception=thrown[1])
        else:
            yield attrs.evolve(item, message=f"the file failed: {item.message}", traceback=printed or item.traceback)


def _item(name: str, outcome: Outcome, one: _Told, root: Path) -> TestItem:
    line = one.event.get("line") if one.titles else 0
    place = max(line - 1, 0) if isinstance(line, int) else 0
    if not one.failed:
        return TestItem(name, outcome, str(one.file), place)
    stack, thrown = str(one.error.get("stack") or ""), str(one.error.get("name") or "")
    said = _first(str(one.error.get("message") or ""))
    message = f"{thrown}: {said}" if thrown and thrown != "Error" and said else said or thrown or "it failed"
    words = stack[:_MOST_WORDS] or message
    return TestItem(name, outcome, str(one.file), place, message, words, _own_frames(stack, root), thrown)


def _outcome(one: _Told) -> Outcome:
    if one.event.get("skipped"):
        return "skipped"
    if not one.failed:
        return "passed"
    return "error" if one.error.get("kind") in _ERRORS else "failed"


def _first(message: str) -> str:
    """The first line, with what it announces: ``Expected values to be strictly equal: 1 !== 3``."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    compared = lines[1:2] if lines and lines[0].endswith(":") and lines[1:2] != ["+ actual - expected"] else []
    return " ".join([*lines[:1], *compared])


def _own_frames(stack: str, root: Path) -> tuple[Frame, ...]:
    """Of the project's own files, deepest last; where a file does not parse, that place."""
    frames = [*stack_frames(stack)]
    if match := _PLACE.search(stack):
        frames.append(Frame(match["path"], int(match["line"]) - 1, ""))
    own = ((own_path(frame.path, root), frame) for frame in frames)
    return tuple(attrs.evolve(frame, path=str(path)) for path, frame in own if path)


def _printed(events: Sequence[Mapping[str, Any]], root: Path) -> dict[Path, str]:
    """What each test file printed as errors."""
    found: dict[Path, str] = {}
    for event in events:
        # Node 22 gives a relative path here, and here alone.
        file = own_path(os.path.normpath(root / str(event.get("file"))), root)
        if file and event["type"] == "test:stderr":
            found[file] = (found.get(file, "") + str(event.get("message") or ""))[-_MOST_WORDS:]
    return found


def _asks(file: Path) -> bool:
    """Whether a script without tests can fail at all: helpers beside the tests cannot, and prove nothing.

    One that imports the runner has tests; if none of them ran, it was ended before.
    """
    try:
        content = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return bool(_ASKS.search(content)) and not imports_runner(content)


def _name(file: Path, root: Path) -> str:
    return Path(os.path.relpath(file, root)).as_posix()


def _event(line: str) -> Mapping[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and isinstance(event.get("type"), str) else None
