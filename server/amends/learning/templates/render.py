"""Writing the after side of a match: minimal edits with the file's own indentation and line ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from amends.core.text import Edit, split_lines
from amends.learning.imports.editing import bound_names, is_whole_import, remove_from_list, remove_lines
from amends.learning.templates.kept_comments import with_comments
from amends.syntax.forms import has_forms, in_form
from amends.syntax.layout import has_separators, indent_at, is_block
from amends.syntax.match import VIA, Bound, Match, Place
from amends.syntax.scopes import defined_name
from amends.syntax.template import Each, Hole, Part, Rest, Site, Term
from amends.syntax.tree import Node, Tree, descendants
from amends.syntax.words import reword

_BRACKETED = 3
"""Parts of a node that is a pair of brackets around one thing."""


_NAMED_AND_MORE = frozenset(
    [
        *("default_parameter", "typed_parameter", "typed_default_parameter"),
        *("required_parameter", "optional_parameter", "assignment_pattern", "parameter_declaration", "parameter"),
    ]
)
"""A parameter whose name is gone has no sense."""
_TRYING = frozenset({"try_statement", "with_statement"})
_CALLS = frozenset({"call", "call_expression"})
_CLAUSES = frozenset({"elif_clause", "else_clause"})


class UnboundHoleError(Exception):
    """The after side needs something that the match did not bind."""


def render_match(match: Match) -> tuple[Edit, ...]:
    """The edits a match asks for.

    Raises:
        UnboundHoleError: the after side has a hole that nothing fills.
    """
    filled = [place.parent.children[place.start : place.stop] for place in match.places]
    gone = tuple((nodes[0].start, nodes[-1].end) for nodes in filled if nodes)
    places = [place for place in match.places if not _is_there(place, match.bindings)]
    return tuple(_render_place(place, match.bindings, gone) for place in places)


def after_text(
    parts: tuple[Part, ...],
    tree: Tree,
    at: int,
    bindings: Mapping[int, Bound],
    gone: Sequence[tuple[int, int]] = (),
) -> str:
    """The after side of a site as text that starts at offset `at` of the file.

    Statements bring the comments along that lie in what is `gone` otherwise.
    """
    start = tree.content.rfind("\n", 0, at) + 1
    writer = _Writer(tree, tree.content[start:at], indent_at(tree.content, at), bindings, gone)
    for part in parts:
        writer.write(part)
    return writer.text


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
    if place.start == 0 and parent.kind in _CALLS and parent.parent and parent.parent.kind == "expression_statement":
        raise UnboundHoleError  # what is left of a call without its name does nothing
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
    return Edit(left, right, gap if "\n" not in gap else _own_gap(place, gap))


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


def _end_before(clause: Node) -> int:
    siblings = clause.parent.children if clause.parent else (clause,)
    return siblings[siblings.index(clause) - 1].end


def _own_gap(place: Place, gap: str) -> str:
    tree = place.parent.tree
    return _Writer(tree, "", indent_at(tree.content, place.parent.start), {}).gap_text(gap)


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


def is_bracketed(part: Term) -> bool:
    """Whether a template's first and last parts are brackets."""
    ends = [one.text for one in (part.parts[0], part.parts[-1]) if isinstance(one, Term)]
    return len(ends) > 1 and ends[0] in {*"([{"} and ends[1] in {*")]}"}


