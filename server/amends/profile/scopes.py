"""Rules and scopes: where a mute, a lesson or a pattern holds."""

from __future__ import annotations

import pathspec

PATH_PREFIX = "path:"
TESTS = "@tests"
"""The scope of all test files, wherever they stand."""
TESTS_FOLDER = "tests/"
"""The folder, with whatever else is in it."""


def in_scope(scope: str, path: str) -> bool:
    """Whether a relative path lies in a scope: a gitignore-like glob (``tests/``), ``@tests``, empty for everywhere."""
    if scope == TESTS:
        return is_test_file(path)
    return not scope or pathspec.GitIgnoreSpec.from_lines([scope]).match_file(path)


def rule_covers(rule: str, source: str, code: str, path: str) -> bool:
    """Whether a mute rule (``E501``, ``ruff:E501``, ``path:tests/**``) covers a finding."""
    if rule.startswith(PATH_PREFIX):
        return in_scope(rule.removeprefix(PATH_PREFIX), path)
    return rule in {code, f"{source}:{code}"}


def is_test_file(path: str) -> bool:
    """Whether a file holds tests, by the names that pytest, unittest, jest and the like look for."""
    name = path.rpartition("/")[2]
    stem = name.partition(".")[0]
    python = name.endswith(".py") and (
        stem.startswith("test_") or stem.endswith("_test") or stem in {"tests", "conftest"}
    )
    return python or ".test." in name or ".spec." in name
