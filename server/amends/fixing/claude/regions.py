"""Which part of a text a fix may change: the enclosing function, class or module, and the imports.

Works on code that does not parse. A language without a grammar has lines and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import attrs

from amends.core.text import Text
from amends.fixing.claude.strategies import Reach
from amends.syntax.grammars import grammar_for
from amends.syntax.tree import Node, Tree, ancestors

_CLASSES = frozenset({"class_definition", "class_declaration", "interface_declaration"})
_FUNCTIONS = frozenset(
    {
        "function_definition",
        "function_declaration",
        "generator_function_declaration",
        "method_definition",
        "lexical_declaration",
    }
)
_FUNCTION_VALUES = frozenset({"arrow_function", "function_expression"})
# Nodes that belong to the definition they hold: decorators, `export`.
_WRAPPERS = frozenset({"decorated_definition", "export_statement"})
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_BETWEEN_IMPORTS = _IMPORTS | {"if_statement", "try_statement"}
# Where definitions stand that others can name. Bodies of functions are not looked into: a file may have thousands.
_HOLDERS = _CLASSES | _WRAPPERS | {"if_statement", "try_statement", "else_clause", "except_clause", "ERROR"}
_NAMES = ("identifier", "property_identifier", "type_identifier", "private_property_identifier")


@attrs.frozen
class Region:
    """Whole lines of a text, without the last one's line end; `name` is what is defined there, if anything."""

    name: str
    kind: Reach
    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        """Whether a span lies inside."""
        return self.start <= start and end <= self.end


class Outline:
    """One text parsed once: what is defined where, and what it imports."""

    def __init__(self, text: Text, language: str) -> None:
        grammar = grammar_for(language)
        self.text = text
        self.language = language
        self._root = Tree(text, grammar).root if grammar else None
        self._top_level = self._root.children if self._root else ()

    @property
    def whole(self) -> Region:
        """The whole text."""
        return Region("", Reach.MODULE, 0, len(self.text.content))

    def around(self, start: int, end: int) -> tuple[Region, ...]:
        """The definitions around a span, innermost first."""
        if self._root is None:
            return ()
        found = [self._definition(node) for node in ancestors(self._root.tree.node_at(start, end))]
        return tuple(region for region in found if region is not None)

    def named(self, names: set[str]) -> tuple[Region, ...]:
        """Functions and classes by name, at the top level and in classes, outer ones before those they hold."""
        regions = (self._definition(node) for node in _definitions(self._top_level, names))
        return tuple(region for region in regions if region is not None)

    @property
    def imports(self) -> Region:
        """The lines of the imports that open the text; empty, where imports would go, when there are none."""
        opening = _opening_imports(self._top_level)
        if opening:
            return self._lines(opening[0].start, opening[-1].end)
        place = self._after_heading()
        return Region("", Reach.MODULE, place, place)

    @property
    def import_statements(self) -> tuple[str, ...]:
        """Every import at the top level, as written."""
        return tuple(node.text for node in self._top_level if node.kind in _IMPORTS)

    def statement(self, start: int, end: int) -> Region:
        """The statement at the top level around a span, else the span's own lines."""
        for node in self._top_level:
            if node.end >= start:
                region = self._lines(node.start, node.end)
                if region.holds(start, end):
                    return region
        return self._lines(start, end)

    def _definition(self, node: Node) -> Region | None:
        kind = _kind(node)
        if kind is None:
            return None
        outer = node.parent if node.parent and node.parent.kind in _WRAPPERS else node
        return self._lines(outer.start, outer.end, _name(node), kind)

    def _after_heading(self) -> int:
        """Start of the first statement's line, or of the line after the docstring a text begins with."""
        if not self._top_level:
            return 0
        first = self._top_level[0]
        if first.kind == "expression_statement" and [child.kind for child in first.children] == ["string"]:
            line = self.text.position_at(first.end).line + 1
            return self.text.line_starts[line] if line < self.text.line_count else len(self.text.content)
        return self._lines(first.start, first.end).start

    def _lines(self, start: int, end: int, name: str = "", kind: Reach = Reach.MODULE) -> Region:
        # Some grammars count the line end as part of the last statement.
        while end > start and self.text.content[end - 1] in "\r\n":
            end -= 1
        first, _ = self.text.line_span(self.text.position_at(start).line)
        _, last = self.text.line_span(self.text.position_at(end).line)
        return Region(name, kind, first, last)


def _definitions(nodes: Sequence[Node], names: set[str]) -> Iterator[Node]:
    for node in nodes:
        if _kind(node) is not None and _name(node) in names:
            yield node
        if node.kind in _HOLDERS or node.category == "block":
            yield from _definitions(node.children, names)


def _kind(node: Node) -> Reach | None:
    if node.kind in _CLASSES and node.named:
        return Reach.CLASS
    if node.kind == "lexical_declaration" and not _declares_function(node):
        return None
    return Reach.FUNCTION if node.kind in _FUNCTIONS else None


def _declares_function(node: Node) -> bool:
    declared = [child for child in node.children if child.kind == "variable_declarator"]
    return any(value.kind in _FUNCTION_VALUES for child in declared for value in child.children)


def _name(node: Node) -> str:
    holder = next((child for child in node.children if child.kind == "variable_declarator"), node)
    return next((child.text for child in holder.children if child.kind in _NAMES), "")


def _opening_imports(nodes: Sequence[Node]) -> list[Node]:
    """The imports that open a text; one after other code is that code's business."""
    first = next((index for index, node in enumerate(nodes) if node.kind in _IMPORTS), len(nodes))
    run = takewhile(lambda node: node.kind in _BETWEEN_IMPORTS, nodes[first:])
    return [node for node in run if node.kind in _IMPORTS]
