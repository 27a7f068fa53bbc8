"""Words that play a part around a problem: what is caught there, who logs, which class it is in, how a name is typed.

An after side that writes such a word out may mean the part it plays: then another place gets its own word.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

from amends.syntax.binders import Binder, binders_around
from amends.syntax.scopes import enclosing_scope, scope_name
from amends.syntax.tree import Node, ancestors

ROLES = 2000
"""Holes from here on stand for roles."""

_CALLEE, _OWN_CALLEE, _CLASS, _TYPE_OF_RESULT, _TYPE_OF_NAME, _TYPE_OF_NAMESAKE = range(ROLES, ROLES + 6)
_USUAL = ROLES + 90
_BINDERS = {
    "caught": ROLES + 100,
    "opened": ROLES + 110,
    "looped": ROLES + 120,
    "receiver": ROLES + 130,
    "function": ROLES + 140,
    "parameter": ROLES + 200,
    "previous": ROLES + 210,
}
_WEAK = range(ROLES + 200, ROLES + 300)
_FEW = 10
"""Names of one kind that have a role each."""
_ASSIGNED = 1_000_000
"""Holes from here on stand for names by what was assigned to them."""
# Each begins with a plain word, which `re` finds fast in a long text; an alternation of both takes ten times as long.
_CAUGHT = (re.compile(r"except\b[^\n]*\bas[ \t]+(\w+)[ \t]*:"), re.compile(r"catch[ \t]*\([ \t]*(\w+)"))
_MOST_NODES = 400


def is_weak(hole: int) -> bool:
    """Whether a role is little more than a position: a word that fills it is a guess."""
    return hole in _WEAK


def role_words(node: Node, name: str) -> dict[int, str]:
    """Hole name → word, for the roles that are filled around a node; `name` is what the message speaks of.

    A word that plays several parts plays the last one first.
    """
    scope = enclosing_scope(node)
    words = _binder_words(node)
    results = list(_results(scope))
    for value in results:
        if value.kind == "call" and value.children[0].text.replace(".", "").isidentifier():
            words.setdefault(_CALLEE, value.children[0].text)
        if value.kind == "identifier":
            words.setdefault(_OWN_CALLEE, _assigned_callee(scope, value.text))
            words.setdefault(_TYPE_OF_RESULT, _annotation(scope.text, value.text))
    words[_CLASS] = next((scope_name(one) for one in ancestors(scope) if one.kind.startswith("class")), "")
    if name.isidentifier():
        words[_TYPE_OF_NAME] = _annotation(node.tree.content, name)
        words[_TYPE_OF_NAMESAKE] = _return_annotation(node.tree.content, name)
    return {role: word for role, word in words.items() if word and "\n" not in word}


def _binder_words(node: Node) -> dict[int, str]:
    """Words that the code around introduces, the surest role last."""
    words = {role: binder.word for binder in binders_around(node) if (role := _role_of(binder)) is not None}
    if not any(binder == _BINDERS["caught"] for binder in words):  # else the name there is meant, not the usual one
        caught = Counter(name for pattern in _CAUGHT for name in pattern.findall(node.tree.content))
        words |= {_USUAL: caught.most_common(1)[0][0]} if caught else {}
    return dict(sorted(words.items(), key=lambda item: (not is_weak(item[0]), -item[0])))


def _role_of(binder: Binder) -> int | None:
    first = _BINDERS.get(binder.kind)
    if first is not None:
        return first + binder.index if binder.index < _FEW else None
    return _ASSIGNED + zlib.crc32(binder.kind.encode("utf-8", "replace"))


def names_around(roles: Mapping[int, str]) -> frozenset[str]:
    """Of the words that fill roles, those that code around introduces."""
    return frozenset(word for role, word in roles.items() if role >= _BINDERS["caught"])


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
    return _balanced(re.search(rf"{re.escape(name)}(?<![\w.]{re.escape(name)})\s*:\s*([^=\n#]+)", content))


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
