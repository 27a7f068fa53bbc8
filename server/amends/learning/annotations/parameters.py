"""What speaks for a parameter's type: its name, its default, what is done with it, what the project says."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import attrs

from amends.learning.annotations.bodies import class_votes, having, may_be_none, walked_votes
from amends.learning.annotations.callers import handed_votes
from amends.learning.annotations.inference import Scope
from amends.learning.annotations.kept import kept_votes
from amends.learning.annotations.knowledge import FIXTURES, SPECIAL_PARAMETERS
from amends.learning.annotations.library import inherited
from amends.learning.annotations.module import Parameter, type_text
from amends.learning.annotations.place import (
    Place,
    Vote,
    base_names,
    commented,
    common,
    counted,
    documented,
    filled,
    named,
)
from amends.learning.annotations.returns import return_votes
from amends.learning.annotations.spelling import members, union
from amends.learning.annotations.uses import asked_types, at_hand, use_votes

_UNTOLD = frozenset({"frequent", "anything", "a text", "has it"})
"""Votes that say nothing of the parameter itself."""
_PLAIN = frozenset({"str", "bytes", "int", "float", "bool", "dict", "list", "tuple"})
_GENERIC = frozenset({"Callable", "dict", "list", "set", "tuple", "type", "Iterable", "Sequence", "Mapping"})


def parameter_votes(place: Place, parameter: Parameter) -> Iterator[Vote]:
    """What speaks for which type of a parameter."""
    default = _default_type(place, parameter)
    optional = default == "None"
    if default and not optional:
        yield Vote("default", default)
        if default == "int":
            yield Vote("default wider", "float")
    votes = list(_parameter_votes(place, parameter))
    for bare in sorted({vote.type for vote in votes} & _GENERIC):
        votes += filled(place, "any parameter", bare)
        if bare == "Callable":
            votes.append(Vote("callable", "Callable[..., Any]"))
    if not default and may_be_none(place.function, parameter.name):
        perhaps = [attrs.evolve(vote, type=union((vote.type, "None"))) for vote in votes if vote.type]
        votes += [*perhaps, *(Vote("asked for None", one) for one in {vote.type for vote in perhaps})]
    votes += list(_besides(votes, asked_types(place, parameter.name)))
    for vote in votes:
        if optional:
            yield attrs.evolve(vote, type=union((vote.type, "None")))
            if vote.source in {"same function here", "same function elsewhere"}:
                yield vote
        else:
            yield vote


def _besides(votes: Sequence[Vote], asked: Sequence[str]) -> Iterator[Vote]:
    """Where the body asks for types, what else speaks for a type speaks for these and that one together."""
    for vote in votes if asked else ():
        apart = not {*members(vote.type)} & {*asked, "Any", "None", "object"}
        if vote.type and apart and vote.source not in _UNTOLD:
            together = _builtins_first((*asked, vote.type))
            yield attrs.evolve(vote, type=together)
            yield Vote("asked for type", together)


def _builtins_first(types: Sequence[str]) -> str:
    """Several types as one, plain ones first."""
    return union(sorted(types, key=lambda one: one not in _PLAIN))


def _parameter_votes(place: Place, parameter: Parameter) -> Iterator[Vote]:
    function, name = place.function, parameter.name
    yield from commented(place, name)
    for kind, source in ((f"in {function.name}", "same function"), ("parameter", "same name")):
        yield from counted(place, kind, name, source)
    special = SPECIAL_PARAMETERS.get(function.name, ())
    if function.owner is not None and parameter.index < len(special):
        yield Vote("protocol", special[parameter.index])
    yield from _inherited_votes(place, parameter)
    yield from _setter_votes(place, parameter)
    yield from documented(function, name)
    yield from _attribute_votes(place, name)
    yield from use_votes(place, name)
    if function.name.startswith("test_") or "fixture" in function.decorators:
        if name in FIXTURES:
            yield Vote("fixture", FIXTURES[name])
        yield from _fixture_votes(place, name)
    yield from named(place, name, "name")
    if name.startswith(("is_", "has_", "use_", "allow_", "with_", "no_")):
        yield Vote("usual", "bool")
    if name.startswith("*"):
        yield Vote("star", "Any")
        yield Vote("star", "object", 0.3)
    yield from (Vote("has it", *one) for one in having(place, function.own_nodes, name))
    yield from kept_votes(place, name)
    yield from handed_votes(place, parameter)
    yield from walked_votes(place, name)
    yield from class_votes(place, name)
    yield from common(place, "any parameter")


def _inherited_votes(place: Place, parameter: Parameter) -> Iterator[Vote]:
    """What the library's class takes, whose method this one overrides."""
    for base in base_names(place):
        method = inherited(base, place.function.name)
        if method is not None and parameter.index < len(method.takes) and not parameter.name.startswith("*"):
            for one in (method.takes[parameter.index], method.takes[parameter.index].removesuffix(" | None")):
                yield Vote("inherited", at_hand(place, one))


def _setter_votes(place: Place, parameter: Parameter) -> Iterator[Vote]:
    """What a property is set to is what it gives."""
    owner, name = place.function.owner, place.function.name
    if owner is None or "setter" not in place.function.decorators or parameter.index:
        return
    getters = [one for one in place.module.by_name[name] if one.owner is owner and one.is_property]
    for one in getters:
        given = type_text(one.node.returns) or place.scope().attribute_of(owner, f"_{name}", 0)
        if given:
            yield Vote("set", given)


def _default_type(place: Place, parameter: Parameter) -> str:
    return Scope(place.module, None, place.function.owner, place.recall).type_of(parameter.default)


def _attribute_votes(place: Place, name: str) -> Iterator[Vote]:
    """The type of the attribute that a parameter is stored in, or that is called like it."""
    owner, function = place.function.owner, place.function
    for node in function.own_nodes:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        stored = (
            isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Name) and node.value.id == name
        )
        for target in targets if stored else ():
            if isinstance(node, ast.AnnAssign):
                yield Vote("stored", type_text(node.annotation))
            elif isinstance(target, ast.Attribute) and owner is not None:
                own, others = place.counts("attribute", target.attr)
                for type_, count in (own or others).most_common(2):
                    yield Vote("stored", type_, count / ((own or others).total() + 0.5))
    own, others = place.counts("attribute", name)
    for type_, count in (own or others).most_common(2):
        yield Vote("attribute", type_, count / ((own or others).total() + 0.5))


def _fixture_votes(place: Place, name: str) -> Iterator[Vote]:
    for one in place.module.by_name.get(name, ()):
        if "fixture" in one.decorators:
            given = type_text(one.node.returns) or next(
                (vote.type for vote in return_votes(attrs.evolve(place, function=one))), ""
            )
            if given and given != "None":
                yield Vote(
                    "fixture", given.removeprefix("Iterator[").removesuffix("]") if "Iterator[" in given else given
                )
