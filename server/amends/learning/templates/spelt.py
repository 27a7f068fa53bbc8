"""New code with the names of imports as the file at hand says them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from amends.learning.imports.facts import Import
from amends.learning.imports.spelling import Chain, as_the_file_says, modules_said
from amends.syntax.match import Bound, Match
from amends.syntax.template import Each, Hole, Part, Site, Term

_DOTTED = frozenset(
    ["attribute", "member_expression", "selector_expression", "scoped_identifier", "scoped_type_identifier"]
)
_NAMES = frozenset({"identifier", "type_identifier", "package_identifier"})
_DOTS = {"rust": "::"}
_CHAIN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?![\w.])")
"""What a name, or code that a message quotes, begins with."""
_PARTS = 3
"""An object, a dot and what is taken of it."""


def as_imported(
    match: Match, imports: Sequence[Import], known: Sequence[Import], bound: frozenset[str]
) -> tuple[Match, tuple[Import, ...]]:
    """A match that writes names as the file says them, and the imports that it still needs."""
    sites = [place.site for place in match.places]
    chains = {chain for site in sites for part in site.after for chain in _chains(part, match.bindings, holes=False)}
    told = {chain for site in sites for part in site.after for chain in _chains(part, match.bindings, holes=True)}
    python = match.root.tree.grammar.language == "python"
    said = [one for one in modules_said(told - chains, known) if one not in imports] if python else []
    dot = _DOTS.get(match.root.tree.grammar.language, ".")
    spelt = as_the_file_says((*imports, *said), known, chains | told, bound, dot)
    if not spelt.words:
        return match, tuple(one for one in spelt.imports if one not in said)
    places = tuple(
        attrs.evolve(place, site=_respelt_site(place.site, spelt.words, match.bindings)) for place in match.places
    )
    return attrs.evolve(match, places=places), tuple(one for one in spelt.imports if one not in said)


def _respelt_site(site: Site, words: Mapping[Chain, str], bindings: Mapping[int, Bound]) -> Site:
    return attrs.evolve(site, after=tuple(_respelt(part, words, bindings) for part in site.after))


def _respelt(part: Part, words: Mapping[Chain, str], bindings: Mapping[int, Bound]) -> Part:
    chain = _chain(part, bindings, holes=True)
    said = max((known for known in words if known == chain[: len(known)]), key=len, default=None)
    if said is not None and isinstance(part, Hole):
        text = _word(part, bindings, holes=True)
        return Term("identifier", words[said] + text[len(".".join(said)) :], gap=part.gap)
    if said is not None and said == chain and isinstance(part, Term):
        return Term("identifier", words[said], gap=part.gap)
    if isinstance(part, Each):
        return attrs.evolve(part, element=_respelt(part.element, words, bindings))
    if not isinstance(part, Term):
        return part
    free = _free_parts(part)
    parts = (_respelt(one, words, bindings) if at in free else one for at, one in enumerate(part.parts))
    return attrs.evolve(part, parts=tuple(parts))


def _chains(part: Part, bindings: Mapping[int, Bound], *, holes: bool) -> Iterator[Chain]:
    """The longest chains in a part; with `holes` also those that the problem's message gives words for."""
    chain = _chain(part, bindings, holes=holes)
    if chain:
        yield chain
    elif isinstance(part, Each):
        yield from _chains(part.element, bindings, holes=holes)
    elif isinstance(part, Term):
        for at in _free_parts(part):
            yield from _chains(part.parts[at], bindings, holes=holes)


def _free_parts(part: Term) -> Sequence[int]:
    """Those whose names are looked up around the code: no attribute's, no keyword's."""
    if part.kind in _DOTTED:
        return (0,)
    return range(1 if part.kind == "keyword_argument" else 0, len(part.parts))


def _chain(part: Part, bindings: Mapping[int, Bound], *, holes: bool) -> Chain:
    """The words of a name or of a dotted one, none for all else."""
    if not isinstance(part, Term) or not part.parts:
        named = isinstance(part, Hole) or (isinstance(part, Term) and part.kind in _NAMES)
        found = _CHAIN.match(_word(part, bindings, holes=holes)) if named else None
        return tuple(found[0].split(".")) if found else ()
    if part.kind not in _DOTTED or len(part.parts) != _PARTS:
        return ()
    left, last = _chain(part.parts[0], bindings, holes=holes), _word(part.parts[-1], bindings, holes=holes)
    return (*left, last) if left and last.isidentifier() else ()


def _word(part: Part, bindings: Mapping[int, Bound], *, holes: bool) -> str:
    if isinstance(part, Term) and not part.parts:
        return part.text
    bound = bindings.get(part.name) if isinstance(part, Hole) and holes else None
    return bound.word if bound is not None and not bound.nodes else ""
