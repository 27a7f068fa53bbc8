"""What the names of an edit stand for: constants and attributes that it brings, here or in its other files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from amends.core.text import Text
from amends.platform.files import language_of
from amends.verifying.gates.reading.change import Change, is_test_path
from amends.verifying.gates.reading.conditions import ASSIGNED, DEFAULTS, FUNCTIONS, assigned, opened
from amends.verifying.gates.reading.tree_source import (
    DIALECTS,
    SyntaxNode,
    TreeSource,
    inside,
    text_of,
    walk,
    walk_lines,
)

Values = Mapping[str, SyntaxNode]
_CLASSES = ("class_definition", "class_declaration", "impl_item", "enum_declaration", "object_declaration")
_OWN = ("self.", "cls.", "this.", "Self::", "")


def new_values(change: Change, after: TreeSource) -> dict[str, SyntaxNode]:
    """What stands for the names that the edit itself gives a value outside functions, and for attributes anywhere.

    A constant that the code had before comes from the code; a new one comes from whoever wrote the edit.
    """
    found = {name: value for path, source in _others(change) for name, value in _seen_from_outside(path, source)}
    return found | dict(_stated(after, change.changed_lines[1]))


def _others(change: Change) -> Iterator[tuple[str, TreeSource]]:
    for path, text in change.others:
        language = language_of(Path(path.name))
        known = language == "python" or language in DIALECTS
        if known and not is_test_path(path) and text != change.others_before.get(path, Text("")):
            yield path.stem, TreeSource(text, language)


def _seen_from_outside(stem: str, source: TreeSource) -> Iterator[tuple[str, SyntaxNode]]:
    for name, value in _stated(source, None):
        yield name, value
        yield f"{stem}.{name}", value


def _stated(source: TreeSource, lines: frozenset[int] | None) -> Iterator[tuple[str, SyntaxNode]]:
    for node in walk(source.root) if lines is None else walk_lines(source.root, lines):
        if node.type in ASSIGNED:
            name, value = assigned(node)
            in_function = inside(node, *FUNCTIONS) is not None
            # A default of the edit itself is as good as a constant: nobody gives what nobody knew.
            if value is not None and (not in_function or "." in name or node.type in DEFAULTS):
                yield from ((each, opened(value)) for each in _names(name, node, alone=in_function))


def _names(name: str, node: SyntaxNode, *, alone: bool) -> Iterator[str]:
    """The ways to say a name: an attribute of a class by the class, and by what its methods call themselves."""
    around = None if alone else inside(node, *_CLASSES)
    yield name
    if around is not None:
        owner = around.child_by_field_name("name") or around.child_by_field_name("type")
        yield f"{text_of(owner)}.{name}"
        yield f"{text_of(owner)}::{name}"
        yield from (f"{own}{name}" for own in _OWN)
