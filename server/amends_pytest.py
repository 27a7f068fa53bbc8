"""pytest plugin: leaves the results of every run where the Amends language server finds them.

It runs inside the project's own interpreter, so it is one file of standard library (Python 3.8 and pytest 6 are enough)
and never changes what a run does: whatever goes wrong in here is dropped. One JSON file a run is written to the path in
``AMENDS_REPORT``, else to the spool in the user's data folder; ``AMENDS_PYTEST=0`` turns it off.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, Generator

import pytest

PLUGIN_NAMES = ("amends", "amends_pytest")
SPOOLED_FILES = 50
TRACEBACKS = 200
TRACEBACK_CHARACTERS = 20000
MESSAGE_CHARACTERS = 2000
FRAMES = 50
STALE_SECONDS = 3600
RUNNING = "AMENDS_PYTEST_RUNNING"  # process and root of the run that is recorded, for what its tests start to see
TOOL = 4  # sys.monitoring's ids from 0 to 5; this one is nobody's by convention
ENDED_IN_ORDER = (0, 1, 5)  # all passed, some failed, nothing collected


def pytest_plugin_registered(manager: pytest.PytestPluginManager) -> None:
    """Make one name block the other: pluggy refuses one module under both, from entry point and ``-p``."""
    if any(manager.get_plugin(name) is not None for name in PLUGIN_NAMES):
        for name in PLUGIN_NAMES:
            if manager.get_plugin(name) is None and not manager.is_blocked(name):
                manager.set_blocked(name)


def pytest_configure(config: pytest.Config) -> None:
    """Start to listen, once for each run; a worker of xdist only explains its failures to the controller."""
    with suppress(Exception):
        # Taken out of the environment, or a pytest that the tests start would overwrite this run's report.
        report = os.environ.pop("AMENDS_REPORT", "")
        nested = not report and _is_part_of_a_test(config)
        if os.environ.get("AMENDS_PYTEST") == "0" or (nested and not hasattr(config, "workerinput")):
            return
        os.environ[RUNNING] = "%d:%s" % (os.getpid(), _root(config))
        config.pluginmanager.register(FailureNotes(str(config.invocation_params.dir)), "amends-notes")
        reach = Reach(_root(config))
        config.pluginmanager.register(reach, "amends-reach")
        if not hasattr(config, "workerinput"):
            config.pluginmanager.register(RunRecorder(config, report, reach), "amends-recorder")


def _is_part_of_a_test(config: pytest.Config) -> bool:
    """Whether a test of a recorded run started this one: in its own process (pytester), or on the same project."""
    process, _, root = os.environ.get(RUNNING, "").partition(":")
    return process == str(os.getpid()) or root == _root(config)


def _root(config: Any) -> str:
    return str(getattr(config, "rootpath", None) or config.rootdir)  # pytest 6.0 has no rootpath


class FailureNotes:
    """Attaches to a failed report what its text does not hold: type, message and frames of the exception.

    The report carries it, because xdist and forked runs make reports in another process than they log them in.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[Any]) -> Generator[None, Any, None]:
        outcome = yield
        with suppress(Exception):
            if outcome.excinfo is None:
                self._attach(outcome.get_result(), call.excinfo)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, Any, None]:
        outcome = yield
        with suppress(Exception):
            if outcome.excinfo is None:
                report = outcome.get_result()
                self._attach(report, report.call.excinfo)

    def pytest_unconfigure(self) -> None:
        """Leave the process as it was; another run may follow in it."""
        os.environ.pop(RUNNING, None)

    def _attach(self, report: Any, excinfo: Any) -> None:
        if report.outcome != "failed" or excinfo is None:
            return
        chain = _chain(excinfo.value)
        frames = _frames(chain, self._folder)
        report.amends = {
            "exception": type(chain[-1]).__name__,
            "message": _message(chain[-1], frames),
            "frames": frames[: FRAMES // 2] + frames[-FRAMES // 2 :] if len(frames) > FRAMES else frames,
        }


class Reach:
    """Which files of the project run for each test file, where Python tells it at no cost (3.12) and to nobody else."""

    def __init__(self, root: str) -> None:
        self.files: dict[str, set[str]] = {}
        self._root, self._file = os.path.join(root, ""), ""
        monitoring: Any = getattr(sys, "monitoring", None)
        self._monitoring: Any = monitoring if monitoring and not any(map(monitoring.get_tool, range(6))) else None
        if self._monitoring:
            self._monitoring.use_tool_id(TOOL, "amends")
            self._monitoring.register_callback(TOOL, self._monitoring.events.PY_START, self._note)
            self._monitoring.set_events(TOOL, self._monitoring.events.PY_START)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: Any) -> None:
        file, self._file = self._file, item.nodeid.partition("::")[0]
        if self._monitoring and file != self._file:
            self.files.setdefault(self._file, set())
            self._monitoring.restart_events()

    def pytest_sessionfinish(self, session: Any) -> None:
        if self._monitoring:
            self._monitoring.set_events(TOOL, 0)
            self._monitoring.free_tool_id(TOOL)
        if hasattr(session.config, "workeroutput"):  # xdist brings it to the controller
            session.config.workeroutput["amends"] = {file: sorted(reached) for file, reached in self.files.items()}

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        for file, reached in getattr(node, "workeroutput", {}).get("amends", {}).items():
            self.files.setdefault(file, set()).update(reached)

    def _note(self, code: Any, _offset: int) -> Any:
        if self._file and code.co_filename.startswith(self._root) and "site-packages" not in code.co_filename:
            self.files[self._file].add(code.co_filename[len(self._root) :])
        return self._monitoring.DISABLE


