"""Imports as facts: which name comes from where, and how a file says so."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

import attrs

from amends.core.text import Edit, apply_edits
from amends.learning.imports.dialects import dialect_of
from amends.learning.imports.facts import Import, Imported
from amends.learning.imports.lines import import_edit, imports_said
from amends.syntax.layout import indent_at
from amends.syntax.tree import Node, Tree

__all__ = [
    "Import",
    "Imported",
    "add_imports",
    "bound_names",
    "drop_imports",
    "imports_of",
    "without_needless_imports",
]
_DECLARED = frozenset({"variable_declarator", "const_spec", "var_spec", "type_spec"})
_DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})
_WORD = re.compile(r"\w+")


def imports_of(tree: Tree) -> list[Imported]:
    """The imports at the top of a file; of a Python module also those under ``if`` and ``try``."""
    dialect = dialect_of(tree)
    if dialect is not None:
        return list(imports_said(tree, dialect))
    if tree.grammar.language != "python":
        return []
    return [found for statement, guarded in _statements(tree.root) for found in _items(statement, guarded=guarded)]


def bound_names(tree: Tree) -> frozenset[str]:
    """Words that the module's top level makes known, imports included."""
    names = {found.what.binds for found in imports_of(tree)}
    for node in tree.root.children:
        inner = node.children[-1] if node.kind in {"decorated_definition", "export_statement"} else node
        if inner.kind in tree.grammar.scopes:
            names |= {child.text for child in inner.children if child.kind.endswith("identifier")}
        if inner.kind == "expression_statement" and inner.children and inner.children[0].kind == "assignment":
            names |= set(_WORD.findall(inner.children[0].children[0].text))
        declared = [child for child in inner.children if child.kind in _DECLARED]
        names |= {word.text for child in declared for word in child.children[:1]}
    return frozenset(names)


def add_imports(tree: Tree, known: Sequence[Imported], wanted: Iterable[Import]) -> tuple[Edit, ...]:
    """Edits that make the names known the way the file writes its imports (`known`); nothing for what it has."""
    have = {found.what.binds for found in known}
    missing = [one for one in sorted(wanted) if one.binds not in have]
    new = missing if dialect_of(tree) is not None else _in_one_line(known, missing)
    return _merged([edit for one in new for edit in _add(tree, known, one)])


