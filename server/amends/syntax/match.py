"""Matching a template against a tree: which node fills which hole, and where the sites are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from amends.syntax.forms import has_forms, is_form
from amends.syntax.template import WILD, Each, Hole, Part, Rest, Site, Term, on_the_way
from amends.syntax.tree import Node

VIA = "via:"
"""Prefix of the sorts of holes that are filled with another form of the word that was bound; the rest is the rule."""

OPERATOR = "operator"
"""The sort of signs that compare or compute."""
_COMPARING = frozenset(["==", "!=", "<", ">", "<=", ">=", "===", "!=="])
_COMPUTING = frozenset(["+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>", "&&", "||"])

LOCAL = 700
"""Holes from here on, up to a hundred, belong to one element of a row."""

TAILS = range(540, 560)
"""Names of runs that go as far as they can: to the end of a list or block."""

_ANNOTATED = {"typed_default_parameter": "default_parameter"}
"""Kinds that are another kind with a type."""
_TYPES = frozenset(
    [
        ("function_definition", "->"),
        ("function_item", "->"),
        ("typed_default_parameter", ":"),
        ("assignment", ":"),
        ("let_declaration", ":"),
    ]
)
"""Where which sign and what follows it are a type that may be there or not."""

_BUDGET = 3000
"""Comparisons one match may take; runs of siblings could otherwise multiply."""


@attrs.frozen
class Bound:
    """What fills a hole: a run of sibling nodes, or a word from the message."""

    nodes: tuple[Node, ...] = ()
    word: str = ""
    each: tuple[Mapping[int, Bound], ...] = ()
    """For a row: what fills the holes of each element."""

    @property
    def text(self) -> str:
        """The words, without layout."""
        return "".join(node.tokens for node in self.nodes).replace("\x1f", "") if self.nodes else self.word


@attrs.frozen
class Place:
    """Where a site matched: children `start:stop` of `parent`."""

    site: Site
    parent: Node
    start: int
    stop: int


@attrs.frozen
class Match:
    """One way a template fits."""

    root: Node
    bindings: Mapping[int, Bound]
    places: tuple[Place, ...]


def match_template(
    root: Part, node: Node, focus: Node | None = None, given: Mapping[int, Bound] | None = None
) -> Match | None:
    """Fit a template on a node, None when it does not fit.

    `focus` is the node that parts marked so must fall on; `given` are holes filled beforehand.
    """
    run = _Run(focus, dict(given or {}))
    if isinstance(root, Site):
        if node.parent is None or len(root.before) != 1 or not run.one(root.before[0], node):
            return None
        index = node.parent.children.index(node)
        run.places.append(Place(root, node.parent, index, index + 1))
    elif not run.one(root, node):
        return None
    return Match(node, run.bindings, tuple(run.places))


@attrs.frozen
class _SiteEnd:
    site: Site
    start: int


@attrs.define
class _Run:
    focus: Node | None
    bindings: dict[int, Bound]
    places: list[Place] = attrs.field(factory=list)
    budget: int = _BUDGET

    def one(self, part: Part, node: Node) -> bool:
        self.budget -= 1
        if self.budget < 0 or not self._focused(part, node):
            return False
        if isinstance(part, Term):
            if _ANNOTATED.get(part.kind, part.kind) != _ANNOTATED.get(node.kind, node.kind):
                return False
            if part.parts:
                return self._many(part.parts, node, 0)
            return not node.children and part.text == node.text
        return isinstance(part, Hole) and fits(part.sort, node) and self._bind(part.name, (node,))

    def _focused(self, part: Part, node: Node) -> bool:
        if self.focus is None or not isinstance(part, Term | Hole) or not part.focus:
            return True
        return (node.start, node.end) == (self.focus.start, self.focus.end)

    def _many(self, parts: Sequence[Part | _SiteEnd], parent: Node, index: int) -> bool:
        """Fit a sequence of parts on the children of `parent` from `index` to the last."""
        children = parent.children
        placed = False  # whether a site ends here: what it writes may be the type itself
        while parts:
            first, rest = parts[0], parts[1:]
            if isinstance(first, Site):
                parts = (*first.before, _SiteEnd(first, index), *rest)
                continue
            if isinstance(first, _SiteEnd):
                self.places.append(Place(first.site, parent, first.start, index))
                parts, placed = rest, True
                continue
            if isinstance(first, Rest):
                return self._run_of(first, rest, parent, index)
            if isinstance(first, Each):
                return self._row_of(first, rest, parent, index)
            if index < len(children) and children[index].kind == "async" and index == 0 and not _is_async(first):
                index += 1  # a modifier in front, which a function written without it does not know
            there, known = _type_at(children, index), _type_in(parts, parent)
            if known and not there:
                parts = parts[known:]
                continue
            if there and not known and not placed:
                index += there
            if index >= len(children) or not self.one(first, children[index]):
                return False
            index, parts, placed = index + 1, rest, False
        return index == len(children) or index + _type_at(children, index) == len(children)

    def _run_of(self, part: Rest, rest: Sequence[Part | _SiteEnd], parent: Node, index: int) -> bool:
        stops = self._stops(rest, parent, index)
        for stop in reversed(stops) if part.name in TAILS else stops:
            bindings, places = dict(self.bindings), len(self.places)
            bound = self._bind(part.name, parent.children[index:stop])
            if bound and self._many(rest, parent, stop):
                return True
            if self.budget < 0:
                return False
            self.bindings = bindings
            del self.places[places:]
        return False

    def _row_of(self, part: Each, rest: Sequence[Part | _SiteEnd], parent: Node, index: int) -> bool:
        """Fit a row from `index` on, as long as it will go."""
        stops = self._row_stops(part, parent, index)
        for length in range(len(stops), 0, -1):
            bindings, places = dict(self.bindings), len(self.places)
            each = tuple(own for _, own in stops[:length])
            self.bindings[part.name] = Bound(parent.children[index : stops[length - 1][0]], each=each)
            if self._many(rest, parent, stops[length - 1][0]):
                return True
            self.bindings = bindings
            del self.places[places:]
        return False

    def _row_stops(self, part: Each, parent: Node, index: int) -> list[tuple[int, Mapping[int, Bound]]]:
        """Where the elements of a row end, and what fills the holes of each."""
        stops: list[tuple[int, Mapping[int, Bound]]] = []
        children = parent.children
        while index < len(children) and self.one(part.element, children[index]):
            own = {name: bound for name, bound in self.bindings.items() if LOCAL <= name < LOCAL + 100}
            self.bindings = {name: bound for name, bound in self.bindings.items() if name not in own}
            stops.append((index + 1, own))
            index += 1
            if part.separator and (index >= len(children) or children[index].kind != part.separator):
                break
            index += bool(part.separator)
        self.bindings = {name: bound for name, bound in self.bindings.items() if not LOCAL <= name < LOCAL + 100}
        return stops

    def _stops(self, rest: Sequence[Part | _SiteEnd], parent: Node, index: int) -> Sequence[int]:
        """Where a run may end: where the problem's node is, if what follows must hold it."""
        following = next((part for part in rest if not isinstance(part, _SiteEnd)), None)
        first = following.before[0] if isinstance(following, Site) and following.before else following
        if self.focus is None or first is None or isinstance(first, Site) or not on_the_way(first):
            return range(index, len(parent.children) + 1)
        start, end = self.focus.start, self.focus.end
        spans = enumerate(parent.children)
        return [at for at, child in spans if at >= index and child.start <= start and end <= child.end]

    def _bind(self, name: int, nodes: Sequence[Node]) -> bool:
        if name == WILD:
            return True
        bound = Bound(tuple(nodes))
        known = self.bindings.get(name)
        if known is not None and known.text != bound.text:
            return False
        if known is None or not known.nodes:
            self.bindings[name] = bound
        return True


