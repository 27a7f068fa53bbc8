"""Tests of TypeScript and JavaScript that go on under another title, or as rows of `it.each`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from amends.verifying.gates.reading.tree_source import SyntaxNode, arguments_of, plain, text_of

_QUOTED_OR_NAME = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`|(?<![\w$.])(?<!\. )[A-Za-z_$][\w$]*")
_EACH = re.compile(r"\.each$")
_MOST_ROWS = 200


def bodies_of(test: SyntaxNode) -> Iterator[str]:
    """What a test does, as plain words; once for every row that `each` gives it, the row's values put in."""
    callback = arguments_of(test)[1] if len(arguments_of(test)) > 1 else None
    body = callback.child_by_field_name("body") if callback else None
    if callback is None or body is None:
        return
    rows = _rows(test)
    if rows is None:
        yield plain(body)
        return
    names = _parameters(callback)
    for row in rows[:_MOST_ROWS]:
        values = row.named_children if row.type == "array" else [row]
        if len(values) == len(names):
            yield _filled(plain(body), dict(zip(names, map(plain, values), strict=True)))


def goes_on(test: SyntaxNode, gained: Counter[str]) -> bool:
    """Whether a test that came does, word for word, what a test did that went; each counts once."""
    bodies = Counter(bodies_of(test))
    found = bool(bodies) and bodies <= gained
    if found:
        gained.subtract(bodies)
    return found


def _rows(test: SyntaxNode) -> list[SyntaxNode] | None:
    """The rows of ``it.each([…])``; None for a test without."""
    callee = test.child_by_field_name("function")
    if callee is None or callee.type != "call_expression":
        return None
    table = arguments_of(callee)[:1] if _EACH.search(text_of(callee.child_by_field_name("function"))) else []
    return table[0].named_children if table and table[0].type == "array" else []


def _parameters(callback: SyntaxNode) -> list[str]:
    given = callback.child_by_field_name("parameters")
    names = [child.child_by_field_name("pattern") or child for child in given.named_children] if given else []
    return [text_of(name) for name in names if name.type == "identifier"]


def _filled(words: str, values: Mapping[str, str]) -> str:
    return _QUOTED_OR_NAME.sub(lambda found: values.get(found.group(), found.group()), words)
