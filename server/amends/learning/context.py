"""A fingerprint of what surrounds a place, so that examples from like surroundings count more."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from amends.core.problems import Problem, message_names
from amends.syntax.scopes import enclosing_scope, enclosing_statement, scope_name
from amends.syntax.tree import Node, ancestors, descendants

_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_MOST = 60


def context_of(node: Node, problem: Problem, path: str) -> tuple[int, ...]:
    """Sorted hashes (16 bits) of features: kinds and words near the place, the scope, its results, the path."""
    features = list(_features(node, problem, path))[:_MOST]
    return tuple(sorted({zlib.crc32(feature.encode("utf-8", "replace")) & 0xFFFF for feature in features}))


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Shared share of two fingerprints (Dice), 0 to 1."""
    if not one or not other:
        return 0.0
    return 2 * len(set(one) & set(other)) / (len(one) + len(other))


def _features(node: Node, problem: Problem, path: str) -> Iterator[str]:
    for name in message_names(problem.message):
        yield f"name {name}"
        yield from (f"piece {piece.lower()}" for piece in _PIECES.findall(name)[:4])
    for height, above in enumerate(ancestors(node)):
        if height > 4:  # noqa: PLR2004 -- what is further up says little
            break
        yield f"up {height} {above.kind}"
    yield from _shape(node)
    yield from _scope_features(node)
    yield from _path_features(path)
    statement = enclosing_statement(node)
    for inner in descendants(statement, 24):
        if inner.named and not inner.children:
            yield f"word {inner.text[:40]}"


def _shape(node: Node) -> Iterator[str]:
    yield f"here {node.kind}"
    if node.parent is not None:
        for sibling in node.parent.children[:8]:
            yield f"beside {sibling.kind}"
        for sibling in node.parent.children[-1:]:
            yield f"last {sibling.kind} {sibling.text[:20] if not sibling.children else ''}"


def _scope_features(node: Node) -> Iterator[str]:
    scope = enclosing_scope(node)
    name = scope_name(scope)
    if name:
        yield f"in {name}"
        yield from (f"in piece {piece.lower()}" for piece in _PIECES.findall(name)[:4])
        yield f"special {name.startswith('__')} private {name.startswith('_')}"
    outer = scope.parent
    while outer is not None and outer.kind not in outer.tree.grammar.scopes:
        if outer.kind == "decorated_definition":
            yield from (f"decorator {child.text[:30]}" for child in outer.children[:-1])
        outer = outer.parent
    yield f"outer {outer.kind if outer else ''}"
    yield from _results(scope)


def _results(scope: Node) -> Iterator[str]:
    """What a function gives back, as far as its text says."""
    if scope.parent is None:
        return
    kinds: set[str] = set()
    for inner in _own_nodes(scope, 300):
        if inner.kind == "return_statement":
            value = inner.children[1] if len(inner.children) > 1 else None
            kinds.add(f"returns {value.kind if value else 'nothing'}")
            if value is not None:
                kinds.add(f"returns value {value.text[:30]}")
        elif inner.kind in {"yield", "raise_statement"}:
            kinds.add(inner.kind)
    values = any(kind.startswith("returns ") and kind != "returns nothing" for kind in kinds)
    for weight in range(3):
        yield f"gives back {values} {weight}"
        yield f"yields {'yield' in kinds} {weight}"
    yield from sorted(kinds)[:6]


def _own_nodes(scope: Node, limit: int) -> Iterator[Node]:
    """Nodes of a scope without those of scopes inside it."""
    queue = list(scope.children)
    for count, node in enumerate(queue):
        if count >= limit:
            return
        yield node
        if node.kind not in node.tree.grammar.scopes:
            queue.extend(node.children)


def _path_features(path: str) -> Iterator[str]:
    parts = path.split("/")
    yield f"file {parts[-1]}"
    yield f"folder {'/'.join(parts[:-1])}"
    yield f"tests {any(part.startswith(('test', '_test')) for part in parts)}"
