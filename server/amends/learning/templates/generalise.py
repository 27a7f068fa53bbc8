"""From one concrete template to more general ones.

What stands on both sides of an edit, or in the problem's message, becomes a hole: equal code, equal hole. Further
steps loosen the context, the code that goes away, and how much of it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from operator import attrgetter
from typing import TypeGuard

import attrs

from amends.core.problems import message_names
from amends.learning.templates.roles import ROLES
from amends.learning.templates.runs import before_parts, key_of, share_runs, share_tails
from amends.syntax.grammars import Grammar
from amends.syntax.match import OPERATOR, VIA, is_operator
from amends.syntax.template import WILD, Each, Hole, Part, Rest, Site, Term, hole_names, inner_parts, sites_of, walk
from amends.syntax.tree import category_of

MESSAGE = 1000
"""Holes from here on stand for names in the message."""

_FIXED_KINDS = frozenset({"none", "true", "false", "null", "undefined", "this", "super", "ellipsis", "string_prefix"})
_FIXED_WORDS = frozenset({"self", "cls"})
_VARIABLES = frozenset({"identifier", "type_identifier"})
_SIDES = (attrgetter("before"), attrgetter("after"))
TEXTS = frozenset(
    ["string_content", "string_fragment", "interpreted_string_literal_content", "raw_string_literal_content"]
)
"""Kinds of what stands between quotes."""
_ALIKE = 0.5
_ELEMENTS = frozenset({"jsx_opening_element", "jsx_self_closing_element", "jsx_element"})
"""What has any number of siblings without commas."""
_OPEN = frozenset({"raise_statement"})
"""Statements that may say more at their end: `from error`."""
_QUOTES = frozenset({"string_start", "string_end"})


def message_words(message: str) -> dict[int, str]:
    """Hole name → word, for each quoted name of a message: the whole, its last and its first dotted part."""
    words: dict[int, str] = {}
    for index, name in enumerate(message_names(message)):
        bare = name.partition(" as ")[2] or name
        forms = (name.rstrip(":;,") or name, bare.rpartition(".")[2], bare.partition(".")[0])
        for form, word in enumerate(forms):
            if word and word not in words.values():
                words[MESSAGE + 3 * index + form] = word
    return words


@attrs.frozen
class Sharing:
    """What both sides of an example are looked at with."""

    grammar: Grammar
    words: Mapping[int, str]
    """Holes that are filled beforehand, with this example's words."""
    imported: frozenset[str] = frozenset()
    """Names that imports make known: they mean the same everywhere, so they may stay as they are."""
    operators: bool = False
    """Whether operators that stand on both sides are shared too."""


def share_holes(root: Part, sharing: Sharing, *, runs: bool, loose: bool, tails: bool = False) -> Part:
    """Turn code that occurs before (or in the message) and after into holes.

    `runs`: whole contents of blocks and brackets that reappear become one hole for any number of siblings.
    `tails`: so do the last siblings of a list or block, however many follow what changes.
    `loose`: holes take any expression or statement, not only one of the same kind.
    """
    if tails:
        root = share_tails(root, sharing.grammar)
    if runs:
        root = share_runs(root)
    names = {re.sub(r"[\s,]+", "", word): name for name, word in sharing.words.items()}
    chosen = _shared_words(root, names, sharing)
    holes = {word: names.get(word, index) for index, word in enumerate(sorted(chosen))}
    while True:
        replaced = _replace(root, holes, sharing, loose=loose)
        unbound = _unbound(replaced, holes, sharing)
        if not unbound:
            return replaced
        holes = _fewer(holes, unbound, sharing)


def relax_context(root: Part, grammar: Grammar) -> Part:
    """Context beside the way to the sites becomes wild: any run in lists and blocks, any one node elsewhere.

    What the after sides need stays, but for roles: they are filled without it.
    """
    return _relaxed(root, grammar, frozenset(name for name in _used(root) if name < ROLES))


def new_names(root: Part) -> frozenset[str]:
    """Names that only the after sides write out and that are looked up around the code."""

    def found(part: Part, *, free: bool) -> Iterator[str]:
        if isinstance(part, Term) and not part.parts and free and part.kind in _VARIABLES:
            yield part.text
        for index, inner in enumerate(inner_parts(part)):
            yield from found(inner, free=_is_free(part, index))

    before, after = (
        {name for site in sites_of(root) for part in side(site) for name in found(part, free=True)} for side in _SIDES
    )
    return frozenset(after - before)


def _relaxed(root: Part, grammar: Grammar, used: frozenset[int]) -> Part:
    if not isinstance(root, Term) or not root.parts:
        return root
    parts = [_relaxed(part, grammar, used) if _is_way(part) else _wild(part, grammar, used) for part in root.parts]
    if root.kind in grammar.lists or root.kind in grammar.blocks or root.kind in _ELEMENTS:
        parts = _merge_wild(parts)
    if root.kind in _OPEN and not isinstance(parts[-1], Rest):
        parts.append(Rest())
    return attrs.evolve(root, parts=tuple(parts))


