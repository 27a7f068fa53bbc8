"""Words of an after side that are another form of a word before: in another case, with or without a head or tail.

Texts too: `"hello"` → `"hello %s"` says what comes at the end of any text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeGuard

import attrs

from amends.learning.pattern import Template
from amends.learning.templates.generalise import TEXTS
from amends.learning.templates.runs import before_parts
from amends.syntax.match import VIA
from amends.syntax.template import Hole, Part, Site, Term, sites_of, walk
from amends.syntax.words import rewording, text_rewording

_WORDS = frozenset({"identifier", "type_identifier", "property_identifier"})
_MOST = 40


def with_rewordings(root: Part, said: Collection[str]) -> Part | None:
    """The template with such words of the after sides replaced by what they come of, None when there are none.

    What is replaced has the rule as its kind. `said` are the words of the message, the likeliest sources.
    """
    old = [part for part in before_parts(root) if _is_word(part)]
    new = {part.text: part for site in sites_of(root) for one in site.after for part in walk(one) if _is_word(part)}
    words = list(dict.fromkeys([*said, *(part.text for part in old)]))[:_MOST]
    texts = list(dict.fromkeys(part.text for part in old if part.kind in TEXTS))[:_MOST]
    wanted = {word: part for word, part in new.items() if word not in words and word not in texts}
    sources = {
        word: source
        for word, part in wanted.items()
        if (source := _source(word, words, texts if part.kind in TEXTS else ())) is not None
    }
    return _replaced(root, sources) if sources else None


def makes_names(template: Template) -> bool:
    """Whether what a template writes are names made of others: too little to go by for another kind of problem."""
    sites = sites_of(template.root) if template.root is not None else []
    after = (part for site in sites for one in site.after for part in walk(one))
    return bool(template.rename) or any(isinstance(part, Hole) and part.sort.startswith(VIA) for part in after)


def _source(new: str, words: Sequence[str], texts: Sequence[str]) -> tuple[str, str] | None:
    """The word or text that another one comes of, and by which rule: the shortest one that does it."""
    ways = [(rewording, old) for old in words] + [(text_rewording, old) for old in texts]
    found = ((rule, old) for way, old in ways if (rule := way(old, new)) is not None)
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
    if not isinstance(part, Term) or part.parts:
        return False
    return part.kind in TEXTS or (part.kind in _WORDS and part.text.isidentifier())
