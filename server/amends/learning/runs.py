"""Runs of siblings that an edit moves as a whole: the body of a block, everything between two brackets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import attrs

from amends.syntax.template import Hole, Part, Rest, Site, Term, inner_parts, sites_of

_FIRST_RUN = 500
"""Holes from here on stand for runs."""


def share_runs(root: Part) -> Part:
    """Contents of a node before that reappear side by side after become a run hole, largest first."""
    contents = {_run_key(inner): inner for part in before_parts(root) for inner in _contents(part)}
    after = [seq for site in sites_of(root) for seq in _sequences(site.after)]
    shared: dict[str, int] = {}
    for key, run in sorted(contents.items(), key=lambda item: -len(item[0])):
        if any(_find(run, seq) is not None for seq in after) and not any(key in larger for larger in shared):
            shared[key] = _FIRST_RUN + len(shared)
    return _map_sequences(root, lambda seq: _collapse_runs(seq, shared, contents)) if shared else root


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


def _map_sequences(root: Part, change: Callable[[tuple[Part, ...]], tuple[Part, ...]]) -> Part:
    def visit(part: Part) -> Part:
        if isinstance(part, Term):
            return attrs.evolve(part, parts=tuple(visit(inner) for inner in change(part.parts)))
        if isinstance(part, Site):
            before = tuple(visit(inner) for inner in part.before)
            return attrs.evolve(part, before=before, after=tuple(visit(inner) for inner in change(part.after)))
        return part

    return visit(root)


def key_of(part: Part) -> str:
    """The words of a part, a hole as its name: equal keys, equal code."""
    if isinstance(part, Term) and not part.parts:
        return part.text
    if isinstance(part, Hole | Rest):
        return f"\x00{part.name}\x00"
    return "".join(key_of(inner) for inner in inner_parts(part))


def before_parts(root: Part) -> Iterable[Part]:
    """Everything that is matched: context and before sides."""
    yield root
    inner = root.before if isinstance(root, Site) else inner_parts(root)
    for part in inner:
        yield from before_parts(part)
