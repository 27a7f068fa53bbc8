"""A call that runs a function for its caller, turned into a `with` around the call that the function itself would be.

`raises(E, f, 1)` is to be `with raises(E): f(1)` where a message asks for the context-manager form.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence

from amends.core.problems import Problem
from amends.core.text import Edit
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Spot, with_imports
from amends.learning.without_examples.signatures import Completion
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.layout import indent_at
from amends.syntax.scopes import enclosing_statement
from amends.syntax.tree import Node

_ASKED = re.compile(r"context[- ]manager form", re.IGNORECASE)
_CLASS = re.compile(r"\(?(?:[\w.]*\b[A-Z]\w*[,)\s]*|error\.\w+)+")
_STARRED = frozenset({"list_splat", "dictionary_splat", "comment"})
_LEAST = 2
_LIKELY = 0.6


def asks_for_context(problem: Problem) -> bool:
    """Whether a message asks for the context-manager form of a call."""
    return bool(_ASKED.search(problem.message))


def as_context(records: Sequence[PatternRecord], spot: Spot, judged: Judged) -> Iterator[Completion]:
    """The statement of the marked call as a `with` around what it had run."""
    statement = enclosing_statement(spot.node)
    if not asks_for_context(spot.problem) or statement.kind != "expression_statement":
        return
    inner = statement.children[0]
    assigned = inner.kind == "assignment" and inner.children[0].kind == "identifier"
    call = inner.children[-1] if assigned else inner
    body = _body(call) if call.kind == "call" and call.children[1].kind == "argument_list" else None
    record = record_of(Template(annotate="context"), "a `with` of it", spot, records, judged) if body else None
    if body is None or record is None:
        return
    tree = spot.tree
    head = f"with {call.children[0].text}({_positional(call)[0].text})"
    name = f" as {inner.children[0].text}" if assigned else ""
    inside = tree.text.line_end + indent_at(tree.content, statement.start) + tree.indent_unit
    lines = [line for line in body.split("\n") if line.strip()]
    edit = Edit(statement.start, statement.end, f"{head}{name}:{inside}{inside.join(lines)}")
    yield Completion(record, with_imports(spot, (edit,), ()), _LIKELY)


def _body(call: Node) -> str | None:
    """What the call runs, as statements; None where it runs nothing, or who knows what."""
    arguments, said = [one for one in call.children[1].children if one.named], _positional(call)
    if len(said) < _LEAST or arguments[:_LEAST] != said[:_LEAST] or not _CLASS.fullmatch(said[0].text):
        return None
    what, rest = said[1], arguments[_LEAST:]
    if what.kind == "lambda":
        plain = not rest and "\n" not in what.text and all(one.kind != "lambda_parameters" for one in what.children)
        return what.children[-1].text if plain else None
    if what.kind == "string":
        return _statements(what.text) if not rest else None
    if what.kind not in {"identifier", "attribute"} or any("\n" in one.text or one.kind == "comment" for one in rest):
        return None
    return f"{what.text}({', '.join(one.text for one in rest)})"


def _positional(call: Node) -> list[Node]:
    named = [one for one in call.children[1].children if one.named]
    return [one for one in named if one.kind != "keyword_argument" and one.kind not in _STARRED]


def _statements(literal: str) -> str | None:
    """The code that a string holds, when all of it is simple enough to be indented anew."""
    try:
        code = textwrap.dedent(ast.literal_eval(literal)).strip("\n")
        ast.parse(code)
    except (ValueError, SyntaxError, AttributeError, TypeError, RecursionError, MemoryError):
        return None
    return None if '"""' in code or "'''" in code else code
