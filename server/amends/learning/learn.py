"""Learning: one example in, new and better supported patterns out.

From each example come several levels of generality; the concrete level is anti-unified with that of earlier examples
of the kind (as Getafix does, Bader et al., OOPSLA 2019, with our own templates); and every known pattern of the kind
is tried on the example, so that each carries what speaks for it and what speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from amends.core.outcomes import Example
from amends.core.text import Text, apply_edits, diff_edits
from amends.learning.codec import canonical_template
from amends.learning.context import context_of
from amends.learning.imports.editing import Import, bound_names, imports_of
from amends.learning.pattern import Evidence, Pattern, Template, pattern_id
from amends.learning.templates.apply import Spot, apply_template
from amends.learning.templates.code_forms import same_code
from amends.learning.templates.comments import comment_templates, is_suppression
from amends.learning.templates.extract import (
    Extracted,
    changes,
    extract,
    innermost,
    nearest_changes,
    removed_statement,
)
from amends.learning.templates.generalise import Sharing, forget_removed, new_names, relax_context, share_holes
from amends.learning.templates.pinned import pinned_forms
from amends.learning.templates.renames import renames
from amends.learning.templates.reworded import with_rewordings
from amends.learning.templates.roles import names_around
from amends.learning.templates.rows import share_rows
from amends.learning.titles import template_title
from amends.learning.without_examples.givens import GIVEN_LEVEL, given_patterns
from amends.learning.without_examples.signatures import judged_signature
from amends.syntax.antiunify import anti_unify
from amends.syntax.diff import Delta
from amends.syntax.match import VIA
from amends.syntax.scopes import enclosing_statement
from amends.syntax.template import Part, Term, sites_of, size, walk
from amends.syntax.tree import Tree, Trees

_MOST_EVIDENCE = 40
_MOST_FOREIGN = 12
"""Examples kept of each other project."""
_MOST_PAIRS = 12
_PARTIAL = 3
"""Patterns from this level on may do a part of what was done."""
_MOST_WORDS = 400
"""A template with more fixed words is no pattern but a rewrite."""
_MOST_WIDE = 120
"""A template with more fixed words is too much its example's own to look for what is like it in other shapes."""


def learn_patterns(
    example: Example, known: Sequence[Pattern], trees: Trees | None = None, origin: str = ""
) -> tuple[Pattern, ...]:
    """New patterns, and known ones with more evidence for or against, all of the example's kind.

    `known` are all patterns of that kind; `origin` is the project that the example comes from, empty for this one. The
    same input gives the same output. Nothing comes of an example in a language without a grammar, or where nothing
    changed.
    """
    trees = trees or Trees()
    before, after = trees.tree(example.before, example.language), trees.tree(example.after, example.language)
    if before is None or after is None or example.before == example.after:
        return ()
    example_id = example.id  # a hash of both texts: computed once
    # What was learned of it elsewhere is learned here again, since what happened here weighs more.
    if any(one.example == example_id and one.origin == origin for pattern in known for one in pattern.support):
        return ()
    spot = Spot.of(example.problem, before)
    evidence = Evidence(example_id, context_of(spot.node, example.problem, example.path), origin)
    learned = {pattern.id: pattern for pattern in known}
    delta = changes(before, after, spot.node)
    for level, template in _templates(spot, after, delta):
        _add(learned, example, level, template, (evidence,))
    prepared = _prepared(example, spot, after, delta)
    if prepared is not None:
        for level, template in _templates(prepared, after, changes(prepared.tree, after, prepared.node)):
            _add(learned, example, _PARTIAL + level, template, (evidence,))
    for template, shared in _with_known(spot, after, delta, known):
        _add(learned, example, 1, template, (*shared, evidence))
    for given in given_patterns(example.problem, example.language, spot.marked):
        learned.setdefault(given.id, given)
    spots = (spot,) if prepared is None else (spot, prepared)
    judged = _judged(learned, known, example, spots, evidence)
    return (*judged, *judged_signature(example, learned, spot, after, evidence))


def _templates(spot: Spot, after: Tree, delta: Delta | None) -> Iterator[tuple[int, Template]]:
    """All levels of generality that one example gives."""
    if delta is None:
        yield from _import_templates(spot, after)
        yield from comment_templates(spot.tree, after, spot.line, spot.problem, spot.words)
        return
    yield from _levels(extract(delta, spot.node), spot, after, 0)
    for rename in renames(spot.node, spot.node.text, spot.tree, after):
        yield 3, Template(rename=rename)
    gone = removed_statement(delta, spot.node)
    if gone is not None:
        yield from _levels(gone, spot, after, 3)
    for pinned in pinned_forms(delta):
        yield from _levels(extract(delta, spot.node, pinned), spot, after, 2)
    deep = innermost(delta, spot.node)
    if deep is not None:
        yield from _levels(deep, spot, after, 2)
    near = nearest_changes(delta, spot.node)
    if near is not None:
        yield from _levels(extract(near, spot.node), spot, after, _PARTIAL)


