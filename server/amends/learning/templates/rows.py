"""Rows: operands or arguments that are all rewritten alike, however many there are.

`dict(a=1, b=2)` → `{"a": 1, "b": 2}` is one rewriting of an element, done twice. The elements of one example are
compared with each other, as examples are: where all pairs of an element before and after are the same up to the
names in them, the two rows become one part that repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from amends.syntax.forms import has_forms
from amends.syntax.grammars import Grammar
from amends.syntax.match import LOCAL
from amends.syntax.template import Each, Hole, Part, Rest, Site, Term, hole_names, inner_parts, sites_of, walk

_FIRST_ROW = 560
"""Names from here on stand for rows."""
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


@attrs.frozen
class _Row:
    """Elements `start:stop` of a node's parts, with the operator between them, or commas where that is empty."""

    parent: Term
    start: int
    stop: int
    operator: str

    @property
    def elements(self) -> tuple[Part, ...]:
        return self.parent.parts[self.start : self.stop : 2 if self.operator else 1]

    @property
    def separator(self) -> str:
        """What the after side writes between two elements."""
        if self.stop - self.start == 1:
            return ", "
        second = self.parent.parts[self.start + 1]
        if not self.operator:
            return _gap(second)
        return f"{_gap(second)}{self.operator}{_gap(self.parent.parts[self.start + 2])}"

    @property
    def whole(self) -> bool:
        """Whether brackets stand on both sides of it."""
        ends = (self.parent.parts[self.start - 1 : self.start], self.parent.parts[self.stop :])
        return bool(ends[0]) and _sign(ends[0][-1]) in _OPENING and len(ends[1]) == 1 and _sign(ends[1][0]) in _CLOSING


def share_rows(root: Part, grammar: Grammar) -> Part | None:
    """The template with the longest row that occurs before and after as a part that repeats, None when there is none.

    `root` has its shared code as holes already.
    """
    sites = sites_of(root)
    afters = [row for site in sites for part in site.after for row in _rows(part, grammar)]
    befores = [row for site in sites for part in site.before for row in _rows(part, grammar)]
    pairs = [(one, other) for one in befores for other in afters if len(one.elements) == len(other.elements)]
    for before, after in sorted(pairs, key=lambda pair: -len(pair[0].elements)):
        if len(before.elements) == 1 and not (before.whole and after.whole):
            continue
        shared = _shared(root, before, after)
        if shared is not None:
            return shared
    return None


def _rows(part: Part, grammar: Grammar) -> Iterator[_Row]:
    """All rows in a part, parts of rows included, the longest of each first."""
    for found in walk(part):
        if isinstance(found, Term) and found.parts and not any(isinstance(one, Site | Rest) for one in found.parts):
            yield from _rows_of(found, grammar)


def _rows_of(part: Term, grammar: Grammar) -> Iterator[_Row]:
    parts = part.parts
    opening = next((at for at, one in enumerate(parts) if _sign(one) in _OPENING), None)
    if opening is not None and _sign(parts[-1]) in _CLOSING:
        yield from _windows(part, opening + 1, len(parts) - 1, "")
    elif part.kind in grammar.lists:
        yield from _windows(part, 0, len(parts), "")
    elif len(parts) > 2 and len(parts) % 2 and len({_sign(one) for one in parts[1::2]}) == 1:  # noqa: PLR2004
        yield from _windows(part, 0, len(parts), _sign(parts[1]))


def _windows(part: Term, start: int, stop: int, operator: str) -> Iterator[_Row]:
    step = 2 if operator else 1
    if any(_sign(one) for one in part.parts[start:stop:step]) or (operator and not operator.strip()):
        return
    for length in range(stop - start, 1 if operator else 0, -step):
        for at in range(start, stop - length + 1, step):
            yield _Row(part, at, at + length, operator)


def _shared(root: Part, before: _Row, after: _Row) -> Part | None:
    pairs = list(zip(before.elements, after.elements, strict=True))
    if any(isinstance(one, Hole) and has_forms(one.sort) for one in walk(before.parent)):
        return None
    outer = _outer_names(root, before, after)
    if all(_key(one) == _key(other) for one, other in pairs):
        pair: tuple[Part, Part] | None = (Hole(LOCAL, "any"), Hole(LOCAL, "any"))
    else:
        pair = _common([_renamed(one, other, outer) for one, other in pairs])
    if pair is None or _alone(pair, outer):
        return None
    first = after.elements[0]
    old = Each(_FIRST_ROW, _bare(pair[0]), before.operator)
    new = Each(_FIRST_ROW, _bare(pair[1]), after.separator, _gap(first))
    changed = _with_row(root, before, old, after, new)
    return changed if _bound_by(changed) else None


