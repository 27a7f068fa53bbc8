"""Patterns that complete a function's signature: which slots are filled is learned, with what is inferred there.

Where a message says that an annotation is missing, three patterns are there from the start: to fill what the message
names, that and the return, or the whole signature. Examples speak for or against each as for any other pattern.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from amends.core.outcomes import Example
from amends.core.problems import Problem
from amends.learning.annotations.annotate import (
    RETURN,
    SCOPES,
    SURE,
    Signature,
    Types,
    annotate,
    asks_for_annotation,
    signature_at,
)
from amends.learning.annotations.module import Function, Module
from amends.learning.annotations.shown import Shown
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.codec import canonical_template
from amends.learning.pattern import Evidence, Pattern, PatternRecord, Template, pattern_id
from amends.learning.templates.apply import Applied, Spot, with_imports
from amends.syntax.tree import Tree

_PRIOR = {"said": 0.5, "said and return": 2.0, SURE: 0.3, "all": 0.5}
_LEVEL = 6
_LARGEST = 1_000_000
"""A longer text is made, not written."""


@attrs.frozen(eq=False)
class Completion:
    """One way to complete the signature at a spot, and how probable it is."""

    record: PatternRecord
    applied: Applied
    probability: float


def signature_patterns(problem: Problem, language: str) -> tuple[Pattern, ...]:
    """What is known from the start of a problem whose message says that an annotation is missing."""
    if language != "python" or not asks_for_annotation(problem):
        return ()
    templates = {scope: Template(annotate=scope) for scope in SCOPES}
    return tuple(
        Pattern(
            id=pattern_id(problem.kind, language, canonical_template(template)),
            kind=problem.kind,
            language=language,
            level=_LEVEL,
            title=f"annotate {scope}",
            template=template,
        )
        for scope, template in templates.items()
    )


def completions(
    records: Sequence[PatternRecord], spot: Spot, vocabulary: Vocabulary, path: str, shown: Shown
) -> Iterator[Completion]:
    """All ways to complete the signature at a spot; none where nothing asks for it."""
    known = {record.pattern.template.annotate: record for record in reversed(records)}
    known = {scope: record for scope, record in known.items() if scope}
    signature = signature_at(spot.problem, spot.node, module_of(spot.tree)) if known else None
    if signature is None:
        return
    types = Types.of(signature, vocabulary, path, shown)
    for slots, (share, record) in _shares(records, known, types).items():
        for way in annotate(types, slots):
            applied = with_imports(spot, way.edits, way.imports)
            yield Completion(record, applied, share * way.probability)


def judged_signature(
    example: Example, known: Mapping[str, Pattern], spot: Spot, after: Tree, evidence: Evidence
) -> Iterator[Pattern]:
    """The signature patterns with the example as evidence: for those that fill the slots it filled."""
    patterns = signature_patterns(example.problem, example.language)
    signature = signature_at(example.problem, spot.node, module_of(spot.tree)) if patterns else None
    repaired = _same_function(signature, module_of(after)) if signature is not None else None
    if signature is None or repaired is None:
        return
    left = {*_missing(repaired)}
    filled = tuple(slot for slot in signature.missing if slot not in left)
    for pattern in patterns if filled else ():
        stored = known.get(pattern.id, pattern)
        fits = _filled_so(signature, pattern.template.annotate, filled)
        if fits:
            yield attrs.evolve(stored, support=(*stored.support, evidence))
        elif fits is not None:
            yield attrs.evolve(stored, against=(*stored.against, evidence))


def _filled_so(signature: Signature, scope: str, filled: tuple[str, ...]) -> bool | None:
    """Whether just the slots of a scope were filled, None where that cannot be told."""
    slots = signature.slots(scope)
    if scope != SURE:
        return slots == filled if slots else None
    if not slots or filled == signature.missing:
        return None  # all may have been clear
    return {*slots} <= {*filled} and all(filled != signature.slots(other) for other in SCOPES if other != SURE)


def module_of(tree: Tree) -> Module | None:
    """The module of a text, made once for each tree."""
    if "module" not in tree.notes:
        tree.notes["module"] = Module.of(tree.content) if len(tree.content) < _LARGEST else None
    found = tree.notes["module"]
    return found if isinstance(found, Module) else None


def _shares(
    records: Sequence[PatternRecord], known: Mapping[str, PatternRecord], types: Types
) -> dict[tuple[str, ...], tuple[float, PatternRecord]]:
    """Distinct sets of slots with the share of repairs that filled just these."""
    weights = {scope: _weight(scope, records) for scope in known}
    found: dict[tuple[str, ...], tuple[float, PatternRecord]] = {}
    for scope, record in sorted(known.items(), key=lambda item: -weights[item[0]]):
        slots = types.signature.slots(scope, types.sure)
        if slots:
            share, first = found.get(slots, (0.0, record))
            found[slots] = (share + weights[scope], first)
    total = sum(share for share, _ in found.values())
    return {slots: (share / total, record) for slots, (share, record) in found.items()}


def _weight(scope: str, records: Sequence[PatternRecord]) -> float:
    alike = [one for one in records if one.pattern.template.annotate == scope]
    speaking = sum(len(one.pattern.support) + one.kept for one in alike)
    against = sum(len(one.pattern.against) + 2 * one.reverted + one.edited for one in alike)
    prior = _PRIOR[scope]
    return (speaking + prior) / (speaking + against + 3.0)


def _missing(function: Function) -> Iterator[str]:
    yield from (one.name for one in function.parameters if one.annotation is None)
    if function.node.returns is None:
        yield RETURN


def _same_function(signature: Signature, after: Module | None) -> Function | None:
    """The function of the same name and order in the text afterwards."""
    before = signature.module.by_name.get(signature.function.name, ())
    others = after.by_name.get(signature.function.name, ()) if after is not None else ()
    index = next(at for at, one in enumerate(before) if one is signature.function)
    return others[index] if len(others) == len(before) else None