def _introduced(spot: Spot, after: Tree) -> frozenset[str]:
    """Names that an example makes known itself, other than by an import."""
    return bound_names(after) - spot.bound - {found.what.binds for found in imports_of(after)}


def _prepared(example: Example, spot: Spot, after: Tree, delta: Delta | None) -> Spot | None:
    """The example's place where all is there already that the example makes known elsewhere: a logger, a constant."""
    if delta is None or not _introduced(spot, after):
        return None
    text, statement = spot.tree.text, enclosing_statement(spot.node)
    start, end = text.span_of(example.problem.range)
    edits = [edit for edit in diff_edits(example.before, example.after) if edit.end < statement.start]
    before = Text(apply_edits(example.before, edits))
    shift = len(before.content) - len(example.before)
    problem = attrs.evolve(example.problem, range=before.range_of(start + shift, end + shift))
    return Spot.of(problem, Tree(before, spot.tree.grammar)) if edits else None


def _levels(found: Extracted, spot: Spot, after: Tree, base: int) -> Iterator[tuple[int, Template]]:
    if size(found.root) > _MOST_WORDS:
        return
    sharing = Sharing(spot.tree.grammar, spot.words, frozenset(one.what.binds for one in imports_of(after)))
    around = names_around(spot.roles)
    stages = [(0, found.root), *enumerate(_ladder(found.root, sharing), 1)]
    for roles in _casts(found.root, spot):
        played = _ladder(found.root, attrs.evolve(sharing, words={**roles, **spot.words}))
        stages += [step for step in enumerate(played, 2) if all(step[1] != root for _, root in stages)]
    stages += [
        (level, root) for level, root in _wider(found.root, sharing) if all(root != known for _, known in stages)
    ]
    for level, root in stages:
        words = tuple(sorted(spot.words.items())) if level == 0 else ()
        names = tuple(sorted(new_names(root) & around))
        yield (
            base + level,
            Template(root, found.depth, _needed(root, found.root, spot, after), words=words, names=names),
        )


def _casts(root: Part, spot: Spot) -> Iterator[dict[int, str]]:
    """The roles that words of the after sides may play: the surest one of each word, then the least sure."""
    written = _side_words(root, after=True)
    said = set(spot.words.values())
    roles = {role: word for role, word in spot.roles.items() if word not in said and written >= _words_in(word)}
    if roles:
        yield roles
    if len(set(roles.values())) < len(roles):
        yield dict(reversed(roles.items()))


def _ladder(root: Part, sharing: Sharing) -> tuple[Part, ...]:
    """Ever more general templates of one concrete one, with what is shared as holes."""
    grammar = sharing.grammar
    strict = share_holes(root, sharing, runs=False, loose=False)
    relaxed = relax_context(share_holes(root, sharing, runs=True, loose=True), grammar)
    forgotten = (forget_removed(relaxed, grammar, deep=deep) for deep in (False, True))
    return strict, relax_context(strict, grammar), relaxed, *forgotten


def _wider(root: Part, sharing: Sharing) -> Iterator[tuple[int, Part]]:
    """Templates that look less at the example's own shape: at how many siblings follow, at what the message says."""
    grammar = sharing.grammar
    said = attrs.evolve(sharing, operators=True)
    if size(root) > _MOST_WIDE:
        return
    for level, looking in ((4, said), (5, attrs.evolve(said, words={}))):
        tails = share_holes(root, looking, runs=True, loose=True, tails=True)
        yield level, relax_context(tails, grammar)
        yield level + 2, forget_removed(relax_context(tails, grammar), grammar, deep=False)
    rewritten = with_rewordings(root, sharing.words.values())
    if rewritten is not None:
        shared = share_holes(rewritten, sharing, runs=True, loose=True)
        if not any(isinstance(part, Term) and part.kind.startswith(VIA) for part in walk(shared)):
            yield 4, relax_context(shared, grammar)
    row = share_rows(share_holes(root, sharing, runs=False, loose=True), grammar)
    if row is not None:
        yield 4, relax_context(row, grammar)


