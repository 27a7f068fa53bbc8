"""Strings with slots said in another way, where a message speaks of how they are spelt.

`"%s" % x`, `"{}".format(x)` and `f"{x}"` are three spellings of one string, and a logger's `"%s", x` is a fourth. A
message that complains of one of them is answered by another; which of them a project wants, its repairs say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.learning.pattern import Template
from amends.learning.templates.pinned import FIRST_STRING
from amends.syntax.forms import SLOTS
from amends.syntax.strings import ARGUMENTS, FORMAT, FSTRING, NUMBERED, QUOTING, SPELLINGS
from amends.syntax.template import Hole, Rest, Site, Term

_OF_SPELLING = re.compile(r"\bf-?strings?\b|\bformat(ting)?\b|\bpercent\b|\binterpolation\b|\bformat\(", re.IGNORECASE)
_LOGGING = re.compile(r"\blog(ging|ger)?\b|\blazy\b", re.IGNORECASE)
RESPELLING_PRIORS = {
    "as fstring": 0.35,
    "as format": 0.3,
    "as numbered": 0.1,
    "as arguments": 0.45,
    "as fstring!r": 0.08,
    "as format!r": 0.07,
}
"""How often it is meant."""


def respellings(message: str) -> Iterator[tuple[str, Template]]:
    """Templates that say the marked string in another way, each with its name."""
    if not _OF_SPELLING.search(message):
        return
    logged = bool(_LOGGING.search(message))
    for old in SPELLINGS:
        if logged:
            yield f"as {ARGUMENTS}", Template(_as_arguments(old), 1)
        for new in (FSTRING, FORMAT, NUMBERED):
            if new != old and _makes_sense(old, new):
                yield f"as {new}", Template(_respelt(old, new))
        for new in (FSTRING, FORMAT):
            if new != old and _makes_sense(old, new):
                yield f"as {new}{QUOTING}", Template(_respelt(old, f"{new}{QUOTING}"))


def _makes_sense(old: str, new: str) -> bool:
    """Whether anybody writes it so: nobody numbers slots that had no numbers."""
    return not (old == FORMAT and new == NUMBERED)


def _respelt(old: str, new: str) -> Site:
    return Site((Hole(FIRST_STRING, f"{SLOTS}{old}", focus=True),), (Hole(FIRST_STRING, f"{SLOTS}{new}"),))


def _as_arguments(old: str) -> Term:
    """In a call's brackets: the template first, its values after it."""
    return Term("argument_list", parts=(Term("(", "("), _respelt(old, ARGUMENTS), Rest(), Term(")", ")")))
