"""Other forms of the code that fills a hole: a string spelt otherwise, arguments as one text, a condition's opposite.

The sort of a hole says which form it takes, and on the after side in which one it is written.
"""

from __future__ import annotations

from amends.syntax.negation import negation
from amends.syntax.sentences import WORDS, read_sentence, write_sentence
from amends.syntax.strings import read_slotted, spelt, write_slotted
from amends.syntax.tree import Node

SLOTS = "slots:"
"""Prefix of the sorts that stand for strings with slots; the rest is the spelling."""
SAID = "said:"
"""Prefix of the sorts that stand for a call's arguments as one sentence; the rest is the form."""
CONDITION, NEGATED = "condition", "condition denied"
"""The sort of a condition, and of its opposite on the after side."""


def has_forms(sort: str) -> bool:
    """Whether holes of a sort are filled with another form of what they are bound to."""
    return sort.startswith((SLOTS, SAID, CONDITION))


def is_form(sort: str, node: Node) -> bool:
    """Whether a node is what such a hole takes."""
    if sort.startswith(SLOTS):
        slotted = read_slotted(node)
        return slotted is not None and spelt(slotted.spelling, sort.removeprefix(SLOTS))
    return (read_sentence(node) if sort == SAID + WORDS else negation(node)) is not None


def in_form(sort: str, node: Node) -> str | None:
    """A node as such a hole writes it, None where it cannot be said so."""
    if sort == NEGATED:
        return negation(node)
    if sort.startswith(SAID):
        sentence = read_sentence(node)
        return write_sentence(sentence, sort.removeprefix(SAID)) if sentence else None
    slotted = read_slotted(node)
    return write_slotted(slotted, sort.removeprefix(SLOTS)) if slotted else None
