"""A parameter's type made optional, where its default is `None` and its type does not have it.

Either a message says so, or what a learned pattern writes makes the default `None`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from amends.core.problems import Problem
from amends.core.text import Edit
from amends.learning.annotations.annotate import function_of, names_at
from amends.learning.annotations.place import Place
from amends.learning.annotations.spelling import canonical, members, spell, union
from amends.learning.annotations.vocabulary import Vocabulary, style_of
from amends.learning.imports.editing import Import
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Applied, Spot, with_imports
from amends.learning.without_examples.signatures import Completion, module_of
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.tree import Node, ancestors

_ASKED = re.compile(r"implicit\W+Optional|default has type \W?None|\bNone\W+(cannot be|is not) assign", re.IGNORECASE)
_OPTIONAL = frozenset({"None", "Any", "object", ""})
"""What is a type that has `None` in it already, or cannot be read."""
_STAND_IN = "_Type"
_LIKELY = 0.55
_OTHERWISE = 0.08
"""How likely the file's own way to write it is meant, and the other one."""


def made_optional(
    records: Sequence[PatternRecord], spot: Spot, vocabulary: Vocabulary, path: str, judged: Judged
) -> Iterator[Completion]:
    """The type of the parameter at a spot with `None`, as the file writes unions, then in the other way."""
    parameter = _typed_parameter(spot.node)
    if parameter is None or not asks_for_optional(spot.problem):
        return
    record = record_of(Template(annotate="optional"), "a type made optional", spot, records, judged)
    ways = zip(_ways(spot, parameter, vocabulary, path), (_LIKELY, _OTHERWISE), strict=False) if record else ()
    for (edit, imports), probability in ways:
        if record is not None:
            yield Completion(record, with_imports(spot, (edit,), imports), probability)


def with_optional_types(applied: Applied, spot: Spot, vocabulary: Vocabulary, path: str) -> Applied:
    """What is applied, and where that gives a parameter the default `None`, `None` in its type too."""
    defaults = (
        [edit for edit in applied.edits if edit.new_text == "None"] if spot.tree.grammar.language == "python" else ()
    )
    for default in defaults:
        parameter = _typed_parameter(spot.tree.node_at(default.start, default.end))
        if parameter is not None and parameter.children[-1].start == default.start:
            edit, imports = next(_ways(spot, parameter, vocabulary, path), (None, ()))
            if edit is not None and not any(edit.start < one.end and one.start < edit.end for one in applied.edits):
                needed = with_imports(spot, (edit,), imports)
                applied = attrs.evolve(
                    applied, edits=(*applied.edits, *needed.edits), imports=(*applied.imports, *imports)
                )
    return applied


def _typed_parameter(node: Node) -> Node | None:
    return next((one for one in ancestors(node) if one.kind == "typed_default_parameter"), None)


def _ways(spot: Spot, parameter: Node, vocabulary: Vocabulary, path: str) -> Iterator[tuple[Edit, tuple[Import, ...]]]:
    """The type of a parameter with `None`, as the file writes unions, then in the other way."""
    place, annotation = _place(spot, parameter, vocabulary, path), parameter.children[2]
    if place is None or _OPTIONAL.intersection(members(canonical(annotation.text))):
        return
    style, _ = style_of(place.module, vocabulary, path)
    names = names_at(place)
    names = attrs.evolve(names, known={*names.known, _STAND_IN})
    for way in (style, attrs.evolve(style, pipes=not style.pipes)):
        spelling = spell(union((_STAND_IN, "None")), way, names)
        if spelling is not None:
            yield Edit(annotation.start, annotation.end, _put_in(annotation.text, spelling.text)), spelling.imports


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