class RunRecorder:
    """Collects one item a test and writes them all when the session ends, also when it was interrupted."""

    def __init__(self, config: Any, report: str, reach: Reach) -> None:
        self._config = config
        self._reach = reach.files
        self._report = os.path.abspath(report) if report else ""
        self._root = _root(config)
        self._cwd = str(config.invocation_params.dir)
        self._started = time.time()
        self._items: dict[str, dict[str, Any]] = {}
        self._begun: set[str] = set()
        self._tracebacks = 0
        self._deselected = False
        self._uncollected = False

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note what begins, so that a run that hangs or crashes says where."""
        self._journal({"id": nodeid, "outcome": "started"})

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        with suppress(Exception):
            notes = report.__dict__.pop("amends", None)
            self._note(report, notes)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        with suppress(Exception):
            self._journal(self._items[nodeid])

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        with suppress(Exception):
            notes = report.__dict__.pop("amends", None)
            if report.outcome == "failed":
                self._uncollected = True
                self._items[report.nodeid] = self._item(report, "error", notes)
                self._journal(self._items[report.nodeid])

    def pytest_deselected(self, items: Any) -> None:
        self._deselected = self._deselected or bool(items)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: Any, exitstatus: int) -> None:
        try:
            stopped = bool(session.shouldfail or session.shouldstop) or int(exitstatus) not in ENDED_IN_ORDER
            narrowed = self._deselected or _selected(self._config, self._root, self._cwd)
            partial = stopped or narrowed or self._uncollected
            if self._report or self._items or not partial:
                self._write(self._record(int(exitstatus), stopped=stopped, partial=partial))
        except Exception as error:  # noqa: BLE001 -- a run is never disturbed by its observer
            with suppress(Exception):
                reporter = self._config.pluginmanager.get_plugin("terminalreporter")
                reporter.write_line("amends: the results of this run could not be kept: %s" % error)

    def _note(self, report: pytest.TestReport, notes: Any) -> None:
        known = self._items.get(report.nodeid)
        # A rerun begins anew. Subtests may be logged before their test's own setup, which then begins nothing.
        if known is None or (report.when == "setup" and report.nodeid in self._begun):
            known = self._items[report.nodeid] = self._item(report, "passed", None)
        if report.when == "setup":
            self._begun.add(report.nodeid)
        known["duration"] += report.duration
        if report.outcome == "failed" and known["outcome"] not in ("failed", "error"):
            outcome = "error" if report.when in ("setup", "teardown") else "failed"
            duration = known["duration"]
            known.update(self._item(report, outcome, notes), duration=duration)
        elif report.outcome == "skipped" and known["outcome"] == "passed":
            known.update(outcome="skipped", message=_clean(_skip_reason(report), MESSAGE_CHARACTERS))

    def _item(self, report: Any, outcome: str, notes: Any) -> dict[str, Any]:
        file, line, _ = report.location or (report.nodeid.split("::")[0], None, "")
        item: dict[str, Any] = {
            "id": _clean(report.nodeid),
            "outcome": outcome,
            "file": _clean(os.path.normpath(os.path.join(self._root, file))),
            "line": line or 0,
            "message": "",
            "frames": [],
            "duration": 0.0,
        }
        if outcome in ("failed", "error"):
            item.update(notes or {"exception": "", "message": _last_line(report), "frames": []})
            if self._tracebacks < TRACEBACKS:
                self._tracebacks += 1
                item["traceback"] = _clean(report.longreprtext, TRACEBACK_CHARACTERS)
        return item

    def _record(self, exitstatus: int, *, stopped: bool, partial: bool) -> dict[str, Any]:
        return {
            "schema": 1,
            "type": "testRun",
            "framework": "pytest",
            "root": _clean(self._root),
            "cwd": _clean(self._cwd),
            "started": self._started,
            "finished": time.time(),
            "python": _clean(sys.executable or ""),
            "partial": partial,
            "stopped": stopped,
            "exit": exitstatus,
            "reach": {_clean(file): sorted(map(_clean, reached)) for file, reached in self._reach.items()},
            "items": list(self._items.values()),
        }

    def _write(self, record: dict[str, Any]) -> None:
        if self._report:
            _write_file(self._report, record)
        else:
            folder = spool_folder()
            os.makedirs(folder, mode=0o700, exist_ok=True)
            _write_file(os.path.join(folder, _spool_name(record["finished"])), record)
            _remove_oldest(folder)

    def _journal(self, item: dict[str, Any]) -> None:
        # Only for runs that Amends started: it ends those that hang, and then no record is written.
        if self._report:
            with suppress(Exception), open(self._report + ".journal", "a", encoding="utf-8") as file:
                file.write(json.dumps(item) + "\n")


def spool_folder() -> str:
    """The folder that `amends.platform.paths.spool_folder` names, computed without it."""
    home = os.environ.get("AMENDS_DATA_HOME")
    if not home and sys.platform == "win32":
        home = os.path.join(os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local"), "amends")
    elif not home and sys.platform == "darwin":
        home = os.path.expanduser("~/Library/Application Support/amends")
    elif not home:
        home = os.path.join(
            os.environ.get("XDG_DATA_HOME", "").strip() or os.path.expanduser("~/.local/share"), "amends"
        )
    return os.path.join(os.path.abspath(home), "spool")


def _spool_name(moment: float) -> str:
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(moment))
    return "%s.%06d-%d.json" % (stamp, int(moment % 1 * 1000000), os.getpid())


def _write_file(path: str, record: dict[str, Any]) -> None:
    """Write beside the target and rename, so that nobody reads half a record; only the user may read it."""
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(record, file)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _remove_oldest(folder: str) -> None:
    names = sorted(os.listdir(folder))
    for name in [name for name in names if name.endswith(".json")][:-SPOOLED_FILES]:
        with suppress(OSError):
            os.unlink(os.path.join(folder, name))
    for name in names:
        path = os.path.join(folder, name)
        with suppress(OSError):
            if name.endswith(".tmp") and time.time() - os.path.getmtime(path) > STALE_SECONDS:
                os.unlink(path)


def _selected(config: Any, root: str, cwd: str) -> bool:
    """Whether the command line asked for a part of the tests; a worker's deselections never reach the controller."""
    option = config.option
    narrowing = ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "stepwise", "collectonly")
    if any(getattr(option, name, None) for name in narrowing):
        return True
    paths = {os.path.normpath(os.path.join(cwd, arg)) for arg in config.args}
    declared = {os.path.normpath(os.path.join(root, path)) for path in config.getini("testpaths")}
    source = getattr(getattr(config, "args_source", None), "name", "")
    return not (source == "TESTPATHS" or paths in ({root}, declared))


