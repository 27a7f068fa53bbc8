"""A name changed wherever it means the same thing: in a statement, a function with its callers, or a module.

One example says how far it goes and how the new name comes of the old one: by a rule where there is one
(`type` → `type_`), else as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.core.text import Edit, apply_edits
from amends.syntax.scopes import enclosing_scope, enclosing_statement, scope_name
from amends.syntax.tree import Node, Tree, descendants
from amends.syntax.words import reword, rewording

_REACHES = ("statement", "function", "module")
_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier", "field_identifier"})
_MEMBERS = frozenset({"attribute", "member_expression", "field_expression", "selector_expression"})
_CALLS = frozenset({"call", "call_expression"})
_NAME = re.compile(r"[^\W\d]\w*")
_MOST_NODES = 20_000


def renames(node: Node, name: str, before: Tree, after: Tree) -> Iterator[str]:
    """How far and how the name at a node was changed, when that is all that happened: `reach=old>new`, `reach~rule`."""
    new = _new_name(name, before.content, after.content)
    if not new:
        return
    within = enclosing_statement(node) is not enclosing_scope(node)  # a parameter reaches as far as its function
    for reach in _REACHES if within else _REACHES[1:]:
        as_it_was = f"{reach}={name}>{new}"
        if apply_edits(before.content, rename_edits(node, name, as_it_was)) == after.content:
            yield as_it_was
            rule = rewording(name, new)
            if rule is not None:
                yield f"{reach}~{rule}"
            return


def rename_edits(node: Node, name: str, rename: str) -> tuple[Edit, ...]:
    """The edits that change a name at a node and as far as `rename` says; none where its rule does not hold."""
    reach, how, said = re.split(r"([=~])", rename, maxsplit=1)
    old, _, as_it_was = said.partition(">")
    new = (as_it_was if old == name else "") if how == "=" else reword(said, name)
    if not new or not name.isidentifier() or new == name:
        return ()
    places = {place.start for place in _places(node, name, reach)}
    return tuple(Edit(start, start + len(name), new) for start in sorted(places))


def _new_name(name: str, before: str, after: str) -> str:
    """What stands where a name stood first among the words that changed, empty when that was another word."""
    old, new = _NAME.findall(before), _NAME.findall(after)
    if len(old) != len(new):
        return ""
    changed = {(one, other) for one, other in zip(old, new, strict=True) if one != other}
    return changed.pop()[1] if len(changed) == 1 and {one for one, _ in changed} == {name} else ""


def _places(node: Node, name: str, reach: str) -> Iterator[Node]:
    scope = enclosing_scope(node)
    named = scope.parent is not None and node.parent is scope  # it is the name of the scope itself
    root = node.tree.root
    around = enclosing_statement(node) if reach == "statement" else root if reach == "module" or named else scope
    yield from (one for one in _words(around, name) if not _is_member(one) and not _is_keyword(one))
    if reach == "function" and not named:
        yield from _keywords(root, scope_name(scope), name)


def _words(around: Node, name: str) -> Iterator[Node]:
    if name not in around.text:
        return
    for node in descendants(around, _MOST_NODES):
        if node.kind in _NAMES and node.text == name:
            yield node


def _keywords(root: Node, function: str, name: str) -> Iterator[Node]:
    """Where callers of a function say the name of a parameter."""
    for node in _words(root, name):
        call = node.parent.parent.parent if node.parent is not None and node.parent.parent is not None else None
        callee = call.children[0].text if call is not None and call.kind in _CALLS else ""
        if _is_keyword(node) and function and callee.rpartition(".")[2] == function:
            yield node


def _is_member(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.kind in _MEMBERS and parent.children[0] is not node


def _is_keyword(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.kind == "keyword_argument" and parent.children[0] is node
