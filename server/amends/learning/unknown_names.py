"""Names that a tool does not know: what was meant, or where it comes from.

A name nobody introduced is a slip of the pen for one that somebody did, or its import is missing. The first is looked
for among the names that can be used there, the second in what the project's other files import.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

from amends.core.problems import Problem, message_names
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.apply import Spot, apply_template
from amends.learning.codec import canonical_template
from amends.learning.pattern import Pattern, PatternRecord, Template, pattern_id
from amends.learning.signatures import Completion
from amends.syntax.template import Site, Term
from amends.syntax.tree import Node, ancestors

_UNKNOWN = re.compile(
    r"undefined (name|variable)|is not defined|cannot find name|unresolved (name|reference)", re.IGNORECASE
)
_WORDS = re.compile(r"(?<![\w.])[^\W\d]\w*")
_LIKE_ENOUGH = 0.7
_SHORTENED = 0.72
_SHORTEST = 3
_MOST_NAMES = 600
_LEVEL = 6
_IMPORTED = 0.6
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))


Judged = Callable[[Sequence[Pattern]], Sequence[PatternRecord]]
"""Gives the records of patterns which need no example; of one that is learned or shared, nothing."""


def names_meant(
    records: Sequence[PatternRecord], spot: Spot, vocabulary: Vocabulary, path: str, judged: Judged
) -> Iterator[Completion]:
    """Repairs of a name that nothing introduces; none where the problem says something else."""
    name = unknown_name(spot.problem)
    if spot.tree.grammar.language != "python" or not name or spot.node.text != name:
        return
    origin = vocabulary.origin(name, path)
    if origin is not None and name not in spot.bound:
        yield from _completion(records, spot, Template(imports=(origin,)), _IMPORTED, judged)
    for other, likeness in lookalikes(spot.node, name, spot.bound)[:2]:
        root = Site((Term("identifier", name, focus=True),), (Term("identifier", other),))
        probability = min(0.35 + 2.2 * (likeness - _LIKE_ENOUGH), 0.85)
        yield from _completion(records, spot, Template(root), probability, judged)


def unknown_name(problem: Problem) -> str:
    """The name that a message says nobody knows, empty when it says something else."""
    names = message_names(problem.message)
    return names[0] if names and _UNKNOWN.search(problem.message) else ""


def lookalikes(node: Node, name: str, known: frozenset[str]) -> list[tuple[str, float]]:
    """Names that can be used at a node and look like `name`, with their likeness (0 to 1), the most alike first."""
    functions = [one for one in ancestors(node) if one.kind == "function_definition"]
    around = functions[-1] if functions else node.tree.root
    used = list(dict.fromkeys(_WORDS.findall(around.text)))[:_MOST_NAMES]
    scored = {other: _likeness(name, other) for other in {*used, *known, *_BUILTINS} if other != name}
    return sorted(((o, like) for o, like in scored.items() if like >= _LIKE_ENOUGH), key=lambda one: (-one[1], one[0]))


def _likeness(name: str, other: str) -> float:
    if name[0].isupper() != other[0].isupper():
        return 0.0  # a class is not meant by what is no class
    short, long = sorted((name.lower(), other.lower()), key=len)
    if long.startswith(short) and len(short) >= _SHORTEST:
        return max(_SHORTENED, len(short) / len(long))
    matcher = SequenceMatcher(None, short, long, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LIKE_ENOUGH <= matcher.quick_ratio() else 0.0


def _completion(
    records: Sequence[PatternRecord], spot: Spot, template: Template, probability: float, judged: Judged
) -> Iterator[Completion]:
    applied = apply_template(template, spot)
    if applied is None:
        return
    kind, language = spot.problem.kind, spot.tree.grammar.language
    key = pattern_id(kind, language, canonical_template(template))
    pattern = Pattern(key, kind, language, _LEVEL, "a name that is known", template)
    known = [one for one in records if one.pattern.id == key] or judged([pattern])
    for record in known[:1]:
        yield Completion(record, applied, probability / (1 + record.reverted + record.edited))