def _chain(error: BaseException) -> list[BaseException]:
    """From what pytest saw to what explains it: the only exception of a group, the original of a CollectError."""
    chain = [error]
    while True:
        inner = getattr(chain[-1], "exceptions", None)
        if isinstance(inner, tuple) and len(inner) == 1 and isinstance(inner[0], BaseException):
            chain.append(inner[0])
        elif type(chain[-1]).__name__ == "CollectError" and chain[-1].__cause__ is not None:
            chain.append(chain[-1].__cause__)
        else:
            return chain


def _frames(chain: list[BaseException], folder: str) -> list[dict[str, Any]]:
    """Frames of the tracebacks in order, deepest last, without those of pytest and of the import system."""
    frames = [frame for error in chain for frame in _traceback_frames(error.__traceback__, folder)]
    cause = chain[-1]
    if isinstance(cause, SyntaxError) and cause.filename and not cause.filename.startswith("<"):
        frames.append(_frame(cause.filename, cause.lineno, "<module>", folder))
    return frames


def _traceback_frames(traceback: TracebackType | None, folder: str) -> list[dict[str, Any]]:
    frames: list[dict[str, Any]] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        hidden = traceback.tb_frame.f_locals.get("__tracebackhide__") is True
        if not (hidden or code.co_filename.startswith("<") or _is_machinery(traceback.tb_frame)):
            frames.append(_frame(code.co_filename, traceback.tb_lineno, code.co_name, folder))
        traceback = traceback.tb_next
    return frames


