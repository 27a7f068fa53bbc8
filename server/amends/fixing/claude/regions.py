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
from amends.syntax.tree import Node, Tree

_CLASSES = frozenset({"class_definition", "class_declaration", "class", "interface_declaration"})
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


def enclosing_regions(text: Text, language: str, start: int, end: int) -> tuple[Region, ...]:
    """The definitions around a span, innermost first; the whole text comes last and is always there."""
    around = [region for region in definitions(text, language) if region.holds(start, end)]
    around.sort(key=lambda region: region.end - region.start)
    return (*around, Region("", Reach.MODULE, 0, len(text.content)))


def definitions(text: Text, language: str) -> tuple[Region, ...]:
    """Every function and class of a text, decorators included, outer ones before those they hold."""
    tree = _tree(text, language)
    return tuple(_definitions(tree.root, text)) if tree else ()


def import_region(text: Text, language: str) -> Region:
    """The lines of the imports that open a text; empty, where imports would go, when there are none."""
    nodes = _top_level(text, language)
    imports = _opening_imports(nodes)
    if imports:
        return _lines(text, imports[0].start, imports[-1].end)
    place = _after_heading(nodes, text)
    return Region("", Reach.MODULE, place, place)


def import_statements(text: Text, language: str) -> tuple[str, ...]:
    """Every import at the top level, as written."""
    return tuple(node.text for node in _top_level(text, language) if node.kind in _IMPORTS)


def statement_region(text: Text, language: str, start: int, end: int) -> Region:
    """The statement at the top level around a span, else the span's own lines."""
    for node in _top_level(text, language):
        region = _lines(text, node.start, node.end)
        if region.holds(start, end):
            return region
    return _lines(text, start, end)


def _tree(text: Text, language: str) -> Tree | None:
    grammar = grammar_for(language)
    return Tree(text, grammar) if grammar else None


def _top_level(text: Text, language: str) -> tuple[Node, ...]:
    tree = _tree(text, language)
    return tree.root.children if tree else ()


def _definitions(node: Node, text: Text) -> Iterator[Region]:
    for child in node.children:
        kind = _kind(child)
        if kind is not None:
            outer = node if node.kind in _WRAPPERS else child
            yield _lines(text, outer.start, outer.end, _name(child), kind)
        # Definitions stand in statements and blocks; expressions need not be looked into.
        if child.category in {"block", "statement"} or kind is not None or child.kind in _WRAPPERS | {"ERROR"}:
            yield from _definitions(child, text)


def _kind(node: Node) -> Reach | None:
    if node.kind in _CLASSES and node.named:
        return Reach.CLASS
    if node.kind == "lexical_declaration" and not _declared_function(node):
        return None
    return Reach.FUNCTION if node.kind in _FUNCTIONS else None


def _declared_function(node: Node) -> bool:
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


def _after_heading(nodes: Sequence[Node], text: Text) -> int:
    """Start of the first statement's line, or of the line after the docstring a text begins with."""
    if nodes and nodes[0].kind == "expression_statement" and nodes[0].children[:1]:
        inner = nodes[0].children[0]
        if inner.kind == "string":
            return _next_line(text, nodes[0].end)
    return _lines(text, nodes[0].start, nodes[0].end).start if nodes else 0


def _next_line(text: Text, offset: int) -> int:
    line = text.position_at(offset).line + 1
    return text.line_starts[line] if line < text.line_count else len(text.content)


def _lines(text: Text, start: int, end: int, name: str = "", kind: Reach = Reach.MODULE) -> Region:
    # Some grammars count the line end as part of the last statement.
    while end > start and text.content[end - 1] in "\r\n":
        end -= 1
    first, _ = text.line_span(text.position_at(start).line)
    _, last = text.line_span(text.position_at(end).line)
    return Region(name, kind, first, last)
