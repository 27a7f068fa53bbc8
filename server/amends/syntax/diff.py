"""Tree diff: what changed between two trees, down to the smallest runs of sibling nodes.

Top-down: equal subtrees are skipped by their text, siblings are aligned by a longest-common-subsequence over token
equality and, between nodes of one kind, token likeness (after Chawathe et al., "Change detection in hierarchically
structured information", SIGMOD 1996, without its move operation: a move shows as two changes that share a hole).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from amends.syntax.tree import Node, descendants

_LIKE_ENOUGH = 0.34
_MAX_CELLS = 3600
"""Above this many pairs siblings are not aligned one by one but replaced as one run."""


@attrs.frozen(eq=False)
class Change:
    """Children `start:stop` of the node before became children `new_start:new_stop` of the node after."""

    start: int
    stop: int
    new_start: int
    new_stop: int


@attrs.frozen(eq=False)
class Inner:
    """Child `index` before became child `new_index` after, and differs inside."""

    index: int
    new_index: int
    delta: Delta


@attrs.frozen(eq=False)
class Delta:
    """How one node became another of the same kind."""

    before: Node
    after: Node
    items: tuple[Change | Inner, ...]


def tree_diff(before: Node, after: Node) -> Delta | None:
    """How `before` became `after`; None when they hold the same words. Both must be of one kind."""
    if before.text == after.text:
        return None
    items: list[Change | Inner] = []
    for step in _aligned(before.children, after.children):
        if isinstance(step, Change):
            items.append(step)
            continue
        one, other = before.children[step[0]], after.children[step[1]]
        delta = tree_diff(one, other)
        if delta is not None:
            items.append(Inner(step[0], step[1], delta))
    return Delta(before, after, tuple(items)) if items else None


def _aligned(before: Sequence[Node], after: Sequence[Node]) -> list[Change | tuple[int, int]]:
    """Changes, and pairs of indexes that belong together though they may differ inside, in order."""
    head = 0
    while head < min(len(before), len(after)) and before[head].text == after[head].text:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail].text == after[-1 - tail].text:
        tail += 1
    rows, columns = len(before) - head - tail, len(after) - head - tail
    if rows * columns > _MAX_CELLS:
        return [Change(head, head + rows, head, head + columns)]
    pairs = _best_pairs(before[head : head + rows], after[head : head + columns])
    return _steps([(head + i, head + j) for i, j in pairs], (head, head), (head + rows, head + columns))


def _steps(
    pairs: list[tuple[int, int]], begin: tuple[int, int], end: tuple[int, int]
) -> list[Change | tuple[int, int]]:
    steps: list[Change | tuple[int, int]] = []
    last = begin
    for pair in pairs:
        if pair != last:
            steps.append(Change(last[0], pair[0], last[1], pair[1]))
        steps.append(pair)
        last = (pair[0] + 1, pair[1] + 1)
    if last != end:
        steps.append(Change(last[0], end[0], last[1], end[1]))
    return steps


def _best_pairs(before: Sequence[Node], after: Sequence[Node]) -> list[tuple[int, int]]:
    """Pairs of indexes, in order on both sides, with the greatest sum of likeness."""
    rows, columns = len(before), len(after)
    if (
        rows == columns == 1
        and before[0].kind == after[0].kind
        and before[0].category in {"block", "list", "statement"}
    ):
        return [(0, 0)]  # whatever they hold; counting the words of a whole class costs more than all else
    bags = [_bag(node) for node in before], [_bag(node) for node in after]
    likeness = [[_likeness(before[i], after[j], bags[0][i], bags[1][j]) for j in range(columns)] for i in range(rows)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = best[i + 1][j + 1] + likeness[i][j] if likeness[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        if likeness[i][j] and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _belong_anyway(one: Node, other: Node) -> bool:
    alike = one.kind == other.kind and one.category in {"block", "list", "statement"}
    return alike and not _wrapped(one, other)


def _wrapped(one: Node, other: Node) -> bool:
    """Whether one of two nodes stands whole inside the other: then it was wrapped or unwrapped, not changed inside."""
    inner, outer = sorted((one, other), key=lambda node: node.end - node.start)
    if one.category == "block" or inner.text not in outer.text:
        return False
    return any(node.kind == inner.kind and node.text == inner.text for node in descendants(outer))


def _likeness(one: Node, other: Node, bag: Counter[str], other_bag: Counter[str]) -> float:
    """0 for what does not belong together, else the number of words both have."""
    if one.kind != other.kind:
        return 0.0
    if one.tokens == other.tokens:
        return sum(bag.values()) + 0.5
    if not one.children or not other.children or _wrapped(one, other):
        return 0.0
    shared = (bag & other_bag).total()
    share = 2 * shared / max(bag.total() + other_bag.total(), 1)
    if share < _LIKE_ENOUGH and one.category not in {"block", "list"}:
        return 0.0
    return shared + 0.01


def _bag(node: Node) -> Counter[str]:
    return Counter(node.tokens.split("\x1f"))
