"""Functions that a message replaces by methods: `os.path.exists(p)` is to be `Path.exists()`, so `Path(p).exists()`.

What the function was given first becomes what the method is called on, as it is where it may be such a thing already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from amends.core.problems import Problem, message_names
from amends.core.text import Edit
from amends.learning.annotations.knowledge import ORIGINS
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.imports.editing import Import
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Spot, with_imports
from amends.learning.without_examples.signatures import Completion
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.tree import Node

_REPLACED = re.compile(r"\b(replaced by|instead|use|prefer)\b", re.IGNORECASE)
_FUNCTION = re.compile(r"([\w.]+)\(\)")
_MEMBER = re.compile(r"([A-Z]\w*)\.(\w+)(\(\))?")
_PLAIN = frozenset({"identifier", "attribute"})
_UNFIT = frozenset({"list_splat", "dictionary_splat", "comment", "generator_expression"})
_MADE, _AS_IT_IS = 0.45, 0.3


def asks_for_method(problem: Problem) -> bool:
    """Whether a message names a function and the method that takes its place."""
    names = message_names(problem.message)[:2]
    fits = len(names) > 1 and _FUNCTION.fullmatch(names[0]) and _MEMBER.fullmatch(names[1])
    return bool(fits and _REPLACED.search(problem.message))


def as_method(
    records: Sequence[PatternRecord], spot: Spot, vocabulary: Vocabulary, path: str, judged: Judged
) -> Iterator[Completion]:
    """The marked call as a call of the method on its first argument."""
    call = _call_at(spot.node)
    if spot.tree.grammar.language != "python" or not asks_for_method(spot.problem) or call is None:
        return
    function, member = message_names(spot.problem.message)[:2]
    found = _MEMBER.fullmatch(member)
    arguments = [one for one in call.children[1].children if one.named]
    called = call.children[0].text.rpartition(".")[2] == function.removesuffix("()").rpartition(".")[2]
    record = record_of(Template(annotate="method"), f"call {member}", spot, records, judged) if called else None
    if record is None or found is None or not arguments or any(one.kind in _UNFIT for one in arguments):
        return
    if len(arguments) > 1 and not found[3]:
        return
    owner, name, brackets = found.groups()
    origin = vocabulary.origin(owner, path) or (Import(ORIGINS[owner], owner) if owner in ORIGINS else None)
    rest = spot.tree.content[arguments[1].start : arguments[-1].end] if len(arguments) > 1 else ""
    after = f".{name}({rest})" if brackets else f".{name}"
    if owner in spot.bound or origin is not None:
        imports = () if owner in spot.bound or origin is None else (origin,)
        made = Edit(call.start, call.end, f"{owner}({arguments[0].text}){after}")
        yield Completion(record, with_imports(spot, (made,), imports), _MADE)
    if arguments[0].kind in _PLAIN:
        alone = Edit(call.start, call.end, f"{arguments[0].text}{after}")
        yield Completion(record, with_imports(spot, (alone,), ()), _AS_IT_IS)


def _call_at(node: Node) -> Node | None:
    """The call that is marked, or whose function is."""
    holder = node.parent
    called = holder is not None and holder.kind == "call" and holder.children[0] is node
    call = holder if called else node if node.kind == "call" else None
    return call if call is not None and call.children[1].kind == "argument_list" else None
