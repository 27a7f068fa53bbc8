"""How a file already says what a pattern would import: `abc.abstractmethod` where it has `import abc`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from amends.learning.imports.dialects import ALL, DEFAULT
from amends.learning.imports.facts import Import

Chain = tuple[str, ...]
"""Words with dots between them."""


@attrs.frozen
class Spelt:
    """What to write instead of some chains, and the imports that are still needed."""

    words: Mapping[Chain, str]
    imports: tuple[Import, ...]


def as_the_file_says(
    wanted: Iterable[Import], known: Sequence[Import], chains: Collection[Chain], bound: Collection[str], dot: str
) -> Spelt:
    """How a file that knows some imports says the names of others.

    `chains` are all that the new code writes, `bound` the words that the file's top level makes known, `dot` is what
    the language puts between a module and a name.
    """
    words: dict[Chain, str] = {}
    needed: list[Import] = []
    for one in wanted:
        usable = [found for found in known if one.guarded or not found.guarded]
        known_as = _known_as(one, usable, dot)
        parts = _from_it(one, usable, chains, bound, dot) if known_as is None else None
        if known_as is not None:
            words |= {_chain(one): known_as} if known_as != dot.join(_chain(one)) else {}
        elif parts is not None:
            words |= parts[0]
            needed += parts[1]
        else:
            needed.append(one)
    return Spelt(words, tuple(dict.fromkeys(needed)))


def _known_as(one: Import, known: Sequence[Import], dot: str) -> str | None:
    """What a file calls the thing that an import makes known, None when it does not know it."""
    mine = [found for found in known if found.module == one.module]
    same = next((found for found in mine if found.name == one.name and found.binds.isidentifier()), None)
    if same is not None:
        return dot.join(_chain(same))
    if one.name in {"", ALL, DEFAULT}:
        return None
    if any(_is_everything(found) for found in mine):
        return one.binds
    whole = next((found for found in known if _path(found, dot) == one.module and not _is_everything(found)), None)
    named = any(found.name not in {"", ALL, DEFAULT} for found in mine)
    return f"{dot.join(_chain(whole))}{dot}{one.name}" if whole is not None and not named else None


def _from_it(
    one: Import, known: Sequence[Import], chains: Collection[Chain], bound: Collection[str], dot: str
) -> tuple[dict[Chain, str], list[Import]] | None:
    """The parts of a module by the names that a file imports one by one; None when that is not how it does it."""
    mine = {found.name: found for found in known if found.module == _path(one, dot) and _is_part(found)}
    chain = _chain(one)
    used = {other[: len(chain) + 1] for other in chains if other[: len(chain)] == chain}
    if not mine or chain in used or not used:
        return None
    words, needed = {}, []
    for other in used:
        part = mine.get(other[-1])
        if part is None and other[-1] in bound:
            return None
        words[other] = part.binds if part is not None else other[-1]
        needed += [] if part is not None else [Import(_path(one, dot), other[-1])]
    return words, sorted(needed)


def modules_said(chains: Iterable[Chain], known: Sequence[Import]) -> Iterator[Import]:
    """Modules that chains begin with, of which the file imports parts only."""
    modules = {found.module for found in known if _is_part(found)} - {found.module for found in known if not found.name}
    yield from (Import(chain[0]) for chain in sorted(set(chains)) if len(chain) > 1 and chain[0] in modules)


def _path(one: Import, dot: str) -> str:
    """The module that an import makes known, if it is one."""
    return one.module if one.name in {"", ALL} else f"{one.module}{dot}{one.name}"


def _chain(one: Import) -> Chain:
    """The words that an import's thing is written with."""
    whole = not one.name and not one.alias and "/" not in one.module
    return tuple(one.module.split(".")) if whole else (one.binds,)


def _is_part(one: Import) -> bool:
    return one.name not in {"", ALL, DEFAULT} and one.binds.isidentifier()


def _is_everything(one: Import) -> bool:
    return one.name == ALL and not one.alias
