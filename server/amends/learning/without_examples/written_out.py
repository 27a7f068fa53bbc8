"""Code whose value is known from itself, written as that value: `"a b".split()` as a list, a row in its order.

For messages that ask for a literal, or say that something is not sorted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from amends.core.problems import Problem
from amends.core.text import Edit
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Applied, Spot
from amends.learning.without_examples.literal_calls import literal_of
from amends.learning.without_examples.signatures import Completion
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.tree import Node, ancestors

_LITERAL = re.compile(r"\bliteral\b|\bstring join\b", re.IGNORECASE)
_UNSORTED = re.compile(r"\bnot sorted\b|\bunsorted\b|\bshould be sorted\b", re.IGNORECASE)
_METHODS = {"split": list, "rsplit": list, "splitlines": list, "join": str}
"""Methods of strings whose results on literals are themselves literals."""
_ROWS = frozenset({"list", "tuple", "set"})
_NUMBER = re.compile(r"(\d+)")
_LONGEST = 2_000
_LIKELY, _OTHERWISE = 0.75, 0.15


def asks_for_value(problem: Problem) -> bool:
    """Whether a message asks for a literal, or for an order."""
    return bool(_LITERAL.search(problem.message) or _UNSORTED.search(problem.message))


def written_out(records: Sequence[PatternRecord], spot: Spot, judged: Judged) -> Iterator[Completion]:
    """The marked code as the value that it has, or in the order that it should have."""
    if spot.tree.grammar.language != "python" or not asks_for_value(spot.problem):
        return
    sorting = bool(_UNSORTED.search(spot.problem.message))
    template = Template(annotate="order" if sorting else "value")
    record = record_of(template, "in order" if sorting else "its value", spot, records, judged)
    ways = list(_sorted(spot) if sorting else _values(spot.node)) if record is not None else []
    for edits, probability in zip(ways, (_LIKELY, _OTHERWISE), strict=False):
        if edits and record is not None:
            yield Completion(record, Applied(edits), probability)


def _values(node: Node) -> Iterator[tuple[Edit, ...]]:
    """A call on literals, of a string's method or a type, as what it gives."""
    call = next((one for one in ancestors(node) if one.kind == "call"), None)
    if call is None or call.children[1].kind != "argument_list":
        return
    value, code = _value_of(call.text), call.text if "'" in call.text or '"' in call.text else node.tree.content
    quote = "'" if code.count("'") > code.count('"') else '"'
    written = _literal(value, quote) if value is not None else literal_of(call, quote)
    if written is not None:
        yield (Edit(call.start, call.end, written),)


def _value_of(code: str) -> list[str] | str | None:
    if len(code) > _LONGEST:
        return None
    try:
        call = ast.parse(f"({code})", mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.keywords:
            return None
        text, method = ast.literal_eval(call.func.value), call.func.attr
        arguments = [ast.literal_eval(one) for one in call.args]
        value = getattr(text, method)(*arguments) if isinstance(text, str) and method in _METHODS else None
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    return value if isinstance(value, list | str) else None


def _literal(value: list[str] | str, quote: str) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_literal(one, quote) for one in value)}]"
    plain = value.isprintable() and quote not in value and "\\" not in value
    return f"{quote}{value}{quote}" if plain else repr(value)


def _sorted(spot: Spot) -> Iterator[tuple[Edit, ...]]:
    """The elements of a row changed round; what stands between them stays where it is."""
    row = next((one for one in _rows(spot.node)), None)
    if row is None or "#" in row.text:
        return
    elements = [one for one in row.children if one.named]
    if not all(one.kind == "string" for one in elements):
        return
    for key in (_as_people, str):
        ordered = sorted((one.text for one in elements), key=lambda text: key(text.strip("\"'")))
        pairs = zip(elements, ordered, strict=True)
        yield tuple(Edit(one.start, one.end, text) for one, text in pairs if one.text != text)


def _rows(node: Node) -> Iterator[Node]:
    for one in (node, *ancestors(node)):
        if one.kind in _ROWS:
            yield one
        if one.category == "statement":
            assigned = [child for part in one.children for child in part.children if child.kind in _ROWS]
            yield from assigned[:1]
            return


def _as_people(text: str) -> list[tuple[int, str]]:
    """Numbers inside words by their value."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _NUMBER.split(text)]
