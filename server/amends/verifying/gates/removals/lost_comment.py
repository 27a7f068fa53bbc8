"""Gate: words for the reader went away with the problem."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reading.comments import CommentText, comments_of
from amends.verifying.gates.reading.python_source import Definition, PythonSource, line_of
from amends.verifying.gates.removals.deleted_code import went_whole

NAME = "lost-comment"
_WORDS = re.compile(r"\w+")
_DIRECTIVE = re.compile(
    r"^[#/*\s]*(type\s*:|noqa|nosec|ruff\s*:|flake8\s*:|mypy\s*:|pyright\s*:|pylint\s*:|fmt\s*:|isort\s*:|pragma\b|eslint-|@ts-|biome-|"
    r"nolint|lint:|prettier-|-\*-|!|pyre-|pytype\s*:|NOSONAR|shellcheck)",
    re.IGNORECASE,
)
_KEPT_SHARE = 0.5


def check(change: Change) -> Iterator[GateFinding]:
    """Lost comments and docstrings that the repair had no need to touch."""
    yield from _comments(change)
    if change.python:
        yield from _docstrings(change, *change.python)


def _comments(change: Change) -> Iterator[GateFinding]:
    before, after = comments_of(change)
    left = " ".join(_WORDS.findall(" ".join(comment.text for comment in after).lower()))
    touched = change.changed_lines[0]
    for comment in before:
        words = " ".join(_WORDS.findall(comment.text.lower()))
        if comment.line in touched and words and words not in left and not _needed(change, comment):
            if change.is_patch and _rewritten(change, comment):
                continue
            yield change.finding(NAME, change.line_before(comment.line), "A comment was lost.")


def _rewritten(change: Change, comment: CommentText) -> bool:
    """Whether a patch rewrote the code it spoke of, or says something else in its place."""
    for hunk in change.hunks:
        first = change.before.position_at(hunk.start).line
        if first <= comment.line <= change.before.position_at(hunk.end).line:
            removed = change.before.content[hunk.start : hunk.end].splitlines()
            if any(line.strip() and not line.lstrip().startswith(("#", "//", "/*", "*")) for line in removed):
                return True  # it spoke of code that was rewritten
            start = change.after.line_span(first)[0]
            return any(
                mark in change.after.content[start : start + len(hunk.new_text) + 80] for mark in ("#", "//", "/*")
            )
    return False


def _needed(change: Change, comment: CommentText) -> bool:
    """Whether it is a directive, is itself the problem, or spoke of code that had to go."""
    if _DIRECTIVE.match(comment.text):
        return True
    line = comment.line
    if change.removal_asked_at(line, line) or _is_the_problem(change, line) or went_whole(change, line):
        return True
    while _is_comment(change.before.line(line + 1)):
        line += 1
    return _is_comment(change.before.line(comment.line)) and change.removal_asked_at(line + 1, line + 1)


def _is_the_problem(change: Change, line: int) -> bool:
    """Whether a tool's finding lies inside the comment."""
    hash_at = change.before.line(line).find("#")
    return any(
        problem.range.start.line == line and problem.range.start.character >= hash_at >= 0
        for problem in change.own_problems
    )


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _docstrings(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    pairs: list[tuple[str, ast.Module | Definition, ast.Module | Definition]] = [
        ("the module", before.outline, after.outline)
    ]
    pairs += [
        (name, node, after.changed_definitions[name])
        for name, node in before.changed_definitions.items()
        if name in after.changed_definitions
    ]
    for name, old, new in pairs:
        was, now = _docstring(old), _docstring(new)
        if _lost_words(was, now) and not (isinstance(old, ast.Module) and not after.parses):
            first = old.body[0] if old.body else old
            emptied = isinstance(old, ast.Module) and not after.outline.body
            if emptied and old.body and change.stands_whole(before.segment(old.body[0])):
                continue  # the file was moved
            if now or not change.removal_asked_at(line_of(first), line_of(first)):
                yield change.finding(NAME, change.line_before(line_of(first)), f"The docstring of {name} was lost.")


def _lost_words(was: str, now: str) -> bool:
    old, new = _WORDS.findall(was.lower()), _WORDS.findall(now.lower())
    kept = sum(word in new for word in old)
    return bool(old) and kept < _KEPT_SHARE * len(old)


def _docstring(node: ast.AST) -> str:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return ast.get_docstring(node, clean=False) or ""
    return ""
