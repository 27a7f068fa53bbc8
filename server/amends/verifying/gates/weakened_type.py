"""Gate: types say less than before, so that a type checker has nothing left to complain of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from amends.core.problems import message_names
from amends.core.text import Text
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.comments import code_of
from amends.verifying.gates.reading.python_source import FunctionNode, PythonSource, constant, is_constant, line_of
from amends.verifying.gates.reading.tree_code import vague_types

NAME = "weakened-type"
_ANY = frozenset({"typing.Any", "typing_extensions.Any", "Any", "_typeshed.Incomplete", "_typeshed.Unused"})
_VAGUE = frozenset({*_ANY, "object", "builtins.object"})
_CASTS = frozenset({"typing.cast", "typing_extensions.cast", "cast", "typing.assert_never", "typing.reveal_type"})
_ANY_IN_TYPESCRIPT = re.compile(r"\bas\s+(?:any|unknown|never)\b|[:<|&,]\s*any\b|<\s*any\s*>|\w!(?=[.;,)\[])")
_ANY_IN_JSDOC = re.compile(
    r"@(?:param|returns?|type|typedef|property|prop)\s*(\{[^{}]*(?:(?<![\w.])(?:any|unknown|Object|Function)\b|[*?](?=[\s|>)}]))[^{}]*\})"
)
_DYNAMIC = "Dynamic attribute access hides the attribute from checkers."
_GETTER = "attrgetter"
_CAST = "cast"
_HIDING = frozenset({"TYPE_CHECKING", "typing.TYPE_CHECKING", "MYPY"})

Slots = dict[str, ast.expr | None]
"""Every place of a text that can carry an annotation, by name; None where it carries none."""


def check(change: Change) -> Iterator[GateFinding]:
    """`Any` or `object` in place of a type, lost annotations, casts, dynamic attributes, code hidden from checkers."""
    if not change.python:
        yield from _other_languages(change)
        return
    before, after = change.python
    yield from _annotations(change, before, after)
    joined = _joined_accesses(change, before, after)
    for fact in change.added(_silencers(before), _silencers(after)):
        if fact.key == _GETTER and _silences_nothing(change):
            continue
        if not (joined and fact.label == _DYNAMIC) and not _is_usual_cast(change, fact, before, after):
            yield change.finding(NAME, change.line_after(fact.line), fact.label)
    missing = {name for problem in change.problems for name in message_names(problem.message)}
    for fact in change.added(_made_up(before, missing), _made_up(after, missing)):
        yield change.finding(NAME, change.line_after(fact.line), fact.label)
    yield from _opened_signatures(change, before, after)


def _joined_accesses(change: Change, before: PythonSource, after: PythonSource) -> bool:
    """Whether a finding marks one of several dynamic accesses that became fewer: a look and an access are one now."""
    old, new = list(_accesses(before)), list(_accesses(after))
    return len(new) < len(old) and any(change.asked_at(line, line) for line in old)


def _accesses(source: PythonSource) -> Iterator[int]:
    """Lines where an attribute is looked for or taken by its name."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and source.called(node) in {"getattr", "hasattr"}:
            yield line_of(node)


