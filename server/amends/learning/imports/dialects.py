"""How languages other than Python say where a name comes from, as a table of readers and writers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import attrs

from amends.learning.imports.facts import Import
from amends.syntax.tree import Node, Tree, descendants

DEFAULT, ALL = "default", "*"
"""Names of what a JavaScript module exports by default, and of the module as a whole."""

Said = Iterator[tuple[Import, Node]]


@attrs.frozen
class Dialect:
    """One language's imports."""

    statements: frozenset[str]
    """Kinds of top-level statements that import."""
    read: Callable[[Node], Said]
    """What a statement imports, each with the node that can go or be followed by another."""
    write: Callable[[Import, str], str]
    """The statement for one import, in the manner of another one of the file (empty: there is none)."""
    item: Callable[[Import], str]
    """How it is said in a list."""
    lists: frozenset[str]
    """Kinds of the lists that several stand in."""
    shared: bool = False
    """Whether a list holds imports of any module, one a line."""
    heads: frozenset[str] = frozenset()
    """Kinds of statements that stand before all imports."""


def dialect_of(tree: Tree) -> Dialect | None:
    """The dialect of a tree's language, None for Python, which has its own ways, and for the unknown."""
    return _DIALECTS.get(tree.grammar.language)


def _read_go(statement: Node) -> Said:
    for spec in (node for node in descendants(statement) if node.kind == "import_spec"):
        path = spec.children[-1].text.strip('"`')
        yield Import(path, "", spec.children[0].text if len(spec.children) > 1 else ""), spec


def _go_item(one: Import) -> str:
    return f'{one.alias} "{one.module}"' if one.alias else f'"{one.module}"'


def _read_java(statement: Node) -> Said:
    path = "".join(statement.text.removeprefix("import").rstrip(";").split(maxsplit=0)).strip()
    static = path.startswith("static ")
    module, _, name = path.removeprefix("static ").strip().rpartition(".")
    yield Import(f"static {module}" if static else module, name), statement


def _java_statement(one: Import, _: str) -> str:
    return f"import {one.module}.{one.name};"


def _read_rust(statement: Node) -> Said:
    for node in statement.children[1:]:
        if node.kind in _RUST_PATHS:
            yield from _rust_paths(node, "", node)


_RUST_PATHS = frozenset({"identifier", "scoped_identifier", "use_as_clause", "scoped_use_list", "use_wildcard", "self"})


def _rust_paths(node: Node, prefix: str, item: Node) -> Said:
    if node.kind == "scoped_use_list":
        inner = f"{prefix}{node.children[0].text}::"
        for part in node.children[-1].children:
            if part.kind in _RUST_PATHS:
                yield from _rust_paths(part, inner, part)
        return
    named = node.kind == "use_as_clause"
    path = prefix + (node.children[0].text if named else node.text)
    module, _, name = path.rpartition("::")
    yield Import(module, name, node.children[-1].text if named else ""), item


def _rust_item(one: Import) -> str:
    return f"{one.name} as {one.alias}" if one.alias else one.name


def _rust_statement(one: Import, _: str) -> str:
    return f"use {one.module}::{_rust_item(one)};" if one.module else f"use {_rust_item(one)};"


def _read_js(statement: Node) -> Said:
    children = statement.children
    source = next((child for child in children if child.kind == "string"), None)
    clause = next((child for child in children if child.kind == "import_clause"), None)
    if source is None or clause is None:
        return
    module, types = source.text[1:-1], any(child.kind == "type" for child in children)
    for part in clause.children:
        if part.kind == "identifier":
            yield Import(module, DEFAULT, part.text, types), part
        elif part.kind == "namespace_import":
            yield Import(module, ALL, part.children[-1].text, types), part
        for one in part.children if part.kind == "named_imports" else ():
            if one.kind == "import_specifier":
                words = [child.text for child in one.children if child.kind == "identifier"]
                if words:
                    yield Import(module, words[0], words[1] if len(words) > 1 else "", types), one


def _js_item(one: Import) -> str:
    return f"{one.name} as {one.alias}" if one.alias else one.name


def _js_statement(one: Import, like: str) -> str:
    quote = "'" if "'" in like or not like else '"'
    end = ";" if like.rstrip().endswith(";") or not like else ""
    named = {DEFAULT: one.alias, ALL: f"* as {one.alias}"}.get(one.name, f"{{ {_js_item(one)} }}")
    if like and "{" in like and "{ " not in like:
        named = named.replace("{ ", "{").replace(" }", "}")
    return f"import {'type ' if one.guarded else ''}{named} from {quote}{one.module}{quote}{end}"


def order_of(one: Import) -> tuple[str, str]:
    """Where an import stands among others: by module, then by name, whatever the case."""
    return re.sub(r"^static ", "\x7f", one.module).lower(), one.name.lower()


_ECMASCRIPT = Dialect(
    statements=frozenset({"import_statement"}),
    read=_read_js,
    write=_js_statement,
    item=_js_item,
    lists=frozenset({"named_imports"}),
    heads=frozenset(),
)
_DIALECTS: Mapping[str, Dialect] = {
    **dict.fromkeys(("javascript", "javascriptreact", "typescript", "typescriptreact"), _ECMASCRIPT),
    "go": Dialect(
        statements=frozenset({"import_declaration"}),
        read=_read_go,
        write=lambda one, _: f"import {_go_item(one)}",
        item=_go_item,
        lists=frozenset({"import_spec_list"}),
        shared=True,
        heads=frozenset({"package_clause"}),
    ),
    "java": Dialect(
        statements=frozenset({"import_declaration"}),
        read=_read_java,
        write=_java_statement,
        item=lambda one: one.name,
        lists=frozenset(),
        heads=frozenset({"package_declaration"}),
    ),
    "rust": Dialect(
        statements=frozenset({"use_declaration"}),
        read=_read_rust,
        write=_rust_statement,
        item=_rust_item,
        lists=frozenset({"use_list"}),
        heads=frozenset({"inner_attribute_item"}),
    ),
}
