"""One word in two spellings: who is to make one of the other has to do it for all words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

_QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`\n]*)`")
_FEWEST_LETTERS = 5
_FEWEST_WORDS = 3


def letters(word: str) -> str:
    """A word without case, accents, spaces and marks."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def is_respelling(one: str, other: str) -> bool:
    """Whether two literals, as they are written, are one word in two spellings."""
    texts = one[-1:] in "\"'`" and other[-1:] in "\"'`"
    return texts and one[1:-1] != other[1:-1] and len(letters(one)) > 1 and letters(one) == letters(other)


def spelled_in_two_ways(test: str) -> frozenset[str]:
    """The letters of all texts that a test says in more than one spelling: what it gives and what it wants of it.

    Names of one or two plain words, such as those of headers, are written one way or the other without being made.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for groups in _QUOTED.findall(test):
        text = "".join(groups)
        found[letters(text)].add(text)
    return frozenset(each for each, ways in found.items() if len(ways) > 1 and any(map(_is_no_name, ways)))


def _is_no_name(text: str) -> bool:
    long = len(letters(text)) >= _FEWEST_LETTERS
    return long and (not text.isascii() or len(re.findall(r"[^\W_]+", text)) >= _FEWEST_WORDS)