def _annotations(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    old, new = _slots(before), _slots(after)
    for name, annotation in new.items():
        if annotation is None or (name not in old and not before.parses):
            continue
        was = old.get(name)
        grown = _vague_parts(after, annotation) - (_vague_parts(before, was) if was else 0)
        if was is None and _silences_nothing(change):
            continue  # where there was no type, none is lost
        if grown > 0 and not _is_really_anything(after, name, was, annotation, writes_any=_writes_any(before)):
            yield change.finding(
                NAME, change.line_after(line_of(annotation)), f"`{ast.unparse(annotation)}` accepts anything."
            )
    for name, annotation in old.items():
        lost = annotation is not None and name in new and new[name] is None
        if lost and annotation and not (_lost_on_request(change, annotation) or _is_inferred(change, name, after)):
            yield change.finding(NAME, change.line_before(line_of(annotation)), "A type annotation was removed.")


def _writes_any(source: PythonSource) -> bool:
    """Whether some function of the file is annotated so already."""
    signatures = (_signature(name, function) for name, function in source.functions.items())
    return any(_vague_parts(source, annotation) for slots in signatures for annotation in slots.values() if annotation)


def _is_really_anything(
    source: PythonSource, name: str, was: ast.expr | None, annotation: ast.expr, *, writes_any: bool
) -> bool:
    """Whether a slot without a type may get a vague one: variadics, parts of containers, where the file does so."""
    if was is not None:
        # `dict` that becomes `dict[str, Any]` says more than before, not less.
        whole = _unquoted(annotation)
        return isinstance(whole, ast.Subscript) and source.dotted(whole.value) == source.dotted(_unquoted(was))
    bare = (
        source.dotted(_unquoted(annotation)) in _ANY
    )  # `object` in a place that had no type still checks what is done with it
    return writes_any or not bare or name.rpartition(":")[2].startswith("*") or ".__" in name or name.startswith("__")


def _lost_on_request(change: Change, annotation: ast.expr) -> bool:
    return change.removal_asked_at(line_of(annotation), line_of(annotation))


def _is_inferred(change: Change, slot: str, after: PythonSource) -> bool:
    """Whether a patch that answers no checker gives a variable of a function what says its type by itself."""
    statements = (
        (f"{name}.{ast.unparse(statement.targets[0])}=", statement.value)
        for name, function in after.changed_functions.items()
        for statement in function.body
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1
    )
    return _silences_nothing(change) and any(name == slot and not _is_empty_value(value) for name, value in statements)


def _made_up(source: PythonSource, missing: set[str]) -> Iterator[Fact]:
    """Missing names that were only given an empty value."""
    for node in source.nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _is_empty_value(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in {ast.unparse(target) for target in targets} & missing:
                yield Fact(name, line_of(node), f"`{name}` was made up as an empty value.")


def _is_empty_value(value: ast.expr) -> bool:
    return ast.unparse(value) in {"None", "...", "object()", "object", "''", "0", "{}", "[]", "()", "dict()", "list()"}


def _opened_signatures(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    """Functions that take anything where they took named parameters."""
    for name, function in before.changed_functions.items():
        if (new := after.function(name)) is None:
            continue
        old_slots, new_slots = set(_signature(name, function)), set(_signature(name, new))
        opened = any(":*" in slot for slot in new_slots - old_slots)
        if opened and any(":*" not in slot for slot in old_slots - new_slots):
            yield change.finding(NAME, change.line_after(line_of(new)), f"`{name}` now takes anything.")


def _slots(source: PythonSource) -> Slots:
    slots: Slots = {}
    for name, function in source.changed_functions.items():
        slots |= _signature(name, function)
    inner = ((name, node.body) for name, node in source.changed_definitions.items())
    for scope, body in [("", source.changed.body), *inner]:
        for statement in body:
            if isinstance(statement, ast.AnnAssign):
                slots[f"{scope}.{ast.unparse(statement.target)}="] = statement.annotation
            elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                slots.setdefault(f"{scope}.{ast.unparse(statement.targets[0])}=", None)
    return slots


def _signature(name: str, function: FunctionNode) -> Slots:
    given = function.args
    slots: Slots = {
        f"{name}:{each.arg}": each.annotation for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)
    }
    if given.vararg:
        slots[f"{name}:*{given.vararg.arg}"] = given.vararg.annotation
    if given.kwarg:
        slots[f"{name}:**{given.kwarg.arg}"] = given.kwarg.annotation
    return {**slots, f"{name}:->": function.returns}


def _vague_parts(source: PythonSource, annotation: ast.expr) -> int:
    whole = _unquoted(annotation)
    return sum(source.dotted(node) in _VAGUE for node in ast.walk(whole) if isinstance(node, ast.Name | ast.Attribute))


def _unquoted(annotation: ast.expr) -> ast.expr:
    text = constant(annotation)
    if isinstance(text, str):
        parsed = PythonSource.of(Text(text)).tree.body
        return parsed[0].value if parsed and isinstance(parsed[0], ast.Expr) else annotation
    return annotation


def _silencers(source: PythonSource) -> Iterator[Fact]:
    for node in source.nodes:
        if isinstance(node, ast.Call):
            yield from _silencing_call(source, node)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and source.dotted(node.operand) in _HIDING:
            yield Fact("hidden", line_of(node), "Code is hidden from type checkers.")
        elif isinstance(node, ast.FunctionDef) and node.name in {"__getattr__", "__getattribute__"}:
            yield Fact("catch-all", line_of(node), f"`{node.name}` makes every attribute exist.")
        elif (
            isinstance(node, ast.Assign | ast.AnnAssign)
            and node.value is not None
            and source.dotted(node.value) in _ANY
        ):
            yield Fact("alias of any", line_of(node), "A name that stands for `Any` was added.")
        elif isinstance(node, ast.ClassDef) and any(source.dotted(base) in _ANY for base in node.bases):
            yield Fact("base of any", line_of(node), "A class that inherits from `Any` accepts everything.")


def _silences_nothing(change: Change) -> bool:
    """Whether a patch answers no checker: a sort key may then be written as people write them."""
    return change.is_patch and not any(problem.message and not problem.test for problem in change.problems)


def _is_usual_cast(change: Change, fact: Fact, before: PythonSource, after: PythonSource) -> bool:
    """Whether a patch says once more what the file says already, and nothing was found where it does."""
    if fact.key != _CAST or not change.is_patch or change.own_problems:
        return False
    calls = [node for node in after.nodes if isinstance(node, ast.Call) and line_of(node) == fact.line]
    types = [ast.unparse(call.args[0]).strip("\"'") for call in calls if after.called(call) in _CASTS and call.args]
    usual = (re.search(rf"\bcast\(\s*[\"']?{re.escape(one)}[\"']?,", before.text.content) for one in types)
    return bool(types) and all(usual)


def _silencing_call(source: PythonSource, call: ast.Call) -> Iterator[Fact]:
    name = source.called(call)
    if name in _CASTS:
        yield Fact(_CAST, line_of(call), "A cast claims a type that nothing has shown.")
    elif name in {"getattr", "builtins.getattr"} and _dynamic(call):
        yield Fact(("getattr", len(call.args)), line_of(call), _DYNAMIC)
    elif name == "operator.attrgetter" and _dynamic(call):
        yield Fact(_GETTER, line_of(call), _DYNAMIC)
    elif (
        name in {"setattr", "builtins.setattr", "object.__setattr__"}
        and len(call.args) > 1
        and is_constant(call.args[1])
    ):
        yield Fact("setattr", line_of(call), _DYNAMIC)


def _dynamic(call: ast.Call) -> bool:
    # A name that is computed at run time is what getattr is for; a literal one is a detour, a default hides the lack.
    _owner, *name_and_default = call.args or [call]
    return len(name_and_default) > 1 or any(isinstance(constant(argument), str) for argument in call.args)


def _other_languages(change: Change) -> Iterator[GateFinding]:
    if change.trees and not change.is_test:
        for fact in change.added(*map(vague_types, change.trees)):
            yield change.finding(NAME, change.line_after(fact.line), f"`{fact.label}` accepts anything.")
    before, after = (tuple(_typescript(text.content, change.language)) for text in (change.before, change.after))
    for fact in change.added(before, after):
        yield change.finding(NAME, change.line_after(fact.line), f"`{fact.label}` accepts anything.")


def _typescript(content: str, language: str) -> Iterator[Fact]:
    if language.startswith(("typescript", "vue", "svelte")):
        for found in _ANY_IN_TYPESCRIPT.finditer(code_of(content, language)):
            yield Fact("any", content.count("\n", 0, found.start()), found.group().strip())
    if language.startswith("javascript"):
        for found in _ANY_IN_JSDOC.finditer(content):
            yield Fact("any in a comment", content.count("\n", 0, found.start()), found.group(1))
