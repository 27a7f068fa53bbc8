"""A call's arguments as one sentence: `("hello", name)` as `print` says it, `("hello %s", name)` as a logger takes it.

The first form is read, the others are written: a text with slots and its values side by side, or a string that has the
values in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.syntax.strings import PERCENT, Slot, Slotted, in_one_quote, merged_texts, read_slotted
from amends.syntax.tree import Node

WORDS = "words"
SLOTS = ("%s", "%v", "{}")
"""What stands for a value in a text whose values follow it."""
_INSIDE = {"f-string": ("f", "{", "}"), "template": ("", "${", "}")}
"""Strings that hold their values: prefix, and what stands around a value."""
FORMS = (*SLOTS, *_INSIDE)

_ARGUMENTS = frozenset({"argument_list", "arguments"})
_NAMED = frozenset({"keyword_argument", "list_splat", "dictionary_splat", "spread_element", "generator_expression"})
_LITERALS = frozenset({"string", "concatenated_string", "interpreted_string_literal", "string_literal"})
_LITERAL = re.compile(r"(['\"])((?:\\.|(?!\1)[^\\\n])*)\1")


def read_sentence(node: Node) -> Slotted | None:
    """What the arguments of a call say, with a space between two; None when they are none, or have names."""
    arguments = [one for one in node.children if one.named]
    if node.kind not in _ARGUMENTS or not arguments or any(one.kind in _NAMED for one in arguments):
        return None
    if re.sub(r"[\s,()]", "", node.text) != re.sub(r"[\s,()]", "", "".join(one.text for one in arguments)):
        return None  # a comment is in between
    pieces: list[str | Slot] = []
    for one in arguments:
        said = list(_said(one))
        if not said:
            return None
        pieces += [*([" "] if pieces else []), *said]
    first = next((found[1] for one in arguments if (found := _LITERAL.match(one.text))), '"')
    merged, quote = in_one_quote(merged_texts(pieces), first)
    return Slotted(merged, quote, "", WORDS)


def write_sentence(sentence: Slotted, form: str) -> str | None:
    """The arguments of a call that say the same in another form, in brackets; None where it cannot."""
    slots = [piece for piece in sentence.pieces if isinstance(piece, Slot)]
    if any(slot.spec or slot.conversion for slot in slots):
        return None
    if form in _INSIDE:
        return _inside(sentence, form) if slots else f"({_quoted(sentence, '')})"
    mark = form[0]
    if mark == "{" and any(isinstance(piece, str) and set(piece) & {"{", "}"} for piece in sentence.pieces):
        return None
    text = "".join(
        form if isinstance(piece, Slot) else piece.replace(mark, mark * 2) if slots and mark == "%" else piece
        for piece in sentence.pieces
    )
    return f"({', '.join([sentence.quote + text + sentence.quote, *(slot.value for slot in slots)])})"


def _said(argument: Node) -> Iterator[str | Slot]:
    """A literal's text, what a string with values says, or a value; nothing where that is not known."""
    literal = _LITERAL.fullmatch(argument.text) if argument.kind in _LITERALS else None
    slotted = read_slotted(argument)
    if literal is not None:
        yield literal[2]
    elif slotted is not None and slotted.spelling != PERCENT and len(slotted.quote) == 1 and not slotted.prefix:
        yield from slotted.pieces
    elif argument.kind not in _LITERALS and argument.kind != "template_string":
        yield Slot(argument.text)


def _inside(sentence: Slotted, form: str) -> str | None:
    prefix, left, right = _INSIDE[form]
    texts = [piece for piece in sentence.pieces if isinstance(piece, str)]
    values = [piece.value for piece in sentence.pieces if isinstance(piece, Slot)]
    quote = sentence.quote if prefix else "`"
    if any({*"{}`"} & {*text} for text in texts) or any({*"\\\n{}", quote} & {*value} for value in values):
        return None
    text = "".join(piece if isinstance(piece, str) else f"{left}{piece.value}{right}" for piece in sentence.pieces)
    return f"({prefix}{quote}{text}{quote})"


def _quoted(sentence: Slotted, prefix: str) -> str:
    text = "".join(piece for piece in sentence.pieces if isinstance(piece, str))
    return f"{prefix}{sentence.quote}{text}{sentence.quote}"
