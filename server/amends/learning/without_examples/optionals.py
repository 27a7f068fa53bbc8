"""A parameter's type made optional, where a message says that its default is `None` and its type does not have it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from amends.core.problems import Problem
from amends.core.text import Edit
from amends.learning.annotations.annotate import function_of, names_at
from amends.learning.annotations.place import Place
from amends.learning.annotations.spelling import spell, union
from amends.learning.annotations.vocabulary import Vocabulary, style_of
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Spot, with_imports
from amends.learning.without_examples.signatures import Completion, module_of
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.tree import Node, ancestors

_ASKED = re.compile(r"implicit\W+Optional|default has type \W?None|\bNone\W+(cannot be|is not) assign", re.IGNORECASE)
_STAND_IN = "_Type"
_LIKELY = 0.55
_OTHERWISE = 0.08
"""How likely the file's own way to write it is meant, and the other one."""


def made_optional(
    records: Sequence[PatternRecord], spot: Spot, vocabulary: Vocabulary, path: str, judged: Judged
) -> Iterator[Completion]:
    """The type of the parameter at a spot with `None`, as the file writes unions, then in the other way."""
    parameter = next((one for one in ancestors(spot.node) if one.kind == "typed_default_parameter"), None)
    if parameter is None or not asks_for_optional(spot.problem):
        return
    place, annotation = _place(spot, parameter, vocabulary, path), parameter.children[2]
    if place is None or re.search(r"\bNone\b|\bOptional\b", annotation.text):
        return
    record = record_of(Template(annotate="optional"), "a type made optional", spot, records, judged)
    style, _ = style_of(place.module, vocabulary, path)
    ways = ((style, _LIKELY), (attrs.evolve(style, pipes=not style.pipes), _OTHERWISE)) if record else ()
    names = names_at(place)
    names = attrs.evolve(names, known={*names.known, _STAND_IN})
    for way, probability in ways:
        spelling = spell(union((_STAND_IN, "None")), way, names)
        if spelling is not None and record is not None:
            edit = Edit(annotation.start, annotation.end, _put_in(annotation.text, spelling.text))
            yield Completion(record, with_imports(spot, (edit,), spelling.imports), probability)


def _put_in(type_: str, optional: str) -> str:
    """A type in the place of the stand-in; the whole is quoted where the type was and `|` is evaluated."""
    quote = type_[0] if type_[0] in "\"'" and "|" in optional else ""
    return quote + optional.replace(_STAND_IN, type_.strip(quote) if quote else type_) + quote


def asks_for_optional(problem: Problem) -> bool:
    """Whether a message says that a default is `None` where the type has none."""
    return bool(_ASKED.search(problem.message))


def _place(spot: Spot, parameter: Node, vocabulary: Vocabulary, path: str) -> Place | None:
    module = module_of(spot.tree)
    definition = next((one for one in ancestors(parameter) if one.kind == "function_definition"), None)
    function = function_of(definition, module) if module is not None and definition is not None else None
    return Place(module, function, vocabulary, path) if module is not None and function is not None else None
