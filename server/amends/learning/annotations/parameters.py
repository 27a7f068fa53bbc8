"""What speaks for a parameter's type: its name, its default, what is done with it, what the project says."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

import attrs

from amends.learning.annotations.bodies import class_votes, may_be_none, walked_votes
from amends.learning.annotations.callers import handed_votes
from amends.learning.annotations.inference import Scope
from amends.learning.annotations.knowledge import FIXTURES, SPECIAL_PARAMETERS, TAKES
from amends.learning.annotations.module import Parameter, type_text
from amends.learning.annotations.place import Place, Vote, commented, common, counted, documented, filled, named
from amends.learning.annotations.returns import return_votes
from amends.learning.annotations.spelling import canonical, union

_MOST_OWNERS = 4
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
    for vote in votes:
        if optional:
            yield attrs.evolve(vote, type=union((vote.type, "None")))
            if vote.source in {"same function here", "same function elsewhere"}:
                yield vote
        else:
            yield vote


def _parameter_votes(place: Place, parameter: Parameter) -> Iterator[Vote]:
    function, name = place.function, parameter.name
    yield from commented(place, name)
    for kind, source in ((f"in {function.name}", "same function"), ("parameter", "same name")):
        yield from counted(place, kind, name, source)
    special = SPECIAL_PARAMETERS.get(function.name, ())
    if function.owner is not None and parameter.index < len(special):
        yield Vote("protocol", special[parameter.index])
    yield from documented(function, name)
    yield from _attribute_votes(place, name)
    yield from _use_votes(place, name)
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
    yield from _member_votes(place, name)
    yield from handed_votes(place, parameter)
    yield from walked_votes(place, name)
    yield from class_votes(place, name)
    yield from common(place, "any parameter")


def _member_votes(place: Place, name: str) -> Iterator[Vote]:
    """The project's classes that have all that the body takes from a parameter."""
    taken = {
        node.attr for node in place.function.own_nodes if isinstance(node, ast.Attribute) and _is_name(node.value, name)
    }
    having = [{*own, *others} for own, others in (place.counts("member", one) for one in sorted(taken))]
    fitting = set.intersection(*having) if having else set()
    for one in sorted(fitting) if len(fitting) <= _MOST_OWNERS else ():
        yield Vote("has it", one, len(taken) / (len(taken) + 1) / len(fitting))


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


def _use_votes(place: Place, name: str) -> Iterator[Vote]:
    """What is done with a parameter: methods called on it, calls it is passed to, types it is compared with."""
    found: Counter[str] = Counter()
    for node in place.function.own_nodes:
        if isinstance(node, ast.Call):
            found.update(_passed(place, node, name))
            if isinstance(node.func, ast.Attribute) and _is_name(node.func.value, name) and node.func.attr in TAKES:
                found[TAKES[node.func.attr]] += 1
            if _is_call_of(node, "isinstance", name) and len(node.args) > 1:
                checked = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
                found[union([canonical(ast.unparse(one)) for one in checked])] += 1
            if isinstance(node.func, ast.Name) and node.func.id == name:
                found["Callable"] += 1
        elif (
            isinstance(node, ast.Compare)
            and _is_name(node.left, name)
            and isinstance(node.comparators[0], ast.Constant)
        ):
            kind = type(node.comparators[0].value).__name__
            if kind in {"str", "int", "float", "bytes"}:
                found[kind] += 1
    for type_, count in found.most_common(3):
        if type_:
            yield Vote("use", type_, count / (found.total() + 0.3))


def _passed(place: Place, call: ast.Call, name: str) -> Iterator[str]:
    """The types of the parameters that a call hands the name to, where the called function says them."""
    callee = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    callee = "__init__" if callee in place.module.classes else callee
    for target in place.module.by_name.get(callee, ())[:4]:
        if callee == "__init__" and (target.owner is None or target.owner.name != ast.unparse(call.func)):
            continue
        for index, argument in enumerate(call.args):
            if _is_name(argument, name):
                yield from (type_text(one.annotation) for one in target.parameters[index : index + 1] if one.annotation)
    for keyword in call.keywords:
        if keyword.arg and _is_name(keyword.value, name) and (type_ := place.recall(f"in {callee}", keyword.arg)):
            yield type_


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


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_call_of(node: ast.Call, function: str, argument: str) -> bool:
    return (
        isinstance(node.func, ast.Name)
        and node.func.id == function
        and bool(node.args)
        and _is_name(node.args[0], argument)
    )
