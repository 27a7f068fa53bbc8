"""Does a text parse, and is it the same program: Python by its own parser, other languages by tree-sitter."""

from __future__ import annotations

import ast
import re

from amends.core.snapshot import Document
from amends.core.text import Position, Range, Text
from amends.syntax.grammars import grammar_for
from amends.syntax.python_changes import changed_part
from amends.syntax.python_trees import parse_python
from amends.syntax.tree import Tree, descendants

_START = Range(Position(0, 0), Position(0, 0))
_MOST_NODES = 20_000
_TYPE_OF_IMPORT = re.compile(
    r"""(?<=[<,])(\s*)typeof import\((?:"[^"\n\\]*"|'[^'\n\\]*')\)(?:\.\w+|\[["'\w]+\])*(?=\s*[>,])"""
)


def can_parse(language: str) -> bool:
    """Whether we have a parser for a language; loads none."""
    return language == "python" or grammar_for(language) is not None


def syntax_error(document: Document) -> tuple[str, Range] | None:
    """The first syntax error and its place, None when the text parses or we have no parser for it."""
    if document.language == "python":
        return _python_error(document.text.content)
    grammar = grammar_for(document.language)
    if grammar is None:
        return None
    tree = Tree(document.text, grammar)
    if not tree.has_error or (document.language.startswith("typescript") and _is_type_of_import(tree)):
        return None
    # A token that is missing altogether leaves no ERROR node, and so no place.
    node = next((node for node in descendants(tree.root, _MOST_NODES) if node.kind == "ERROR"), None)
    return "syntax error", document.text.range_of(node.start, node.end) if node else _START


def _is_type_of_import(tree: Tree) -> bool:
    """Whether all that our parser stumbles over is `<typeof import("…").a>`, which TypeScript reads well.

    With a plain name as long in its stead the text has to parse.
    """
    named = _TYPE_OF_IMPORT.sub(lambda found: found[1] + "T" * (len(found[0]) - len(found[1])), tree.content)
    return named != tree.content and not Tree(Text(named), tree.grammar).has_error


def parses_still(before: Document, after: Document) -> bool:
    """Whether both are Python that parses, told by what differs alone; False says nothing."""
    return before.language == after.language == "python" and changed_part(before.text, after.text) is not None


def same_program(before: str, after: str) -> bool:
    """Whether both Python texts parse to the same tree, places aside; docstrings count, comments and layout do not."""
    try:
        return ast.dump(_parse(before)) == ast.dump(_parse(after))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _python_error(content: str) -> tuple[str, Range] | None:
    # The parser is that of the Python that Amends runs on: newer syntax counts as an error, before and after alike.
    try:
        _parse(content)
    except SyntaxError as error:
        start = Position(max((error.lineno or 1) - 1, 0), max((error.offset or 1) - 1, 0))
        return error.msg, Range(start, start)
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__, _START
    return None


def _parse(content: str) -> ast.Module:
    # A byte order mark is part of the file, not of the program.
    return parse_python(content.removeprefix("\ufeff"))
