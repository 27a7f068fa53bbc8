"""Code that is afterwards said in another form: strings with slots, a call's arguments, conditions turned round."""

from __future__ import annotations

from collections.abc import Iterator

from amends.syntax.diff import Delta, Inner
from amends.syntax.forms import CONDITION, NEGATED, SAID, SLOTS
from amends.syntax.negation import negation
from amends.syntax.sentences import FORMS, WORDS, read_sentence, write_sentence
from amends.syntax.strings import FORMAT, FSTRING, NUMBERED, read_slotted
from amends.syntax.template import Hole
from amends.syntax.tree import Node, descendants

FIRST_STRING = 600
"""Holes from here on stand for strings with slots."""
_FIRST_SENTENCE, _FIRST_CONDITION = 620, 640
_ARGUMENTS = frozenset({"argument_list", "arguments"})
_MOST = 60
"""Nodes of one side that are compared with those of the other."""


def pinned_forms(delta: Delta) -> Iterator[dict[int, Hole]]:
    """Holes for what has another form afterwards, by the identity of the nodes of both sides; for each way one."""
    yield from filter(None, (_slotted_strings(delta), _sentences(delta), _conditions(delta)))


def _slotted_strings(delta: Delta) -> dict[int, Hole]:
    before = [(node, slotted) for node in _changed_nodes(delta, after=False) if (slotted := read_slotted(node))]
    after = [(node, slotted) for node in _changed_nodes(delta, after=True) if (slotted := read_slotted(node))]
    pinned: dict[int, Hole] = {}
    for node, slotted in after:
        for other, origin in before:
            same = origin.meaning == slotted.meaning and origin.spelling != slotted.spelling
            if same and id(other) not in pinned:
                name = FIRST_STRING + len(pinned)
                spelling = FORMAT if slotted.spelling == FSTRING and origin.spelling == NUMBERED else origin.spelling
                pinned[id(other)] = Hole(name, f"{SLOTS}{spelling}")
                pinned[id(node)] = Hole(name, f"{SLOTS}{slotted.spelling}")
                break
    return pinned


def _sentences(delta: Delta) -> dict[int, Hole]:
    """Arguments of a call that become a text with slots and its values, or a string that holds them."""
    after = [node for node in _changed_nodes(delta, after=True) if node.kind in _ARGUMENTS]
    pinned: dict[int, Hole] = {}
    for node in _changed_nodes(delta, after=False):
        sentence = read_sentence(node) if node.kind in _ARGUMENTS and len(pinned) < _MOST else None
        if sentence is None:
            continue
        forms = {_squashed(written): form for form in FORMS if (written := write_sentence(sentence, form))}
        free = (one for one in after if id(one) not in pinned and one.tokens != node.tokens)
        same = next((one for one in free if _squashed(one.text) in forms), None)
        if same is not None:
            name = _FIRST_SENTENCE + len(pinned) // 2
            form = forms[_squashed(same.text)]
            pinned |= {id(node): Hole(name, f"{SAID}{WORDS}"), id(same): Hole(name, f"{SAID}{form}")}
    return pinned


def _conditions(delta: Delta) -> dict[int, Hole]:
    """Conditions whose opposite stands there afterwards."""
    before, after = (
        [node for node in _changed_nodes(delta, after=late) if node.category == "expression"][:_MOST]
        for late in (False, True)
    )
    pinned: dict[int, Hole] = {}
    for node in before:
        opposite = _squashed(negation(node) or "")
        same = next((one for one in after if opposite and _squashed(one.text) == opposite), None)
        if same is not None and not pinned:
            pinned = {id(node): Hole(_FIRST_CONDITION, CONDITION), id(same): Hole(_FIRST_CONDITION, NEGATED)}
    return pinned


def _squashed(text: str) -> str:
    return "".join(text.split()).replace("'", '"')


def _changed_nodes(delta: Delta, *, after: bool) -> Iterator[Node]:
    for item in delta.items:
        if isinstance(item, Inner):
            side = item.delta.after if after else item.delta.before
            yield side
            yield from _changed_nodes(item.delta, after=after)
        else:
            nodes = (
                delta.after.children[item.new_start : item.new_stop]
                if after
                else delta.before.children[item.start : item.stop]
            )
            for node in nodes:
                yield from descendants(node)
