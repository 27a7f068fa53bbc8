"""Runs unittest tests and writes the same record that `amends_pytest` writes, for projects that have no pytest.

``python amends_unittest.py REPORT [IMPORT_PATH...] -- [FILE or FILE::CLASS::METHOD ...]`` in the folder the names are
relative to. It runs inside the project's own interpreter, so it is one file of standard library for Python 3.8.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
import unittest
from types import TracebackType
from typing import Any, Iterator, Optional, Tuple, Type, Union

Err = Union[Tuple[Type[BaseException], BaseException, TracebackType], Tuple[None, None, None]]


def main(arguments: list[str]) -> int:
    """Run, write the record, and end with 1 when something failed."""
    split = arguments.index("--")
    report, paths, targets = arguments[0], arguments[1:split], arguments[split + 1 :]
    root = os.getcwd()
    sys.path[:1] = [path for path in (os.path.join(root, "src"), root) if os.path.isdir(path)] + paths
    started = time.time()
    result = Recorder(root)
    for target in targets or all_files(root):
        try:
            suite = load(root, target)
        except Exception:  # noqa: BLE001 -- whatever a file does when it is imported
            result.unloadable(target)
        else:
            suite.run(result)
    record = {
        "schema": 1,
        "type": "testRun",
        "framework": "unittest",
        "root": root,
        "started": started,
        "finished": time.time(),
        "partial": bool(targets),
        "stopped": False,
        "items": list(result.items.values()),
    }
    with open(report, "w", encoding="utf-8") as file:
        json.dump(record, file)
    return 1 if any(item["outcome"] in ("failed", "error") for item in result.items.values()) else 0


def all_files(root: str) -> list[str]:
    """Every test file below a folder, hidden ones and environments aside."""
    found = []
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(
            name
            for name in inner
            if not name.startswith(".") and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        found += [
            os.path.relpath(os.path.join(folder, name), root)
            for name in sorted(names)
            if name.startswith("test") and name.endswith(".py")
        ]
    return found


def load(root: str, target: str) -> unittest.TestSuite:
    """The tests of a file, a class or a method; a file that cannot be imported becomes a test that says so."""
    file, _, rest = target.partition("::")
    path = os.path.join(root, file)
    top = os.path.dirname(path)
    while os.path.exists(os.path.join(top, "__init__.py")) and os.path.dirname(top) != top:
        top = os.path.dirname(top)
    if top not in sys.path:
        sys.path.insert(0, top)
    module = os.path.splitext(os.path.relpath(path, top))[0].replace(os.sep, ".")
    name = ".".join([module] + [part for part in rest.split("::") if part])
    suite = unittest.TestSuite()
    for test in flat(unittest.defaultTestLoader.loadTestsFromName(name)):
        test.amends_file = file.replace(os.sep, "/")
        suite.addTest(test)
    return suite


def flat(suite: Any) -> Iterator[Any]:
    """The tests of a suite and of the suites in it."""
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


class Recorder(unittest.TestResult):
    """One item a test."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self.root = root
        self.items: dict[str, dict[str, Any]] = {}
        self.file = ""

    def startTest(self, test: Any) -> None:
        super().startTest(test)
        self.file = getattr(test, "amends_file", self.file)
        self.note(test, "passed")

    def addError(self, test: Any, err: Err) -> None:
        self.note(test, "error", err)

    def addFailure(self, test: Any, err: Err) -> None:
        self.note(test, "failed", err)

    def addSubTest(self, test: Any, subtest: Any, err: Optional[Err]) -> None:  # noqa: ARG002
        if err is not None:
            self.note(test, "failed", err)

    def addSkip(self, test: Any, reason: str) -> None:
        self.note(test, "skipped", message=reason)

    def addExpectedFailure(self, test: Any, err: Err) -> None:  # noqa: ARG002
        self.note(test, "skipped", message="expected failure")

    def addUnexpectedSuccess(self, test: Any) -> None:
        self.note(test, "failed", message="it was expected to fail")

    def unloadable(self, target: str) -> None:
        """Note a file that has errors of its own, or imports one that has."""
        file = target.partition("::")[0]
        item = {"id": file, "outcome": "error", "file": os.path.join(self.root, file), "line": 0}
        self.items[file] = {**item, **explained(sys.exc_info())}

    def note(self, test: Any, outcome: str, err: Optional[Err] = None, message: str = "") -> None:
        name = self.name(test)
        known = self.items.get(name)
        if known and known["outcome"] in ("failed", "error"):
            return
        item = {"id": name, "outcome": outcome, "file": os.path.join(self.root, self.file), "line": 0}
        item.update(message=message, frames=[], traceback="", exception="")
        code = getattr(getattr(test, getattr(test, "_testMethodName", ""), None), "__code__", None)
        if code is not None:
            item["line"] = code.co_firstlineno - 1
        if err is not None:
            item.update(explained(err))
        self.items[name] = item

    def name(self, test: Any) -> str:
        method = getattr(test, "_testMethodName", "")
        if type(test).__module__.startswith("unittest"):
            return self.file  # what stands for a file that could not be imported
        return "::".join(filter(None, (self.file, type(test).__qualname__, method)))


def explained(err: Any) -> dict[str, Any]:
    """Type, message and frames of an exception, without unittest's own frames."""
    kind, value, trace = err
    frames = [
        {"path": os.path.abspath(frame.filename), "line": max((frame.lineno or 1) - 1, 0), "function": frame.name}
        for frame in traceback.extract_tb(trace)
        if os.sep + "unittest" + os.sep not in frame.filename and not frame.filename.startswith("<")
    ]
    text = "".join(traceback.format_exception(kind, value, trace))
    words = str(value).splitlines()
    message = "%s: %s" % (kind.__name__, words[0]) if words else kind.__name__
    return {"exception": kind.__name__, "message": message[:2000], "frames": frames[-50:], "traceback": text[-20000:]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
