"""From a before/after pair to the most specific template: the concrete code around what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import attrs

from amends.syntax.diff import Change, Delta, Inner, tree_diff
from amends.syntax.layout import gap_between, has_separators, indent_at, is_block
from amends.syntax.scopes import enclosing_statement
from amends.syntax.template import WILD, Hole, Part, Rest, Site, Term
from amends.syntax.tree import Node, Tree, ancestors

_IMPORTS = frozenset(
    ["import_statement", "import_from_statement", "future_import_statement", "import_declaration", "use_declaration"]
)
_LARGE = 60
"""Unchanged context of more words than this is not spelt out, even at the most specific level."""


@attrs.frozen
class Extracted:
    """The concrete template, and how far its root is above the node the problem was reported on."""

    root: Part
    depth: int
    """Steps from the problem's node up to the root; -1: the root lies somewhere inside the problem's node."""


def changes(before: Tree, after: Tree, focus: Node) -> Delta | None:
    """What changed, imports away from the problem left out; None when that is nothing."""
    delta = tree_diff(before.root, after.root)
    return None if delta is None else _without_imports(delta, focus)


def nearest_changes(delta: Delta, focus: Node) -> Delta | None:
    """Only what changed around the problem's node; None when that is all, or the rest speaks of what is new."""
    near = _nearest(delta, focus)
    if near is None:
        return None
    kept = _new_words(near)
    known = {*delta.before.tokens.split("\x1f")}
    left_out = _new_words(delta)
    left_out.subtract(kept)
    connected = any(left_out[word] > 0 and word.isidentifier() and word not in known for word in kept)
    return None if connected else near


def _new_words(delta: Delta) -> Counter[str]:
    """The words of all that is new."""
    words: Counter[str] = Counter()
    for item in delta.items:
        if isinstance(item, Inner):
            words += _new_words(item.delta)
        else:
            for node in delta.after.children[item.new_start : item.new_stop]:
                words.update(node.tokens.split("\x1f"))
    return words


def extract(delta: Delta, focus: Node, pinned: Mapping[int, Hole] | None = None) -> Extracted:
    """The smallest template that covers the problem's node and all that changed.

    `pinned` are holes to put in the place of nodes, by the nodes' identity.
    """
    pinned = pinned or {}
    while (inner := _only_inner(delta)) is not None and _covers(inner.before, focus):
        delta = inner
        if id(delta.before) in pinned and id(delta.after) in pinned:
            replaced = Site((concrete(delta.before, focus, pinned),), (pinned[id(delta.after)],))
            return Extracted(replaced, _depth(delta.before, focus))
    change = _single_site(delta)
    if change is not None:
        single = delta.before.children[change.start]
        if _covers(single, focus):
            return Extracted(_site(delta, change, focus, pinned), _depth(single, focus))
    return Extracted(_term(delta, focus, pinned), _depth(delta.before, focus))


def innermost(delta: Delta, focus: Node) -> Extracted | None:
    """A template whose root is what changed itself, when all of it lies deep inside the problem's node."""
    while (inner := _only_inner(delta)) is not None:
        delta = inner
    if delta.before is focus or not _covers(focus, delta.before) or is_block(delta.before):
        return None
    return Extracted(_term(delta, None, {}), -1)


def removed_statement(delta: Delta, focus: Node) -> Extracted | None:
    """The statement that holds the problem taken out alone, when it went with or without others around it."""
    while (inner := _only_inner(delta)) is not None and _covers(inner.before, focus):
        delta = inner
    only = delta.items[0] if len(delta.items) == 1 else None
    statement = enclosing_statement(focus)
    if not isinstance(only, Change) or only.new_start != only.new_stop or not is_block(delta.before):
        return None
    gone = delta.before.children[only.start : only.stop]
    if statement.parent is None or not any(_covers(node, statement) for node in gone):
        return None
    return Extracted(Site((concrete(statement, focus, {}),), ()), _depth(statement, focus))


