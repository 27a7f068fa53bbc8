"""Completing the signature of a function: the edits that write the types which are most probable there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

import attrs

from amends.core.problems import Problem, message_names
from amends.core.text import Edit
from amends.learning.annotations.candidates import ranked
from amends.learning.annotations.knowledge import ORIGINS, OWN
from amends.learning.annotations.module import Function, Module
from amends.learning.annotations.parameters import parameter_votes
from amends.learning.annotations.place import Place, signature_comment
from amends.learning.annotations.returns import return_votes
from amends.learning.annotations.shown import Shown, shown_votes
from amends.learning.annotations.spelling import Names, Spelling, spell
from amends.learning.annotations.vocabulary import Vocabulary, style_of
from amends.learning.imports.editing import Import
from amends.syntax.tree import Node, Tree, ancestors

RETURN = "return"
SURE = "said and sure"
SCOPES = ("said", "said and return", SURE, "all")
"""Which slots are filled: those that the message names, these and the return or all that are clear, or the whole."""
_ASKED = re.compile(r"(missing|without|lacks?|needs?|no)\b.*\btype annotation|annotation is missing", re.IGNORECASE)
_MOST_TYPES = 3
_MOST_WAYS = 4
_LEAST = 0.02
_SURE = 0.5
"""From this probability on a type is clear."""
_AS_GUESSED = 0.75
"""How often a file writes unions as the project's other files do, or as is usual today."""
_Way = tuple[float, tuple[Spelling, ...]]


@attrs.frozen
class Annotated:
    """One way to complete a signature; the imports are for the caller to add."""

    edits: tuple[Edit, ...]
    imports: tuple[Import, ...]
    probability: float


@attrs.frozen(eq=False)
class Signature:
    """A function that a problem asks annotations of."""

    module: Module
    function: Function
    node: Node
    said: frozenset[str]
    """Slots that the message speaks of: names of parameters with their stars, and `RETURN`."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Slots without an annotation, in order."""
        names = [one.name for one in self.function.parameters if one.annotation is None]
        return (*names, *([RETURN] if self.function.node.returns is None else []))

    @property
    def comment(self) -> bool:
        """Whether a type comment says it all: tools refuse to have it and annotations too."""
        return signature_comment(self.module, self.function) is not None

    def slots(self, scope: str, sure: Collection[str] = ()) -> tuple[str, ...]:
        """The slots that a scope fills here; none when there is nothing to do for what was said.

        `sure` are those whose types are clear.
        """
        missing = self.missing
        said = self.said & {*missing}
        whole = scope == "all" or (self.comment and said != {RETURN})
        more: Mapping[str, set[str]] = {"said and return": {RETURN}, SURE: {*sure}}
        wanted = {*missing} if whole else said | more.get(scope, set())
        return tuple(slot for slot in missing if slot in wanted) if said else ()


def asks_for_annotation(problem: Problem) -> bool:
    """Whether a message says that a type annotation is missing."""
    return bool(_ASKED.search(problem.message))


def signature_at(problem: Problem, node: Node, module: Module | None) -> Signature | None:
    """The signature that a problem speaks of, None when it does not stand at one."""
    found = next((one for one in ancestors(node) if one.kind == "function_definition"), None)
    if module is None or found is None or not asks_for_annotation(problem):
        return None
    function = function_of(found, module)
    if function is None:
        return None
    names = {word.lstrip("*") for word in message_names(problem.message)}
    slots = {one.name for one in function.parameters}
    said = {slot for slot in slots if slot.lstrip("*") in names}
    if not said and re.search(r"\breturn", problem.message):
        said = {RETURN}
    return Signature(module, function, found, frozenset(said or {*slots, RETURN}))


def function_of(node: Node, module: Module) -> Function | None:
    """The function of a module that a node defines."""
    name = next((child.text for child in node.children if child.kind == "identifier"), "")
    return module.function_at(node.tree.text.position_at(node.start).line + 1, name)


@attrs.frozen(eq=False)
class Types:
    """What each slot of a signature may be, looked up when it is asked for."""

    signature: Signature
    place: Place
    _found: dict[str, list[tuple[float, Spelling]]] = attrs.field(factory=dict, init=False)

    @staticmethod
    def of(signature: Signature, vocabulary: Vocabulary, path: str, shown: Shown) -> Types:
        """The types at a signature in a file of the project."""
        function = signature.function
        types = shown.get(function.identity, {})
        return Types(signature, Place(signature.module, function, vocabulary, path, types))

    def at(self, slot: str) -> list[tuple[float, Spelling]]:
        """The likeliest types of a slot as the file writes them, with their probabilities."""
        if slot not in self._found:
            self._found[slot] = _spelt(self.place, slot)
        return self._found[slot]

    @property
    def sure(self) -> frozenset[str]:
        """The slots whose types are clear."""
        likeliest = ((slot, self.at(slot)[:1]) for slot in self.signature.missing)
        return frozenset(slot for slot, best in likeliest if any(share >= _SURE for share, _ in best))


