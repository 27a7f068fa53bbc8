"""Trees with holes: how a piece of code looks before and after, whatever the names in it.

A template is a tree of parts. `Term` is a fixed node, `Hole` any one node of a sort, `Rest` any run of siblings, `Each`
siblings that are all alike, and `Site` the only place where something changes: what stands there before, and what takes
its place. Everything outside a site is context that must be there and is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

WILD = -1
"""The name of a hole that nothing else refers to."""


@attrs.frozen
class Term:
    """A fixed node: a word with its text, or a node with parts."""

    kind: str
    text: str = ""
    parts: tuple[Part, ...] = ()
    gap: str = ""
    """After side only: what stands between the part before it and it, commas included; indentation is relative."""
    focus: bool = False
    """It is where the problem was reported."""
    way: bool = attrs.field(init=False, eq=False, repr=False)
    """The focus is it or in it: then only one run of siblings can stand before it."""

    @way.default
    def _way(self) -> bool:
        return self.focus or any(on_the_way(part) for part in self.parts)


@attrs.frozen
class Hole:
    """Any one node of a sort: a node kind, a category (expression, statement …) or ``any``. Equal names, equal code."""

    name: int
    sort: str
    gap: str = ""
    focus: bool = False


@attrs.frozen
class Rest:
    """Any run of siblings, also none."""

    name: int = WILD
    gap: str = ""


@attrs.frozen
class Each:
    """One or more siblings that all look like `element`; holes in it are filled anew for each of them.

    Equal names: what is written for each of those that were matched.
    """

    name: int
    element: Part
    separator: str = ""
    """Before side: the operator between two, empty for commas. After side: what is written between two."""
    gap: str = ""


@attrs.frozen
class Site:
    """What changes: siblings before, and what stands there after.

    `lead` and `trail` are the white space on both sides of it afterwards, None to leave what is there.
    """

    before: tuple[Part, ...]
    after: tuple[Part, ...]
    lead: str | None = None
    trail: str | None = None


Part = Term | Hole | Rest | Each | Site


def on_the_way(part: Part) -> bool:
    """Whether the problem's place is the part or in its before side."""
    if isinstance(part, Term):
        return part.way
    if isinstance(part, Site):
        return any(on_the_way(inner) for inner in part.before)
    return isinstance(part, Hole) and part.focus


def walk(part: Part) -> Iterator[Part]:
    """The part and all below it, both sides of sites."""
    yield part
    for inner in inner_parts(part):
        yield from walk(inner)


def inner_parts(part: Part) -> tuple[Part, ...]:
    """The parts directly inside."""
    if isinstance(part, Term):
        return part.parts
    if isinstance(part, Site):
        return (*part.before, *part.after)
    return (part.element,) if isinstance(part, Each) else ()


def sites_of(part: Part) -> list[Site]:
    """All sites in order."""
    return [found for found in walk(part) if isinstance(found, Site)]


def hole_names(parts: tuple[Part, ...]) -> frozenset[int]:
    """Names of the holes and rests in some parts, wild ones left out."""
    return frozenset(
        found.name for part in parts for found in walk(part) if isinstance(found, Hole | Rest) and found.name != WILD
    )


def size(part: Part) -> int:
    """How much a template says: its fixed words."""
    return sum(1 for found in walk(part) if isinstance(found, Term) and not found.parts)