def _is_machinery(frame: FrameType) -> bool:
    package = str(frame.f_globals.get("__name__", "")).split(".")[0]
    hook_of_a_plugin = frame.f_code.co_name.startswith("pytest_") and "site-packages" in frame.f_code.co_filename
    return hook_of_a_plugin or package in ("_pytest", "pytest", "pluggy", "unittest", "importlib", "xdist")


def _frame(path: str, line: int | None, function: str, folder: str) -> dict[str, Any]:
    path = os.path.normpath(os.path.join(folder, path))
    return {"path": _clean(path), "line": max((line or 1) - 1, 0), "function": _clean(function)}


def _message(error: BaseException, frames: list[dict[str, Any]]) -> str:
    """``AssertionError: assert 1 == 2``; an assertion that says nothing is given the line it stands in."""
    text = str(error)
    if isinstance(error, SyntaxError):
        text = error.msg or text
    if not text and isinstance(error, AssertionError) and frames:
        text = _source_line(frames[-1])
    name = type(error).__name__
    return _clean(name + ": " + text if text else name, MESSAGE_CHARACTERS)


def _source_line(frame: dict[str, Any]) -> str:
    import linecache  # noqa: PLC0415 -- rarely needed

    return linecache.getline(frame["path"], frame["line"] + 1).strip()


def _last_line(report: Any) -> str:
    """What a report without an exception says, such as the crash of an xdist worker."""
    lines = [line for line in report.longreprtext.splitlines() if line.strip()]
    return _clean(lines[-1].strip() if lines else "failed", MESSAGE_CHARACTERS)


def _skip_reason(report: Any) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(getattr(report, "wasxfail", "") or "")


def _clean(text: object, most: int = 0) -> str:
    """Text that every encoder takes: xdist cannot send a lone surrogate. What is too long loses its middle."""
    clean = str(text).encode("utf-8", "backslashreplace").decode("utf-8")
    if most and len(clean) > most:
        clean = clean[: most // 2] + "\n[...]\n" + clean[-most // 2 :]
    return clean
