"""Which test files have run which files, as coverage.py measured it with contexts (its own or pytest-cov's).

The data file is SQLite; its tables are part of coverage.py's documented interface ("Coverage data format").
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

_DATA_FILE = ".coverage"
_QUERY = """
SELECT DISTINCT file.path, context.context FROM {table} JOIN file ON file.id = {table}.file_id
JOIN context ON context.id = {table}.context_id WHERE context.context <> ''
"""


def measured_tests(root: Path, touched: Sequence[str], files: Collection[str]) -> list[str]:
    """Test files (relative, of `files`) that ran a touched one when coverage was measured last; none without data."""
    wanted = {os.path.realpath(root / path) for path in touched} | set(touched)
    found: dict[str, None] = {}
    for path, context in _contexts(root / _DATA_FILE):
        if (path in wanted or os.path.realpath(root / path) in wanted) and (name := _file_of(context, files)):
            found[name] = None
    return sorted(found)


def _contexts(data: Path) -> Iterator[tuple[str, str]]:
    if not data.is_file():
        return
    # Read only and as it is: a run of the tests may write it now.
    with contextlib.suppress(sqlite3.Error), contextlib.closing(_opened(data)) as db:
        for table in ("line_bits", "arc"):
            yield from db.execute(_QUERY.format(table=table))


def _opened(data: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{data.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _file_of(context: str, files: Collection[str]) -> str:
    """``tests/test_a.py::test_b|run`` as pytest-cov writes it, or ``tests.test_a.test_b`` as coverage.py does."""
    path = context.partition("::")[0].partition("|")[0]
    if path in files:
        return path
    parts = context.split(".")
    names = ("/".join(parts[:end]) + ".py" for end in range(len(parts), 0, -1))
    # A test's module is known by its own name alone where its folder is no package.
    return next((file for name in names for file in files if file == name or file.endswith(f"/{name}")), "")
