"""The text of a failing test: what it gives and wants, which not every framework says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import attrs

from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.platform.files import UnreadableFileError, read_file
from amends.platform.uris import uri_to_path

_MOST_LINES = 80
_CLOSING = re.compile(r"\s*[)\]}]")
_ABOVE_A_NAME = re.compile(r"\s*(@|#\[)")
"""Decorators and attributes, with what they give the test."""
_WORDS = r"(?:export|pub|public|private|protected|static|final|const|let|var|async|def|fn|func|function|class|void)\s+"
_DEFINITION = re.compile(
    rf"^\s*(?:(?:{_WORDS})+(?:[\w<>\[\]]+\s+)?(?P<function>\w+)\s*[(:<]"
    rf"|(?:{_WORDS})*(?:[\w<>\[\], ]+\s+)?(?P<value>\w+)\s*(?::=|=(?!=)|:\s*[\w<\[]))"
)
"""A line that gives a name something to stand for, in any language."""


def with_source(problem: Problem, documents: Mapping[str, Document]) -> Problem:
    """The problem with its test's text, from the documents by URI or from the disk; as it is where there is none."""
    if problem.test is None or problem.test.source:
        return problem
    lines = _lines(problem.uri, documents)
    first = _beginning(lines, problem.range.start.line)
    source = list(_block(lines, first))
    given = "\n".join(_named(lines, first, len(source), frozenset(re.findall(r"\w+", "\n".join(source)))))
    return attrs.evolve(problem, test=attrs.evolve(problem.test, source="\n".join(source), given=given))


def _lines(uri: str, documents: Mapping[str, Document]) -> list[str]:
    if uri in documents:
        return documents[uri].text.content.splitlines()
    path = uri_to_path(uri)
    try:
        return read_file(path).content.splitlines() if path else []
    except UnreadableFileError:
        return []


def _beginning(lines: list[str], first: int) -> int:
    """The line on which a test begins of which one in the middle is known: its rows stand above its name."""
    if not (first < len(lines) and _CLOSING.match(lines[first])):
        return first
    depth = _depth(lines[first])
    above = range(first - 1, max(first - _MOST_LINES, -1), -1)
    return next((line for line in above if lines[line].strip() and _depth(lines[line]) <= depth), first)


def _block(lines: list[str], first: int) -> Iterator[str]:
    """The line of a test's name and what is indented below it, in every language that people lay out."""
    for line in lines[first : first + 1]:
        yield line
        depth, is_named = _depth(line), not _ABOVE_A_NAME.match(line)
        for inner in lines[first + 1 : first + _MOST_LINES]:
            if inner.strip() and _depth(inner) <= depth and not _CLOSING.match(inner):
                if is_named:
                    return
                is_named = not _ABOVE_A_NAME.match(inner)
            yield inner


def _named(lines: list[str], first: int, count: int, names: frozenset[str]) -> Iterator[str]:
    """The definitions of these names that stand beside the test, or further out."""
    depth = _depth(lines[first]) if first < len(lines) else 0
    for number, line in enumerate(lines):
        found = _DEFINITION.match(line) if _depth(line) <= depth else None
        name = found and (found["function"] or found["value"])
        if name in names and not first <= number < first + count:
            yield from _block(lines, number)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
