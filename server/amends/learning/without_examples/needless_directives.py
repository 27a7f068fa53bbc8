"""Suppressions that a tool calls unused or invalid: the codes it names go, the whole directive where none is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from amends.core.problems import Problem
from amends.core.text import Edit
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Applied, Spot
from amends.learning.without_examples.signatures import Completion
from amends.learning.without_examples.worked_out import Judged, record_of

_KEYWORDS = r"noqa|(?:type|pyright|pyrefly|ty|mypy|pyre):\s*ignore|eslint-disable|biome-ignore|pylint|nolint"
_ASKED = re.compile(
    rf"\b(?:unused|unnecessary|invalid|unknown|useless|needless)\b.*?(?P<keyword>{_KEYWORDS})", re.IGNORECASE
)
_DIRECTIVE = re.compile(
    r"(?P<mark>#|//)\s*(?:(?P<noqa>noqa)(?P<lead>:\s*)?(?P<codes>(?<=[:\s])[A-Z][\w.]*(?:[,\s]+[A-Z]+\d\w*)*)?"
    r"|(?P<ignore>(?:type|pyright|pyrefly|ty|mypy|pyre):\s*ignore)(?:(?P<open>\[)(?P<inside>[^\]]*)\])?"
    r"|(?P<pylint>pylint):\s*disable(?:-next)?=(?P<names>[\w-]+(?:\s*,\s*[\w-]+)*)"
    r"|(?P<eslint>eslint-disable(?:-next)?-line)(?:\s+(?P<rules>[\w@/-]+(?:\s*,\s*[\w@/-]+)*))?)"
)
_WORD = re.compile(r"[\w@/-]+")
_LIKELY = 0.8


def asks_for_removal(problem: Problem) -> bool:
    """Whether a message says that a suppression is not needed, or not understood."""
    return bool(_ASKED.search(problem.message))


def directive_removed(records: Sequence[PatternRecord], spot: Spot, judged: Judged) -> Iterator[Completion]:
    """The line of a problem without what its suppression has too much."""
    asked = _ASKED.search(spot.problem.message)
    record = record_of(Template(annotate="directive"), "a needless directive", spot, records, judged) if asked else None
    if asked is None or record is None:
        return
    start, end = spot.tree.text.line_span(spot.line)
    line = spot.tree.content[start:end]
    keyword = "".join(asked["keyword"].split()).lower()
    fitting = [one for one in _DIRECTIVE.finditer(line) if keyword in "".join(one.group().split()).lower()]
    marked = spot.tree.text.span_of(spot.problem.range)[0] - start
    at_mark = [one for one in fitting if one.start() <= marked < one.end()]
    for found in (at_mark or fitting)[:1]:
        rest = _without(line, found, spot.problem.message[asked.start("keyword") :])
        yield Completion(record, Applied((_edit(spot, start, end, rest),)), _LIKELY)


def _without(line: str, found: re.Match[str], said: str) -> str:
    """The line without the codes of a directive that a message names; without any, or with all, without it."""
    group = next((one for one in ("codes", "inside", "names", "rules") if found[one]), "")
    codes = _WORD.findall(found[group]) if group else []
    left = [code for code in codes if code not in _WORD.findall(said)]
    if left and left != codes:
        return f"{line[: found.start(group)]}{', '.join(left)}{line[found.end(group) :]}"
    head, tail = line[: found.start()].rstrip(), line[found.end() :]
    eol = tail[len(tail.rstrip()) :]
    tail = tail.strip(" \t;,").rstrip()
    comment = tail if not tail or tail.startswith(("#", "//")) else f"{found['mark']} {tail}"
    gap = "  " if head.strip() and comment else ""
    return f"{head or line[: len(line) - len(line.lstrip())]}{gap}{comment}{eol}" if head or comment else ""


def _edit(spot: Spot, start: int, end: int, rest: str) -> Edit:
    if rest or spot.line + 1 >= spot.tree.text.line_count:
        return Edit(start, end, rest)
    return Edit(start, spot.tree.text.line_span(spot.line + 1)[0], "")