def _outer_names(root: Part, before: _Row, after: _Row) -> frozenset[int]:
    """Holes that are not one element's own."""
    elements = [hole_names((one, other)) for one, other in zip(before.elements, after.elements, strict=True)]
    several = {name for at, names in enumerate(elements) for name in names if any(name in o for o in elements[:at])}
    without = _with_row(root, before, None, after, None)
    return frozenset(several) | hole_names((without,))


def _renamed(one: Part, other: Part, outer: frozenset[int]) -> tuple[Part, Part]:
    """An element's two sides with its own holes numbered by their first use."""
    names: dict[int, int] = {}

    def visit(part: Part) -> Part:
        if isinstance(part, Hole) and part.name >= 0 and part.name not in outer:
            return attrs.evolve(part, name=names.setdefault(part.name, LOCAL + len(names)))
        if isinstance(part, Term) and part.parts:
            return attrs.evolve(part, parts=tuple(visit(inner) for inner in part.parts))
        return part

    return visit(one), visit(other)


def _common(pairs: Sequence[tuple[Part, Part]]) -> tuple[Part, Part] | None:
    """What all pairs are but for the sorts of their holes; None when they differ in more."""
    first = pairs[0]
    if any((_key(one), _key(other)) != (_key(first[0]), _key(first[1])) for one, other in pairs[1:]):
        return None
    return (_any_sort(first[0]), _any_sort(first[1])) if len(pairs) > 1 else first


def _any_sort(part: Part) -> Part:
    if isinstance(part, Hole) and part.name >= LOCAL:
        return attrs.evolve(part, sort=part.sort if part.sort in {"identifier", "string_content"} else "any")
    return attrs.evolve(part, parts=tuple(_any_sort(one) for one in part.parts)) if isinstance(part, Term) else part


def _alone(pair: tuple[Part, Part], outer: frozenset[int]) -> bool:
    """Whether nothing of an element's own goes from before to after."""
    return not ((hole_names((pair[0],)) & hole_names((pair[1],))) - outer)


def _bare(part: Part) -> Part:
    return attrs.evolve(part, gap="") if isinstance(part, Term | Hole | Rest) else part


def _with_row(root: Part, before: _Row, old: Part | None, after: _Row, new: Part | None) -> Part:
    """The template with something else in the place of two rows."""

    def visit(part: Part) -> Part:
        if isinstance(part, Site):
            sides = tuple(map(visit, part.before)), tuple(map(visit, part.after))
            return attrs.evolve(part, before=sides[0], after=sides[1])
        if not isinstance(part, Term) or not part.parts:
            return part
        for row, instead in ((before, old), (after, new)):
            if part is row.parent:
                parts = (*part.parts[: row.start], *([instead] if instead else ()), *part.parts[row.stop :])
                return attrs.evolve(part, parts=parts)
        return attrs.evolve(part, parts=tuple(map(visit, part.parts)))

    return visit(root)


def _bound_by(root: Part) -> bool:
    """Whether the before side has no element's own hole outside of the row."""
    return not any(LOCAL <= name < LOCAL + 100 for name in _loose_names(root))


def _loose_names(part: Part) -> Iterator[int]:
    if isinstance(part, Hole | Rest):
        yield part.name
    elif not isinstance(part, Each):
        for inner in inner_parts(part):
            yield from _loose_names(inner)


def _gap(part: Part) -> str:
    return part.gap if isinstance(part, Term | Hole | Rest) else ""


def _sign(part: Part) -> str:
    """The text of a part that is a mere sign or keyword."""
    return part.text if isinstance(part, Term) and not part.parts and part.kind == part.text else ""


def _key(part: Part) -> str:
    if isinstance(part, Term) and not part.parts:
        return f"{part.kind} {part.text}\x1f"
    if isinstance(part, Hole | Rest):
        return f"\x00{part.name}\x00"
    kind = part.kind if isinstance(part, Term) else ""
    return f"{kind}({''.join(_key(inner) for inner in inner_parts(part))})"
