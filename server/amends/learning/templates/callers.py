"""Calls follow their function: a parameter that an edit takes away is handed over no more in the same file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amends.core.text import Edit
from amends.learning.imports.editing import remove_from_list
from amends.syntax.scopes import enclosing_scope, scope_name
from amends.syntax.tree import Node, descendants

_PARAMETERS = frozenset({"parameters", "formal_parameters", "parameter_list"})
_ARGUMENTS = frozenset({"argument_list", "arguments"})
_CALLS = frozenset({"call", "call_expression", "method_invocation"})
_STARRED = frozenset({"list_splat", "dictionary_splat", "spread_element"})
_ACTS = frozenset({*_CALLS, "await", "await_expression", "named_expression", "assignment_expression"})
_OWN = ("self", "cls", "this")
_MOST_NODES = 20_000


def following_calls(focus: Node, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits that leave out, in each call of the function around a place, what it takes no more.

    Nothing where a call hands over what has to be evaluated, or a row of unknown length: then people have to look.
    """
    scope = enclosing_scope(focus)
    row = next((child for child in scope.children if child.kind in _PARAMETERS), None)
    name = scope_name(scope)
    if row is None or not name:
        return ()
    parameters = [child for child in row.children if child.named]
    if parameters and parameters[0].text in _OWN:
        parameters = parameters[1:]
    gone = [(at, one) for at, one in enumerate(parameters) if any(_removes(edit, one) for edit in edits)]
    given = [_argument(call, at, one) for at, one in gone for call in _calls(focus.tree.root, name)]
    arguments = [one for one in given if one is not None and not any(_touches(edit, one) for edit in edits)]
    if any(one.kind in _STARRED or any(inner.kind in _ACTS for inner in descendants(one)) for one in arguments):
        return ()
    return tuple(remove_from_list(one, one) for one in arguments)


def _calls(root: Node, name: str) -> Iterator[Node]:
    """The arguments of all calls of a function, or of a method through its own object."""
    callees = {name, *(f"{own}.{name}" for own in _OWN)}
    for node in descendants(root, _MOST_NODES):
        row = node.children[-1] if node.kind in _CALLS and node.children else node
        if row.kind in _ARGUMENTS and root.tree.content[node.start : row.start].strip() in callees:
            yield row


def _argument(row: Node, at: int, parameter: Node) -> Node | None:
    """What a call gives for a parameter; a row of unknown length may hold it."""
    given = [child for child in row.children if child.named]
    word = parameter.children[0].text if parameter.children else parameter.text
    for one in given:
        if one.kind == "keyword_argument" and one.children[0].text == word:
            return one
    before = given[: at + 1]
    if any(one.kind in _STARRED for one in given):
        return next(one for one in given if one.kind in _STARRED)
    return before[at] if len(before) > at and before[at].kind != "keyword_argument" else None


def _removes(edit: Edit, node: Node) -> bool:
    return not edit.new_text and edit.start <= node.start and node.end <= edit.end


def _touches(edit: Edit, node: Node) -> bool:
    return edit.start < node.end and node.start < edit.end