def concrete(node: Node, focus: Node | None, pinned: Mapping[int, Hole]) -> Part:
    """The node as a template of the before side."""
    if id(node) in pinned:
        return attrs.evolve(pinned[id(node)], focus=node is focus)
    return Term(
        node.kind,
        "" if node.children else node.text,
        tuple(concrete(child, focus, pinned) for child in node.children),
        focus=node is focus,
    )


def concrete_after(node: Node, gap: str, base: str, pinned: Mapping[int, Hole]) -> Part:
    """The node as a template of the after side, with its layout."""
    if id(node) in pinned:
        return attrs.evolve(pinned[id(node)], gap=gap)
    parts: list[Part] = []
    last: Node | None = None
    for child in node.children:
        inner = gap_between(node, last.end, child.start, base) if last else ""
        parts.append(concrete_after(child, inner, base, pinned))
        last = child
    return Term(node.kind, "" if node.children else node.text, tuple(parts), gap)


def _without_imports(delta: Delta, focus: Node) -> Delta | None:
    items: list[Change | Inner] = []
    for item in delta.items:
        if is_block(delta.before) and _imports_only(delta, item) and not _touches(delta, item, focus):
            continue
        if isinstance(item, Change) or _covers(item.delta.before, focus):
            items.append(item)
        elif (inner := _without_imports(item.delta, focus)) is not None:
            items.append(attrs.evolve(item, delta=inner))
    return attrs.evolve(delta, items=tuple(items)) if items else None


def _imports_only(delta: Delta, item: Change | Inner) -> bool:
    if isinstance(item, Inner):
        return item.delta.before.kind in _IMPORTS
    touched = delta.before.children[item.start : item.stop] + delta.after.children[item.new_start : item.new_stop]
    return all(node.kind in _IMPORTS for node in touched)


def _touches(delta: Delta, item: Change | Inner, focus: Node) -> bool:
    nodes = delta.before.children[item.start : item.stop] if isinstance(item, Change) else (item.delta.before,)
    return any(_covers(node, focus) for node in nodes)


def _nearest(delta: Delta, focus: Node) -> Delta | None:
    """Only the item that the focus lies in, at every level; None when nothing would be left out."""
    if len(delta.items) > 1:
        mine = [item for item in delta.items if _touches(delta, item, focus)]
        if len(mine) == 1 and is_block(delta.before):
            return attrs.evolve(delta, items=tuple(mine))
    for index, item in enumerate(delta.items):
        if isinstance(item, Inner) and _covers(item.delta.before, focus):
            inner = _nearest(item.delta, focus)
            if inner is not None:
                changed = attrs.evolve(item, delta=inner)
                return attrs.evolve(delta, items=(*delta.items[:index], changed, *delta.items[index + 1 :]))
    return None


def _only_inner(delta: Delta) -> Delta | None:
    only = delta.items[0] if len(delta.items) == 1 else None
    return only.delta if isinstance(only, Inner) else None


def _single_site(delta: Delta) -> Change | None:
    """The replacement of one node by one or more, when that is all."""
    only = delta.items[0] if len(delta.items) == 1 else None
    if isinstance(only, Change) and only.stop - only.start == 1 and only.new_stop > only.new_start:
        return only
    return None


def _covers(outer: Node, inner: Node) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _depth(root: Node, focus: Node) -> int:
    for depth, node in enumerate(ancestors(focus)):
        if node is root:
            return depth
    return -1


def _term(delta: Delta, focus: Node | None, pinned: Mapping[int, Hole]) -> Term:
    """The changed node with its unchanged children as context."""
    parts: list[Part] = []
    position = 0
    for item in delta.items:
        start = item.start if isinstance(item, Change) else item.index
        insertion = isinstance(item, Change) and item.start == item.stop
        parts += _context(delta.before, position, start, focus, anchored=insertion)
        if isinstance(item, Change):
            parts.append(_site(delta, item, focus, pinned))
            position = item.stop
            continue
        old, new = id(item.delta.before), id(item.delta.after)
        both = old in pinned and new in pinned
        parts.append(Site((pinned[old],), (pinned[new],)) if both else _term(item.delta, focus, pinned))
        position = item.index + 1
    parts += _context(delta.before, position, len(delta.before.children), focus, anchored=False)
    return Term(delta.before.kind, "", tuple(parts), focus=delta.before is focus)


