"""How one word becomes another: another case, another beginning, another end; and so for texts without the case.

A rule is found by trying what there is on one pair of words, the simplest first, and holds where it can be applied.
"""

from __future__ import annotations

import json
import re

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[A-Z]")
_TEXT = "text:"
"""Prefix of the rules for texts; the rest says what goes and what comes at both ends."""
_CASES = ("same", "lower", "upper", "snake", "camel", "pascal")
_MOST_ADDED = 12
_LEAST_KEPT = 0.4


def rewording(old: str, new: str) -> str | None:
    """The rule that makes `new` of `old`: ``case:cut head:add head:cut tail:add tail``; None when there is none."""
    if old == new or not (old.isidentifier() and new.isidentifier()):
        return None
    rules = [rule for case in _CASES if (rule := _rule(_in_case(old, case), new, case)) and reword(rule, old) == new]
    return min(rules, key=lambda rule: len(rule.partition(":")[2]), default=None)


def text_rewording(old: str, new: str) -> str | None:
    """The rule that makes the text `new` of `old` by other ends, None when they share too little."""
    core = _core(old, new)
    if old == new or core is None or not old.strip() or "\n" in old + new:
        return None
    at, to, length = core
    return _TEXT + json.dumps([old[:at], new[:to], old[at + length :], new[to + length :]])


def _rule(cased: str, new: str, case: str) -> str | None:
    core = _core(cased, new)
    if core is None:
        return None
    at, to, length = core
    return ":".join((case, cased[:at], new[:to], cased[at + length :], new[to + length :]))


def reword(rule: str, word: str) -> str | None:
    """The word after a rule, None where it does not hold."""
    if rule.startswith(_TEXT):
        return _reworded_text(json.loads(rule.removeprefix(_TEXT)), word)
    case, cut_head, add_head, cut_tail, add_tail = rule.split(":")
    cased = _in_case(word, case)
    if not cased.startswith(cut_head) or not cased.endswith(cut_tail) or len(cased) < len(cut_head) + len(cut_tail):
        return None
    if (add_head and not cut_head and cased.startswith(add_head)) or (add_tail and cased.endswith(add_tail)):
        return None  # it has what would be added
    core = cased[len(cut_head) : len(cased) - len(cut_tail)]
    made = f"{add_head}{core}{add_tail}"
    return made if core and made.isidentifier() and made != word else None


def _reworded_text(ends: tuple[str, str, str, str], text: str) -> str | None:
    cut_head, add_head, cut_tail, add_tail = ends
    core = text[len(cut_head) : len(text) - len(cut_tail)]
    has = (add_head and not cut_head and core.startswith(add_head)) or (
        add_tail and not cut_tail and core.endswith(add_tail)
    )
    return None if has or not core or cut_head + core + cut_tail != text else add_head + core + add_tail


def _core(cased: str, new: str) -> tuple[int, int, int] | None:
    """Where what both share begins in each, and its length; None when it is too little to be no accident."""
    if cased == new:
        return 0, 0, len(new)
    if cased in new:
        at, to, length = 0, new.index(cased), len(cased)
    elif new in cased:
        at, to, length = cased.index(new), 0, len(new)
    else:
        head = _shared(cased, new)
        tail = _shared(cased[head:][::-1], new[head:][::-1])
        at, to, length = (0, 0, head) if head >= tail else (len(cased) - tail, len(new) - tail, tail)
    added = len(new) - length
    fits = (length == len(cased) or length >= _LEAST_KEPT * max(len(cased), len(new))) and added <= _MOST_ADDED
    mark = new.strip("_") == cased.strip("_")
    return (at, to, length) if mark or (fits and length > 2) else None  # noqa: PLR2004 -- two letters are an accident


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), min(len(one), len(other))
    )


def _in_case(word: str, case: str) -> str:
    if case == "same":
        return word
    if case in {"lower", "upper"}:
        return word.lower() if case == "lower" else word.upper()
    pieces = [piece.lower() for piece in _PIECES.findall(word)]
    lead = word[: len(word) - len(word.lstrip("_"))]
    if case == "snake":
        return lead + "_".join(pieces)
    titled = [piece.title() for piece in pieces]
    return lead + "".join(titled if case == "pascal" else [*pieces[:1], *titled[1:]])
