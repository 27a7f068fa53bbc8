"""Words of an after side that are another form of a word before: in another case, with or without a head or tail."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeGuard

import attrs

from amends.learning.pattern import Template
from amends.learning.templates.runs import before_parts
from amends.syntax.match import VIA
from amends.syntax.template import Hole, Part, Site, Term, sites_of, walk
from amends.syntax.words import rewording

_WORDS = frozenset({"identifier", "type_identifier", "property_identifier", "string_content", "string_fragment"})
_MOST = 40


def with_rewordings(root: Part, said: Collection[str]) -> Part | None:
    """The template with such words of the after sides replaced by what they come of, None when there are none.

    What is replaced has the rule as its kind. `said` are the words of the message, the likeliest sources.
    """
    before = list(dict.fromkeys([*said, *(part.text for part in before_parts(root) if _is_word(part))]))[:_MOST]
    after = {part.text for site in sites_of(root) for one in site.after for part in walk(one) if _is_word(part)}
    sources = {new: source for new in after - {*before} if (source := _source(new, before)) is not None}
    return _replaced(root, sources) if sources else None


def makes_names(template: Template) -> bool:
    """Whether what a template writes are names made of others: too little to go by for another kind of problem."""
    sites = sites_of(template.root) if template.root is not None else []
    after = (part for site in sites for one in site.after for part in walk(one))
    return bool(template.rename) or any(isinstance(part, Hole) and part.sort.startswith(VIA) for part in after)


def _source(new: str, before: list[str]) -> tuple[str, str] | None:
    """The word that another one comes of, and by which rule: the shortest one that does it."""
    found = ((rule, old) for old in before if (rule := rewording(old, new)) is not None)
    best = min(found, key=lambda one: len(one[0]), default=None)
    return None if best is None else (best[1], best[0])


def _replaced(root: Part, sources: dict[str, tuple[str, str]]) -> Part:
    def visit(part: Part, *, after: bool) -> Part:
        if isinstance(part, Site):
            sides = [tuple(visit(one, after=late) for one in side) for side, late in _sides(part)]
            return attrs.evolve(part, before=sides[0], after=sides[1])
        if not isinstance(part, Term):
            return part
        if after and _is_word(part) and part.text in sources:
            old, rule = sources[part.text]
            return attrs.evolve(part, kind=f"{VIA}{rule}", text=old)
        return attrs.evolve(part, parts=tuple(visit(one, after=after) for one in part.parts))

    return visit(root, after=False)


def _sides(site: Site) -> Iterator[tuple[tuple[Part, ...], bool]]:
    yield site.before, False
    yield site.after, True


def _is_word(part: Part) -> TypeGuard[Term]:
    return isinstance(part, Term) and not part.parts and part.kind in _WORDS and part.text.isidentifier()
