"""Applying one template at one problem."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

import attrs

from amends.core.errors import OverlappingEditsError
from amends.core.problems import Problem, message_names
from amends.core.text import Edit, apply_edits
from amends.learning.imports.editing import Import, Imported, add_imports, bound_names, drop_imports, imports_of
from amends.learning.pattern import Template
from amends.learning.templates.callers import following_calls
from amends.learning.templates.comments import comment_edit
from amends.learning.templates.generalise import MESSAGE, message_words
from amends.learning.templates.renames import rename_edits
from amends.learning.templates.render import render_match
from amends.learning.templates.roles import names_around, role_words
from amends.learning.templates.spelt import as_imported
from amends.learning.templates.writing import UnboundHoleError
from amends.syntax.match import Bound, Match, match_template
from amends.syntax.template import Part, Site, Term
from amends.syntax.tree import Node, Tree, ancestors, descendants

_WORD = re.compile(r"\w+")
_HOLE = re.compile(r"\{(\d+)\}")


@attrs.define(frozen=True, slots=False, eq=False)
class Spot:
    """A problem in a parsed text: what every template is tried on."""

    problem: Problem
    tree: Tree
    node: Node
    words: Mapping[int, str]

    @cached_property
    def roles(self) -> Mapping[int, str]:
        """Words that play a part around the problem."""
        names = message_names(self.problem.message)
        return role_words(self.node, names[0] if names else "")

    @cached_property
    def given(self) -> Mapping[int, Bound]:
        """Holes that are filled before anything is matched."""
        return {name: Bound(word=word) for name, word in (*self.words.items(), *self.roles.items())}

    @property
    def line(self) -> int:
        """The line that the problem begins in; the node may begin earlier, where it stands in a comment."""
        return min(self.problem.range.start.line, self.tree.text.line_count - 1)

    @property
    def marked(self) -> str:
        """The marked code."""
        start, end = self.tree.text.span_of(self.problem.range)
        return self.tree.content[start:end]

    @cached_property
    def imports(self) -> list[Imported]:
        """The file's imports."""
        return imports_of(self.tree)

    @cached_property
    def bound(self) -> frozenset[str]:
        """Words that the module's top level makes known."""
        return bound_names(self.tree)

    @cached_property
    def exact(self) -> bool:
        """Whether the node lies inside the marked code; else the mark is in a comment, or on a part of something."""
        start, end = self.tree.text.span_of(self.problem.range)
        return start <= self.node.start and self.node.end <= max(end, start + 1)

    def knows(self, name: str) -> bool:
        """Whether a name is used in the outermost function around, or made known by the module."""
        if name in names_around(self.roles):
            return True
        functions = [one for one in ancestors(self.node) if "function" in one.kind or "method" in one.kind]
        outermost = functions[-1] if functions else self.tree.root
        word = re.compile(rf"(?<![.\w]){re.escape(name)}(?!\w)")
        return bool(word.search(self.tree.content, outermost.start, outermost.end)) or name in self.bound

    @staticmethod
    def of(problem: Problem, tree: Tree) -> Spot:
        """The smallest node that the problem's range covers, white space at its ends left out."""
        start, end = tree.text.span_of(problem.range)
        covered = tree.content[start:end]
        start += len(covered) - len(covered.lstrip()) if covered.strip() else 0
        end = max(start, end - (len(covered) - len(covered.rstrip())))
        return Spot(problem, tree, tree.node_at(start, end), message_words(problem.message))


@attrs.frozen(eq=False)
class Applied:
    """What a template does at a spot."""

    edits: tuple[Edit, ...]
    imports: tuple[Import, ...] = ()
    match: Match | None = None

    def result(self, content: str) -> str | None:
        """The text afterwards, None when it is as before or the edits contradict each other."""
        try:
            after = apply_edits(content, self.edits)
        except OverlappingEditsError:
            return None
        return after if after != content else None


