"""What a project's files say of names and their types: a bounded memory of counts, file by file."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from itertools import islice

import attrs

from amends.learning.annotations.module import Module
from amends.learning.annotations.spelling import Style
from amends.learning.imports.editing import Import

Facts = Mapping[tuple[str, str], Counter[str]]
_NONE: Counter[str] = Counter()
_LATELY = 12
"""So many files show how people write now: ways of writing change from one day to the next, in all new code."""
_LARGEST = 400_000
"""Longer texts are made, not written."""


@attrs.frozen(eq=False)
class _File:
    facts: Facts
    imports: Mapping[str, Import]
    classes: frozenset[str]


@attrs.define(eq=False)
class Vocabulary:
    """Counts of names and types; reading a file again replaces what it said before. Owned by the event loop."""

    capacity: int = 500
    """Files that are remembered, the least recently read forgotten first."""
    _files: OrderedDict[str, _File] = attrs.field(factory=OrderedDict, init=False)
    _total: dict[tuple[str, str], Counter[str]] = attrs.field(factory=dict, init=False)

    @property
    def is_empty(self) -> bool:
        """Whether no file was read yet."""
        return not self._files

    def read(self, path: str, content: str) -> None:
        """Take in a Python file; one that does not parse leaves what was known of it."""
        module = Module.of(content) if path.endswith((".py", ".pyi")) and len(content) < _LARGEST else None
        if module is None:
            return
        self._forget(path)
        self._files[path] = _File(module.facts, module.imports, frozenset(module.classes))
        for key, counts in module.facts.items():
            self._total.setdefault(key, Counter()).update(counts)
        if len(self._files) > self.capacity:
            self._forget(next(iter(self._files)))

    def types(self, kind: str, name: str, *, besides: str = "") -> Counter[str]:
        """How often a name has which type in other files than `besides`."""
        total = self._total.get((kind, name), _NONE)
        own = self._files[besides].facts.get((kind, name), _NONE) if besides in self._files else _NONE
        return total - own

    def lately(self, kind: str, name: str, *, besides: str = "") -> Counter[str]:
        """In how many of the files that were read last a name has which type; only files that have it count."""
        files = (file.facts.get((kind, name)) for path, file in reversed(self._files.items()) if path != besides)
        return Counter(type_ for counts in islice(filter(None, files), _LATELY) for type_ in counts)

    def origin(self, name: str, path: str) -> Import | None:
        """Where files import a name from, relatively in their own folder only; else where it is defined."""
        folder = path.rpartition("/")[0]
        found: Counter[Import] = Counter()
        for other, file in self._files.items():
            one = file.imports.get(name)
            if one is not None and (not one.module.startswith(".") or other.rpartition("/")[0] == folder):
                found[one] += 1
        return found.most_common(1)[0][0] if found else self._defined(name, path)

    def _defined(self, name: str, path: str) -> Import | None:
        """A class that one other file defines; of the names that files import that one by, this file's comes first."""
        homes = [other for other, file in self._files.items() if name in file.classes and other != path]
        ways: Counter[str] = Counter()
        for other, file in self._files.items() if len(homes) == 1 else ():
            near = other.rpartition("/")[0] == path.rpartition("/")[0]
            for module in {one.module for one in file.imports.values() if near or not one.module.startswith(".")}:
                if _leads(module, other, homes[0]):
                    ways[module] += len(self._files) if other == path else 1
        return Import(ways.most_common(1)[0][0], name) if ways else None

    def _forget(self, path: str) -> None:
        gone = self._files.pop(path, None)
        for key, counts in gone.facts.items() if gone is not None else ():
            left = self._total[key] - counts
            if left:
                self._total[key] = left
            else:
                del self._total[key]


def style_of(module: Module, vocabulary: Vocabulary, path: str) -> tuple[Style, bool]:
    """How a module writes types, and whether it shows how it writes unions.

    What it does not show is as the project's other files have it, those first that evaluate annotations as it does, and
    of these the ones that were read last.
    """
    own = module.facts.get(("style", ""), _NONE)
    evaluation = "postponed" if module.postponed else "evaluated"
    lately = vocabulary.lately("style", evaluation, besides=path)
    alike = vocabulary.types("style", evaluation, besides=path)
    others = vocabulary.types("style", "", besides=path)

    def more(one: str, other: str, *, unless: bool) -> bool:
        for counts in (own, lately, alike, others):
            if counts[one] != counts[other]:
                return counts[one] > counts[other]
        return unless

    names = [key for counts in (own, others) for key in _modules(counts)]
    today = more("pipes", "optional", unless=False) or more("builtin", "old", unless=False)
    style = Style(
        pipes=more("pipes", "optional", unless=True),
        builtin_generics=more("builtin", "old", unless=True),
        module=names[0] if names else "",
        abstract="collections.abc" if more("abstract", "abstract old", unless=today) else "typing",
        postponed=module.postponed,
    )
    return style, own["pipes"] != own["optional"]


def _leads(module: str, path: str, home: str) -> bool:
    """Whether a file that imports a module means the file `home`: absolute names leave out where sources begin."""
    place = home.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    name = module.lstrip(".")
    if name == module:
        return f".{place}".endswith(f".{name}")
    folder = path.split("/")[: -(len(module) - len(name))]
    return place == ".".join((*folder, *filter(None, [name])))


def _modules(counts: Counter[str]) -> list[str]:
    """The word that `typing` goes by, unless most import its names one by one."""
    modules = Counter({key.removeprefix("module "): n for key, n in counts.items() if key.startswith("module ")})
    if not modules and not counts["bare"]:
        return []
    name, count = modules.most_common(1)[0] if modules else ("", 0)
    return [name if count > counts["bare"] else ""]