def drop_imports(known: Sequence[Imported], names: Iterable[str], edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Edits that drop imports of `names` which nothing uses any more once `edits` are applied."""
    wanted = set(names)
    gone = [found for found in known if found.what.binds in wanted and _unused(found, edits)]
    return tuple(edit for found in gone for edit in (_drop(found, gone),) if edit is not None)


def without_needless_imports(before: Tree, after: Tree) -> str:
    """The text afterwards without imports that were used before and are not any more."""
    used = {found.what.binds for found in imports_of(before) if not _unused(found, ())}
    return apply_edits(after.content, drop_imports(imports_of(after), used, ()))


def _statements(root: Node) -> Iterator[tuple[Node, bool]]:
    for node in root.children:
        if node.kind in {"import_statement", "import_from_statement", "future_import_statement"}:
            yield node, False
        elif node.kind in {"if_statement", "try_statement"}:
            guarded = "TYPE_CHECKING" in node.children[1].text
            blocks = [child for child in node.children if child.kind == "block"]
            for block in blocks:
                yield from ((inner, guarded) for inner, _ in _statements(block))


def _items(statement: Node, *, guarded: bool) -> Iterator[Imported]:
    words = [child for child in statement.children if child.named]
    if statement.kind == "import_statement":
        for item in words:
            module, alias = _aliased(item)
            yield Imported(Import(module, "", alias, guarded), statement, item)
        return
    module = "__future__" if statement.kind == "future_import_statement" else words[0].text if words else ""
    for item in words if statement.kind == "future_import_statement" else words[1:]:
        name, alias = _aliased(item)
        yield Imported(Import(module, name, alias, guarded), statement, item)


def _aliased(item: Node) -> tuple[str, str]:
    if item.kind == "aliased_import" and len(item.children) >= 3:  # noqa: PLR2004 -- name, as, alias
        return item.children[0].text, item.children[-1].text
    return item.text, ""


def _add(tree: Tree, known: Sequence[Imported], one: Import) -> Iterator[Edit]:
    dialect = dialect_of(tree)
    if dialect is not None:
        yield import_edit(tree, dialect, known, one)
        return
    same = _alike(known, one)
    if same:
        yield _into(same, one)
        return
    guarded = [found for found in known if found.what.guarded]
    if one.guarded and guarded:
        place = guarded[-1].statement
        yield Edit(place.end, place.end, tree.text.line_end + indent_at(tree.content, place.start) + one.statement)
        return
    yield _new_line(tree, known, one)


def _alike(known: Sequence[Imported], one: Import) -> list[Imported]:
    """What a ``from`` import that a new name can join imports already."""
    same = [found for found in known if found.what.module == one.module and found.what.name and one.name]
    same = [found for found in same if found.what.guarded == one.guarded or not one.guarded]
    return [found for found in same if found.statement.children[-1].text != "*"]


def _in_one_line(known: Sequence[Imported], wanted: Sequence[Import]) -> list[Import]:
    """New names of a module that nothing is imported from yet as one import of them all."""
    found: dict[object, Import] = {}
    for one in sorted(wanted, key=lambda each: (each.module, _order(each.name))):
        joins = bool(one.name) and not _alike(known, one)
        key = (one.module, one.guarded) if joins else one
        first = found.get(key)
        found[key] = attrs.evolve(first, name=f"{_word(first)}, {_word(one)}", alias="") if first else one
    return sorted(found.values())


def _word(one: Import) -> str:
    return one.name + (f" as {one.alias}" if one.alias else "")


def _into(same: Sequence[Imported], one: Import) -> Edit:
    """Into an existing ``from`` import, where the names are sorted in order, else last."""
    statement = same[0].statement
    items = [found for found in same if found.statement is statement]
    word = _word(one)
    later = [found for found in items if _order(found.what.name) > _order(one.name)]
    names = [found.what.name for found in items]
    if later and names == sorted(names, key=_order):
        place = later[0].item
        return Edit(place.start, place.start, word + _separator(items))
    return Edit(items[-1].item.end, items[-1].item.end, _separator(items) + word)


def _separator(items: Sequence[Imported]) -> str:
    if len(items) > 1:
        between = items[0].item.tree.content[items[0].item.end : items[1].item.start]
        if "#" not in between:
            return between
    first = items[0]
    line = first.item.tree.content.rfind("\n", 0, first.item.start)
    if line >= first.statement.start:
        return "," + first.item.tree.text.line_end + indent_at(first.item.tree.content, first.item.start)
    return ", "


def _order(name: str) -> tuple[int, str]:
    """Constants, classes, functions: the order that isort and ruff keep by default."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name


def _new_line(tree: Tree, known: Sequence[Imported], one: Import) -> Edit:
    end = tree.text.line_end
    top = [found for found in known if found.statement.parent is tree.root]
    if one.module == "__future__" or not top:
        return _first_line(tree, one, top)
    group = [found for found in top if _group(found.what) == _group(one)]
    earlier = [found for found in group if _sort_key(found.what) <= _sort_key(one)]
    if earlier:
        place = earlier[-1].statement
        return Edit(place.end, place.end, end + one.statement)
    if group:
        return Edit(group[0].statement.start, group[0].statement.start, one.statement + end)
    before = [found for found in top if _group(found.what) < _group(one)]
    if before:
        return Edit(before[-1].statement.end, before[-1].statement.end, end + end + one.statement)
    start = top[0].statement.start
    return Edit(start, start, one.statement + end + end)


def _first_line(tree: Tree, one: Import, top: Sequence[Imported]) -> Edit:
    end = tree.text.line_end
    if top:
        start = top[0].statement.start
        return Edit(start, start, one.statement + end + (end if _group(top[0].what) != _group(one) else ""))
    body = tree.root.children
    docstring = body[0] if body and body[0].children and body[0].children[0].kind == "string" else None
    if docstring is not None:
        return Edit(docstring.end, docstring.end, end + end + one.statement)
    start = body[0].start if body else 0
    lines = 3 if body and body[0].kind in _DEFINITIONS else 2
    return Edit(start, start, one.statement + end * lines)


def _group(one: Import) -> int:
    if one.module == "__future__":
        return 0
    if one.module.startswith("."):
        return 3
    return 1 if one.module.partition(".")[0] in sys.stdlib_module_names else 2


def _sort_key(one: Import) -> tuple[bool, str]:
    return bool(one.name), one.module.lower()


def _unused(found: Imported, edits: Sequence[Edit]) -> bool:
    name = found.what.binds
    for start in found.item.tree.places_of(name):
        inside = found.statement.start <= start < found.statement.end
        removed = any(edit.start <= start and start + len(name) <= edit.end for edit in edits)
        if not inside and not removed:
            return False
    word = re.compile(rf"\b{re.escape(name)}\b")
    return not any(word.search(edit.new_text) for edit in edits)


def _drop(found: Imported, gone: Sequence[Imported]) -> Edit | None:
    """One import item out of its statement, or the whole line when nothing is left of it."""
    if dialect_of(found.item.tree) is not None:
        return _drop_said(found, gone)
    items = [child for child in found.statement.children if child.named]
    names = items[1:] if found.statement.kind == "import_from_statement" else items
    dropped = [other.item for other in gone if other.statement is found.statement]
    if len(dropped) == len(names):
        return remove_lines(found.statement, found.statement) if found.item is names[0] else None
    return remove_from_list(found.item, found.item)


def _drop_said(found: Imported, gone: Sequence[Imported]) -> Edit | None:
    """The same for a language of the table of dialects."""
    items = [one.item for one in imports_of(found.item.tree) if one.statement is found.statement]
    if {*items} <= {other.item for other in gone}:
        return remove_lines(found.statement, found.statement) if found.item is items[0] else None
    one_a_line = found.item.kind == "import_spec"
    return remove_lines(found.item, found.item) if one_a_line else remove_from_list(found.item, found.item)


def is_whole_import(statement: Node, items: Sequence[Node]) -> bool:
    """Whether the items are all that an import statement imports."""
    if statement.kind not in {"import_statement", "import_from_statement"}:
        return False
    named = [child for child in statement.children if child.named]
    return len(items) == len(named[1:] if statement.kind == "import_from_statement" else named)


def remove_from_list(first: Node, last: Node) -> Edit:
    """Take `first` to `last` out of a comma-separated list, with one comma."""
    parent = first.parent
    siblings = parent.children if parent is not None else ()
    index, stop = siblings.index(first), siblings.index(last) + 1
    content = first.tree.content
    following = siblings[stop] if stop < len(siblings) else None
    previous = siblings[index - 1] if index else None
    if following is not None and "," in content[last.end : following.start] and following.named:
        return Edit(first.start, following.start, "")
    if previous is not None and "," in content[previous.end : first.start]:
        return Edit(previous.end, last.end, "")
    end = last.end
    if following is not None and "," in content[last.end : following.start]:
        end = content.index(",", last.end) + 1
    return Edit(first.start, end, "")


def remove_lines(first: Node, last: Node) -> Edit:
    """Take whole statements out, with their lines when they stand there alone."""
    content = first.tree.content
    start = content.rfind("\n", 0, first.start) + 1
    start += content.startswith("\ufeff", start)  # the byte order mark is no code
    stop = content.find("\n", last.end)
    stop = len(content) if stop < 0 else stop + 1
    head, tail = content[start : first.start], content[last.end : stop]
    if head.strip():
        separator = content.rfind(";", start, first.start)
        return Edit(separator if separator >= 0 else first.start, last.end, "")
    if tail.strip() and not tail.strip().startswith("#"):
        following = content.index(";", last.end) + 1 if ";" in tail else last.end
        while following < len(content) and content[following] in " \t":
            following += 1
        return Edit(first.start, following, "")
    return Edit(*_with_blank_lines(content, start, stop), "")


def _with_blank_lines(content: str, start: int, stop: int) -> tuple[int, int]:
    """Blank lines that separated what goes from nothing go too: at the file's head, at the end of a block."""
    if not content[:start].removeprefix("\ufeff").strip():
        following = re.compile(r"\s*\n").match(content, stop)
        return start, following.end() if following else stop
    indent = re.compile(r"[ \t]*").match(content, start)
    line = re.compile(r"[ \t]*(?=\S)").match(content, stop)
    if line is None or (indent is not None and len(line.group()) < len(indent.group())):
        while start and not content[content.rfind("\n", 0, start - 1) + 1 : start].strip():
            start = content.rfind("\n", 0, start - 1) + 1
    return start, stop


def _merged(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Insertions at one place as one edit, in order."""
    places: dict[int, str] = {}
    for edit in edits:
        places[edit.start] = places.get(edit.start, "") + edit.new_text
    return tuple(Edit(place, place, text) for place, text in sorted(places.items()))
