"""Names that a tool does not know: what was meant, or where it comes from.

A name nobody introduced is a slip of the pen for one that somebody did, or its import is missing. The first is looked
for among the names that can be used there, the second in what the project's other files import.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import attrs

from amends.core.problems import Problem, message_names
from amends.learning.annotations.module import Function
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Spot, apply_template
from amends.learning.templates.generalise import MESSAGE
from amends.learning.without_examples.signatures import Completion, module_of
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.template import Hole, Part, Site, Term, walk
from amends.syntax.tree import Node, ancestors

_UNKNOWN = re.compile(
    r"undefined (name|variable)|is not defined|cannot find name|unresolved (name|reference)", re.IGNORECASE
)
_WORDS = re.compile(r"(?<![\w.])[^\W\d]\w*")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LIKE_ENOUGH = 0.7
_SHORTENED = 0.72
_SHORTEST = 3
_MOST_NAMES = 600
_IMPORTED, _ALIASED, _OWNED, _EARLY, _LOCAL = 0.6, 0.6, 0.5, 0.5, 0.25
"""How likely each way is meant where it can be: estimates, until people said more."""
_MOST_ALIKE, _MOST_LOCAL = 2, 2
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))


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
    said = Hole(MESSAGE, "any")
    for after, probability in (*_other_names(spot, name), *_other_forms(spot, name, said)):
        before = said if after is not said and _holds(after, said) else Term("identifier", name)
        root = Site((attrs.evolve(before, focus=True),), (after,))
        yield from _completion(records, spot, Template(root), probability, judged)


def _other_names(spot: Spot, name: str) -> Iterator[tuple[Part, float]]:
    """Names in the place of the unknown one, each once, with how likely it is meant."""
    alias = {one.what.binds for one in spot.imports if name == (one.what.name or one.what.module)} - {name}
    found = dict.fromkeys(sorted(alias), _ALIASED)
    for other, likeness in lookalikes(spot.node, name, spot.bound)[:_MOST_ALIKE]:
        found.setdefault(other, min(0.35 + 2.2 * (likeness - _LIKE_ENOUGH), 0.85))
    for other in local_names_for(spot, name):
        found.setdefault(other, _LOCAL)
    yield from ((Term("identifier", other), probability) for other, probability in found.items())


def _other_forms(spot: Spot, name: str, said: Hole) -> Iterator[tuple[Part, float]]:
    """The name as a part of what is known, or quoted where it is an annotation that comes too early."""
    for owner in owners_of(spot, name)[:1]:
        yield Term("attribute", parts=(Term("identifier", owner), Term(".", "."), said)), _OWNED
    if name in spot.bound and any(one.kind == "type" for one in ancestors(spot.node)):
        quote = "'" if spot.tree.content.count("'") > spot.tree.content.count('"') else '"'
        yield Term("string", parts=(Term("string_start", quote), said, Term("string_end", quote))), _EARLY


def _holds(part: Part, hole: Hole) -> bool:
    return any(inner == hole for inner in walk(part))


def owners_of(spot: Spot, name: str) -> list[str]:
    """What the file takes such a name from (`module.name`, `self.name`), the most frequent first."""
    used = Counter(re.findall(rf"(?<![\w.])([^\W\d]\w*)\.{re.escape(name)}(?!\w)", spot.tree.content))
    scopes = [one for one in ancestors(spot.node) if one.kind in {"function_definition", "class_definition"}]
    method = len(scopes) > 1 and scopes[-1].kind == "class_definition" and scopes[-2].kind == "function_definition"
    if method and re.search(rf"^[ \t]+{re.escape(name)}[ \t]*(:[^=\n]*)?=", scopes[-1].text, re.MULTILINE):
        used["self"] += 1
    usable = {one for one in used if one in spot.bound or (method and one == "self")}
    return sorted(usable, key=lambda one: (-used[one], one))


def local_names_for(spot: Spot, name: str) -> list[str]:
    """Names of the function around that may be meant though they look otherwise.

    Those that are used with the same attribute, that end in the same word, or that nothing reads.
    """
    module, line = module_of(spot.tree), spot.line + 1
    around = (
        [one for one in module.functions if one.node.lineno <= line <= (one.node.end_lineno or 0)] if module else []
    )
    if not around:
        return []
    function = around[-1]
    names = [one for one in function.own_nodes if isinstance(one, ast.Name)]
    bound = [one.name.lstrip("*") for one in function.parameters]
    bound += [one.id for one in names if isinstance(one.ctx, ast.Store)]
    bound += [one.name for one in function.own_nodes if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    read = {one.id for one in names if isinstance(one.ctx, ast.Load)}
    parent = spot.node.parent
    attribute = parent.children[-1].text if parent is not None and parent.kind == "attribute" else ""
    holders = {
        one.value.id
        for one in function.own_nodes
        if isinstance(one, ast.Attribute) and one.attr == attribute and isinstance(one.value, ast.Name)
    }
    likely = [one for one in bound if one in holders or _same_last_word(one, name)]
    unread = [one for one in bound if one not in read and not one.startswith("_")]
    return [one for one in dict.fromkeys([*likely, *_idle_in_loops(function, line), *unread]) if one != name][
        :_MOST_LOCAL
    ]


def _idle_in_loops(function: Function, line: int) -> list[str]:
    """What the loops around a line go over and do not use."""
    loops = [one for one in function.own_nodes if isinstance(one, ast.For | ast.AsyncFor)]
    around = [one for one in loops if one.lineno < line <= (one.end_lineno or 0)]
    found = []
    for loop in around:
        names = [one for one in ast.walk(loop) if isinstance(one, ast.Name)]
        read = {one.id for one in names if isinstance(one.ctx, ast.Load)}
        found += [one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name) and one.id not in read]
    return [one for one in found if not one.startswith("_")]


def _same_last_word(one: str, other: str) -> bool:
    last = one.rpartition("_")[2]
    return len(last) >= _SHORTEST and "_" in one and "_" in other and last == other.rpartition("_")[2]


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
    if len(words := _words_of(name)) > 1 and words < _words_of(other):
        return _SHORTENED
    if name.lower() == short and _abbreviates(short, long):
        return _SHORTENED
    matcher = SequenceMatcher(None, short, long, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LIKE_ENOUGH <= matcher.quick_ratio() else 0.0


def _abbreviates(short: str, long: str) -> bool:
    """Whether a name is another one with letters left out of its middle."""
    if len(short) <= _SHORTEST or (short[:_SHORTEST], short[-1]) != (long[:_SHORTEST], long[-1]):
        return False
    letters = iter(long)
    return all(one in letters for one in short)


def _words_of(name: str) -> set[str]:
    return {word.lower() for word in _PARTS.findall(name)}


def _completion(
    records: Sequence[PatternRecord], spot: Spot, template: Template, probability: float, judged: Judged
) -> Iterator[Completion]:
    applied = apply_template(template, spot)
    if applied is None:
        return
    record = record_of(template, "a name that is known", spot, records, judged)
    if record is not None:
        yield Completion(record, applied, probability / (1 + record.reverted + record.edited))
