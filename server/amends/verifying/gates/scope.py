"""Gate: an edit where nobody asked for one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from amends.core.problems import Problem, message_names
from amends.core.text import Edit, Text
from amends.core.verdicts import GateFinding
from amends.platform.uris import uri_to_path
from amends.syntax.python_changes import first_line
from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reading.python_source import PythonSource, last_line_of, line_of

NAME = "scope"
_NAME = re.compile(r"[^\W\d]\w*")
_IMPORT_LINE = re.compile(
    r"\s*(from\b|import\b|[\w.]+(\s+as\s+\w+)?,?\s*(#.*)?$|[()]|\)?\s*$|if TYPE_CHECKING:|if typing\.TYPE_CHECKING:|#)"
)


def check(change: Change) -> Iterator[GateFinding]:
    """Files the problem does not reach, new files, and places of its own file that have nothing to do with it."""
    start = change.line_after(0)
    if change.path.is_absolute() or ".." in change.path.parts:
        yield change.finding(NAME, start, "The file lies outside the folder.")
    elif change.is_patch:
        return  # a person's patch may be about several things, and bring new files
    elif not change.existed:
        yield change.finding(NAME, start, "A new file was added.")
    elif change.judged_by_problem and not _reaches(change):
        yield change.finding(NAME, start, "The problem has nothing to do with this file.")
    else:
        yield from _far_hunks(change)


def _reaches(change: Change) -> bool:
    return any(_reached_by(change, problem) for problem in change.problems)


def _reached_by(change: Change, problem: Problem) -> bool:
    if change.uri in {problem.uri, *(place.uri for place in problem.related)}:
        return True
    path = uri_to_path(change.uri)
    if problem.test is None:
        return False
    if any(path and frame.path == str(path) for frame in problem.test.frames):
        return True
    return not change.is_test  # a failing test may be wrong anywhere in the code it tests, but not in other tests


def _far_hunks(change: Change) -> Iterator[GateFinding]:
    if not change.python or not change.own_problems or change.of_failing_test:
        return
    before, after = change.python
    zone = {line for problem in change.own_problems for line in _zone(before, problem)}
    names = {name for problem in change.own_problems for name in _names(change, problem)}
    calls = _lines_of_calls(before, _with_other_parameters(before, after, zone))
    shift = 0
    for hunk in change.hunks:
        if not _near(change, hunk, zone | calls) and not _needed(change, hunk, names, after, hunk.start + shift):
            line = change.before.position_at(hunk.start).line
            yield change.finding(NAME, change.line_before(line), "This place has nothing to do with the problem.")
        shift += len(hunk.new_text) - (hunk.end - hunk.start)


def _zone(source: PythonSource, problem: Problem) -> range:
    """Lines of the outermost function, class or statement around the problem."""
    first, last = problem.range.start.line, problem.range.end.line
    for statement in source.tree.body:
        top = first_line(statement)
        if top <= first <= last_line_of(statement):
            return range(top, max(last_line_of(statement), last) + 1)
    return range(first, last + 1)


def _with_other_parameters(before: PythonSource, after: PythonSource, zone: set[int]) -> set[str]:
    """Functions of the zone that take something else afterwards: who calls them has to follow."""
    found = set()
    for name, function in before.changed_functions.items():
        new = after.function(name)
        if new is not None and line_of(function) in zone and ast.dump(new.args) != ast.dump(function.args):
            found.add(name.rpartition(".")[2])
    return found


def _lines_of_calls(source: PythonSource, names: set[str]) -> set[int]:
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)] if names else []
    called = [node for node in calls if source.dotted(node.func).rpartition(".")[2] in names]
    return {line for node in called for line in range(line_of(node), last_line_of(node) + 1)}


def _names(change: Change, problem: Problem) -> Iterator[str]:
    """What the problem speaks of: names in its message and, for a problem of a word or two, in its range."""
    for mentioned in message_names(problem.message):
        yield from _NAME.findall(mentioned)
    spoken = _NAME.findall(change.before.slice(problem.range))
    if len(spoken) <= 3:  # noqa: PLR2004 (a dotted name at most)
        yield from spoken


def _near(change: Change, hunk: Edit, zone: set[int]) -> bool:
    first, last = (change.before.position_at(offset).line for offset in (hunk.start, max(hunk.start, hunk.end - 1)))
    return any(line in zone for line in range(first - 1, last + 2))


def _needed(change: Change, hunk: Edit, names: set[str], after: PythonSource, start: int) -> bool:
    """Whether a far hunk serves the repair: imports, a new top-level definition, or the very names at stake."""
    removed = change.before.content[hunk.start : hunk.end]
    if not removed.strip() and not hunk.new_text.strip():
        return True
    old, new = _lines(change.before, hunk.start, hunk.end), _lines(change.after, start, start + len(hunk.new_text))
    lines = [*map(change.before.line, old), *map(change.after.line, new)]
    if names & set(_NAME.findall(" ".join(lines))) or all(
        _IMPORT_LINE.match(line) or not line.strip() for line in lines
    ):
        return True
    return not removed.strip() and any(top.lineno - 1 in new for top in after.tree.body)


def _lines(text: Text, start: int, end: int) -> range:
    return range(text.position_at(start).line, text.position_at(max(start, end - 1)).line + 1)
