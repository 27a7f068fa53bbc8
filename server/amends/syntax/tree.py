"""A view of tree-sitter's tree in code points, without what layout decides: comments, commas, line continuations.

Nodes are made when they are first asked for, so that looking at one statement of a long file costs that statement.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from itertools import accumulate

import attrs
import tree_sitter

from amends.core.text import Text
from amends.syntax.grammars import Grammar, grammar_for, load_language

_SKIPPED = frozenset({",", "comment", "line_comment", "block_comment", "line_continuation", "html_comment"})
_OPERANDS = 3
_BRACKETS = frozenset({"(", ")"})  # in an import they only allow line breaks
_STRING_START = re.compile(r"([A-Za-z]+)(['\"]+)$")
_WORD = re.compile(r"\w+")
_LINE = re.compile(r"^([ \t]*)\S[^\r\n]*", re.MULTILINE)
_MEASURED = 40_000
"""Code points that indentation is measured on."""
_STATEMENT = ("_statement", "_definition", "_declaration")


class Node:
    """One node; `children` leaves out commas and comments, and splits a string's prefix from its quote."""

    __slots__ = ("_children", "_origin", "_tokens", "end", "kind", "named", "parent", "start", "tree")

    def __init__(self, tree: Tree, origin: tree_sitter.Node | None, kind: str, span: tuple[int, int]) -> None:
        self.tree = tree
        self.kind = tree.grammar.alike.get(kind, kind)
        self.start, self.end = span
        self.named = origin is not None and origin.is_named
        self.parent: Node | None = None
        self._origin = origin
        self._children: tuple[Node, ...] | None = None
        self._tokens: str | None = None

    def __repr__(self) -> str:
        return f"{self.kind}[{self.start}:{self.end}]"

    @property
    def text(self) -> str:
        """The source text it spans."""
        return self.tree.content[self.start : self.end]

    @property
    def children(self) -> tuple[Node, ...]:
        """Its parts in order; none for a word."""
        if self._children is None:
            self._children = tuple(self._make_children())
        return self._children

    @property
    def tokens(self) -> str:
        """Its words joined, the same for any layout: what equality of code means here."""
        if self._tokens is None:
            self._tokens = "\x1f".join(child.tokens for child in self.children) if self.children else self.text
        return self._tokens

    @property
    def category(self) -> str:
        """The broad sort: token, block, statement, list or expression."""
        if not self.named:
            return "token"
        return category_of(self.kind, self.tree.grammar)

    def _make_children(self) -> Iterator[Node]:
        if self._origin is None or self.kind in self.tree.grammar.leaves:
            return
        for origin in _parts_of(self._origin, self.tree.grammar):
            if origin.type in _SKIPPED or (origin.type in _BRACKETS and self.kind == "import_from_statement"):
                continue
            span = self.tree.span_of(origin)
            made = self._split(span) if origin.type == "string_start" else ()
            for node in made or (Node(self.tree, origin, origin.type, span),):
                node.parent = self
                yield node

    def _split(self, span: tuple[int, int]) -> tuple[Node, ...]:
        """A string's prefix and its quote, none when it has no prefix."""
        start, end = span
        prefix = _STRING_START.match(self.tree.content[start:end])
        if prefix is None:
            return ()
        middle = start + len(prefix.group(1))
        return (
            Node(self.tree, None, "string_prefix", (start, middle)),
            Node(self.tree, None, "string_start", (middle, end)),
        )


def _parts_of(origin: tree_sitter.Node, grammar: Grammar) -> list[tree_sitter.Node]:
    """Raw children; the wrappers of another spelling are opened, and a row of one operator is flat."""
    parts = _row(origin, grammar.chains[origin.type]) if origin.type in grammar.chains else origin.children
    if origin.type in grammar.alike:
        return [inner for part in parts for inner in _opened(part, grammar)]
    return [part.children[0] if part.type in grammar.thin and part.child_count == 1 else part for part in parts]


def _row(origin: tree_sitter.Node, operators: frozenset[str]) -> list[tree_sitter.Node]:
    tail: list[tree_sitter.Node] = []
    current, operator = origin, ""
    while current.type == origin.type and current.child_count == _OPERANDS:
        first, sign, last = current.children
        if sign.type not in operators or operator not in {"", sign.type}:
            break
        current, operator, tail = first, sign.type, [sign, last, *tail]
    return [current, *tail] if tail else origin.children


def _opened(part: tree_sitter.Node, grammar: Grammar) -> list[tree_sitter.Node]:
    if part.type not in grammar.opened:
        return [part]
    return [inner for child in part.children for inner in _opened(child, grammar)]


