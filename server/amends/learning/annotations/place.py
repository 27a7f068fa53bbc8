"""What speaks for a type at a place that has none, whatever the place: counts of the project, comments, docstrings."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from amends.learning.annotations.inference import Scope
from amends.learning.annotations.knowledge import USUAL
from amends.learning.annotations.module import Function, Module, last_word
from amends.learning.annotations.spelling import canonical
from amends.learning.annotations.vocabulary import Vocabulary

_NONE: Counter[str] = Counter()
_COMMENT = re.compile(r"^[ \t]*#[ \t]*type:[ \t]*\((?P<takes>.*)\)[ \t]*->[ \t]*(?P<gives>.+?)[ \t]*$")
_NEARLY_ALWAYS = 0.7


@attrs.frozen
class Vote:
    """One source says that a type fits; `strength` is from 0 to 1."""

    source: str
    type: str
    strength: float = 1.0


@attrs.frozen(eq=False)
class Place:
    """A function whose signature is to be completed, with what is known around it."""

    module: Module
    function: Function
    vocabulary: Vocabulary
    path: str
    shown: Mapping[str, str] = attrs.field(factory=dict)
    """By slot what a type checker takes it for; see `types_shown`."""

    def counts(self, kind: str, name: str) -> tuple[Counter[str], Counter[str]]:
        """How often a name has which type in this module, and in other files."""
        return self.module.facts.get((kind, name), _NONE), self.vocabulary.types(kind, name, besides=self.path)

    def recall(self, kind: str, name: str) -> str:
        """The type that a name nearly always has."""
        own, others = self.counts(kind, name)
        total = own + others
        if not total:
            return ""
        type_, count = total.most_common(1)[0]
        return type_ if count > _NEARLY_ALWAYS * total.total() else ""

    def scope(self) -> Scope:
        """Where expressions of the function are looked at."""
        return Scope(self.module, self.function, self.function.owner, self.recall)


def counted(place: Place, kind: str, name: str, source: str) -> Iterator[Vote]:
    """The types that a name has in the module, and in other files."""
    for counts, where in zip(place.counts(kind, name), ("here", "elsewhere"), strict=True):
        total = counts.total()
        for type_, count in counts.most_common(4):
            yield Vote(f"{source} {where}", type_, count / (total + 0.5))


def named(place: Place, name: str, source: str) -> Iterator[Vote]:
    """What a name alone says: things whose names end in the same word, usual words, classes that are called so."""
    word = last_word(name)
    if word:
        yield from counted(place, "word", word, f"{source} word")
    usual = USUAL.get(name) or USUAL.get(word) or ""
    if usual:
        yield Vote(f"{source} usual", usual, 1.0 if name in USUAL else 0.6)
    for likeness, one in alike(place, name):
        yield Vote(f"{source} alike", one, likeness)


def alike(place: Place, name: str) -> Iterator[tuple[float, str]]:
    """Classes that are called like a name, with their likeness."""
    wanted = name.replace("_", "").lower().rstrip("0123456789")
    known = {*place.module.classes, *(name for name in place.module.imports if name[:1].isupper())}
    for one in sorted(known) if wanted else ():
        if one.lower() == wanted:
            yield 1.0, one
        elif len(wanted) > 3 and one.lower().endswith(wanted):  # noqa: PLR2004 -- shorter words end too many
            yield 0.4, one
    for one in sorted(place.module.dotted_classes) if wanted else ():
        if one.rpartition(".")[2].lower() == wanted:
            yield 1.0, one


def filled(place: Place, kind: str, type_: str) -> Iterator[Vote]:
    """A generic type whose content is open, as the module or the project writes such ones."""
    own, others = place.counts(kind, "")
    fitting = Counter({one: n for one, n in (own + others).items() if one.startswith(f"{type_}[")})
    for one, count in fitting.most_common(2):
        yield Vote("like others", one, count / (fitting.total() + 1))


def common(place: Place, kind: str) -> Iterator[Vote]:
    """What nothing else speaks for: the types that are frequent in the module and in the project."""
    own, others = place.counts(kind, "")
    total = own + own + others
    for type_, count in total.most_common(3):
        yield Vote("frequent", type_, count / (total.total() + 5))
    yield Vote("anything", "Any")
    yield Vote("a text", "str")


def commented(place: Place, name: str) -> Iterator[Vote]:
    """What a type comment below the header says: ``# type: (str) -> int``."""
    found = signature_comment(place.module, place.function)
    if found is None:
        return
    if name == "return":
        yield Vote("comment", canonical(found["gives"]))
        return
    takes = canonical(f"tuple[{found['takes']}]") if found["takes"].strip() else ""
    inner = ast.parse(takes, mode="eval").body if takes else None
    listed = inner.slice if isinstance(inner, ast.Subscript) else None
    types = [ast.unparse(one) for one in (listed.elts if isinstance(listed, ast.Tuple) else [listed] if listed else [])]
    names = [parameter.name for parameter in place.function.parameters]
    if len(types) == len(names) and name in names:
        yield Vote("comment", types[names.index(name)])


def signature_comment(module: Module, function: Function) -> re.Match[str] | None:
    """The type comment that stands below a function's header."""
    first = function.node.body[0].lineno
    lines = module.content.splitlines()[function.node.lineno : first]
    return next(filter(None, map(_COMMENT.match, lines)), None)


def documented(function: Function, name: str) -> Iterator[Vote]:
    """What a docstring says in one of the three usual ways."""
    text = ast.get_docstring(function.node) or ""
    if not text:
        return
    word = re.escape(name.lstrip("*"))
    ways = (
        [r":rtype:[ \t]*(.+)", r"Returns?:?\n[ \t-]*\n?[ \t]+([\w.\[\], |]+):[ \t]"]
        if name == "return"
        else [
            rf":type[ \t]+{word}:[ \t]*(.+)",
            rf":param[ \t]+([\w.\[\]|]+)[ \t]+{word}:",
            rf"^[ \t]*{word}[ \t]*[({{]([\w.\[\]~, |]+?)(?:,[ \t]*optional)?[)}}][ \t]*(?::|--)",
            rf"^[ \t]*{word}[ \t]*:[ \t]*([\w.\[\], |]+?)(?:,[ \t]*optional)?$",
        ]
    )
    for way in ways:
        found = re.search(way, text, re.MULTILINE)
        type_ = canonical(_said_type(found.group(1))) if found else ""
        words = {"string": "str", "integer": "int", "boolean": "bool", "callable": "Callable"}
        if type_:
            yield Vote("docstring", words.get(type_.lower(), type_))


def _said_type(said: str) -> str:
    """A docstring's words for a type as an annotation: `str or ~pkg.Thing` is `str | Thing`."""
    plain = re.sub(r"~(?:\w+\.)*", "", re.sub(r"\bor\b", "|", said)).replace("`", "").strip(" .")
    return plain if "[" in plain else re.sub(r"\s*,\s*", " | ", plain)


def base_names(place: Place) -> Iterator[str]:
    """Last words of the classes that the method's class inherits from, those of the module's own classes included."""
    waiting = [place.function.owner] if place.function.owner is not None else []
    for owner in waiting:
        for base in map(ast.unparse, owner.bases):
            word = base.split("[")[0].rpartition(".")[2]
            yield word
            known = place.module.classes.get(word)
            if known is not None and known not in waiting:
                waiting.append(known)