def apply_template(template: Template, spot: Spot) -> Applied | None:
    """The edits of a template at a spot, None when it does not fit there."""
    if template.comment is not None:
        edit = comment_edit(template.comment, spot.tree, spot.line, spot.problem, spot.words)
        return Applied((edit,)) if edit else None
    imports = tuple(one for one in (_filled(one, spot.words) for one in template.imports) if one is not None)
    if len(imports) != len(template.imports):
        return None
    if template.root is None:
        return _renamed(template, spot) if template.rename else _imports_alone(template, imports, spot)
    match = match_at(template.root, template.depth, spot) if all(map(spot.knows, template.names)) else None
    if match is None:
        return None
    match, imports = as_imported(match, imports, [found.what for found in spot.imports], spot.bound)
    try:
        edits = render_match(match)
    except UnboundHoleError:
        return None
    edits = (*edits, *following_calls(spot.node, edits))
    return Applied((*edits, *_import_edits(spot, edits, imports)), imports, match)


def is_undecided(template: Template, spot: Spot) -> bool:
    """Whether a template fits a spot that does not say all of what it would write there."""
    if template.root is None or not all(map(spot.knows, template.names)):
        return False
    return match_at(template.root, template.depth, spot) is not None and apply_template(template, spot) is None


def with_imports(spot: Spot, edits: tuple[Edit, ...], imports: tuple[Import, ...]) -> Applied:
    """Edits at a spot together with those that make the names of some imports known."""
    return Applied((*edits, *_import_edits(spot, edits, imports)), imports)


def match_at(root: Part, depth: int, spot: Spot) -> Match | None:
    """The fit of a template at the ancestor of the problem's node that it was learned on, or inside the node."""
    kind = _root_kind(root)
    for node in _roots(depth, spot.node):
        if kind in {"", node.kind}:
            match = match_template(root, node, spot.node, spot.given)
            if match is not None:
                return match
    return None


def _roots(depth: int, node: Node) -> Iterator[Node]:
    return descendants(node) if depth < 0 else islice(ancestors(node), depth, depth + 1)


def _root_kind(root: Part) -> str:
    first = root.before[0] if isinstance(root, Site) and root.before else root
    return first.kind if isinstance(first, Term) else ""


def _renamed(template: Template, spot: Spot) -> Applied | None:
    edits = rename_edits(spot.node, spot.node.text, template.rename)
    return Applied(edits) if edits else None


def _imports_alone(template: Template, imports: tuple[Import, ...], spot: Spot) -> Applied | None:
    if any(spot.words.get(name) != word for name, word in template.words):
        return None
    edits = add_imports(spot.tree, spot.imports, imports)
    return Applied(edits, imports) if edits else None


def _import_edits(spot: Spot, edits: tuple[Edit, ...], imports: tuple[Import, ...]) -> tuple[Edit, ...]:
    content = spot.tree.content
    added = add_imports(spot.tree, spot.imports, [one for one in imports if one.binds not in spot.bound])
    removed = {word for edit in edits for word in _WORD.findall(content[edit.start : edit.end])}
    kept = {word for edit in edits for word in _WORD.findall(edit.new_text)}
    dropped = drop_imports(spot.imports, removed - kept, edits)
    touched = [edit for edit in dropped if not any(e.start < edit.end and edit.start < e.end for e in edits)]
    return _side_by_side(content, added, touched)


def _side_by_side(content: str, added: Sequence[Edit], dropped: Sequence[Edit]) -> tuple[Edit, ...]:
    """What is added where something is dropped takes its place."""
    edits = [one for one in added if not any(gone.start < one.start < gone.end for gone in dropped)]
    for gone in dropped:
        inside = "".join(one.new_text for one in added if gone.start < one.start < gone.end).strip("\r\n")
        old = content[gone.start : gone.end]
        head, tail = old[: len(old) - len(old.lstrip("\r\n"))], old[len(old.rstrip("\r\n")) :]
        edits.append(Edit(gone.start, gone.end, head + inside + tail if inside else ""))
    return tuple(edits)


def _filled(one: Import, words: Mapping[int, str]) -> Import | None:
    """An import with the message's words put in; None when the message has no such word."""
    module, name = _filled_word(one.module, words), _filled_word(one.name, words)
    return None if module is None or name is None else attrs.evolve(one, module=module, name=name)


def _filled_word(part: str, words: Mapping[int, str]) -> str | None:
    hole = _HOLE.fullmatch(part)
    if hole is None:
        return part
    word = words.get(MESSAGE + int(hole.group(1)), "")
    return word if word.replace(".", "").isidentifier() else None
