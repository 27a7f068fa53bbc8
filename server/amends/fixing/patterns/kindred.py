"""What people mend along with a problem: other findings of the same family in the same statement.

Who writes `list` for `List` in an annotation writes `X | None` for `Optional[X]` there too. Of the statements of public
histories in which a repaired finding had one of another rule of its family beside it, people mended all in three of
five, and none but the first in most others; findings of the same rule they left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from amends.core.problems import Problem
from amends.learning.compose import Composed
from amends.syntax.scopes import enclosing_statement
from amends.syntax.tree import Node, Tree

SHARE = 0.55
"""How often people mend all of them."""
_FAMILY = re.compile(r"([A-Z]+)\d+")
_MOST = 4


def kindred(problem: Problem, others: Sequence[Problem], tree: Tree) -> tuple[Problem, ...]:
    """The findings that people may mend together with a problem, in order; none where there are too many."""
    family = _family(problem)
    alike = [one for one in others if family and _family(one) == family and one.code != problem.code]
    if not alike:
        return ()
    start, end = _extent(enclosing_statement(_node(problem, tree)))
    inside = [one for one in alike if start <= tree.text.span_of(one.range)[0] < end]
    ordered = sorted(dict.fromkeys(inside), key=lambda one: (one.range.start.line, one.range.start.character))
    return tuple(ordered) if len(ordered) <= _MOST else ()


def rivalling(first: Composed, both: Composed) -> Iterator[Composed]:
    """A candidate and the same one with more repairs, as rivals: where people want both, they do not want one.

    The confidence of `both` is that of its further repairs alone.
    """
    yield attrs.evolve(both, confidence=first.confidence * SHARE * both.confidence)
    yield attrs.evolve(first, confidence=first.confidence * (1 - SHARE))


def title_with(title: str, others: Sequence[Problem]) -> str:
    """The title of a repair that mends further problems."""
    codes = dict.fromkeys(one.code for one in others)
    return f"{title}, with {' and '.join(codes)}"


def _family(problem: Problem) -> str:
    found = _FAMILY.fullmatch(problem.code)
    return f"{problem.source} {found.group(1)}" if found else ""


def _node(problem: Problem, tree: Tree) -> Node:
    return tree.node_at(*tree.text.span_of(problem.range))


def _extent(statement: Node) -> tuple[int, int]:
    """The statement's own code, what stands in its block left out."""
    block = next((child for child in statement.children if child.category == "block"), None)
    return statement.start, block.start if block is not None else statement.end
