"""Adding and dropping imports the way a file writes them, in the languages of the table of dialects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amends.core.text import Edit
from amends.learning.imports.dialects import Dialect, order_of
from amends.learning.imports.facts import Import, Imported
from amends.syntax.layout import indent_at
from amends.syntax.tree import Node, Tree


def imports_said(tree: Tree, dialect: Dialect) -> Iterator[Imported]:
    """The imports at the top of a file."""
    for statement in tree.root.children:
        if statement.kind in dialect.statements:
            yield from (Imported(what, statement, item) for what, item in dialect.read(statement))


def import_edit(tree: Tree, dialect: Dialect, known: Sequence[Imported], one: Import) -> Edit:
    """The edit that adds one import: into a list that is there, else as a line of its own, in order."""
    lists = [found for found in known if found.item.parent is not None and found.item.parent.kind in dialect.lists]
    if dialect.shared and lists:
        return _line_into(tree, lists, dialect.item(one), one)
    alike = [found for found in lists if found.what.module == one.module and found.what.guarded == one.guarded]
    if alike and one.name[:1].isidentifier() and one.name != "default":
        return _word_into(alike, dialect.item(one), one)
    return _new_line(tree, dialect, known, one)


def _line_into(tree: Tree, lists: Sequence[Imported], text: str, one: Import) -> Edit:
    end = tree.text.line_end
    group = _group_like(tree, lists, one)
    later = [found for found in group if order_of(found.what) > order_of(one)]
    if later:
        start = later[0].item.start
        return Edit(start, start, text + end + indent_at(tree.content, start))
    last = group[-1].item
    return Edit(last.end, last.end, end + indent_at(tree.content, last.start) + text)


def _group_like(tree: Tree, lists: Sequence[Imported], one: Import) -> list[Imported]:
    """Of the groups that blank lines part a list into, the one whose paths are alike: with a host in front or not."""
    groups: list[list[Imported]] = []
    for found in lists:
        before = tree.content[groups[-1][-1].item.end : found.item.start] if groups else ""
        if groups and before.count("\n") <= 1:
            groups[-1].append(found)
        else:
            groups.append([found])
    hosted = "." in one.module.partition("/")[0]
    alike = [group for group in groups if any(("." in f.what.module.partition("/")[0]) == hosted for f in group)]
    return (alike or groups)[0]


def _word_into(alike: Sequence[Imported], text: str, one: Import) -> Edit:
    items = [found for found in alike if found.statement is alike[0].statement]
    names = [found.what.name.lower() for found in items]
    later = [found for found in items if found.what.name.lower() > one.name.lower()]
    content = items[0].item.tree.content
    between = content[items[0].item.end : items[1].item.start] if len(items) > 1 else ", "
    if later and names == sorted(names):
        return Edit(later[0].item.start, later[0].item.start, text + between)
    return Edit(items[-1].item.end, items[-1].item.end, between + text)


def _new_line(tree: Tree, dialect: Dialect, known: Sequence[Imported], one: Import) -> Edit:
    end = tree.text.line_end
    top = [found for found in known if found.statement.parent is tree.root]
    text = dialect.write(one, top[0].statement.text if top else "")
    if not top:
        return _first_line(tree, dialect, text)
    earlier = [found.statement for found in top if order_of(found.what) <= order_of(one)]
    in_order = [order_of(found.what) for found in top] == sorted(order_of(found.what) for found in top)
    if in_order and not earlier:
        return Edit(top[0].statement.start, top[0].statement.start, text + end)
    place = earlier[-1] if in_order else top[-1].statement
    return Edit(place.end, place.end, end + text)


def _first_line(tree: Tree, dialect: Dialect, text: str) -> Edit:
    end = tree.text.line_end
    heads = [node for node in tree.root.children if node.kind in dialect.heads or _is_directive(node)]
    if heads:
        return Edit(heads[-1].end, heads[-1].end, end + end + text)
    start = tree.root.children[0].start if tree.root.children else 0
    return Edit(start, start, text + end + end)


def _is_directive(node: Node) -> bool:
    return node.kind == "expression_statement" and bool(node.children) and node.children[0].kind == "string"
