"""The part of a change that may have repaired one problem, and changes that are no repair at all."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from itertools import chain

from amends.core.problems import Problem
from amends.core.text import Edit, Text, diff_edits, split_lines
from amends.verifying.gates.change import asks_removal

_IMPORT = re.compile(
    r"\s*(?:from\s+\S+\s+import\b|import\s+\S|\w[\w ,.]*,?\s*$|[()]\s*$|if (?:typing\.)?TYPE_CHECKING:)"
)
_REALLY_IMPORT = re.compile(r"^\s*(?:from\s+\S+\s+import|import)\b", re.MULTILINE)
_MOST_HUNKS = 6
_REWRITTEN_SHARE = 0.6
_SMALL = 20
_LAYOUT_TOKENS = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})


def attempts_for(problem: Problem, language: str, before: Text, after: Text) -> Iterator[tuple[Edit, ...]]:
    """Parts of the change that may be the repair, smallest first: at the problem, around it, each with imports."""
    hunks = diff_edits(before.content, after.content)
    imports = tuple(hunk for hunk in hunks if _is_import_only(hunk, before))
    near = tuple(
        hunk for hunk in hunks if hunk not in imports and _touches(hunk, before, _own_lines(problem, language, before))
    )
    around = tuple(
        hunk for hunk in hunks if hunk not in imports and _touches(hunk, before, _scope(problem, language, before))
    )
    at_problem = tuple(hunk for hunk in hunks if _touches(hunk, before, _own_lines(problem, language, before)))
    cores = [near or at_problem]
    if around != near and len(around) <= _MOST_HUNKS:
        cores.append(around)
    seen: set[tuple[Edit, ...]] = set()
    for core in cores:
        singles = ((*core, one) for one in imports)
        for edits in chain([core], singles, [(*core, *imports)]):
            chosen = tuple(sorted(set(edits)))
            if chosen and chosen not in seen:
                seen.add(chosen)
                yield chosen


def problem_lines(problem: Problem, text: Text) -> str:
    """The whole lines a problem stands in."""
    return text.content[text.line_span(problem.range.start.line)[0] : text.line_span(problem.range.end.line)[1]]


def loses_the_code(problem: Problem, language: str, before: Text, after: Text) -> bool:
    """Whether the code with the problem was deleted, which repairs nothing unless the finding asks for just that."""
    scope = _enclosing(problem, language, before)
    if scope and scope not in {name for name, _ in _definitions(language, after)}:
        return True
    lines = _own_lines(problem, language, before)
    hunks = [hunk for hunk in diff_edits(before.content, after.content) if _touches(hunk, before, lines)]
    deleted = bool(hunks) and all(not hunk.new_text.strip() for hunk in hunks)
    return deleted and not asks_removal(problem) and _deletes_lines(hunks, before, lines)


def is_layout_only(language: str, before: str, after: str) -> bool:
    """Whether two texts differ in layout alone: a formatter's work."""
    if language == "python":
        one, other = _tokens(before), _tokens(after)
        return one is not None and one == other
    return "".join(before.split()) == "".join(after.split())


def is_rewrite(before: str, after: str) -> bool:
    """Whether so much of a text changed at one stroke that it was replaced: a branch switched, a file generated."""
    old, new = split_lines(before), split_lines(after)
    if max(len(old), len(new)) < _SMALL:
        return False
    kept = len(set(old) & set(new))
    return kept < (1 - _REWRITTEN_SHARE) * min(len(set(old)), len(set(new)))


def changed_line_count(before: Text, after: Text) -> int:
    """How many lines differ, on the side where it is more."""
    hunks = diff_edits(before.content, after.content)
    old = sum(before.content.count("\n", hunk.start, hunk.end) + 1 for hunk in hunks)
    return max(old, sum(hunk.new_text.count("\n") + 1 for hunk in hunks))


def parses(language: str, content: str) -> bool:
    """Whether a text is whole, as far as can be told without a tool."""
    if language != "python":
        return True
    try:
        ast.parse(content.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _touches(hunk: Edit, text: Text, lines: range) -> bool:
    first, last = text.position_at(hunk.start).line, text.position_at(max(hunk.start, hunk.end - 1)).line
    return first < lines.stop and lines.start <= last


def _deletes_lines(hunks: Sequence[Edit], before: Text, lines: range) -> bool:
    """Whether nothing is left of the problem's lines."""
    start, end = before.line_span(lines.start)[0], before.line_span(lines.stop - 1)[1]
    left = "".join(
        character
        for offset, character in enumerate(before.content[start:end], start)
        if not any(hunk.start <= offset < hunk.end for hunk in hunks)
    )
    return not left.strip()


def _is_import_only(hunk: Edit, before: Text) -> bool:
    """Whether a hunk only touches import statements; its lines are looked at whole, for hunks are cut to what differs."""
    first, last = (
        before.line_span(before.position_at(hunk.start).line)[0],
        before.line_span(before.position_at(hunk.end).line)[1],
    )
    old = before.content[hunk.start : hunk.end]
    whole = before.content[first : hunk.start] + hunk.new_text + before.content[hunk.end : last]
    lines = [line for line in [*split_lines(old), *split_lines(hunk.new_text), *split_lines(whole)] if line.strip()]
    added = _REALLY_IMPORT.search(whole) or _REALLY_IMPORT.search(before.content[first:last])
    return (
        added is not None
        and all(_IMPORT.match(line) for line in split_lines(hunk.new_text or old) if line.strip())
        and bool(lines)
    )


def _own_lines(problem: Problem, language: str, text: Text) -> range:
    """Lines of the smallest statement around a problem, a compound one without its body."""
    first, last = problem.range.start.line, problem.range.end.line
    for statement in _statements(language, text):
        start, stop = statement.lineno - 1, (statement.end_lineno or statement.lineno) - 1
        body = getattr(statement, "body", None)
        header = body[0].lineno - 2 if isinstance(body, list) and body else stop
        if start <= first <= max(header, start):
            return range(start, max(header if body else stop, last, start) + 1)
    return range(first, last + 1)


def _scope(problem: Problem, language: str, text: Text) -> range:
    """Lines of the innermost function around a problem, else of its top-level statement."""
    first = problem.range.start.line
    found = [lines for _, lines in _definitions(language, text) if first in lines]
    if found:
        return min(found, key=len)
    return _own_lines(problem, language, text)


def _enclosing(problem: Problem, language: str, text: Text) -> str:
    found = [
        (len(lines), name) for name, lines in _definitions(language, text) if problem.range.start.line in lines[1:]
    ]
    return min(found)[1] if found else ""


def _definitions(language: str, text: Text) -> list[tuple[str, range]]:
    return [
        (node.name, range(node.lineno - 1, node.end_lineno or node.lineno))
        for node in _statements(language, text)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]


def _statements(language: str, text: Text) -> list[ast.stmt]:
    """Every statement, inner ones first."""
    if language != "python" or not parses(language, text.content):
        return []
    found = [node for node in ast.walk(ast.parse(text.content.removeprefix("\ufeff"))) if isinstance(node, ast.stmt)]
    return sorted(found, key=lambda node: (node.end_lineno or node.lineno) - node.lineno)


def _tokens(content: str) -> list[str] | None:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(content.removeprefix("\ufeff")).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return [token.string for token in tokens if token.type not in _LAYOUT_TOKENS]
