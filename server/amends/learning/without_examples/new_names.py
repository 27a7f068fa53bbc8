"""A new name for what may not be called as it is: made of what the place itself says.

A loop's variable is called after what is looped over (`for line in lines`), or after itself and what tells it from the
other (`split_line`, `inner_exc`); what hides a builtin gets the underscore that PEP 8 has for it.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator, Sequence

from amends.core.problems import Problem, message_names
from amends.core.text import Edit
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Applied, Spot
from amends.learning.templates.renames import rename_edits
from amends.learning.without_examples.signatures import Completion
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.scopes import enclosing_scope
from amends.syntax.tree import Node, ancestors, descendants

_ASKED = re.compile(
    r"\bshadow(s|ed|ing)\b|\bredefin\w+ argument\b|\bambiguous variable name\b|\boverrides iterable\b"
    r"|\bloop variable\b.*\boverwritten\b",
    re.IGNORECASE,
)
_OF_BUILTIN = re.compile(r"\bbuiltin\b|\bbuilt-in\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"\bredefin|\boverwritten\b|\boverrides\b", re.IGNORECASE)
_PASSED_ON = frozenset({"items", "values", "keys", "split", "splitlines", "copy", "strip"})
"""Methods whose results are called like what they were called on."""
_VERBS = re.compile(r"^_?(?:iter|loop|get|list|all|find|load|read|fetch|walk)_")
_LOOPS = ("for_statement", "for_in_clause")
_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_SINGULAR, _QUALIFIED, _OTHER, _UNDERSCORED = 0.45, 0.35, 0.2, 0.3
"""How likely each is meant: estimates."""
_MOST_NAMES = 3
_LONGEST_ENDING = 3
_PLURALS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))


def asks_for_name(problem: Problem) -> bool:
    """Whether a message complains of what something is called, because something else is called so or is likelier."""
    return bool(_ASKED.search(problem.message))


def newly_named(records: Sequence[PatternRecord], spot: Spot, judged: Judged) -> Iterator[Completion]:
    """The variable or parameter at a spot by another name, as far as it reaches."""
    target = _target(spot) if asks_for_name(spot.problem) else None
    if target is None or enclosing_scope(target).kind == "class_definition":
        return
    record = record_of(Template(annotate="name"), "another name", spot, records, judged)
    found = list(_names(spot, target))[:_MOST_NAMES] if record is not None else []
    for name, probability in found:
        edits = _renamed(spot, target, name)
        if edits and record is not None:
            yield Completion(record, Applied(edits), probability)


def _target(spot: Spot) -> Node | None:
    """The name that is complained of."""
    if spot.tree.grammar.language != "python":
        return None
    said = {*message_names(spot.problem.message)}
    return next((one for one in descendants(spot.node, 40) if one.kind == "identifier" and one.text in said), None)


def _names(spot: Spot, target: Node) -> Iterator[tuple[str, float]]:
    """Names that nothing around has yet, with how likely each is meant, best first."""
    around = enclosing_scope(target)
    taken = {*re.findall(r"\w+", around.text)} if around is not spot.tree.root else {*spot.bound}
    seen = {*taken, *keyword.kwlist, *dir(builtins)}
    for name, probability in _made(spot, target):
        if name not in seen and name.isidentifier():
            seen.add(name)
            yield name, probability


def _made(spot: Spot, target: Node) -> Iterator[tuple[str, float]]:
    old, loop = target.text, _loop_of(target)
    if loop is not None:
        left, right = _sides(loop)
        word = _word_of(right)
        alone = left.kind == "identifier" or right.text.startswith("enumerate(")
        single, qualifier = singular(word), word.strip("_").rpartition("_")[0]
        if single and alone:
            yield single, _SINGULAR
        if len(old) > 1 and qualifier and not _VERBS.match(word):
            yield f"{qualifier}_{old}", _QUALIFIED
        if len(old) > 1 and single not in {"", old} and not alone:
            yield f"{old}_{single}", _OTHER
    if _OF_BUILTIN.search(spot.problem.message):
        yield f"{old}_", _UNDERSCORED
    elif _OF_ANOTHER.search(spot.problem.message):
        yield f"inner_{old}", _OTHER


def singular(word: str) -> str:
    """What one of many is called, empty where a word does not say that they are many."""
    head, _, last = _VERBS.sub("", word).rpartition("_")
    low = last.lower()
    if len(low) <= _LONGEST_ENDING or not low.endswith("s") or low.endswith(("ss", "us", "is")):
        return ""
    ending, instead = next(pair for pair in _PLURALS if low.endswith(pair[0]))
    one = last.removesuffix(last[-len(ending) :]) + instead
    return f"{head}_{one}" if head else one


def _loop_of(target: Node) -> Node | None:
    """The loop or the part of a comprehension that introduces the name."""
    for one in ancestors(target):
        if one.kind in _LOOPS:
            return one if _sides(one)[0].start <= target.start < _sides(one)[0].end else None
        if one.category in {"statement", "block"}:
            return None
    return None


def _sides(loop: Node) -> tuple[Node, Node]:
    """What is bound by a loop, and what is looped over."""
    at = next(at for at, child in enumerate(loop.children) if child.kind == "in")
    return loop.children[at - 1], loop.children[at + 1]


def _word_of(value: Node) -> str:
    """The word that says what the things in a value are."""
    match value.kind:
        case "identifier":
            return value.text
        case "attribute":
            return value.children[-1].text
        case "subscript":
            key = value.children[2].text
            return key.strip("\"'") if key[:1] in "\"'" else _word_of(value.children[0])
        case "await" | "parenthesized_expression":
            return _word_of(value.children[1])
        case "call":
            return _word_of_call(value)
    return ""


def _word_of_call(call: Node) -> str:
    function, arguments = call.children[0], [one for one in call.children[1].children if one.named]
    name = _word_of(function)
    if function.kind == "attribute":
        return _word_of(function.children[0]) if name in _PASSED_ON else name
    lasting = hasattr(builtins, name) or name.startswith(("iter_", "loop_"))
    return _word_of(arguments[0]) if arguments and lasting else name


def _renamed(spot: Spot, target: Node, new: str) -> tuple[Edit, ...]:
    """The edits that change the name: where the name means something else around it, only there."""
    old, around = target.text, _own_part(target)
    alone = around is not None and (around.kind in _COMPREHENSIONS or not _used_later(around, old))
    if around is None or not (alone or _OF_ANOTHER.search(spot.problem.message)):
        return () if _OF_ANOTHER.search(spot.problem.message) else rename_edits(target, old, f"function={old}>{new}")
    loop = _loop_of(target)
    outside = range(_sides(loop)[1].start, _sides(loop)[1].end) if loop is not None else ()
    words = [one for one in descendants(around) if one.kind == "identifier" and one.text == old]
    return tuple(Edit(one.start, one.end, new) for one in words if _is_variable(one) and one.start not in outside)


def _own_part(target: Node) -> Node | None:
    """The loop, comprehension or `except` clause that introduces the name."""
    loop = _loop_of(target)
    if loop is not None:
        return loop.parent if loop.kind == "for_in_clause" else loop
    holders = (one for one in ancestors(target) if one.kind == "as_pattern_target" or one.category == "statement")
    found = next(holders, None)
    if found is None or found.kind != "as_pattern_target":
        return None
    return next((one for one in ancestors(found) if one.kind == "except_clause"), None)


def _is_variable(word: Node) -> bool:
    parent = word.parent
    if parent is None:
        return True
    member = parent.kind == "attribute" and parent.children[0] is not word
    return not member and not (parent.kind == "keyword_argument" and parent.children[0] is word)


def _used_later(loop: Node, name: str) -> bool:
    scope = enclosing_scope(loop)
    return bool(re.search(rf"(?<![.\w]){re.escape(name)}\b", scope.tree.content[loop.end : scope.end]))
