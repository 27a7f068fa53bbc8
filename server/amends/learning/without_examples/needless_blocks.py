"""Blocks that a message calls needless: a clause that goes, or a condition that is left out and its block kept.

Two cases: the keyword of a clause is marked (`else` after a `return`), then what the clause holds follows the statement
that it belonged to; or a condition is marked of which it is known whether it holds (the message says so, or it asks for
a version long gone), then its block or the other one stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.learning.pattern import Template
from amends.syntax.template import WILD, Hole, Part, Rest, Site, Term

_OF_VERSIONS = re.compile(r"\bversion\b.*\b(outdated|minimum|old)\b|\boutdated\b.*\bversion\b", re.IGNORECASE)
_ALWAYS = re.compile(r"\balways\b.*\b(true|false)\b", re.IGNORECASE)
_HOLDING, _FAILING = (">=", ">"), ("<", "<=")
"""What is asked of versions long gone: whether there is one so new, or one so old."""
_DISSOLVE, _KEEP, _REMOVE = "dissolve the clause", "keep the block", "remove the block"
BLOCK_PRIORS = {_DISSOLVE: 0.5, _KEEP: 0.5, _REMOVE: 0.5}
"""How often it is meant."""
_HELD = 500
_OTHERS = 501
_WITH_ELSE = ("if_statement", "for_statement", "while_statement", "try_statement")
_HOLDERS = ("block", "module")


def is_clause(marked: str) -> bool:
    """Whether what is marked is the keyword of a clause."""
    return marked.strip().rstrip(":") in {"else", "elif"}


def needless_blocks(message: str, language: str, *, clause: bool) -> Iterator[tuple[str, Template]]:
    """Templates that take a needless clause or condition away, each with its name; `clause`: a keyword is marked."""
    if language != "python":
        return
    if clause:
        for holder in _HOLDERS:
            yield from ((_DISSOLVE, Template(_dissolved(holder, one), 3)) for one in _WITH_ELSE)
            yield _DISSOLVE, Template(_split(holder), 3)
        return
    always = _ALWAYS.search(message)
    if always:
        yield from _decided(Hole(WILD, "expression", focus=True), holds=always.group(1).lower() == "true")
    elif _OF_VERSIONS.search(message):
        for operators, holds in ((_HOLDING, True), (_FAILING, False)):
            for operator in operators:
                yield from _decided(_compared(operator), holds=holds)


def _decided(condition: Part, *, holds: bool) -> Iterator[tuple[str, Template]]:
    """A condition of which it is known whether it holds: its block stays, or the other one does."""
    if holds:
        for after in ((), (Hole(WILD, "else_clause"),)):
            yield _KEEP, Template(Site((_if(condition, _kept(), *after),), (Rest(_HELD),)), 1)
        return
    yield _KEEP, Template(Site((_if(condition, Hole(WILD, "block"), _else()),), (Rest(_HELD),)), 1)
    yield _REMOVE, Template(Site((_if(condition, Hole(WILD, "block")),), ()), 1)
    yield from ((_REMOVE, Template(_without_elif(condition, last=last), 2)) for last in (True, False))


def _compared(operator: str) -> Term:
    value = Hole(WILD, "expression")
    return Term("comparison_operator", parts=(value, Term(operator, operator), value), focus=True)


def _dissolved(holder: str, statement: str) -> Term:
    """What `else:` held comes after the statement."""
    clause = Site((_else(focus=True),), (), lead="", trail="")
    return Term(holder, parts=(Rest(), Term(statement, parts=(Rest(), clause)), Site((), (Rest(_HELD),)), Rest()))


def _split(holder: str) -> Term:
    """`elif` begins a statement of its own, and takes the clauses below it along."""
    clause = Term("elif_clause", parts=(Term("elif", "elif", focus=True), Rest(_HELD)))
    taken = Site((clause, Rest(_OTHERS)), (), lead="", trail="")
    written = (Term("if", "if"), Rest(_HELD, " "), Rest(_OTHERS, "\n"))
    return Term(holder, parts=(Rest(), Term("if_statement", parts=(Rest(), taken)), Site((), written), Rest()))


def _if(condition: Part, *parts: Part) -> Term:
    return Term("if_statement", parts=(Term("if", "if"), condition, Term(":", ":"), *parts))


def _else(*, focus: bool = False) -> Term:
    return Term("else_clause", parts=(Term("else", "else", focus=focus), Term(":", ":"), _kept()))


def _kept() -> Term:
    return Term("block", parts=(Rest(_HELD),))


def _without_elif(condition: Part, *, last: bool) -> Term:
    parts = (Term("elif", "elif"), condition, Term(":", ":"), Hole(WILD, "block"))
    clause = Term("elif_clause", parts=parts)
    if last:
        return Term("if_statement", parts=(Rest(), Site((clause,), (), lead="", trail="")))
    return Term("if_statement", parts=(Rest(), Site((clause,), (), lead="\n"), Hole(WILD, "any"), Rest()))
