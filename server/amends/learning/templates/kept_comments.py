"""Comments that a rewritten statement would lose: one at its end stays there, others stand above it."""

from __future__ import annotations

from collections.abc import Iterator

from amends.core.text import Edit
from amends.learning.templates.comments import comment_at, is_directive
from amends.syntax.layout import indent_at
from amends.syntax.tree import Tree


def with_comments(edit: Edit, tree: Tree) -> Edit:
    """An edit that writes statements anew, with the comments that it does not bring along; directives go."""
    content, found = tree.content, list(_comments(tree, edit.start, edit.end))
    if found and _ends_line(found[-1], edit, tree):
        edit = Edit(edit.start, len(content[: found.pop()[0]].rstrip(" \t")), edit.new_text)
    indent = indent_at(content, edit.start)
    if content[content.rfind("\n", 0, edit.start) + 1 : edit.start] != indent:
        return edit  # other code stands before it
    texts = (content[start:stop] for start, stop in found)
    lost = [text for text in texts if text not in edit.new_text and not is_directive(text)]
    return Edit(edit.start, edit.end, "".join(f"{text}{tree.text.line_end}{indent}" for text in lost) + edit.new_text)


def _comments(tree: Tree, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the comments between two offsets stand, one a line."""
    content, prefix = tree.content, tree.grammar.comment_prefix
    while start < end and content.find(prefix, start, end) >= 0:
        stop = content.find("\n", start, end)
        stop = end if stop < 0 else stop
        at = comment_at(tree, start, stop)
        if at is not None:
            yield at, at + len(content[at:stop].rstrip())
        start = stop + 1


def _ends_line(comment: tuple[int, int], edit: Edit, tree: Tree) -> bool:
    """Whether a comment ends the last line of code that goes, and can end the last one that comes."""
    start, stop = comment
    head = tree.content[tree.content.rfind("\n", 0, start) + 1 : start]
    last = edit.new_text.rpartition("\n")[2]
    alone = not head.strip() or tree.content[stop : edit.end].strip()
    return not alone and tree.content[start:stop] not in edit.new_text and tree.grammar.comment_prefix not in last