def _context(parent: Node, start: int, stop: int, focus: Node | None, *, anchored: bool) -> list[Part]:
    """Unchanged siblings; statements beside the path are any run, but an insertion keeps the one before it."""
    if not is_block(parent):
        return [_still(node, focus) for node in parent.children[start:stop]]
    holding = [i for i in range(start, stop) if focus is not None and _covers(parent.children[i], focus)]
    if holding:
        at = holding[0]
        before = _context(parent, start, at, None, anchored=False)
        return [*before, _still(parent.children[at], focus), *_context(parent, at + 1, stop, None, anchored=anchored)]
    if start == stop:
        return []
    return [Rest(), Hole(WILD, "any")] if anchored and stop < len(parent.children) else [Rest()]


def _still(node: Node, focus: Node | None) -> Part:
    """An unchanged node as context; on the way to the problem's node it is opened, else it may be cut."""
    if focus is not None and node is not focus and _covers(node, focus):
        return Term(node.kind, "", tuple(_context(node, 0, len(node.children), focus, anchored=False)))
    if node.tokens.count("\x1f") > _LARGE or is_block(node):
        return Hole(WILD, node.kind, focus=node is focus)
    return concrete(node, focus, {})


def _site(delta: Delta, change: Change, focus: Node | None, pinned: Mapping[int, Hole]) -> Site:
    old = delta.before.children[change.start : change.stop]
    new = delta.after.children[change.new_start : change.new_stop]
    base = indent_at(delta.after.tree.content, new[0].start) if new else ""
    after: list[Part] = []
    for index, node in enumerate(new):
        gap = gap_between(delta.after, new[index - 1].end, node.start, base) if index else ""
        after.append(concrete_after(node, gap, base, pinned))
    lead, trail = _edges(delta, change, base)
    return Site(tuple(concrete(node, focus, pinned) for node in old), tuple(after), lead, trail)


def _edges(delta: Delta, change: Change, base: str) -> tuple[str | None, str | None]:
    """White space on both sides of a site afterwards; None where it is as before, or follows from the list's rules."""
    if has_separators(delta.before) or (is_block(delta.before) and delta.before.parent is not None):
        return None, None
    if is_block(delta.before):
        return _blank_lines(delta, change, base)
    old = _gaps(delta.before, change.start, change.stop, base)
    new = _gaps(delta.after, change.new_start, change.new_stop, base)
    if change.start == change.stop or change.new_start == change.new_stop:
        return new[0], new[1]
    return (None if old[0] == new[0] else new[0]), (None if old[1] == new[1] else new[1])


def _blank_lines(delta: Delta, change: Change, base: str) -> tuple[str | None, str | None]:
    """Line ends around what is new at a module's top level, where there are blank lines."""
    if change.start != change.stop or change.new_start == change.new_stop:
        return None, None
    gaps = _gaps(delta.after, change.new_start, change.new_stop, base)
    lead, trail = ("\n" * gap.count("\n") or "\n" for gap in gaps)
    return (lead, trail) if len(lead + trail) > 2 else (None, None)  # noqa: PLR2004 -- one line end on either side


def _gaps(parent: Node, start: int, stop: int, base: str) -> tuple[str, str]:
    nodes = parent.children
    left = nodes[start - 1].end if start else parent.start
    right = nodes[stop].start if stop < len(nodes) else parent.end
    if start == stop:
        return gap_between(parent, left, right, base), ""
    return gap_between(parent, left, nodes[start].start, base), gap_between(parent, nodes[stop - 1].end, right, base)
