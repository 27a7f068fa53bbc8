"""Names of TypeScript, JavaScript, Go, Rust and Java that other files may use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

from amends.core.problems import message_names
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeSource,
    inside,
    last_line_of,
    line_of,
    plain,
    text_of,
    walk,
)

_MOST_PAIRS = 400
_PUBLIC_JAVA = re.compile(r"\b(public|protected)\b")


def public_names(source: TreeSource) -> Iterator[tuple[str, int]]:
    """What other files may use, with its line."""
    finder: dict[str, Callable[[TreeSource], Iterator[tuple[str, int]]]] = {
        "go": _go_names,
        "rust": _rust_names,
        "java": _java_names,
    }
    return finder.get(source.language, _js_names)(source)


def lost_names(change: Change, name: str, before: TreeSource, after: TreeSource) -> Iterator[GateFinding]:
    """Public names that are gone, unless a finding says they should be."""
    now = dict(public_names(after))
    for key, line in public_names(before):
        named = any(key.rpartition(".")[2] in message_names(problem.message) for problem in change.own_problems)
        asked = named and change.removal_asked_at(line, line)
        moved = _was_moved(change, line, before) or _renamed_everywhere(change, key, before, after)
        if key not in now and not asked and not moved:
            yield change.finding(name, change.line_before(line), f"`{key}` is public and was removed.")


def _was_moved(change: Change, line: int, before: TreeSource) -> bool:
    """Whether a patch took the whole declaration to another of its files."""
    around = (node for node in before.root.named_children if line_of(node) <= line <= last_line_of(node))
    return any(not _only_names(node) and change.stands_whole(text_of(node)) for node in around)


def _only_names(node: SyntaxNode) -> bool:
    """Whether it is an export that declares nothing itself."""
    return node.type == "export_statement" and node.child_by_field_name("declaration") is None


def _renamed_everywhere(change: Change, key: str, before: TreeSource, after: TreeSource) -> bool:
    """Whether a patch gave a function another public name, and those who use it the same one."""
    # In Java a public name is told without the class around it.
    olds = [function for name, function in before.functions.items() if name == key or name.rpartition(".")[2] == key]
    now = dict(public_names(after))
    same = [
        name
        for name, new in after.functions.items()
        if name not in before.functions
        and (name in now or name.rpartition(".")[2] in now)
        and any(plain(new.body) == plain(old.body) for old in olds)
    ]
    return any(change.callers_say(key.rpartition(".")[2], name.rpartition(".")[2]) for name in same)


def new_names(change: Change, before: TreeSource, after: TreeSource) -> dict[str, str]:
    """Names that a patch changed wherever they are said, by their old form: here, or in the files that a test is of."""
    gone, came = names_in(before) - names_in(after), names_in(after) - names_in(before)
    if not change.is_patch or len(gone) * len(came) > _MOST_PAIRS:
        return {}
    return {old: new for old, new in product(sorted(gone), sorted(came)) if change.callers_say(old, new)}


def names_in(source: TreeSource) -> frozenset[str]:
    """Every name that the text mentions."""
    return frozenset(text_of(node) for node in source.nodes if node.type.endswith("identifier"))


def _js_names(source: TreeSource) -> Iterator[tuple[str, int]]:
    for node in source.of_kind("export_statement"):
        declared = node.child_by_field_name("declaration")
        if any(text_of(child) == "default" for child in node.children):
            yield "default", line_of(node)
        for child in walk(node, lambda inner: "body" not in inner.type and "block" not in inner.type):
            if child.type == "export_specifier":
                yield text_of(child.child_by_field_name("alias") or child.child_by_field_name("name")), line_of(child)
        if declared is not None:
            named = [declared, *(child for child in declared.named_children if child.type == "variable_declarator")]
            for holder in named:
                if found := holder.child_by_field_name("name"):
                    yield text_of(found), line_of(found)
    for node in source.of_kind("assignment_expression"):
        if found_name := re.match(r"^(?:module\.)?exports\.(\w+)$", text_of(node.child_by_field_name("left"))):
            yield found_name.group(1), line_of(node)


def _go_names(source: TreeSource) -> Iterator[tuple[str, int]]:
    for key, function in source.functions.items():
        if key.rpartition(".")[2][:1].isupper():
            yield key, function.line
    for node in source.of_kind("type_spec", "const_spec", "var_spec", "field_declaration"):
        name = node.child_by_field_name("name")
        if (
            name is not None
            and text_of(name)[:1].isupper()
            and inside(node, "function_declaration", "method_declaration") is None
        ):
            yield text_of(name), line_of(node)


def _rust_names(source: TreeSource) -> Iterator[tuple[str, int]]:
    for node in source.of_kind("visibility_modifier"):
        holder = node.parent
        name = holder.child_by_field_name("name") if holder else None
        if text_of(node) == "pub" and holder is not None and name is not None:
            around = inside(holder, "impl_item", "struct_item", "mod_item", "enum_item")
            owner = (
                text_of(around.child_by_field_name("type") or around.child_by_field_name("name")) + "."
                if around
                else ""
            )
            yield owner + text_of(name), line_of(holder)


def _java_names(source: TreeSource) -> Iterator[tuple[str, int]]:
    for node in source.of_kind("modifiers"):
        holder = node.parent
        if holder is None or not _PUBLIC_JAVA.search(text_of(node)):
            continue
        declared = [holder, *(child for child in holder.named_children if child.type == "variable_declarator")]
        for each in declared:
            if name := each.child_by_field_name("name"):
                yield text_of(name), line_of(holder)
