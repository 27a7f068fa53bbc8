"""Results of a test run, whoever ran it: our own pytest, the spool of the plugin, or a client's notification."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

from amends.core.problems import Frame
from amends.platform.processes import ProcessResult
from amends.platform.uris import uri_to_path

Outcome = Literal["passed", "failed", "error", "skipped"]


@attrs.frozen
class TestItem:
    """One test of a run; a file that could not be collected is an item with outcome ``error``."""

    __test__ = False

    id: str
    """As the framework names it: ``tests/test_a.py::test_b[x]``."""
    outcome: Outcome
    path: str = ""
    """The file the test is defined in, absolute."""
    line: int = 0
    """Zero-based."""
    message: str = ""
    traceback: str = ""
    frames: tuple[Frame, ...] = ()
    """In order, deepest last."""
    exception: str = ""
    """Name of the exception's type."""

    @property
    def failed(self) -> bool:
        """Whether it is a problem."""
        return self.outcome in {"failed", "error"}


@attrs.frozen
class TestRun:
    """All items of one run."""

    __test__ = False

    items: tuple[TestItem, ...]
    command: str = ""
    duration_ms: int = 0
    complete: bool = True
    """False: it timed out, crashed or was interrupted, so a test that is not in it says nothing."""
    error: str = ""
    framework: str = "pytest"
    root: str = ""
    """The folder that ids are relative to, absolute; empty when not known."""
    partial: bool = True
    """Only a part of the tests was asked for, or reached."""
    finished: float = 0.0
    """Seconds since the epoch, 0 when not known."""
    reached: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, eq=False)
    """By test file the files that ran for it, all relative to the root; empty where nobody looked."""


def run_of_record(record: Mapping[str, Any]) -> TestRun:
    """A run from what the plugin wrote or a client sent (``amends/testRun``); unreadable items are left out."""
    root = _text(record.get("root"))
    listed = record.get("items")
    items = [_item(raw, root) for raw in listed] if isinstance(listed, list) else []
    started, finished = _number(record.get("started")), _number(record.get("finished"))
    return TestRun(
        items=tuple(item for item in items if item is not None),
        duration_ms=round(max(finished - started, 0.0) * 1000) if started and finished else 0,
        complete=record.get("stopped") is not True,
        framework=_text(record.get("framework")) or "pytest",
        root=root,
        partial=record.get("partial") is not False or None in items,
        finished=finished,
        reached=_reached(record.get("reach")),
    )


def rebased(run: TestRun, root: Path) -> TestRun:
    """The same run with ids relative to `root`, where each is a valid argument for a run started there.

    The framework names tests relative to its own root folder, which may lie above or below the workspace's.
    """
    if not run.root or Path(run.root) == root:
        return attrs.evolve(run, root=str(root))
    items = tuple(attrs.evolve(item, id=_rebased_id(item.id, Path(run.root), root)) for item in run.items)
    old = Path(run.root)
    reached = {
        _rebased_id(test, old, root): tuple(_rebased_id(file, old, root) for file in files)
        for test, files in run.reached.items()
    }
    return attrs.evolve(run, items=items, root=str(root), reached=reached)


def what_ended(result: ProcessResult, seconds: float, where: str = "") -> str:
    """Why a run of tests was ended before its end, in one sentence."""
    reasons = (
        (result.timed_out, f"The tests did not end within {seconds:g} s{where}."),
        (result.truncated, f"The tests printed too much{where} and were ended."),
        (result.exceeded == "memory", f"The tests used more memory than they may{where} and were ended."),
        (result.exceeded == "processes", f"The tests started more processes than they may{where}."),
        (result.exit_code < 0, f"The tests were ended by signal {-result.exit_code}{where}."),
    )
    return next((words for holds, words in reasons if holds), f"The tests ended with exit code {result.exit_code}.")


def own_path(path: str, root: Path) -> Path | None:
    """A path below `root`, in the root's own spelling even if it came through a symlink; None for any other."""
    if not path:
        return None
    for one, other in ((Path(path), root), (Path(path).resolve(), root.resolve())):
        if one.is_relative_to(other):
            return root / one.relative_to(other)
    return None


def _rebased_id(test_id: str, old: Path, new: Path) -> str:
    file, separator, rest = test_id.partition("::")
    inside = own_path(os.path.normpath(old / file), new)
    return test_id if inside is None else inside.relative_to(new).as_posix() + separator + rest


def _item(raw: object, root: str) -> TestItem | None:
    try:
        item = _CONVERTER.structure(raw, TestItem)
    except (cattrs.BaseValidationError, TypeError, ValueError, AttributeError):
        return None
    frames = tuple(attrs.evolve(frame, path=_path(frame.path, root), line=max(frame.line, 0)) for frame in item.frames)
    return attrs.evolve(item, path=_path(item.path, root), line=max(item.line, 0), frames=frames)


def _reached(raw: object) -> dict[str, tuple[str, ...]]:
    named = raw.items() if isinstance(raw, dict) else ()
    listed = ((_text(test), files) for test, files in named if isinstance(files, list))
    return {test: tuple(filter(None, map(_text, files))) for test, files in listed if test}


def _path(place: str, root: str) -> str:
    """Clients send URIs as well as paths, and paths relative to the run's root."""
    path = uri_to_path(place) if place.startswith("file:") else Path(place)
    return os.path.normpath(Path(root) / path) if place and path else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_structure_hook(str, lambda value, _: _text(value))
    converter.register_structure_hook(int, lambda value, _: int(_number(value)))
    converter.register_structure_hook(
        TestItem, make_dict_structure_fn(TestItem, converter, path=override(rename="file"))
    )
    return converter


_CONVERTER = _make_converter()
