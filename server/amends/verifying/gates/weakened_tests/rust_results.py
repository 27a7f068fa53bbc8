"""Tests of Rust that return a `Result`: with `?` they fail where they panicked with `.unwrap()`."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from amends.verifying.gates.reading.change import Fact
from amends.verifying.gates.reading.tree_source import SyntaxNode, line_of, plain, text_of, walk

_RESULT = re.compile(r"(?:\w+::)*Result\b")
_TRIED = re.compile(r"(?<=[\w)\]])\s*\?(?!\w)")
_INNER = frozenset({"closure_expression", "async_block", "function_item", "macro_definition"})
_MAY_HIDE = re.compile(r"\||\b(?:async|fn)\b")
"""In the words of a macro, where nothing is parsed: what may keep a `?` from leaving the test."""


def unwrapped(test: SyntaxNode, claims: list[Fact]) -> Iterator[Hashable]:
    """The keys that a test's own claims with `?` would have with `.unwrap()`, where an error fails the test."""
    if test.type != "function_item" or not _RESULT.match(text_of(test.child_by_field_name("return_type"))):
        return
    body = test.child_by_field_name("body")
    if body is None or any(node.type in _INNER for node in walk(body)) or _MAY_HIDE.search(plain(body)):
        return
    for claim in claims:
        key = claim.key[0] if isinstance(claim.key, tuple) and len(claim.key) == 1 else claim.key
        own = line_of(body) <= claim.line <= int(body.end_point.row)
        if own and isinstance(key, str) and _TRIED.search(key):
            said = _TRIED.sub(" . unwrap ( )", key)
            yield (said,) if isinstance(claim.key, tuple) else said
