"""Words that play a part around a problem: what the function gives back, which class it is in, how its name is typed.

An after side that writes such a word out may mean the part it plays: then another place gets its own word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.syntax.scopes import enclosing_scope, scope_name
from amends.syntax.tree import Node, ancestors

ROLES = 2000
"""Holes from here on stand for roles."""

_CALLEE, _OWN_CALLEE, _CLASS, _TYPE_OF_RESULT, _TYPE_OF_NAME, _TYPE_OF_NAMESAKE = range(ROLES, ROLES + 6)
_MOST_NODES = 400


def role_words(node: Node, name: str) -> dict[int, str]:
    """Hole name → word, for the roles that are filled around a node; `name` is what the message speaks of."""
    scope = enclosing_scope(node)
    words: dict[int, str] = {}
    results = list(_results(scope))
    for value in results:
        if value.kind == "call" and value.children[0].text[:1] != "(":
            words.setdefault(_CALLEE, value.children[0].text)
        if value.kind == "identifier":
            words.setdefault(_OWN_CALLEE, _assigned_callee(scope, value.text))
            words.setdefault(_TYPE_OF_RESULT, _annotation(scope.text, value.text))
    words[_CLASS] = next((scope_name(one) for one in ancestors(scope) if one.kind.startswith("class")), "")
    if name.isidentifier():
        words[_TYPE_OF_NAME] = _annotation(node.tree.content, name)
        words[_TYPE_OF_NAMESAKE] = _return_annotation(node.tree.content, name)
    return {role: word for role, word in words.items() if word and "\n" not in word}


def _results(scope: Node) -> Iterator[Node]:
    """Values that a function returns, its inner functions left out."""
    queue = list(scope.children) if scope.parent is not None else []
    for count, node in enumerate(queue):
        if count > _MOST_NODES:
            return
        if node.kind == "return_statement" and len(node.children) > 1:
            yield node.children[1]
        elif node.kind not in node.tree.grammar.scopes:
            queue.extend(node.children)


def _assigned_callee(scope: Node, name: str) -> str:
    found = re.search(rf"^\s*{re.escape(name)}\s*=\s*([A-Za-z_][\w.]*)\(", scope.text, re.MULTILINE)
    return found.group(1) if found else ""


def _annotation(content: str, name: str) -> str:
    return _balanced(re.search(rf"[(,\s]{re.escape(name)}\s*:\s*([^=\n#]+)", content))


def _return_annotation(content: str, name: str) -> str:
    found = re.search(rf"def {re.escape(name)}\([^\n]*\)\s*->\s*([^\n#]+):", content)
    return found.group(1).strip() if found else ""


def _balanced(found: re.Match[str] | None) -> str:
    """An annotation up to the comma or bracket that ends it."""
    depth = 0
    text = found.group(1) if found else ""
    for index, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth < 0 or (depth == 0 and char == ","):
            return text[:index].strip()
    return text.strip().rstrip(":").strip() if depth == 0 else ""