def _type_at(children: Sequence[Node], index: int) -> int:
    """How many nodes from an index on are a type that the same code may do without."""
    node = children[index] if index < len(children) else None
    if node is None or node.parent is None:
        return 0
    if node.kind == "type_annotation":
        return 1
    return 2 if (node.parent.kind, node.kind) in _TYPES else 0


def _type_in(parts: Sequence[Part | _SiteEnd], parent: Node) -> int:
    """How many parts are such a type that an example has, and nothing that changes."""
    first, second = parts[0], parts[1] if len(parts) > 1 else None
    kind = first.kind if isinstance(first, Term) else first.sort if isinstance(first, Hole) else ""
    if kind == "type_annotation":
        return 1
    signs = {sign for kind, sign in _TYPES if _ANNOTATED.get(kind, kind) == _ANNOTATED.get(parent.kind, parent.kind)}
    return 2 if kind in signs and isinstance(second, Term | Hole) else 0


def _is_async(part: Part | _SiteEnd) -> bool:
    return isinstance(part, Term) and part.kind == "async"


def is_operator(kind: str) -> bool:
    """Whether a word is a sign that compares or computes."""
    return kind in _COMPARING or kind in _COMPUTING


def fits(sort: str, node: Node) -> bool:
    """Whether a node is of a sort: its kind, its category, ``any``, or what has other forms."""
    if has_forms(sort):
        return is_form(sort, node)
    if sort == OPERATOR:
        return is_operator(node.kind)
    return sort in {"any", node.kind} or sort == node.category