def forget_removed(root: Part, grammar: Grammar, *, deep: bool) -> Part:
    """Names and literals that only the before side has become wild; with `deep`, whole expressions do.

    A text that is written otherwise afterwards stays: what the example says instead would stand for any other text.
    """
    used = _used(root)
    said = _said_otherwise(root)

    def loosen(part: Part) -> Part:
        if isinstance(part, Hole | Rest):
            return part if part.name in used or part.name >= MESSAGE else attrs.evolve(part, name=WILD)
        if isinstance(part, Site):
            return attrs.evolve(part, before=tuple(loosen(inner) for inner in part.before))
        if isinstance(part, Each):
            return part
        if not part.parts:
            stays = part.text in said or not _is_name(part, fixed=False)
            return part if stays else Hole(WILD, part.kind, focus=part.focus)
        kept = not deep or any(isinstance(inner, Term) and inner.text in said for inner in walk(part))
        forgotten = None if kept else _forgotten(part, used, grammar)
        return forgotten or attrs.evolve(part, parts=tuple(loosen(inner) for inner in part.parts))

    return loosen(root)


def _said_otherwise(root: Part) -> frozenset[str]:
    """Texts of the before sides that the after sides have in other words."""
    sides = ([part for site in sites_of(root) for part in side(site)] for side in _SIDES)
    old, new = ({one.text for part in side for one in walk(part) if _is_text(one)} for side in sides)
    return frozenset(one for one in old - new if any(_alike(one, other) for other in new - old))


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _is_text(part: Part) -> TypeGuard[Term]:
    return isinstance(part, Term) and not part.parts and part.kind in TEXTS


def _forgotten(part: Term, used: frozenset[int], grammar: Grammar) -> Part | None:
    """A hole for all of a part that nothing refers to, None when something does."""
    if _holds(part, used) or sites_of(part):
        return None
    if part.focus:
        return Hole(WILD, _loose_sort(part.kind, grammar), focus=True)
    if _focused(part):
        return None
    if category_of(part.kind, grammar) == "expression":
        return Hole(WILD, "expression")
    return attrs.evolve(part, parts=_emptied(part.parts)) if part.kind in grammar.lists else None


