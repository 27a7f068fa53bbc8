"""What is known of a mistake before anyone has repaired it: what its message says.

Messages of tools say what is wrong with the marked code: that it is needless, or what to write instead of it. Each way
to read a message is a pattern like any other, without examples: it comes last until people have repaired so, and the
first repair that it explains makes it a learned one.
"""

from __future__ import annotations

import builtins
import functools
import keyword
import re
from collections.abc import Iterator, Sequence

import attrs

from amends.core.problems import Problem, ProblemKind, message_names
from amends.learning.codec import canonical_template
from amends.learning.pattern import Pattern, PatternRecord, Template, pattern_id
from amends.learning.templates.generalise import MESSAGE
from amends.learning.titles import template_title
from amends.learning.without_examples.methods_meant import asks_for_method
from amends.learning.without_examples.needless_blocks import BLOCK_PRIORS, is_clause, needless_blocks
from amends.learning.without_examples.needless_directives import asks_for_removal
from amends.learning.without_examples.respellings import RESPELLING_PRIORS, respellings
from amends.syntax.grammars import grammar_for
from amends.syntax.template import WILD, Hole, Part, Site, Term

GIVEN_LEVEL = 9
"""Of patterns that are there before any example."""
_NEEDLESS = re.compile(
    r"\b(unused|never used|not used|unneeded|unnecessary|useless|redundant|needless|superfluous|outdated|duplicate"
    r"|remove|inherits from|no effect|pointless)\b|^(\{\}|\w+) found$",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(uses?|using|replace|replaced|prefer|should be|instead|rewrite|consider|deprecated|did you mean|renamed)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\w.$:-]+")
_WORD = re.compile(r"(?<![.\w])[^\W\d]\w*")
_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
_STATEMENTS = frozenset(keyword.kwlist).difference(
    ("False", "None", "True", "and", "await", "in", "is", "not", "or", "yield")
)
"""Words that are no code by themselves: "use `with` instead of `try`-`finally`"."""
_MOST_NAMES = 3
_FORMS = 2
"""Of the three forms of a quoted name, the whole and its last dotted part are written."""
_DEEPEST = 3
_WRAPPERS = ("dotted_name", "import_specifier")
"""Nodes that hold a single name."""
_SIMPLE = (
    "expression_statement",
    "import_statement",
    "import_from_statement",
    "future_import_statement",
    "pass_statement",
    "lexical_declaration",
)
"""Statements that hold no others: a loop whose variable is unused is not needless itself."""
_ARGUMENT = 1
_PRIORS = {
    "name for name": 0.3,
    "remove it": 0.25,
    "remove the statement": 0.3,
    "keep the value": 0.35,
    "write it": 0.25,
    "unwrap": 0.15,
    **RESPELLING_PRIORS,
    **BLOCK_PRIORS,
}


@attrs.frozen
class _Reading:
    """One way to understand a message."""

    name: str
    template: Template


def given_patterns(problem: Problem, language: str, marked: str) -> tuple[Pattern, ...]:
    """What a message says of the marked code as patterns; none when it says nothing that can be done."""
    # Of these it is the comment that is needless, not the code, or a call that becomes another one, not its name.
    if grammar_for(language) is None or asks_for_removal(problem) or asks_for_method(problem):
        return ()
    names = message_names(problem.message)[:_MOST_NAMES]
    meant = tuple(at for at, name in enumerate(names) if not _is_illustration(name, marked))
    whole = tuple(at for at in meant if _stands_alone(names[at], marked))
    return _of_kind(problem.kind, language, meant, whole, clause=is_clause(marked))


def _is_illustration(name: str, marked: str) -> bool:
    """Whether quoted code shows how it should look (`cond is None`), with names that stand for other code."""
    if _NAME.fullmatch(name.removesuffix("()")):
        return name in _STATEMENTS
    if "..." in name and "..." not in marked:
        return True
    said = {*_WORD.findall(_TEXT.sub("", name))}
    return bool(said.difference(_WORD.findall(marked), keyword.kwlist, dir(builtins)))


def _stands_alone(name: str, marked: str) -> bool:
    """Whether quoted code can be all of what is marked; a function's name is not its call, with or without `()`."""
    if name.endswith("()"):
        return marked.endswith("()") or not _WORD.search(marked)
    return not _NAME.fullmatch(name) or bool(_NAME.fullmatch(marked)) or not _WORD.search(_TEXT.sub("", marked))


def prior_of(records: Sequence[PatternRecord]) -> float:
    """How often a message is meant as the surest of some given patterns takes it: estimates, until people said more."""
    names = {record.pattern.title.partition(":")[0] for record in records}
    return max((prior for name, prior in _PRIORS.items() if name in names), default=0.05)


# A pure function that every problem of a kind asks for.
@functools.lru_cache(maxsize=512)
def _of_kind(
    kind: ProblemKind, language: str, meant: tuple[int, ...], whole: tuple[int, ...], *, clause: bool
) -> tuple[Pattern, ...]:
    found: dict[str, Pattern] = {}
    spelt = (_Reading(*one) for one in respellings(kind.template))
    clause = clause and bool(_NEEDLESS.search(kind.template))
    blocks = needless_blocks(kind.template, language, clause=clause)
    for reading in (*_readings(kind.template, meant, whole), *spelt, *(_Reading(*one) for one in blocks)):
        key = pattern_id(kind, language, canonical_template(reading.template))
        title = f"{reading.name}: {template_title(reading.template)}"
        found.setdefault(key, Pattern(key, kind, language, GIVEN_LEVEL, title, reading.template))
    return tuple(found.values())


def _readings(message: str, meant: tuple[int, ...], whole: tuple[int, ...]) -> Iterator[_Reading]:
    if _INSTEAD.search(message):
        for new in meant:
            yield from (_name_for_name(old, new, form) for old in meant if old != new for form in range(_FORMS))
            if new in whole:
                yield _Reading("write it", Template(_replaced(Hole(WILD, "any", focus=True), _said(new, 0))))
    if _NEEDLESS.search(message):
        yield _Reading("remove it", Template(Site((Hole(WILD, "any"),), ())))
        for kind in _WRAPPERS:
            yield _Reading("remove it", Template(Site((Hole(WILD, kind),), ()), 1))
        yield _Reading("keep the value", Template(_value_kept(), 1))
        for depth in range(_DEEPEST + 1):
            for kind in _SIMPLE:
                yield _Reading("remove the statement", Template(Site((Hole(WILD, kind),), ()), depth))
        yield from (_Reading("unwrap", Template(_unwrapped(), depth)) for depth in (0, -1))


def _name_for_name(old: int, new: int, form: int) -> _Reading:
    """One quoted name in the place of another, wherever that stands inside the marked code."""
    return _Reading("name for name", Template(_replaced(_said(old, form), _said(new, form)), -1))


def _said(index: int, form: int) -> Hole:
    return Hole(MESSAGE + 3 * index + form, "any")


def _replaced(before: Part, after: Part) -> Site:
    return Site((before,), (after,))


def _value_kept() -> Site:
    """What is assigned to a name in the place of the assignment: it may do more than give a value."""
    value = Hole(_ARGUMENT, "expression")
    return _replaced(Term("assignment", parts=(Hole(WILD, "any", focus=True), Term("=", "="), value)), value)


def _unwrapped() -> Site:
    """A call's only argument in the place of the call."""
    argument = Hole(_ARGUMENT, "expression")
    brackets = Term("argument_list", parts=(Term("(", "("), argument, Term(")", ")")))
    return _replaced(Term("call", parts=(Hole(WILD, "expression"), brackets)), argument)
