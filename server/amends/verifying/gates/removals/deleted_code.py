"""Gate: the code that had the problem is gone, emptied, or never runs any more."""

from __future__ import annotations

import ast
import copy
import difflib
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from amends.core.problems import Problem, message_names
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact, asks_removal
from amends.verifying.gates.reading.python_source import (
    FunctionNode,
    PythonSource,
    dumped,
    is_constant,
    last_line_of,
    line_of,
    without_docstring,
)
from amends.verifying.gates.reading.tree_shape import deleted
from amends.verifying.gates.reading.unwritten import unwritten
from amends.verifying.gates.removals.made_by_dataclass import made_by_dataclass
from amends.verifying.gates.removals.taken_apart import (
    joined_handlers,
    kept_branches,
    merged_methods,
    nothing_is_gone,
    taken_apart,
)

NAME = "deleted-code"
LOST_WHEN_ASKED = 8
"""Statements that a rewriting of the problem's own place may save: nested ifs, a loop that becomes a comprehension."""
LOST_UNASKED = 2
_LONGEST_SHOWN = 60
_EMPTY = (ast.Pass, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)
# A finding of a whole block says so; one at the header of a block speaks of the header.
_BLOCK = re.compile(r"\b(block|branch|clause|handler|code|statement|loop)\b", re.IGNORECASE)
_TYPE_CHECKING = frozenset({"TYPE_CHECKING", "typing.TYPE_CHECKING"})
_JUMPS = (ast.Return, ast.Raise, ast.Break, ast.Continue)


def check(change: Change) -> Iterator[GateFinding]:
    """Functions removed or emptied, statements dropped, code made unreachable or turned into comments."""
    if change.trees and not change.is_test:
        yield from deleted(change, NAME, *change.trees)
        for fact in change.added(*map(unwritten, change.trees)):
            yield change.finding(NAME, change.line_after(fact.line), fact.label)
    if not change.python:
        return
    before, after = change.python
    if before.parses and after.parses:
        yield from _functions(change, before, after)
        yield from _statements(change, before, after)
    for fact in change.added(_dead(before), _dead(after)):
        yield change.finding(NAME, change.line_after(fact.line), fact.label)
    yield from _commented_out(change, before, after)