def _needed(root: Part, concrete: Part, spot: Spot, after: Tree) -> tuple[Import, ...]:
    """Imports of the after file whose names the after side writes out, or that only the example's after side has.

    A name that was imported before and that the message speaks of is the problem's own; elsewhere it is another. That
    something is taken of (`contextlib.suppress`) is no such name.
    """
    said = {word for mentioned in spot.words.values() for word in _words_in(mentioned)}
    modules = {mentioned.partition(".")[0] for mentioned in spot.words.values() if "." in mentioned}
    own = (said - modules) & {found.what.binds for found in spot.imports}
    new = _side_words(concrete, after=True) - _side_words(concrete, after=False) - own
    written = _side_words(root, after=True) | new
    return tuple(sorted({found.what for found in imports_of(after) if found.what.binds in written}))


def _side_words(root: Part, *, after: bool) -> set[str]:
    sides = [site.after if after else site.before for site in sites_of(root)]
    texts = {part.text for side in sides for one in side for part in walk(one) if isinstance(part, Term)}
    return {word for text in texts for word in _words_in(text)}


def _words_in(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _import_templates(spot: Spot, after: Tree) -> Iterator[tuple[int, Template]]:
    known = {found.what for found in imports_of(spot.tree)}
    added = tuple(sorted({found.what for found in imports_of(after)} - known))
    if not added:
        return
    yield 0, Template(imports=added, words=tuple(sorted(spot.words.items())))
    general = tuple(_with_words(one, spot) for one in added)
    if general != added:
        yield 3, Template(imports=general)


def _with_words(one: Import, spot: Spot) -> Import:
    holes = {word: f"{{{name - 1000}}}" for name, word in reversed(list(spot.words.items()))}
    return attrs.evolve(
        one, module=holes.get(one.module, one.module), name=holes.get(one.name, one.name), alias=one.alias
    )


def _with_known(
    spot: Spot, after: Tree, delta: Delta | None, known: Sequence[Pattern]
) -> Iterator[tuple[Template, tuple[Evidence, ...]]]:
    """The concrete example anti-unified with the concrete ones of earlier examples."""
    found = extract(delta, spot.node) if delta is not None else None
    if found is None or size(found.root) > _MOST_WORDS:
        return
    concrete = [p for p in known if p.level == 0 and p.template.root is not None and p.template.words is not None]
    for pattern in reversed(concrete[-_MOST_PAIRS:]):
        if pattern.template.depth != found.depth or pattern.template.root is None:
            continue
        pair = (dict(pattern.template.words), dict(spot.words))
        general = anti_unify(pattern.template.root, found.root, pair, spot.tree.grammar)
        if general is not None:
            names = tuple(sorted(new_names(general) & names_around(spot.roles)))
            yield (
                Template(general, found.depth, _needed(general, found.root, spot, after), names=names),
                pattern.support,
            )


def _add(
    learned: dict[str, Pattern], example: Example, level: int, template: Template, support: tuple[Evidence, ...]
) -> None:
    key = pattern_id(example.problem.kind, example.language, canonical_template(template))
    if key not in learned:
        learned[key] = Pattern(
            id=key,
            kind=example.problem.kind,
            language=example.language,
            level=level,
            title=template_title(template),
            template=template,
            support=support,
            suppression=is_suppression(template),
        )


def _judged(
    learned: dict[str, Pattern], known: Sequence[Pattern], example: Example, spots: Sequence[Spot], evidence: Evidence
) -> tuple[Pattern, ...]:
    """Every pattern that says something about the example, with what it says counted.

    `spots` are the example's place, and the same with a part of what was done there done already.
    """
    earlier = {pattern.id for pattern in known}
    changed: list[Pattern] = []
    verdicts: dict[tuple[object, ...], bool] = {}
    for pattern in learned.values():
        tried = ((spot, apply_template(pattern.template, spot)) for spot in spots)
        spot, applied = next((pair for pair in tried if pair[1] is not None), (spots[0], None))
        if applied is None:
            continue
        if applied.edits not in verdicts:
            result = applied.result(spot.tree.content)
            verdicts[applied.edits] = result is not None and same_code(result, example.after, example.language)
        if verdicts[applied.edits]:
            changed.append(attrs.evolve(pattern, support=_with(pattern.support, evidence)))
        elif pattern.id in earlier:
            if spot is spots[0]:
                changed.append(attrs.evolve(pattern, against=_with(pattern.against, evidence)))
        elif _PARTIAL <= pattern.level < GIVEN_LEVEL:  # kept, with its own example as support
            changed.append(pattern)
    return tuple(changed)


def _with(seen: Sequence[Evidence], evidence: Evidence) -> tuple[Evidence, ...]:
    """The newest examples, of each project so many."""
    others = [one for one in seen if one.example != evidence.example]
    alike = [one for one in others if one.origin == evidence.origin]
    most = _MOST_FOREIGN if evidence.origin else _MOST_EVIDENCE
    dropped = set(alike[: max(0, len(alike) + 1 - most)])
    return (*(one for one in others if one not in dropped), evidence)
