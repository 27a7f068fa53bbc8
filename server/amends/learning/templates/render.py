"""The edits that a match asks for: what comes, what goes, with the file's own indentation and line ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from amends.core.text import Edit
from amends.learning.imports.editing import bound_names, is_whole_import, remove_from_list, remove_lines
from amends.learning.templates.kept_comments import with_comments
from amends.learning.templates.writing import UnboundHoleError, after_text, gap_text
from amends.syntax.layout import has_separators, indent_at, is_block
from amends.syntax.match import Bound, Match, Place
from amends.syntax.scopes import defined_name
from amends.syntax.template import Hole, Part, Site, Term
from amends.syntax.tree import Node, descendants

_NAMED_AND_MORE = frozenset(
    [
        *("default_parameter", "typed_parameter", "typed_default_parameter"),
        *("required_parameter", "optional_parameter", "assignment_pattern", "parameter_declaration", "parameter"),
    ]
)
"""A parameter whose name is gone has no sense."""
_TRYING = frozenset({"try_statement", "with_statement"})
_PLAIN = frozenset({"integer", "float", "string", "none", "true", "false", "identifier", "number", "null"})
_HEADED = frozenset({"call", "call_expression", "assignment", "assignment_expression"})
_CLAUSES = frozenset({"elif_clause", "else_clause"})


def render_match(match: Match) -> tuple[Edit, ...]:
    """The edits a match asks for.

    Raises:
        UnboundHoleError: the after side has a hole that nothing fills.
    """
    filled = [place.parent.children[place.start : place.stop] for place in match.places]
    gone = tuple((nodes[0].start, nodes[-1].end) for nodes in filled if nodes)
    places = [place for place in match.places if not _is_there(place, match.bindings)]
    return tuple(_render_place(place, match.bindings, gone) for place in places)


def _is_there(place: Place, bindings: Mapping[int, Bound]) -> bool:
    """Whether what would be put at a module's top level only defines a name that the module has."""
    parent = place.parent
    if place.start != place.stop or parent.parent is not None or not is_block(parent):
        return False
    return defined_name(after_text(place.site.after, parent.tree, parent.start, bindings)) in bound_names(parent.tree)


def _render_place(place: Place, bindings: Mapping[int, Bound], gone: Sequence[tuple[int, int]]) -> Edit:
    site, parent = place.site, place.parent
    nodes = parent.children[place.start : place.stop]
    if nodes and site.after:
        if parent.kind == "expression_statement" and _is_idle(site.after, bindings) and not _is_plain(nodes[0]):
            raise UnboundHoleError  # a value that nobody takes
        edit = Edit(nodes[0].start, nodes[-1].end, after_text(site.after, parent.tree, nodes[0].start, bindings, gone))
        return with_comments(edit, parent.tree) if is_block(parent) else _with_edges(edit, site, place)
    if nodes:
        return _deletion(place, nodes)
    return _insertion(place, bindings, gone)


def _with_edges(edit: Edit, site: Site, place: Place) -> Edit:
    children = place.parent.children
    if site.lead is not None and place.start:
        left = children[place.start - 1].end
        edit = Edit(left, edit.end, site.lead + edit.new_text)
    if site.trail is not None and place.stop < len(children):
        edit = Edit(edit.start, children[place.stop].start, edit.new_text + site.trail)
    return edit


def _deletion(place: Place, nodes: tuple[Node, ...]) -> Edit:
    parent = place.parent
    if is_block(parent):
        return _statements_gone(parent, nodes)
    if is_whole_import(parent, nodes):
        return remove_lines(parent, parent)
    if place.start == 0 and parent.kind in _HEADED and parent.parent and parent.parent.kind == "expression_statement":
        raise UnboundHoleError  # what is left of it does nothing, or cannot be read
    if parent.kind in _NAMED_AND_MORE and nodes[0] is parent.children[0]:
        return remove_from_list(parent, parent)
    if has_separators(parent):
        return remove_from_list(nodes[0], nodes[-1])
    children = parent.children
    if parent.kind == "catch_clause" and [one.kind for one in children[1:4:2]] == ["(", ")"] and nodes == children[2:3]:
        return Edit(children[0].end, children[3].end, "")
    left = children[place.start - 1].end if place.start else nodes[0].start
    right = children[place.stop].start if place.stop < len(children) else nodes[-1].end
    gap = place.site.lead or ""
    return Edit(left, right, gap_text(parent.tree, gap, parent.start))


def _statements_gone(block: Node, nodes: tuple[Node, ...]) -> Edit:
    """Statements taken out; where a block would be left empty, what has no sense without it goes too."""
    around = block.parent
    if len(nodes) < len(block.children) or around is None or around.parent is None or block.kind != "block":
        return remove_lines(nodes[0], nodes[-1])
    if around.kind in _TRYING:  # what comes out has no block and is refused: it stood there for what it does
        return remove_lines(nodes[0], nodes[-1])
    if around.children[-1] is block and not any(map(_does_something, around.children[:-1])):
        if around.kind in _CLAUSES:
            return Edit(_end_before(around), around.end, "")
        if around.kind == "if_statement":
            return _statements_gone(around.parent, (around,))
    return Edit(nodes[0].start, nodes[-1].end, "pass")


