"""Messages that show by an example what to write instead: `key in dict.keys()` is to be `key in dict`.

The names of the example that the marked code does not have, and `...`, stand for what the code has in their places.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from amends.core.problems import Problem, message_names
from amends.core.text import Edit
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Spot, with_imports
from amends.learning.without_examples.signatures import Completion
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.tree import Node

_ASKED = re.compile(r"\b(use|using|prefer|replace|instead|should be|rewrite)\b", re.IGNORECASE)
_NAME = re.compile(r"[\w.]+")
_MOST_NAMES = 4
_LONGEST = 2_000
_LIKELY = 0.55
_CLOSED = (ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.Subscript, ast.List, ast.Dict, ast.Set, ast.JoinedStr)
"""What needs no brackets wherever it is put."""


def shows_example(problem: Problem) -> bool:
    """Whether a message may show two pieces of code, one to be written for the other."""
    return len(message_names(problem.message)) > 1 and bool(_ASKED.search(problem.message))


def as_illustrated(records: Sequence[PatternRecord], spot: Spot, judged: Judged) -> Iterator[Completion]:
    """The marked code as a message's example says it should be."""
    if spot.tree.grammar.language != "python" or not shows_example(spot.problem):
        return
    said = message_names(spot.problem.message)[:_MOST_NAMES]
    edit = _named_in_string(spot, said) if "string" in spot.node.kind else _edit(spot.node, said)
    record = record_of(Template(annotate="example"), "as its message shows", spot, records, judged) if edit else None
    if edit is not None and record is not None:
        yield Completion(record, with_imports(spot, (edit,), ()), _LIKELY)


def _named_in_string(spot: Spot, said: Sequence[str]) -> Edit | None:
    """A name in a string, as a quoted annotation is, by the name that the message has instead."""
    instead = [one for one in said if one != spot.marked and _NAME.fullmatch(one)]
    if spot.marked not in said or len(instead) != 1:
        return None
    return Edit(*spot.tree.text.span_of(spot.problem.range), instead[0])


def _edit(node: Node, said: Sequence[str]) -> Edit | None:
    code = node.text
    marked = _parsed(code) if len(code) <= _LONGEST else None
    # What is to go says more than what is to come: `dict.keys()` is also a `dict`.
    pairs = [(old, new) for old in said for new in said if len(old) > len(new)] if marked is not None else []
    found = (text for old, new in pairs if marked is not None and (text := _rewritten(marked, code, old, new)))
    text = next((one for one in found if one != code), None)
    return Edit(node.start, node.end, text) if text is not None else None


def _rewritten(marked: ast.expr, code: str, old: str, new: str) -> str | None:
    """The new form with what the old one's holes stand for in the marked code; None where the old one is not it."""
    before, after = _parsed(old), _parsed(new)
    if before is None or after is None or not isinstance(before, ast.Call | ast.Compare | ast.IfExp | ast.UnaryOp):
        return None
    holes = {name for one in ast.walk(before) if (name := _hole(one))} - set(re.findall(r"\w+", code))
    found: dict[str, ast.expr] = {}
    wanted = {name for one in ast.walk(after) if (name := _hole(one))}
    if not holes or not holes & wanted or not _fits(before, marked, holes, found):
        return None
    return _filled(new, after, {name: _source(one, code) for name, one in found.items()}, found)


def _hole(node: ast.AST) -> str:
    """The name of what may stand for other code: a name, or `...`."""
    if isinstance(node, ast.Name):
        return node.id
    return "..." if isinstance(node, ast.Constant) and node.value is ... else ""


def _fits(example: ast.AST, code: ast.AST, holes: set[str], found: dict[str, ast.expr]) -> bool:
    name = _hole(example)
    if name in holes and isinstance(code, ast.expr):
        known = found.setdefault(name, code)
        return ast.dump(known) == ast.dump(code)
    if type(example) is not type(code):
        return False
    return all(_alike(one, getattr(code, field), holes, found) for field, one in ast.iter_fields(example))


def _alike(one: object, other: object, holes: set[str], found: dict[str, ast.expr]) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        same = len(one) == len(other)
        return same and all(_alike(left, right, holes, found) for left, right in zip(one, other, strict=True))
    if isinstance(one, ast.AST) and isinstance(other, ast.AST):
        return _fits(one, other, holes, found)
    return one == other


def _filled(new: str, after: ast.expr, sources: Mapping[str, str], found: Mapping[str, ast.expr]) -> str:
    places = [one for one in ast.walk(after) if isinstance(one, ast.expr) and _hole(one) in sources]
    bare = {id(one) for call in ast.walk(after) if isinstance(call, ast.Call) for one in call.args} | {id(after)}
    text = new.encode()
    for one in sorted(places, key=lambda place: -place.col_offset):
        name, end = _hole(one), (one.end_col_offset or 0) - 1
        closed = isinstance(found[name], _CLOSED) or id(one) in bare
        written = sources[name] if closed else f"({sources[name]})"
        text = text[: one.col_offset - 1] + written.encode() + text[end:]
    return text.decode()


def _source(node: ast.expr, code: str) -> str:
    return ast.get_source_segment(f"({code})", node) or ast.unparse(node)


def _parsed(code: str) -> ast.expr | None:
    try:
        return ast.parse(f"({code})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
