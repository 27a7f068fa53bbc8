"""Which files ran for which test file in earlier runs, as the pytest plugin saw it; kept in the user's data folder.

Tests reach code in ways that no import tells. What a whole run saw of a test file is taken for all there is, what a
part of one saw is added to what is known. A session's fixtures run for the first test file alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import attrs

from amends.platform.files import write_file
from amends.platform.paths import data_home
from amends.tools.testrunners.testreport import TestRun, rebased

_MOST_TESTS = 5_000
_MOST_FILES = 2_000
_MOST_CHOSEN = 8
"""Of tests that nothing else connects with a file, or a file that every test runs would have every test run."""


@attrs.frozen
class ReachedFiles:
    """The record of one folder."""

    root: Path

    def tests_of(self, touched: Sequence[str], tests: Collection[str]) -> list[str]:
        """Those of `tests` that ran a touched file, the ones that ran the fewest files first; paths are relative."""
        wanted = set(touched)
        known = self._known()
        found = [test for test in tests if wanted & set(known.get(test, ()))]
        return sorted(found, key=lambda test: (len(known[test]), test))[:_MOST_CHOSEN]

    def remember(self, run: TestRun) -> None:
        """Add what a run saw; nothing where it did not look."""
        reached = rebased(run, self.root).reached
        if not reached:
            return
        known = self._known()
        whole = run.complete and not run.partial
        new = {
            test: sorted({*files, *(() if whole else known.get(test, ()))} - {test})[:_MOST_FILES]
            for test, files in reached.items()
        }
        if new.items() <= known.items():
            return
        kept = dict([*(item for item in known.items() if item[0] not in new), *new.items()][-_MOST_TESTS:])
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_file(self._file, json.dumps({"schema": 1, **_packed(kept)}))

    @property
    def _file(self) -> Path:
        return data_home() / "reached" / f"{hashlib.sha256(str(self.root).encode()).hexdigest()[:16]}.json"

    def _known(self) -> Mapping[str, list[str]]:
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
            record = json.loads(self._file.read_text(encoding="utf-8"))
            return {test: [record["files"][number] for number in files] for test, files in record["tests"].items()}
        return {}


def _packed(known: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Each file's name once: hundreds of tests run the same ones."""
    names = dict.fromkeys(file for files in known.values() for file in files)
    numbers = {file: number for number, file in enumerate(names)}
    return {"files": list(numbers), "tests": {test: [numbers[file] for file in files] for test, files in known.items()}}
