"""White space between nodes: what an example's layout says, free of that file's own indentation."""

from __future__ import annotations

import re

from amends.syntax.tree import Node

_COMMENT = {"#": re.compile(r"[ \t]*#[^\r\n]*"), "//": re.compile(r"[ \t]*(?://[^\r\n]*|/\*.*?\*/)", re.DOTALL)}


def indent_at(content: str, offset: int) -> str:
    """Leading white space of the line that holds an offset."""
    start = max(content.rfind("\n", 0, offset), content.rfind("\r", 0, offset)) + 1
    stop = start
    while stop < len(content) and content[stop] in " \t":
        stop += 1
    return content[start:stop]


def gap_between(parent: Node, left: int, right: int, base: str) -> str:
    """What stands between two offsets, without comments; after a line end, indentation counts from `base`.

    A level of indentation is written as a tab, so that it can be written in any file's own way.
    """
    raw = _COMMENT[parent.tree.grammar.comment_prefix].sub("", parent.tree.content[left:right])
    raw = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "").replace("\\\n", "\n")
    if "\n" not in raw:
        return raw
    head, _, indent = raw.rpartition("\n")
    lines = head.count("\n") + 1
    comma = "," if "," in head else ""
    relative = indent[len(base) :] if indent.startswith(base) else ""
    unit = parent.tree.indent_unit
    levels = len(relative) // len(unit)
    steps = "\t" * levels + relative[levels * len(unit) :] if relative == unit * levels else relative
    return comma + "\n" * min(lines, 3) + steps


def has_separators(node: Node) -> bool:
    """Whether the node's children are a list with commas between them."""
    return node.kind in node.tree.grammar.lists


def is_block(node: Node) -> bool:
    """Whether the node's children are statements, each on a line of its own."""
    return node.kind in node.tree.grammar.blocks