def _emptied(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A list's brackets with anything between them."""
    ends = [part if isinstance(part, Term) and part.text in {*"()[]{}"} else None for part in (parts[0], parts[-1])]
    return tuple(part for part in (ends[0], Rest(), ends[1]) if part is not None)


def _used(root: Part) -> frozenset[int]:
    """Holes that the after sides need."""
    return hole_names(tuple(part for site in sites_of(root) for part in site.after))


def _shared_words(root: Part, names: Mapping[str, int], sharing: Sharing) -> set[str]:
    """Keys of the largest pieces of the after sides that the before side or the message has too."""
    grammar, operators = sharing.grammar, sharing.operators
    terms = [part for part in before_parts(root) if isinstance(part, Term)]
    before = {key_of(part) for part in terms if _is_code(part, grammar, operators=operators)}
    before |= {word for word, name in names.items() if name < ROLES}
    chosen: set[str] = set()

    def choose(part: Part, *, free: bool) -> None:
        if isinstance(part, Term):
            key = key_of(part)
            played = free and names.get(key, WILD) >= ROLES and _is_variable(part, grammar)
            if played or (_is_code(part, grammar, operators=operators) and key in before):
                chosen.add(key)
                return
        for index, inner in enumerate(inner_parts(part)):
            choose(inner, free=_is_free(part, index))

    for site in sites_of(root):
        for part in site.after:
            choose(part, free=True)
    said = {word for word, name in names.items() if name < ROLES}
    chosen |= {word for word in said if any(key_of(part) == word for part in before_parts(root))}
    return chosen


def _replace(root: Part, holes: Mapping[str, int], sharing: Sharing, *, loose: bool) -> Part:
    grammar, operators = sharing.grammar, sharing.operators

    def replace(part: Part, *, free: bool = True) -> Part:
        if isinstance(part, Term):
            name = holes.get(key_of(part), WILD)
            played = name >= ROLES and free and _is_variable(part, grammar)
            if played or (WILD < name < ROLES and _is_code(part, grammar, operators=operators)):
                fixed = part.kind.startswith(VIA) or not (loose or played)
                sort = part.kind if fixed else _loose_sort(part.kind, grammar)
                return Hole(name, sort, part.gap, _is_focus(part))
            parts = enumerate(part.parts)
            return attrs.evolve(part, parts=tuple(replace(inner, free=_is_free(part, at)) for at, inner in parts))
        if isinstance(part, Site):
            before = tuple(replace(inner) for inner in part.before)
            return attrs.evolve(part, before=before, after=tuple(replace(inner) for inner in part.after))
        return part

    return replace(root)


def _unbound(replaced: Part, holes: Mapping[str, int], sharing: Sharing) -> set[str]:
    """Words whose holes the after sides need and nothing fills: they are hidden inside a larger hole before."""
    bound = {part.name for part in before_parts(replaced) if isinstance(part, Hole | Rest)}
    missing = _used(replaced) - bound - set(sharing.words)
    return {word for word, name in holes.items() if name in missing}


def _fewer(holes: Mapping[str, int], unbound: set[str], sharing: Sharing) -> dict[str, int]:
    """Holes without what hides others: imported names stay words, else the larger pieces are split again."""
    spelt_out = unbound & sharing.imported
    split = {word for word in holes if any(part in word and part != word for part in unbound)}
    gone = spelt_out or split or unbound
    return {word: name for word, name in holes.items() if word not in gone}


def _is_free(parent: Part, index: int) -> bool:
    """Whether a name there is looked up around the code: no attribute's, no keyword's."""
    if not isinstance(parent, Term):
        return True
    return index != (0 if parent.kind == "keyword_argument" else 2 if parent.kind == "attribute" else -1)


def _is_variable(part: Term, grammar: Grammar) -> bool:
    return _is_code(part, grammar) if part.parts else part.kind in _VARIABLES


def _is_code(part: Term, grammar: Grammar, *, operators: bool = False) -> bool:
    """Worth a hole: a name, a literal, an expression, a statement; not punctuation, keywords or constants.

    `operators`: signs that compare or compute are worth one too.
    """
    if not part.parts:
        return _is_name(part, fixed=True) or part.kind in _QUOTES or (operators and is_operator(part.text))
    return category_of(part.kind, grammar) in {"expression", "statement", "block"} and part.kind != "string_content"


def _is_name(part: Term, *, fixed: bool) -> bool:
    named = part.kind != part.text and part.kind not in _FIXED_KINDS and part.kind not in _QUOTES
    return named and not (fixed and part.text in _FIXED_WORDS)


def _is_way(part: Part) -> bool:
    return _focused(part) or any(isinstance(inner, Site) or _focused(inner) for inner in walk(part))


def _is_focus(part: Part) -> bool:
    """Whether it spans just the problem's node, itself or by what alone is in it."""
    if isinstance(part, Term | Hole) and part.focus:
        return True
    return isinstance(part, Term) and len(part.parts) == 1 and _is_focus(part.parts[0])


def _focused(part: Part) -> bool:
    if isinstance(part, Term | Hole) and part.focus:
        return True
    return isinstance(part, Term) and any(_focused(inner) for inner in part.parts)


def _wild(part: Part, grammar: Grammar, used: frozenset[int]) -> Part:
    if isinstance(part, Hole) and part.name not in used and not part.focus:
        return Hole(WILD, part.sort)
    if isinstance(part, Term) and part.kind in _QUOTES:
        return Hole(WILD, part.kind)
    if isinstance(part, Term) and not _holds(part, used) and (part.parts or _is_name(part, fixed=False)):
        return Hole(WILD, _loose_sort(part.kind, grammar))
    return part


def _merge_wild(parts: list[Part]) -> list[Part]:
    """Wild neighbours become one run, but an insertion between two of them keeps the one before it.

    An insertion at the end of a list stays at the end, however long the list is.
    """
    merged: list[Part] = []
    for index, part in enumerate(parts):
        following, later = (parts[at] if at < len(parts) else None for at in (index + 1, index + 2))
        insertion = isinstance(following, Site) and not following.before
        inserting = insertion and later is not None and not _is_way(later) and not _closes(later)
        if isinstance(part, Hole) and part.name == WILD and not part.focus and not inserting:
            if not (merged and isinstance(merged[-1], Rest) and merged[-1].name == WILD):
                merged.append(Rest())
        elif not (isinstance(part, Rest) and merged and merged[-1] == part):
            merged.append(part)
        if insertion and later is not None and _closes(later) and not isinstance(merged[-1], Rest):
            merged.append(Rest())
    return _open_ends(merged)


def _closes(part: Part) -> bool:
    return isinstance(part, Term) and part.text in {*")]}", ">", "/>"}


def _open_ends(parts: list[Part]) -> list[Part]:
    """Around a site that is no insertion, further siblings may stand."""
    opened: list[Part] = []
    for part in parts:
        way = (isinstance(part, Site) and part.before) or (isinstance(part, Term) and _is_way(part))
        previous = opened[-1] if opened else None
        if way and not isinstance(previous, Rest | Site | Hole):
            opened.append(Rest())
        opened.append(part)
        if way:
            opened.append(Rest())
    return [
        part
        for index, part in enumerate(opened)
        if not (isinstance(part, Rest) and part.name == WILD and index and opened[index - 1] == part)
    ]


def _holds(part: Part, names: frozenset[int]) -> bool:
    return any(isinstance(inner, Hole | Rest) and inner.name in names for inner in walk(part))


def _loose_sort(kind: str, grammar: Grammar) -> str:
    if is_operator(kind):
        return OPERATOR
    category = category_of(kind, grammar)
    return kind if category in {"block", "list"} else category