def _functions(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    made = made_by_dataclass(change)
    for name, function in before.changed_functions.items():
        if _is_stub(function) or name in made:
            continue
        new = after.function(name)
        line = line_of(function)
        if new is not None and _is_stub(new) and not _is_asked(change, function, new):
            yield change.finding(NAME, change.line_after(line_of(new)), f"The body of `{name}` was emptied.")
        elif (
            new is None
            and not _moved(function, before, after)
            and not _named_as_unused(change, function)
            and not taken_apart(change, name, function, after)
            and not (change.is_patch and change.is_test and function.name.startswith("test"))  # see weakened-test
        ):
            yield change.finding(NAME, change.line_before(line), f"`{name}` was removed.")


def _is_stub(function: FunctionNode) -> bool:
    body = without_docstring(function.body)
    return all(_is_empty(statement) for statement in body)


def _is_asked(change: Change, function: FunctionNode, new: FunctionNode) -> bool:
    """Whether it still gives back what it gave, and all that is gone was called needless."""
    left = {ast.dump(statement) for statement in new.body}
    gone = [statement for statement in function.body if ast.dump(statement) not in left]
    gives = any(isinstance(one, ast.Return) and one.value and ast.dump(one) in left for one in function.body)
    return gives and all(change.removal_asked_at(line_of(one), last_line_of(one)) for one in gone)


def _is_empty(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Return):
        return statement.value is None or is_constant(statement.value)
    if isinstance(statement, ast.Raise):
        return "NotImplemented" in ast.unparse(statement)
    return isinstance(statement, ast.Pass) or (isinstance(statement, ast.Expr) and is_constant(statement.value))


def _moved(function: FunctionNode, before: PythonSource, after: PythonSource) -> bool:
    """Whether the body stands under another name now, or its statements somewhere else."""
    body = dumped(function.body)
    return any(
        dumped(new.body) == body for name, new in after.changed_functions.items() if name not in before.functions
    )


def _named_as_unused(change: Change, function: FunctionNode) -> bool:
    line = line_of(function)
    return change.removal_asked_at(line, line) and any(
        function.name == mentioned
        for problem in change.asked_at(line, line)
        for mentioned in message_names(problem.message)[:1]
    )


def _statements(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    if nothing_is_gone(change, before, after):
        return
    old, new = list(_flat(before.changed.body)), list(_flat(after.changed.body))
    old_keys, new_keys = [_header(node) for node in old], [_header(node) for node in new]
    elsewhere = Counter(new_keys)
    elsewhere.subtract(old_keys)
    wanted = {id(node) for node in asked_to_go(change, before.changed.body)}
    wanted |= {
        id(node) for node in _flat([one for one in before.changed.body if change.was_moved(before.segment(one))])
    }
    wanted |= {id(node) for node in _flat(_helpers_that_went(change, before, after))}
    made = [before.changed_functions[name] for name in made_by_dataclass(change) if name in before.changed_functions]
    made += [before.changed_functions[name] for name in merged_methods(change)]
    wanted |= {id(node) for node in _flat([*made])}
    wanted |= {id(node) for node in kept_branches(before, after)}
    wanted |= {id(node) for node in (joined_handlers(before) if change.is_patch else ())}
    wanted |= {id(node) for one in old if isinstance(one, ast.Try) for node in _only_raised_again(one)}
    matcher = difflib.SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        lost = [node for node, key in zip(old[start:stop], old_keys[start:stop], strict=True) if elsewhere[key] < 0]
        lost = [node for node in lost if not _is_filler(node)]
        put_there = sum(not _is_filler(node) for node in new[new_start:new_stop])
        if tag in {"delete", "replace"} and _too_much(change, lost, wanted, put_there):
            yield change.finding(NAME, change.line_before(line_of(lost[0])), _gone(change, lost[0]))
            continue
        for node in lost if tag in {"delete", "replace"} and not change.own_problems and not change.is_test else ():
            if (name := _done_for_its_effect(node)) and name not in after.text.content.replace(f"def {name}(", ""):
                yield change.finding(NAME, change.line_before(line_of(node)), f"The call of `{name}` was removed.")


def _helpers_that_went(change: Change, before: PythonSource, after: PythonSource) -> list[ast.stmt]:
    """Private functions without a caller that a patch took away whole, and that had none before."""
    words = Counter(re.findall(r"\w+", before.text.content))
    return [
        function
        for name, function in before.changed_functions.items()
        if words[function.name] == 1 and after.function(name) is None and taken_apart(change, name, function, after)
    ]


def _only_raised_again(statement: ast.Try) -> list[ast.stmt]:
    """A `try` that does nothing but raise again what it caught, with all its own lines; without it nothing changes."""
    again = [one for handler in statement.handlers for one in handler.body]
    bare = all(isinstance(one, ast.Raise) and one.exc is None for one in again)
    return [statement, *again] if bare and again and not statement.orelse and not statement.finalbody else []


def _gone(change: Change, statement: ast.stmt) -> str:
    """What is told of code that went: of a bare patch nobody knows what it should have repaired."""
    words = textwrap.shorten(change.before.line(line_of(statement)), _LONGEST_SHOWN, placeholder=" …")
    if change.judged_by_problem:
        return f"`{words}` was deleted; it should have been repaired."
    return f"`{words}` was deleted, and nothing does the same in its place."


def _done_for_its_effect(statement: ast.stmt) -> str:
    """The name of a function that a statement only calls, words to the log and methods of values left out."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    name = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
    return "" if name in {"print", "breakpoint", "pprint", "super", "help", "input"} or "log" in name else name


def went_whole(change: Change, line: int) -> bool:
    """Whether the innermost statement around a line was asked to go, and nothing of it is left."""
    if change.python is None:
        return False
    before, after = change.python
    around = [one for one in asked_to_go(change, before.changed.body) if line_of(one) <= line <= last_line_of(one)]
    left = {_header(node) for node in _flat(after.changed.body)}
    return bool(around) and not any(_header(node) in left for node in _flat(around[-1:]))


def _too_much(change: Change, lost: list[ast.stmt], wanted: set[int], replaced_by: int) -> bool:
    unasked = [node for node in lost if id(node) not in wanted]
    gone = len(unasked) - replaced_by
    if gone <= 0 or not unasked:
        return False
    at_problem = bool(change.asked_at(line_of(lost[0]), max(map(last_line_of, lost))))
    if replaced_by:
        # Whoever repairs a wrong function may write it shorter; emptied ones are seen by themselves.
        rewritten = at_problem or not change.own_problems
        return gone > (LOST_WHEN_ASKED if rewritten else LOST_UNASKED)
    if change.own_problems:
        return True
    # A failing test, or a bare patch: one wrong statement may simply have to go, a check or a block may not.
    return len(unasked) > LOST_UNASKED or any(isinstance(node, ast.Raise | ast.Assert) for node in unasked)


def asked_to_go(change: Change, body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that a finding wants away: themselves, the block they open, or all that is in it."""
    for statement in body:
        blocks = list(_nested(statement))
        inner = [going for block in blocks for going in asked_to_go(change, block)]
        asked = change.asked_at(line_of(statement), _header_end(statement))
        if any(asks_removal(problem) and (not blocks or _speaks_of(problem, statement)) for problem in asked) or (
            blocks and all(child in inner or isinstance(child, _EMPTY) for block in blocks for child in block)
        ):
            yield from _flat([statement])
        else:
            yield from inner


def _speaks_of(problem: Problem, statement: ast.stmt) -> bool:
    """Whether a finding at the header of a block means all of it."""
    name = getattr(statement, "name", None)
    return bool(_BLOCK.search(problem.message)) or (
        isinstance(name, str) and name in message_names(problem.message)[:1]
    )


def _nested(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, []):
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        for block in _nested(statement):
            yield from _flat(block)


def _header(statement: ast.stmt) -> str:
    """A statement without what is nested in it."""
    slim = copy.copy(statement)
    for name in ("body", "orelse", "finalbody", "handlers", "cases", "decorator_list"):
        if hasattr(slim, name):
            setattr(slim, name, [])
    return ast.dump(slim)


def _header_end(statement: ast.stmt) -> int:
    body = getattr(statement, "body", None)
    return max(line_of(statement), line_of(body[0]) - 1) if body else last_line_of(statement)


def _is_filler(statement: ast.stmt) -> bool:
    literal = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return literal or isinstance(statement, _EMPTY)


def _dead(source: PythonSource) -> Iterator[Fact]:
    yield from _after_jump(source.outline.body)
    for node in source.nodes:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and not isinstance(node, ast.Module):
                yield from _after_jump(block)
        if isinstance(node, ast.If | ast.While | ast.IfExp) and _never(node.test):
            yield Fact("never", line_of(node), "The condition is never true: the code below does not run.")
        elif isinstance(node, ast.If) and source.dotted(node.test) in _TYPE_CHECKING and not _only_types(node.body):
            yield Fact("type checking", line_of(node), "Code that runs only for type checkers never runs.")


def _only_types(body: list[ast.stmt]) -> bool:
    return all(isinstance(item, ast.Import | ast.ImportFrom | ast.Pass | ast.If | ast.ClassDef) for item in body)


def _after_jump(block: list[ast.stmt]) -> Iterator[Fact]:
    for statement, _ in pairwise(block):
        if isinstance(statement, _JUMPS):
            yield Fact("unreachable", last_line_of(statement) + 1, "The code from here on is never reached.")


def _never(test: ast.expr) -> bool:
    if isinstance(test, ast.Constant):
        return not test.value
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return isinstance(test.operand, ast.Constant) and bool(test.operand.value)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(_never(value) for value in test.values)
    return isinstance(test, ast.List | ast.Tuple | ast.Set | ast.Dict) and not ast.unparse(test).strip("()[]{}")


def _commented_out(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    gone = {change.before.line(line).strip() for line in change.changed_lines[0]}
    old = Counter(comment.text for comment in before.comments)
    for comment in after.comments:
        code = comment.text.lstrip("#").strip()
        if not old[comment.text] and code in gone and "#" not in code[:1] and len(code) > len("x=1"):
            yield change.finding(NAME, change.line_after(comment.line), "Code was turned into a comment.")
