"""Calls that follow a changed signature: what a test gives may be handed over in another form, but stays the same."""

from __future__ import annotations

import re
from pathlib import Path

from amends.core.text import Text
from amends.platform.files import language_of
from amends.verifying.gates.reading.change import Change, is_test_path
from amends.verifying.gates.reading.tree_source import DIALECTS, TreeFunction, TreeSource, plain

_TOKEN = re.compile(r"[\"'`](?:[^\"'`\\]|\\.)*[\"'`]|[\w.]+|\S")
_GIVEN = re.compile(r"[\"'`].*[\"'`]|\d[\w.]*|true|false|null|nil|None|True|False", re.DOTALL)


def resigned(change: Change) -> frozenset[str]:
    """The functions of a patch's code, in languages that have trees, that take their parameters in another form now."""
    names: set[str] = set()
    for path, text in change.others if change.is_patch else ():
        language = language_of(Path(path.name))
        if language in DIALECTS and not is_test_path(path):
            before, after = (TreeSource(each, language) for each in (change.others_before.get(path, Text("")), text))
            names |= {
                key.rpartition(".")[2]
                for key, old in before.functions.items()
                if key in after.functions and _parameters(after.functions[key]) != _parameters(old)
            }
    return frozenset(names)


def _parameters(function: TreeFunction) -> str:
    value = function.node.child_by_field_name("value") or function.node
    given = value.child_by_field_name("parameters")
    return plain(given) if given is not None else ""


def with_bare_calls(words: str, names: frozenset[str]) -> str:
    """A claim with the arguments of some functions reduced to the literals among them, in their order."""
    kept, tokens, place = list[str](), _TOKEN.findall(words), 0
    while place < len(tokens):
        kept.append(tokens[place])
        called = tokens[place].rpartition(".")[2] in names and tokens[place + 1 : place + 2] == ["("]
        place += 1
        if called:
            end = _closing(tokens, place)
            kept += [token for token in tokens[place:end] if _GIVEN.fullmatch(token)]
            place = end
    return " ".join(kept)


def _closing(tokens: list[str], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place] == "(") - (tokens[place] == ")")
        if depth == 0:
            return place
    return len(tokens)
