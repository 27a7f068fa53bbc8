"""Gate: characters a reader cannot see, or takes for others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact

NAME = "hidden-unicode"
# Latin look-alikes of Cyrillic, Greek, Armenian, Cherokee and others: what fonts draw alike, by Unicode's confusables.
_LOOKALIKES = dict(
    zip(
        "асԁеһіјӏорԛѕԝхуАВЕНІЈКМОРЅТХΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιαρυκγіյոսցօԼՕᎪᏴᏟᎬᎻᏆᎫᏦᏞᎷᏢᏚᎢᏙᎳꓮꓐ",
        "acdehijlopqswxyABEHIJKMOPSTXABEZHIKMNOPTYXoviapukyijnugoLOABCEHIJKLMPSTVWAB",
        strict=False,
    )
)
_WORD = re.compile(r"[^\W\d]\w*")
_UNUSUAL = re.compile(r"[^\x20-\x7e\t\n\r\f]")
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")


def check(change: Change) -> Iterator[GateFinding]:
    """New invisible or direction-changing characters, odd spaces, and identifiers that only look like ASCII."""
    for fact in change.added(_hidden(change.before.content), _hidden(change.after.content)):
        yield change.finding(NAME, change.line_after(fact.line), fact.label)
    if change.after.content.isascii():
        return
    known = set(_WORD.findall(change.before.content))
    for found in _WORD.finditer(change.after.content):
        if found.group() not in known and _disguised(found.group()):
            place = change.after.range_of(found.start(), found.end())
            yield change.finding(NAME, place, "A word is written with letters that only look like others.")


def _hidden(content: str) -> Iterator[Fact]:
    for found in _UNUSUAL.finditer(content):
        character = found.group()
        if _is_hidden(character) and not (found.start() == 0 and character == "\ufeff"):
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            line = content.count("\n", 0, found.start())
            yield Fact(character, line, f"The edit adds an invisible or misleading character ({name}).")


def _is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return (
        category in {"Cf", "Cc", "Co", "Cn", "Zs", "Zl", "Zp"}
        or character in _INVISIBLE_LETTERS
        or _is_variation(character)
    )


def _is_variation(character: str) -> bool:
    # U+FE0F makes an emoji colourful and is common; the others carry hidden data.
    return "\ufe00" <= character < "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _disguised(word: str) -> bool:
    if word.isascii():
        return False
    skeleton = "".join(_LOOKALIKES.get(letter, letter) for letter in unicodedata.normalize("NFKC", word))
    # A whole word of one other script is a word of another language; a mixture, or one that is all look-alikes of a
    # program's word, is a disguise.
    mixed = any(letter.isascii() and letter.isalpha() for letter in word) and any(
        letter in _LOOKALIKES for letter in word
    )
    compatibility = unicodedata.normalize("NFKC", word).isascii()
    return mixed or compatibility or (skeleton.isascii() and skeleton != word)