def annotate(types: Types, slots: Sequence[str]) -> tuple[Annotated, ...]:
    """The most probable ways to fill some slots, best first."""
    ways: list[_Way] = [(1.0, ())]
    for slot in slots:
        ways = [(share * p, (*chosen, one)) for share, chosen in ways for p, one in types.at(slot)]
        ways = sorted(ways, key=lambda way: -way[0])[:_MOST_WAYS]
    return tuple(_written(types.signature, slots, way) for way in ways if way[1] and way[0] > _LEAST**2)


def types_of(place: Place, slot: str) -> tuple[tuple[str, float], ...]:
    """Canonical types of a slot with their probabilities, best first."""
    if slot == RETURN:
        votes = return_votes(place)
    else:
        votes = parameter_votes(place, next(one for one in place.function.parameters if one.name == slot))
    every = chain(votes, shown_votes(place.shown, slot))
    return ranked(attrs.evolve(vote, type=_owned(vote.type, place)) for vote in every)


def _owned(type_: str, place: Place) -> str:
    """A type with the class that the method is in, where the project does not write `Self`."""
    owner = place.function.owner
    if OWN not in type_ or owner is None:
        return type_
    if OWN in place.module.imports or place.vocabulary.origin(OWN, place.path) is not None:
        return type_
    return re.sub(rf"\b{OWN}\b", owner.name, type_)


def _spelt(place: Place, slot: str) -> list[tuple[float, Spelling]]:
    style, decided = style_of(place.module, place.vocabulary, place.path)
    other = attrs.evolve(style, pipes=not style.pipes)
    names = names_at(place)
    found: dict[Spelling, float] = {}
    for type_, share in types_of(place, slot):
        for way, part in ((style, 1.0),) if decided else ((style, _AS_GUESSED), (other, 1 - _AS_GUESSED)):
            spelling = spell(type_, way, names)
            if spelling is not None:
                found[spelling] = found.get(spelling, 0.0) + share * part
    ranking = sorted(((share, one) for one, share in found.items() if share > _LEAST), key=lambda way: -way[0])
    return ranking[:_MOST_TYPES]


def names_at(place: Place) -> Names:
    """What an annotation of a function can say."""
    module, function = place.module, place.function
    plain = {name for name, one in module.imports.items() if not one.guarded}
    guarded = set(module.imports) - plain
    earlier = {name for name, line in module.top_names.items() if function.nested or line < function.node.lineno}
    owner = {function.owner.name} if function.owner is not None and not function.nested else set()
    later = (guarded | (set(module.top_names) - earlier) | owner) - plain
    return Names(plain | (earlier - later), later, lambda name: _origin(place, name))


def _origin(place: Place, name: str) -> Import | None:
    known = place.vocabulary.origin(name, place.path)
    if known is None and name in ORIGINS and name not in place.module.top_names:
        return Import(ORIGINS[name], name)
    return known


def _written(signature: Signature, slots: Sequence[str], way: _Way) -> Annotated:
    share, spellings = way
    pairs = dict(zip(slots, spellings, strict=True))
    edits = [_slot_edit(signature.node, slot, one.text) for slot, one in pairs.items()]
    if {*signature.missing} == {*slots}:
        edits += _comment_removed(signature)
    imports = tuple(sorted({one for spelling in spellings for one in spelling.imports}))
    return Annotated(tuple(sorted(filter(None, edits))), imports, share)


def _slot_edit(function: Node, slot: str, type_: str) -> Edit | None:
    parameters = next(child for child in function.children if child.kind == "parameters")
    if slot == RETURN:
        return Edit(parameters.end, parameters.end, f" -> {type_}")
    for node in parameters.children:
        name = node.children[0] if node.kind == "default_parameter" else node
        if "".join(name.text.split()) == slot:
            if name is node:
                return Edit(node.end, node.end, f": {type_}")
            return Edit(name.end, node.children[2].start, f": {type_} = ")
    return None


def _comment_removed(signature: Signature) -> Iterator[Edit]:
    if not signature.comment:
        return
    tree: Tree = signature.node.tree
    body = next(child for child in signature.node.children if child.kind == "block")
    start = tree.content.find("# type: (", signature.node.start, body.start)
    if start >= 0:
        line = tree.text.position_at(start).line
        yield Edit(tree.text.line_starts[line], tree.text.line_starts[line + 1], "")
