"""Gate: a tool was told to look away instead of being answered."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.comments import CommentText, code_of, comments_of
from amends.verifying.gates.reading.python_source import PythonSource, line_of
from amends.verifying.gates.reading.tree_code import bare_mentions

NAME = "suppression"
EVERYTHING = "*"
_LONGEST_SHOWN = 80

# (directive, pattern); a group holds the codes, no codes means everything. Directives with a file-wide form get a name
# of their own, so that going from one line to the whole file is new.
_DIRECTIVES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("file noqa", r"#\s*(?:ruff|flake8)\s*:\s*noqa\b(?:\s*:\s*(?P<codes>[\w,\s-]+))?"),
        ("noqa", r"(?<!ruff: )(?<!flake8: )\bnoqa\b(?:\s*:\s*(?P<codes>[a-z]+\d+(?:[,\s]+[a-z]+\d+)*))?"),
        ("ruff range", r"#\s*ruff\s*:\s*(?:disable|ignore|file-ignore)\s*(?:\[(?P<codes>[^\]]*)\])?"),
        ("type: ignore", r"#\s*type\s*:\s*ignore\b(?:\s*\[(?P<codes>[^\]]*)\])?"),
        ("pyright: ignore", r"#\s*(?:based)?pyright\s*:\s*ignore\b(?:\s*\[(?P<codes>[^\]]*)\])?"),
        ("pyright setting", r"#\s*(?:based)?pyright\s*:\s*(?!ignore\b)(?P<codes>.+)"),
        ("mypy setting", r"#\s*mypy\s*:\s*(?P<codes>.+)"),
        ("checker: ignore", r"#\s*(?:ty|pyrefly|zuban|pyre|refurb|wps)\s*:\s*ignore\b(?:\s*\[(?P<codes>[^\]]*)\])?"),
        ("pyre", r"#\s*pyre-(?:ignore-all-errors|ignore|fixme|unsafe)\b(?:\s*\[(?P<codes>[^\]]*)\])?"),
        ("pytype", r"#\s*pytype\s*:\s*(?:disable|skip-file)\b(?:\s*=\s*(?P<codes>[\w,\s-]+))?"),
        ("pylint file", r"#\s*pylint\s*:\s*(?P<codes>skip-file)\b"),
        ("pylint", r"#\s*pylint\s*:\s*disable(?:-next|-line|-msg)?\s*=\s*(?P<codes>[\w,\s-]+)"),
        ("nosec", r"#\s*nosec\b(?:\s*:?\s*(?P<codes>B\d+(?:[,\s]+B\d+)*))?"),
        (
            "scanner",
            (
                r"\b(?:nosemgrep|NOSONAR|nopycln|skipcq|lgtm\s*\[|noinspection|NOPMD|nolintnextline|nolint(?!er)"
                r"|lint:(?:file-)?ignore|CHECKSTYLE[:.]\s*OFF|codespell:ignore|spell-?checker:\s*(?:disable|ignore)|cspell:\s*(?:disable|ignore))"
                r"(?::(?P<codes>[\w,-]+))?"
            ),
        ),
        (
            "coverage",
            r"\bpragma\s*:?\s*no\s*-?(?:cover|branch|mutate)|\b(?:istanbul|c8|v8|node:coverage)\s+(?:ignore|disable)\b",
        ),
        (
            "formatter",
            r"\b(?:fmt|yapf|autopep8|black)\s*:\s*(?:off|skip|disable)\b|\bprettier-ignore\b|\bclang-format\s+off\b|\bdprint-ignore\b",
        ),
        ("isort", r"\bisort\s*:\s*(?:off|skip_file|skip|split|dont-add-imports)\b"),
        (
            "eslint",
            r"\b(?:es|ox|style|ts)lint-disable(?P<file>-next-line|-line)?\b(?:\s+(?P<codes>[@\w/-]+(?:\s*,\s*[@\w/-]+)*))?|\btslint:disable",
        ),
        (
            "eslint",
            (
                r"/\*\s*eslint\s+(?P<codes>[@\w/-]+)\s*:\s*(?:\[\s*)?(?:0\b|[\"']?off\b[\"']?)[^*,]*(?:\*/)?"
                r"|/\*\s*eslint\s+[^*]*:\s*(?:\[\s*)?(?:0\b|[\"']?off\b[\"']?)[^*]*(?:\*/)?"
            ),
        ),
        (
            "typescript",
            r"@ts-(?:ignore|expect-error|nocheck)\b|\$Flow(?:FixMe|Ignore|Issue|ExpectedError)\w*|@noflow\b|@flow-ignore",
        ),
        (
            "biome",
            r"\b(?:biome-ignore(?:-all|-start)?|deno-lint-ignore(?:-file)?|rome-ignore)\b(?:\s+(?P<codes>[\w/-]+))?",
        ),
        ("shell", r"#\s*shellcheck\s+disable=(?P<codes>[\w,]+)"),
        ("ruby", r"#\s*(?:rubocop|standard)\s*:\s*(?:disable|todo)\b\s*(?P<codes>[\w/,\s]+)?"),
        ("php", r"@(?:phpstan-ignore\S*|psalm-suppress|phpcs:\s*\w+|suppress)\b"),
        ("go generate", r"//\s*#nosec|//go:build\s+ignore|//\s*Code generated .* DO NOT EDIT"),
    )
)
# Suppressions that are code, not comments, in languages we do not parse here.
_ATTRIBUTES = re.compile(
    r"#!?\[\s*(?:cfg_attr\s*\([^\]]*?)?(?:allow|expect|rustfmt::skip|clippy::allow)\b[^\]]*\]|@SuppressWarnings\b|"
    r"@SuppressLint\b|@Suppress\b|@file:Suppress\b|#\s*pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored|"
    r"#\s*pragma\s+warning\s*\(?\s*disable|"
    r"\[\s*(?:assembly\s*:\s*)?SuppressMessage\b|@unchecked\b|error_reporting\s*\(\s*0"
)
_QUIET_CALLS = frozenset(
    {"warnings.filterwarnings", "warnings.simplefilter", "logging.disable", "logging.captureWarnings", "numpy.seterr"}
    | {"numpy.errstate", "pytest.mark.filterwarnings", "no_type_check", "typing.no_type_check"}
    | {"typing.no_type_check_decorator", "typing_extensions.no_type_check"}
)


def check(change: Change) -> Iterator[GateFinding]:
    """New or widened directives, and code whose only purpose is to quieten a tool."""
    before, after = (tuple(_directives(comments)) for comments in comments_of(change))
    narrowed = {kind for kind, code in map(_split, change.lost(before, after)) if code == EVERYTHING}
    for fact in change.added(before, after):
        kind, code = _split(fact)
        if kind in narrowed and code != EVERYTHING:
            continue  # a blanket directive became a specific one: that is less silence, not more
        if not _is_the_answer(change, kind, code, fact.line):
            yield change.finding(
                NAME, change.line_after(fact.line), f"`{fact.label}` silences the finding instead of repairing it."
            )
    yield from _quieting_code(change)


def _directives(comments: tuple[CommentText, ...]) -> Iterator[Fact]:
    for comment in comments:
        for kind, pattern in _DIRECTIVES:
            for found in pattern.finditer(comment.text):
                for code in _codes(found):
                    yield Fact(f"{_reach(kind, found)}={code}", comment.line, _shown(found.group()))


def _shown(directive: str) -> str:
    """A directive on one line; a long one ends where a word does."""
    return textwrap.shorten(directive, _LONGEST_SHOWN, placeholder=" …")


def _split(fact: Fact) -> tuple[str, str]:
    """Kind and code of a directive."""
    kind, _, code = str(fact.key).partition("=")
    return kind, code


def _reach(kind: str, found: re.Match[str]) -> str:
    if kind == "eslint" and found.groupdict().get("file") is None:
        return "file eslint"
    return kind


def _codes(found: re.Match[str]) -> frozenset[str]:
    codes = found.groupdict().get("codes") or ""
    split = {code.strip().lower() for code in re.split(r"[,\s]+", codes) if code.strip()}
    return frozenset(split - {"all"} if split != {"all"} else ()) or frozenset({EVERYTHING})


def _is_the_answer(change: Change, kind: str, code: str, line: int) -> bool:
    """Whether it is the suppression that was asked for by name: of the problem's own line, and of its own code.

    One without codes says more than that. It stands where people write it so (`Candidate.suppression` was learned).
    """
    if not change.candidate.suppression or kind.startswith("file") or kind.endswith("setting"):
        return False
    shift = change.after.line_count - change.before.line_count
    near = any(
        problem.range.start.line + min(shift, 0) <= line <= problem.range.end.line + max(shift, 0)
        for problem in change.own_problems
    )
    return near and code in {EVERYTHING, *(problem.code.lower() for problem in change.own_problems)}


def _quieting_code(change: Change) -> Iterator[GateFinding]:
    if change.python:
        before, after = (tuple(_quiet_calls(source)) for source in change.python)
    else:
        before, after = (tuple(_attributes(text.content, change.language)) for text in (change.before, change.after))
        if change.trees:
            before += tuple(bare_mentions(change.trees[0]))
            after += tuple(bare_mentions(change.trees[1]))
    for fact in change.added(before, after):
        yield change.finding(
            NAME, change.line_after(fact.line), f"`{fact.label}` silences a tool instead of answering it."
        )


def _quiet_calls(source: PythonSource) -> Iterator[Fact]:
    for node in source.nodes:
        name = source.dotted(node) if isinstance(node, ast.Attribute | ast.Name) else ""
        if name in _QUIET_CALLS:
            yield Fact(name, line_of(node), name)
        elif _is_bare_mention(node):
            yield Fact("bare mention", line_of(node), ast.unparse(node))


def _is_bare_mention(node: ast.AST) -> bool:
    """A name that is only mentioned so that it counts as used: ``_ = os``, or ``x`` on a line of its own."""
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "_" and isinstance(node.value, ast.Name | ast.Attribute)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Name | ast.Attribute)


def _attributes(content: str, language: str) -> Iterator[Fact]:
    for found in _ATTRIBUTES.finditer(code_of(content, language)):
        yield Fact(re.sub(r"\s+", "", found.group()), content.count("\n", 0, found.start()), found.group())