def _does_something(condition: Node) -> bool:
    """Whether evaluating it may do more than give a value."""
    return any(one.kind in {"call", "await", "named_expression", "yield"} for one in descendants(condition))


def _is_idle(after: Sequence[Part], bindings: Mapping[int, Bound]) -> bool:
    """Whether new code is nothing but a literal or a name of the place's own."""
    bound = bindings.get(after[0].name) if len(after) == 1 and isinstance(after[0], Hole) else None
    return bound is not None and len(bound.nodes) == 1 and _is_plain(bound.nodes[0])


def _is_plain(node: Node) -> bool:
    return node.kind in _PLAIN


def _end_before(clause: Node) -> int:
    siblings = clause.parent.children if clause.parent else (clause,)
    return siblings[siblings.index(clause) - 1].end


def _insertion(place: Place, bindings: Mapping[int, Bound], gone: Sequence[tuple[int, int]]) -> Edit:
    parent, tree = place.parent, place.parent.tree
    children = parent.children
    previous = children[place.start - 1] if place.start else None
    following = children[place.start] if place.start < len(children) else None
    if is_block(parent):
        if following is not None and previous is None and not any(map(_is_words, place.site.after)):
            previous, following = _behind_words(following, (*children[1:], None)[0])
        return _insert_statement(place, previous, following, bindings, gone)
    at = previous.end if previous is not None else following.start if following is not None else parent.start
    if has_separators(parent):
        text = after_text(place.site.after, tree, at, bindings)
        if previous is not None and previous.named:
            return Edit(at, at, _list_gap(children, place.start) + text)
        lead = " " if previous is not None and previous.kind == "import" else ""
        return Edit(at, at, lead + text + (", " if following is not None and following.named else ""))
    lead, trail = place.site.lead or "", place.site.trail or ""
    end = following.start if following is not None and previous is not None else at
    return Edit(at, end, lead + after_text(place.site.after, tree, at, bindings) + trail)


def _behind_words(first: Node, second: Node | None) -> tuple[Node | None, Node | None]:
    """What is before and after a statement that shall be the first of a block, or of what follows its docstring."""
    if not _comes_first(first):
        return None, first
    tree = first.tree
    between = tree.content[first.end : second.start].strip() if second is not None else ""
    return first, None if between else second  # a comment there speaks of what follows it


def _comes_first(statement: Node) -> bool:
    """Whether it counts only as the first of its block: a docstring, or a directive such as ``"use strict"``."""
    kinds = [child.kind for child in statement.children]
    return statement.kind == "expression_statement" and kinds[:1] == ["string"] and {*kinds[1:]} <= {";"}


def _is_words(part: Part) -> bool:
    first = part.parts[0] if isinstance(part, Term) and part.kind == "expression_statement" and part.parts else None
    return isinstance(first, Term) and first.kind == "string"


def _list_gap(children: tuple[Node, ...], start: int) -> str:
    """What stands before a new element of a list: where each has a line of its own, the new one has too."""
    previous = children[start - 1]
    earlier = children[start - 2] if start > 1 else previous
    content = previous.tree.content
    between = content[earlier.end : previous.start] if earlier is not previous else ""
    if "\n" not in between or "," in between[between.rindex("\n") :]:
        return ", "
    return "," + previous.tree.text.line_end + indent_at(content, previous.start)


def _insert_statement(
    place: Place,
    previous: Node | None,
    following: Node | None,
    bindings: Mapping[int, Bound],
    gone: Sequence[tuple[int, int]],
) -> Edit:
    tree = place.parent.tree
    eol = tree.text.line_end
    neighbour = following or previous
    at = neighbour.start if neighbour is not None else place.parent.start
    indent = indent_at(tree.content, at)
    text = after_text(place.site.after, tree, at, bindings, gone)
    lead, trail = (max((gap or "").count("\n"), 1) for gap in (place.site.lead, place.site.trail))
    if following is not None and not (previous and _stands_apart(previous, following, lead, trail)):
        return Edit(following.start, following.start, text + eol * trail + indent)
    end = _line_end(previous) if previous is not None else at
    return Edit(end, end, eol * lead + indent + text)


def _stands_apart(previous: Node, following: Node, lead: int, trail: int) -> bool:
    """Whether what is put between two statements goes right behind the first: the gap there is the one wanted last."""
    content = previous.tree.content
    gap = content[_line_end(previous) : following.start]
    return max(lead, trail) > 1 and abs(gap.count("\n") - trail) <= abs(gap.count("\n") - lead)


def _line_end(node: Node) -> int:
    """Where a statement ends, with the comment that follows in its line."""
    content = node.tree.content
    stop = content.find("\n", node.end)
    tail = content[node.end : stop if stop >= 0 else len(content)].rstrip()
    return node.end + len(tail) if tail.lstrip().startswith(node.tree.grammar.comment_prefix) else node.end
