"""Patterns as JSON. Parts of a template are short tagged lists, since profiles hold thousands of them."""

from __future__ import annotations

import functools
import json
from typing import Any, TypeVar

import attrs
import cattrs

from amends.learning.pattern import Pattern, Template
from amends.syntax.template import Each, Hole, Part, Rest, Site, Term

Value = TypeVar("Value", Pattern, Template)


def pattern_to_json(pattern: Pattern) -> str:
    """One line of JSON; the same pattern always gives the same line."""
    return _line(_converter().unstructure(pattern))


def pattern_from_json(text: str) -> Pattern:
    """Read what `pattern_to_json` wrote.

    Raises:
        ValueError: it is no pattern.
    """
    return _read(text, Pattern)


def template_to_json(template: Template) -> str:
    """One line of JSON, what is as usual left out."""
    usual = _converter().unstructure(Template())
    data = _converter().unstructure(template)
    return _line({name: value for name, value in data.items() if value != usual[name]})


def template_from_json(text: str) -> Template:
    """Read what `template_to_json` wrote.

    Raises:
        ValueError: it is no template.
    """
    return _read(text, Template)


def canonical_template(template: Template) -> str:
    """What makes two templates the same: holes numbered by their first use, the example's own words left out."""
    if template.root is not None:
        template = attrs.evolve(template, words=())
    data = _converter().unstructure(template)
    if not template.names:
        del data["names"]  # patterns from before there was such a thing keep their id
    for name in ("annotate", "rename"):
        if not data[name]:
            del data[name]
    if template.comment is not None and not template.comment.above:
        del data["comment"]["above"]
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


def part_to_list(part: Part) -> list[Any]:
    """A part as a tagged list."""
    if isinstance(part, Term):
        return ["t", part.kind, part.text, [part_to_list(one) for one in part.parts], part.gap, int(part.focus)]
    if isinstance(part, Hole):
        return ["h", part.name, part.sort, part.gap, int(part.focus)]
    if isinstance(part, Rest):
        return ["r", part.name, part.gap]
    if isinstance(part, Each):
        return ["e", part.name, part_to_list(part.element), part.separator, part.gap]
    before, after = [part_to_list(one) for one in part.before], [part_to_list(one) for one in part.after]
    return ["s", before, after, part.lead, part.trail]


def part_from_list(data: list[Any]) -> Part:
    """Read what `part_to_list` wrote."""
    tag, *rest = data
    if tag == "t":
        kind, text, parts, gap, focus = rest
        return Term(kind, text, tuple(part_from_list(one) for one in parts), gap, bool(focus))
    if tag == "h":
        name, sort, gap, focus = rest
        return Hole(name, sort, gap, bool(focus))
    if tag == "r":
        return Rest(*rest)
    if tag == "e":
        name, element, separator, gap = rest
        return Each(name, part_from_list(element), separator, gap)
    if tag != "s":
        raise ValueError(tag)
    before, after, lead, trail = rest
    return Site(tuple(part_from_list(one) for one in before), tuple(part_from_list(one) for one in after), lead, trail)


def _line(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _read(text: str, kind: type[Value]) -> Value:
    try:
        return _converter().structure(json.loads(text), kind)
    except (cattrs.BaseValidationError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not a {kind.__name__.lower()}") from error


# Built once: it never changes afterwards.
@functools.cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    for kind in (Term, Hole, Rest, Each, Site):
        converter.register_unstructure_hook(kind, part_to_list)
    converter.register_unstructure_hook(Part | None, lambda part: None if part is None else part_to_list(part))
    converter.register_structure_hook(Part | None, lambda data, _: None if data is None else part_from_list(data))
    return converter
