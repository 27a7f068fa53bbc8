"""Answers that stopped coming from the inputs: the failing test's own result, written down where it was computed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.python_source import FunctionNode, PythonSource, is_constant, line_of
from amends.verifying.gates.reading.tree_shape import asks_more
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeFunction,
    TreeSource,
    is_literal,
    literals_of,
    statements_of,
    text_of,
    walk,
)

_OWN = frozenset({"self", "cls"})
_TRIVIAL = re.compile(r"^-?(0|1|2|0\.0|1\.0|true|false|True|False|null|nil|undefined|None|\"\"|''|``|\[\]|\{\}|\(\))$")
_RETURNS = frozenset({"return_statement", "return_expression"})
_DATA = frozenset({".json", ".csv", ".tsv", ".txt", ".yaml", ".yml", ".toml", ".ini", ".dat", ".properties", ".xml"})
_DATUM = re.compile(r"[^\W_][\w.@-]*(?<![.-])")
_MOST_DATA = 24
_LABEL = "The answer no longer comes from `{}` but from a literal."


def forgotten_inputs(change: Change) -> Iterator[Fact]:
    """Functions that were given a literal for what they made of a parameter, checks of the parameter apart."""
    if change.python:
        before, after = change.python
        yield from _in_python(before, after)
    elif change.trees:
        yield from _in_trees(*change.trees)


def _in_python(before: PythonSource, after: PythonSource) -> Iterator[Fact]:
    for name, old in before.changed_functions.items():
        new = after.function(name)
        if new is None:
            continue
        lost = (_used(old) - _used(new)) & _parameters(old) & _parameters(new)
        came = _literals(new) - _literals(old) or _constant_answers(new) - _constant_answers(old)
        if lost and came:
            yield Fact(("forgotten", name), line_of(new), _LABEL.format(min(lost)))


def _used(function: FunctionNode) -> frozenset[str]:
    """Names that have a part in what is made; to be asked about is none."""
    conditions = (node.test for node in _working(function) if isinstance(node, ast.If | ast.IfExp | ast.While))
    nodes = [node for condition in conditions for node in ast.walk(condition)]
    # What a condition also names is used further on.
    named = {id(part) for node in nodes if isinstance(node, ast.NamedExpr) for part in ast.walk(node.value)}
    asked = {id(node) for node in nodes} - named
    return frozenset(node.id for node in _working(function) if isinstance(node, ast.Name) and id(node) not in asked)


def _literals(function: FunctionNode) -> frozenset[str]:
    written = (ast.unparse(node) for node in _working(function) if isinstance(node, ast.Constant))
    return frozenset(literal for literal in written if not _TRIVIAL.match(literal))


def _constant_answers(function: FunctionNode) -> frozenset[str]:
    returned = (node.value for node in _working(function) if isinstance(node, ast.Return))
    return frozenset(ast.unparse(value) for value in returned if value is not None and is_constant(value))


def _working(function: FunctionNode) -> Iterator[ast.AST]:
    """Every node of the body outside checks and what is said to people."""
    for statement in function.body:
        said = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        check = isinstance(statement, ast.If) and all(isinstance(inner, ast.Raise) for inner in statement.body)
        if not (said or check or isinstance(statement, ast.Assert)):
            yield from ast.walk(statement)


def _parameters(function: FunctionNode) -> frozenset[str]:
    given = function.args
    return frozenset(each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)) - _OWN


def _in_trees(before: TreeSource, after: TreeSource) -> Iterator[Fact]:
    for name, old in before.functions.items():
        new = after.functions.get(name)
        if new is None or text_of(new.body) == text_of(old.body):
            continue
        inputs = old.inputs & new.inputs
        lost = inputs & _names(old, before) - _names(new, after)
        came = _tree_literals(new, after) - _tree_literals(old, before) or _tree_answers(new) - _tree_answers(old)
        if lost and came:
            yield Fact(("forgotten", name), new.line, _LABEL.format(min(lost)))


def _names(function: TreeFunction, source: TreeSource) -> frozenset[str]:
    kinds = ("identifier", "shorthand_property_identifier")
    names = [node for part in _working_parts(function, source) for node in walk(part) if node.type in kinds]
    return frozenset(text_of(node) for node in names if not _is_asked(node, function))


def _is_asked(name: SyntaxNode, function: TreeFunction) -> bool:
    """Whether a name only stands in a condition."""
    node = name
    while node.parent is not None and node.id != function.body.id:
        condition = node.parent.child_by_field_name("condition")
        if condition is not None and condition.id == node.id:
            return True
        node = node.parent
    return False


def _tree_literals(function: TreeFunction, source: TreeSource) -> frozenset[str]:
    written = (text_of(each) for part in _working_parts(function, source) for each in literals_of(part))
    return frozenset(literal for literal in written if not _TRIVIAL.match(literal))


def _tree_answers(function: TreeFunction) -> frozenset[str]:
    found = [node.named_children[0] for node in walk(function.body) if node.type in _RETURNS and node.named_children]
    if len(function.statements) == 1:
        found += function.statements  # an arrow function's value, or the last expression of Rust
    return frozenset(text_of(value) for value in found if is_literal(value))


def _working_parts(function: TreeFunction, source: TreeSource) -> list[SyntaxNode]:
    return [statement for statement in function.statements if not _is_check(statement, source)]


def _is_check(statement: SyntaxNode, source: TreeSource) -> bool:
    inner = statement.named_children[0] if statement.type == "expression_statement" else statement
    body = inner.child_by_field_name("consequence") if inner.type in source.dialect.ifs else None
    said = statements_of(body) if body else []
    return bool(said) and all(source.dialect.raising.match(text_of(each).strip()) for each in said)


def answers_in_data(change: Change, quoted: str) -> Iterator[Fact]:
    """A new file of data that holds next to nothing but what the failing test gives and wants."""
    if change.language == "python" or change.trees or change.path.suffix not in _DATA:
        return
    words = [word for word in _DATUM.findall(change.after.content) if not _TRIVIAL.match(word)]
    told = [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", quoted)]
    if words and len(words) <= _MOST_DATA and len(told) * 3 >= len(words) * 2:
        yield Fact(("data", str(change.path)), 0, "A new file holds the test's inputs and answers.")


def fallbacks_in_trees(source: TreeSource) -> Iterator[tuple[list[str], SyntaxNode]]:
    """Literal answers under a comparison of something with a literal: the literals compared, and the answer."""
    for node in source.of_kind("ternary_expression", "conditional_expression", *source.dialect.ifs):
        condition, answer = (node.child_by_field_name(part) for part in ("condition", "consequence"))
        other = node.child_by_field_name("alternative")
        if condition is None or answer is None or asks_more(condition):
            continue
        compared = [text_of(each) for each in literals_of(condition)]
        for value in (answer, other) if node.type in {"ternary_expression", "conditional_expression"} else (answer,):
            found = _only_answer(value) if value is not None else None
            if compared and found is not None and is_literal(found):
                yield compared, found


def _only_answer(value: SyntaxNode) -> SyntaxNode | None:
    while value.type in {"statement_block", "block", "statement_list", "expression_list", *_RETURNS}:
        inner = statements_of(value) if value.type not in _RETURNS else value.named_children
        inner = value.named_children if inner == [value] else inner
        if len(inner) != 1:
            return None
        value = inner[0]
    return value