@attrs.define
class _Writer:
    tree: Tree
    line: str
    """What stands on the current output line so far."""
    base: str
    bindings: Mapping[int, Bound]
    gone: Sequence[tuple[int, int]] = ()
    """Parts of the file that are replaced or left out."""
    text: str = ""

    def write(self, part: Part) -> None:
        if isinstance(part, Term):
            self._put(self.gap_text(part.gap))
            self._put(part.text)
            self._inside(part)
        elif isinstance(part, Hole | Rest):
            bound = self.bindings.get(part.name)
            if bound is None:
                raise UnboundHoleError
            if bound.nodes or bound.word:
                self._put(self.gap_text(part.gap))
            self._put(self._filling(part, bound))
        elif isinstance(part, Each):
            self._row(part)
        else:
            raise UnboundHoleError

    def _inside(self, part: Term) -> None:
        """A node's parts; what fills brackets keeps its distance to them where it stood on lines of its own."""
        ends = self._own_ends(part.parts[1], part) if len(part.parts) == _BRACKETED else None
        if ends is None:
            for inner in part.parts:
                self.write(inner)
            return
        for inner, gap in zip(part.parts, ("", *ends), strict=True):
            self._put(gap)
            self.write(inner if isinstance(inner, Site) else attrs.evolve(inner, gap=""))

    def _own_ends(self, filling: Part, around: Term) -> tuple[str, str] | None:
        """What stood between the brackets and what was in them, when that was spread over lines."""
        bound = self.bindings.get(filling.name) if isinstance(filling, Rest | Each) else None
        if bound is None or not bound.nodes or bound.nodes[0].parent is None or not is_bracketed(around):
            return None
        first, last, siblings = bound.nodes[0], bound.nodes[-1], bound.nodes[0].parent.children
        left, right = siblings.index(first) - 1, siblings.index(last) + 1
        if (
            left < 0
            or right >= len(siblings)
            or siblings[left].kind not in {*"([{"}
            or siblings[right].kind not in {*")]}"}
        ):
            return None
        content = first.tree.content
        ends = content[siblings[left].end : first.start], content[last.end : siblings[right].start]
        return ends if "\n" in ends[0] else None

    def _row(self, part: Each) -> None:
        bound = self.bindings.get(part.name)
        if bound is None or not bound.each:
            raise UnboundHoleError
        outer, gap = self.bindings, self.gap_text(part.gap)
        gaps = self._gaps_between(bound, part.separator)
        for at, own in enumerate(bound.each):
            self._put(gaps[at - 1] if at else gap)
            self.bindings = {**outer, **own}
            self.write(part.element)
        self.bindings = outer

    def _gaps_between(self, bound: Bound, separator: str) -> list[str]:
        """What to write between the elements of a row: where commas stay commas, what stood there."""
        content = self.tree.content
        gaps = [content[one.end : other.start] for one, other in zip(bound.nodes, bound.nodes[1:], strict=False)]
        if separator.strip() == "," and len(gaps) + 1 == len(bound.each) and all("," in gap for gap in gaps):
            return gaps
        return [self.gap_text(separator)] * len(bound.each)

    def _filling(self, part: Hole | Rest, bound: Bound) -> str:
        if isinstance(part, Hole) and part.sort.startswith(VIA):
            return self._reworded(part, bound.text)
        if not bound.nodes:
            return bound.word
        if isinstance(part, Hole) and has_forms(part.sort):
            written = in_form(part.sort, bound.nodes[0])
            if written is None:
                raise UnboundHoleError
            return written
        return self._moved(bound.nodes)

    def _reworded(self, part: Hole, word: str) -> str:
        made = reword(part.sort.removeprefix(VIA), word)
        if made is None:
            raise UnboundHoleError
        return made

    def gap_text(self, gap: str) -> str:
        if "\n" not in gap:
            return gap
        comma, _, indent = gap.rpartition("\n")
        unit = self.tree.indent_unit if "\t" in indent else ""
        return (comma + "\n").replace("\n", self.tree.text.line_end) + self.base + indent.replace("\t", unit)

    def _put(self, text: str) -> None:
        self.text += text
        self.line = (self.line + text).rpartition("\n")[2]

    def _moved(self, nodes: tuple[Node, ...]) -> str:
        """The source of some siblings, its further lines shifted to where the first one now stands."""
        tree = nodes[0].tree
        first, last = self._with_comments(nodes)
        source = tree.content[first:last]
        old = indent_at(tree.content, nodes[0].start)
        new = self.line[: len(self.line) - len(self.line.lstrip(" \t"))]
        if "\n" not in source or old == new:
            return source
        fixed = set(_inside_strings(nodes))
        shifted, offset = [], first
        for line in split_lines(source):
            movable = offset != first and offset not in fixed and line.startswith(old) and line.strip()
            shifted.append(new + line[len(old) :] if movable else line)
            offset += len(line)
        return "".join(shifted)

    def _with_comments(self, nodes: tuple[Node, ...]) -> tuple[int, int]:
        """Where some siblings begin and end, with the comments on lines of their own that would be lost."""
        first, last = nodes[0].start, nodes[-1].end
        block, content = nodes[0] if is_block(nodes[0]) else nodes[0].parent, nodes[0].tree.content
        indent = indent_at(content, first)
        begins = content.endswith(("\n", "\r"), 0, first - len(indent))
        if block is None or not is_block(block) or self.line.strip() or not begins:
            return first, last
        mark = indent + block.tree.grammar.comment_prefix
        while (above := content.rfind("\n", 0, first - len(indent) - 1) + 1) < first - len(indent):
            if not content.startswith(mark, above) or not self._is_gone(above + len(indent)):
                break
            first = above + len(indent)
        if last in {block.end, block.children[-1].end} and self._is_gone(block.end - 1):
            last = block.end
        return first, last

    def _is_gone(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.gone)


def _inside_strings(nodes: tuple[Node, ...]) -> Iterator[int]:
    """Offsets of line starts that lie inside a string, where white space is content."""
    for root in nodes:
        for node in descendants(root, 4000):
            if "string" in node.kind and not node.kind.endswith("start"):
                at = node.tree.content.find("\n", node.start, node.end)
                while at >= 0:
                    yield at + 1
                    at = node.tree.content.find("\n", at + 1, node.end)
