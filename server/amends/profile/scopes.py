"""Rules and scopes: where a mute, a lesson or a pattern holds."""

from __future__ import annotations

import pathspec

PATH_PREFIX = "path:"


def in_scope(scope: str, path: str) -> bool:
    """Whether a relative path lies in a scope: a gitignore-like glob (``tests/``), empty for everywhere."""
    return not scope or pathspec.GitIgnoreSpec.from_lines([scope]).match_file(path)


def rule_covers(rule: str, source: str, code: str, path: str) -> bool:
    """Whether a mute rule (``E501``, ``ruff:E501``, ``path:tests/**``) covers a finding."""
    if rule.startswith(PATH_PREFIX):
        return in_scope(rule.removeprefix(PATH_PREFIX), path)
    return rule in {code, f"{source}:{code}"}
