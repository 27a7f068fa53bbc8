"""Runs of siblings that an edit moves as a whole: the body of a block, everything between two brackets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import attrs

from amends.syntax.forms import has_forms
from amends.syntax.grammars import Grammar
from amends.syntax.match import TAILS
from amends.syntax.template import Hole, Part, Rest, Site, Term, inner_parts, sites_of, walk

_FIRST_RUN = 500
"""Holes from here on stand for runs."""
_COMPREHENSIONS = ("comprehension", "generator_expression")


def share_runs(root: Part) -> Part:
    """Contents of a node before that reappear side by side after become a run hole, largest first."""
    contents = {_run_key(inner): inner for part in before_parts(root) for inner in _contents(part)}
    after = [seq for site in sites_of(root) for seq in _sequences(site.after)]
    shared: dict[str, int] = {}
    for key, run in sorted(contents.items(), key=lambda item: -len(item[0])):
        found = any(_find(run, seq) is not None for seq in after)
        if found and not any(key in larger for larger in shared) and not _left_over(root, run):
            shared[key] = _FIRST_RUN + len(shared)
    return _map_sequences(root, lambda seq: _collapse_runs(seq, shared, contents)) if shared else root


def share_tails(root: Part, grammar: Grammar) -> Part:
    """The last siblings of a node that are the last ones of another node after become a run hole, however many."""
    tails = {}
    ends = [_open_end(seq) for site in sites_of(root) for seq in _sequences(site.after)]
    for part, last in _before_with_end(root):
        mine = _open_end(_row_of(part, grammar, last=last))
        longest = max((_common_tail(mine, other) for other in ends), default=0)
        run = mine[len(mine) - longest :]
        if run and not _left_over(root, run, elsewhere=True):
            tails[_run_key(run)] = run
    names = {key: TAILS.start + index for index, key in enumerate(sorted(tails, key=len, reverse=True)[: len(TAILS)])}
    return _map_sequences(root, lambda seq: _collapse_runs(seq, names, tails), before=True) if names else root


def _row_of(part: Part, grammar: Grammar, *, last: bool) -> tuple[Part, ...]:
    """Siblings of which there may be any number."""
    if isinstance(part, Site):
        return part.before if last else ()
    many = isinstance(part, Term) and (
        part.kind in grammar.lists or part.kind in grammar.blocks or part.kind.endswith(_COMPREHENSIONS)
    )
    return part.parts if many and isinstance(part, Term) else ()


def _left_over(root: Part, run: tuple[Part, ...], *, elsewhere: bool = False) -> bool:
    """Whether the after sides need words of a run outside of it: then it must not hide them.

    `elsewhere`: unless the before side has them in another place too.
    """
    words = {part.text for one in run for part in walk(one) if isinstance(part, Term) and _is_word(part)}
    keys = [key_of(part) for part in run]
    needed = {word for site in sites_of(root) for word in words & _words_beside(site.after, keys)}
    return bool(needed - (_words_beside((root,), keys, after=False) if elsewhere else set()))


def _words_beside(parts: tuple[Part, ...], run: list[str], *, after: bool = True) -> set[str]:
    """Words of some siblings and what is in them, where they are no part of a run; of one side of sites in them."""
    words: set[str] = set()
    at = 0
    while at < len(parts):
        if [key_of(part) for part in parts[at : at + len(run)]] == run:
            at += len(run)
            continue
        part = parts[at]
        if isinstance(part, Term):
            words |= {part.text} if _is_word(part) else _words_beside(part.parts, run, after=after)
        elif isinstance(part, Site):
            words |= _words_beside(part.after if after else part.before, run, after=after)
        at += 1
    return words


def _is_word(part: Part) -> bool:
    return isinstance(part, Term) and not part.parts and part.kind != part.text and part.text.isidentifier()


def _before_with_end(root: Part) -> Iterable[tuple[Part, bool]]:
    """Parts of the before side, and whether nothing stands after them in their parent."""

    def visit(part: Part, *, last: bool) -> Iterable[tuple[Part, bool]]:
        yield part, last
        inner = part.before if isinstance(part, Site) else inner_parts(part)
        for index, one in enumerate(inner):
            yield from visit(one, last=index == len(inner) - 1)

    yield from visit(root, last=False)


def _open_end(seq: tuple[Part, ...]) -> tuple[Part, ...]:
    """A sequence without what closes it."""
    closed = bool(seq) and isinstance(seq[-1], Term) and seq[-1].text in {*")]}"}
    return seq[:-1] if closed else seq


def _common_tail(one: tuple[Part, ...], other: tuple[Part, ...]) -> int:
    length = 0
    while length < min(len(one), len(other)) and _alike_end(one[-1 - length], other[-1 - length]):
        length += 1
    return length


def _alike_end(one: Part, other: Part) -> bool:
    """Whether two parts are the same piece of code, not merely the same sign."""
    if isinstance(one, Site | Rest) or isinstance(other, Site | Rest):
        return False
    return key_of(one) == key_of(other) and not (isinstance(one, Term) and one.kind == one.text)


def _collapse_runs(
    seq: tuple[Part, ...], shared: Mapping[str, int], contents: Mapping[str, tuple[Part, ...]]
) -> tuple[Part, ...]:
    for key, name in shared.items():
        run = contents[key]
        at = _find(run, seq)
        if at is not None:
            first = seq[at]
            gap = first.gap if isinstance(first, Term) else ""
            seq = (*seq[:at], Rest(name, gap), *seq[at + len(run) :])
    return seq


def _contents(part: Part) -> Iterable[tuple[Part, ...]]:
    """Runs that a node holds as its content: all of a block, all between brackets."""
    if not isinstance(part, Term) or not part.parts:
        return
    parts = part.parts
    if any(isinstance(inner, Site) for inner in parts):
        return
    if part.kind in {"block", "statement_block"}:
        yield parts
    opening = [index for index, inner in enumerate(parts) if isinstance(inner, Term) and inner.text in {*"([{"}]
    last = parts[-1]
    if opening and opening[0] + 2 < len(parts) and isinstance(last, Term) and last.text in {*")]}"}:
        yield parts[opening[0] + 1 : -1]


def _sequences(parts: tuple[Part, ...]) -> Iterable[tuple[Part, ...]]:
    yield parts
    for part in parts:
        if isinstance(part, Term) and part.parts:
            yield from _sequences(part.parts)


def _find(run: tuple[Part, ...], seq: tuple[Part, ...]) -> int | None:
    keys = [key_of(part) for part in run]
    if any(isinstance(part, Site | Rest) for part in run):
        return None
    other = [key_of(part) for part in seq]
    for at in range(len(other) - len(keys) + 1):
        if other[at : at + len(keys)] == keys:
            return at
    return None


def _run_key(parts: tuple[Part, ...]) -> str:
    return "\x1e".join(key_of(part) for part in parts)


def _map_sequences(root: Part, change: Callable[[tuple[Part, ...]], tuple[Part, ...]], *, before: bool = False) -> Part:
    def visit(part: Part) -> Part:
        if isinstance(part, Term):
            return attrs.evolve(part, parts=tuple(visit(inner) for inner in change(part.parts)))
        if isinstance(part, Site):
            old = tuple(visit(inner) for inner in (change(part.before) if before else part.before))
            return attrs.evolve(part, before=old, after=tuple(visit(inner) for inner in change(part.after)))
        return part

    return visit(root)


def key_of(part: Part) -> str:
    """The words of a part, a hole as its name: equal keys, equal code."""
    if isinstance(part, Term) and not part.parts:
        return part.text
    if isinstance(part, Hole | Rest):  # what is said in another form is not the same
        form = part.sort if isinstance(part, Hole) and has_forms(part.sort) else ""
        return f"\x00{part.name}{form}\x00"
    return "".join(key_of(inner) for inner in inner_parts(part))


def before_parts(root: Part) -> Iterable[Part]:
    """Everything that is matched: context and before sides."""
    yield root
    inner = root.before if isinstance(root, Site) else inner_parts(root)
    for part in inner:
        yield from before_parts(part)
