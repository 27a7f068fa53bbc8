"""The after side of a site as text: with the file's own indentation and line ends, what is moved with its comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from amends.core.text import split_lines
from amends.syntax.forms import has_forms, in_form
from amends.syntax.layout import indent_at, is_block
from amends.syntax.match import VIA, Bound
from amends.syntax.template import Each, Hole, Part, Rest, Site, Term
from amends.syntax.tree import Node, Tree, descendants
from amends.syntax.words import reword

_BRACKETED = 3
"""Parts of a node that is a pair of brackets around one thing."""


class UnboundHoleError(Exception):
    """The after side needs something that the match did not bind."""


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


def gap_text(tree: Tree, gap: str, at: int) -> str:
    """White space between two parts as the file has it, in what is indented like an offset."""
    return _Writer(tree, "", indent_at(tree.content, at), {}).gap_text(gap)


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
