"""Anti-unification: the most specific template that two templates are instances of.

Plotkin's least general generalisation over both sides of the edits at once: a pair of differing subtrees becomes the
same hole wherever it occurs, so what moves from before to after stays linked. A pair that occurs after only cannot be
filled later, and then there is no common template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from amends.syntax.grammars import Grammar
from amends.syntax.template import WILD, Hole, Part, Rest, Site, Term, inner_parts
from amends.syntax.tree import category_of

Words = Mapping[int, str]


def anti_unify(one: Part, other: Part, words: tuple[Words, Words], grammar: Grammar) -> Part | None:
    """The common template, None when there is none that says what to write.

    `words` are the named words of both sides' messages: where each side has its own, the hole of that name stands.
    """
    run = _Run(words, grammar)
    try:
        # Twice, since the before side of any site may fill a hole of the after side of another.
        run.part(one, other)
        run.filling = True
        return run.part(one, other)
    except _NoCommonTemplateError:
        return None


class _NoCommonTemplateError(Exception):
    pass


@attrs.define
class _Run:
    words: tuple[Words, Words]
    grammar: Grammar
    holes: dict[tuple[str, str], int] = attrs.field(factory=dict)
    filling: bool = False
    """The holes are known: after sides are made too."""

    def part(self, one: Part, other: Part) -> Part:
        if isinstance(one, Site) and isinstance(other, Site):
            before = self.sequence(one.before, other.before)
            after = self.after_sequence(one.after, other.after) if self.filling else one.after
            return Site(before, after, one.lead, one.trail)
        if isinstance(one, Term) and isinstance(other, Term) and one.kind == other.kind:
            if not one.parts and not other.parts and one.text == other.text:
                name = self.message_hole(one.text, other.text)
                return one if name is None else Hole(name, one.kind, focus=one.focus)
            if one.parts and other.parts:
                return attrs.evolve(one, parts=self.sequence(one.parts, other.parts), focus=one.focus and other.focus)
        if isinstance(one, Rest) and isinstance(other, Rest):
            return one
        return self.hole(one, other)

    def after_sequence(self, one: Sequence[Part], other: Sequence[Part]) -> tuple[Part, ...]:
        if len(one) != len(other):
            raise _NoCommonTemplateError
        return tuple(self.after_part(left, right) for left, right in zip(one, other, strict=True))

    def after_part(self, one: Part, other: Part) -> Part:
        key = (_key(one), _key(other))
        name = self.message_hole(*key)
        if name is None and key[0] != key[1]:
            name = self.holes.get(key)
        if name is not None:
            return Hole(name, "any", one.gap if isinstance(one, Term | Hole) else "")
        if key[0] == key[1]:
            return one
        if isinstance(one, Term) and isinstance(other, Term) and one.kind == other.kind and one.parts and other.parts:
            return attrs.evolve(one, parts=self.after_sequence(one.parts, other.parts))
        raise _NoCommonTemplateError

    def sequence(self, one: Sequence[Part], other: Sequence[Part]) -> tuple[Part, ...]:
        """Both in step; where their lengths differ, what cannot be paired between two ends becomes a run."""
        if len(one) == len(other):
            return tuple(self.part(left, right) for left, right in zip(one, other, strict=True))
        if any(_holds_site(part) for part in (*one, *other)):
            return self.around_sites(one, other)
        head = 0
        while head < min(len(one), len(other)) and _key(one[head]) == _key(other[head]):
            head += 1
        tail = 0
        while tail < min(len(one), len(other)) - head and _key(one[-1 - tail]) == _key(other[-1 - tail]):
            tail += 1
        return (*one[:head], Rest(), *(one[len(one) - tail :] if tail else ()))

    def around_sites(self, one: Sequence[Part], other: Sequence[Part]) -> tuple[Part, ...]:
        left, right = ([i for i, part in enumerate(parts) if _holds_site(part)] for parts in (one, other))
        if len(left) != len(right):
            raise _NoCommonTemplateError
        merged: list[Part] = []
        begin = (0, 0)
        for i, j in zip(left, right, strict=True):
            merged += [*self.sequence(one[begin[0] : i], other[begin[1] : j]), self.part(one[i], other[j])]
            begin = (i + 1, j + 1)
        return (*merged, *self.sequence(one[begin[0] :], other[begin[1] :]))

    def hole(self, one: Part, other: Part) -> Part:
        if _holds_site(one) or _holds_site(other) or isinstance(one, Rest) or isinstance(other, Rest):
            raise _NoCommonTemplateError
        key = (_key(one), _key(other))
        name = self.message_hole(*key)
        if name is None:
            name = self.holes.setdefault(key, len(self.holes))
        focus = _focus(one) and _focus(other)
        return Hole(name, _common_sort(one, other, self.grammar), focus=focus)

    def message_hole(self, one: str, other: str) -> int | None:
        return next(
            (name for name, word in self.words[0].items() if word == one and self.words[1].get(name) == other), None
        )


def _common_sort(one: Part, other: Part, grammar: Grammar) -> str:
    kinds = [
        part.kind if isinstance(part, Term) else part.sort if isinstance(part, Hole) else "" for part in (one, other)
    ]
    if kinds[0] == kinds[1]:
        return kinds[0]
    categories = {kind if kind in {"any", "expression", "statement"} else category_of(kind, grammar) for kind in kinds}
    return categories.pop() if len(categories) == 1 else "any"


def _focus(part: Part) -> bool:
    return isinstance(part, Term | Hole) and part.focus


def _holds_site(part: Part) -> bool:
    return isinstance(part, Site) or (isinstance(part, Term) and any(_holds_site(inner) for inner in part.parts))


def _key(part: Part) -> str:
    if isinstance(part, Term) and not part.parts:
        return part.text
    if isinstance(part, Hole | Rest):
        return f"\x00{part.name if part.name != WILD else id(part)}\x00"
    return "".join(_key(inner) for inner in inner_parts(part))
