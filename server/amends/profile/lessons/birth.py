"""Where lessons come from without a model: edits of our fixes that agree, and failures that recur."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from amends.learning.pattern import Pattern
from amends.profile.citations import Citation
from amends.profile.kinds import column_kind
from amends.profile.lessons.delta_patterns import edit_patterns
from amends.profile.lessons.deltas import Delta, newest_deltas
from amends.profile.lessons.lesson import evidence_payload, lesson_id
from amends.profile.lessons.tries import Try, failures

_LEAST = 2
"""Two that agree make a candidate; it is used from three on."""
_LONGEST_CODE = 100
_GATE = re.compile(r"^Gate ([\w-]+): (.*)", re.DOTALL)
_QUOTED = re.compile(r"[`\"][^`\"]*[`\"]")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_DOTS = re.compile(r"…(?:[ \t]*…)+")
_CODES = re.compile(r"\b[A-Z]{1,4}\d{2,5}\b")

Birth = Mapping[str, Any]
"""The payload of the event that a lesson is born with; its `id` is the event's subject."""


def from_edits(db: sqlite3.Connection) -> Iterator[Birth]:
    """One lesson for each group of edits that one template reproduces, the largest groups first."""
    deltas = {delta.id: delta for delta in newest_deltas(db)}
    taken: list[frozenset[str]] = []
    for pattern, support in sorted(_groups(db, deltas), key=lambda one: (-len(one[1]), one[0].level, one[0].id)):
        if not any(support & other for other in taken):
            taken.append(support)
            yield _edit_lesson(pattern, [deltas[one] for one in deltas if one in support])


def from_failures(db: sqlite3.Connection, kind: str) -> Iterator[Birth]:
    """One lesson for each way in which candidates for a kind failed again and again."""
    groups: dict[tuple[str, str], list[Try]] = {}
    for tried in failures(db, kind):
        if detail := _detail(tried):
            groups.setdefault((tried.cause, detail), []).append(tried)
    for (cause, detail), tries in sorted(groups.items()):
        if len({tried.event for tried in tries}) >= _LEAST:
            yield _failure_lesson(kind, cause, detail, tries)


def _groups(db: sqlite3.Connection, deltas: Mapping[str, Delta]) -> Iterator[tuple[Pattern, frozenset[str]]]:
    for pattern in edit_patterns(db):
        support = frozenset(one for one in pattern.evidence if one in deltas)
        fixes = {deltas[one].fix for one in support}
        if len(fixes) >= _LEAST and not pattern.suppression and len(pattern.against) * 2 <= len(support):
            yield pattern, support


def _edit_lesson(pattern: Pattern, deltas: Sequence[Delta]) -> Birth:
    codes = sorted({delta.code for delta in deltas})
    before, after = (_shared([getattr(one, side) for one in reversed(deltas)]) for side in ("before", "after"))
    rather = f" rather than {_code(before)}" if before.strip() else ""
    wanted = f"write {_code(after)}" if after.strip() else "leave it out:"
    text = f"In fixes of {_listed(codes)}, {wanted}{rather}."
    return {
        "id": lesson_id(pattern.id),
        "action": "born",
        "text": text,
        "origin": "edits",
        "codes": codes,
        "scope": "",
        "pattern": pattern.id,
        "because": f"{len(deltas)} fixes were edited alike",
        "evidence": evidence_payload([delta.citation() for delta in deltas]),
    }


def _failure_lesson(kind: str, cause: str, detail: str, tries: Sequence[Try]) -> Birth:
    code = column_kind(kind).code
    cited = [
        Citation(f"v_{tried.event}", tried.event, tried.path, 0, tried.time, after=tried.evidence, source="tried")
        for tried in tries
    ]
    return {
        "id": lesson_id(f"{kind}\0{cause}\0{detail}"),
        "action": "born",
        "text": _SENTENCES[cause].format(code=code, detail=detail),
        "origin": "failures",
        "codes": [code],
        "scope": "",
        "pattern": "",
        "because": f"{len(tries)} candidates failed alike",
        "evidence": evidence_payload(cited),
    }


_SENTENCES = {
    "gate": "Fixes of {code} have been refused here again and again: {detail} Solve it without that.",
    "new-problems": "Fixes of {code} have brought {detail} here again and again; make sure that yours does not.",
    "tests-failed": "Fixes of {code} have failed tests here again and again ({detail}); keep what the tests expect.",
    "still-there": "Small edits have left {code} in place here again and again; find what causes it first.",
    "does-not-parse": "Fixes of {code} have not parsed here again and again; check the indentation of every line.",
    "out-of-scope": "Fixes of {code} have changed other lines here again and again; stay inside the lines given.",
}


def _detail(tried: Try) -> str:
    """What makes two failures the same, in words for the lesson; empty when there is nothing to learn from."""
    if tried.cause not in _SENTENCES:
        return ""
    if tried.cause == "gate" and (gate := _GATE.match(tried.evidence)):
        reason = _QUOTED.sub("…", gate[2].strip().partition("\n")[0]).rstrip(".")
        return f"{gate[1]}: {reason}."
    if tried.cause == "new-problems":
        return ", ".join(sorted(set(_CODES.findall(tried.evidence)))[:3])
    if tried.cause == "tests-failed":
        errors = re.findall(r"\b[A-Z]\w*(?:Error|Exception)\b", tried.evidence)
        return errors[0] if errors else "a test failed"
    return tried.cause


def _shared(texts: Sequence[str]) -> str:
    """The first of some pieces of code with dots for what is otherwise in another one, itself when little is left."""
    tokens = _TOKEN.findall(texts[0])
    alike = set(range(len(tokens)))
    for other in texts[1:]:
        blocks = SequenceMatcher(None, tokens, _TOKEN.findall(other), autojunk=False).get_matching_blocks()
        alike &= {at for block in blocks for at in range(block.a, block.a + block.size)}
    said = "".join(token if at in alike or token.isspace() else "…" for at, token in enumerate(tokens))
    said = _DOTS.sub("…", said)
    return said if re.search(r"\w", said) else texts[0]


def _code(code: str) -> str:
    """Code inside a sentence: on one line, in backquotes."""
    line = " ⏎ ".join(one.strip() for one in code.strip().splitlines())
    return f"`{line[:_LONGEST_CODE]}{'…' if len(line) > _LONGEST_CODE else ''}`"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else "anything"