class Tree:
    """A parsed text; syntax errors are nodes of kind ERROR, never an exception."""

    def __init__(self, text: Text, grammar: Grammar) -> None:
        self.text = text
        self.content = text.content
        self.grammar = grammar
        encoded = text.content.encode("utf-8", "replace")
        self._starts: Sequence[int] | None = None
        if len(encoded) != len(text.content):
            # Byte offset of every code point: tree-sitter counts bytes, we count code points.
            self._starts = [0, *accumulate(len(char.encode("utf-8", "replace")) for char in text.content)]
        # The raw tree must outlive its nodes.
        self._raw = tree_sitter.Parser(load_language(grammar)).parse(encoded)
        self.has_error = self._raw.root_node.has_error
        self._unit = ""
        self._places: dict[str, list[int]] | None = None
        self.notes: dict[str, object] = {}
        """What others found out about this text, kept as long as its tree."""
        self.root = Node(self, self._raw.root_node, self._raw.root_node.type, (0, len(self.content)))

    def span_of(self, origin: tree_sitter.Node) -> tuple[int, int]:
        """Code-point offsets of a raw node."""
        start, end = origin.start_byte, origin.end_byte
        if self._starts is not None:
            start, end = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end) - 1
        # Grammars count the first half of a CRLF to the comment before it.
        halved = end > start + 1 and self.content.startswith("\r\n", end - 1)
        if origin.type not in self.grammar.blocks:
            return start, end - halved
        # Where line ends close statements, grammars count the last one to the block, we to the gap behind it.
        return start, start + len(self.content[start:end].rstrip("\r\n"))

    def places_of(self, word: str) -> list[int]:
        """Offsets at which a word stands, in code, strings and comments alike."""
        if self._places is None:
            self._places = {}
            for found in _WORD.finditer(self.content):
                self._places.setdefault(found.group(), []).append(found.start())
        return self._places.get(word, [])

    @property
    def indent_unit(self) -> str:
        """One level of indentation as this text writes it."""
        self._unit = self._unit or _indent_unit(self.content)
        return self._unit

    def node_at(self, start: int, end: int) -> Node:
        """The smallest node that covers the span."""
        node = self.root
        while True:
            inner = next((child for child in node.children if child.start <= start and end <= child.end), None)
            # A zero-width place between two words belongs to the later one, where a tool's column points.
            if inner is not None and start == end == inner.end:
                later = [child for child in node.children if child.start == start]
                inner = later[0] if later else inner
            if inner is None:
                return node
            node = inner


@attrs.define
class Trees:
    """Parsed texts, the least recently used forgotten first; owned by whoever asks repeatedly."""

    capacity: int = 8
    _kept: OrderedDict[tuple[str, str], Tree] = attrs.field(factory=OrderedDict, init=False)

    def tree(self, content: str | Text, language: str) -> Tree | None:
        """The tree of a text, None when the language has no grammar here."""
        grammar = grammar_for(language)
        if grammar is None:
            return None
        text = content if isinstance(content, Text) else Text(content)
        key = (language, text.hash)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = Tree(text, grammar)
        self._kept.move_to_end(key)
        while len(self._kept) > self.capacity:
            self._kept.popitem(last=False)
        return found


def category_of(kind: str, grammar: Grammar) -> str:
    """The broad sort of a named kind: block, statement, list or expression."""
    if kind in grammar.blocks:
        return "block"
    if kind.endswith(_STATEMENT) or kind in grammar.statements:
        return "statement"
    if kind in grammar.lists and kind.endswith(("parameters", "arguments", "argument_list", "imports")):
        return "list"
    return "expression"


def ancestors(node: Node) -> Iterator[Node]:
    """The node itself, then its parents up to the root."""
    current: Node | None = node
    while current is not None:
        yield current
        current = current.parent


def descendants(node: Node, limit: int = 400) -> Iterator[Node]:
    """The node and what is below it, from the outside in, at most `limit` of them."""
    queue = [node]
    for count, current in enumerate(queue):
        if count >= limit:
            return
        yield current
        queue.extend(current.children)


def _indent_unit(content: str) -> str:
    """One level of indentation as this text writes it, four spaces when it has none; blocks tell it best."""
    blocks: Counter[int] = Counter()
    others: Counter[int] = Counter()
    around, opened = [0], False
    for found in _LINE.finditer(content[:_MEASURED]):
        if found[1].startswith("\t"):
            return "\t"
        width, last = len(found[1]), around[-1]
        while around and around[-1] >= width:
            around.pop()
        outer = around[-1] if around else 0
        if width - outer in {2, 3, 4, 8} and (opened or width > last):
            (blocks if opened else others)[width - outer] += 1
        around.append(width)
        opened = found[0].rstrip().endswith((":", "{"))
    counted = blocks or others
    return " " * (counted.most_common(1)[0][0] if counted else 4)
