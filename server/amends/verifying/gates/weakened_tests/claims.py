"""What a test claims: assertions of every style, brought to one form so that what they check can be compared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import attrs

from amends.verifying.gates.reading.literals import facts_of_literals
from amends.verifying.gates.reading.python_source import FunctionNode, is_constant, line_of

_OPPOSITES = (
    ("==", "!="),
    ("in", "not in"),
    ("is", "is not"),
    ("<", ">="),
    (">", "<="),
    ("truth", "falsy"),
    ("type", "not type"),
)
_FLIPPED = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}
_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_METHODS_OF: dict[str, tuple[str, ...]] = {
    "==": ("Equal", "Equals", "ListEqual", "DictEqual", "SetEqual", "TupleEqual", "MultiLineEqual", "SequenceEqual"),
    "!=": ("NotEqual", "NotEquals", "NotAlmostEqual", "NotRegex"),
    "is": ("Is", "IsNone"),
    "is not": ("IsNot", "IsNotNone"),
    "in": ("In", "DictContainsSubset"),
    "not in": ("NotIn",),
    "<": ("Less",),
    "<=": ("LessEqual",),
    ">": ("Greater",),
    ">=": ("GreaterEqual",),
    "type": ("IsInstance",),
    "not type": ("NotIsInstance",),
    "approx": ("AlmostEqual", "AlmostEquals", "CountEqual", "ItemsEqual"),
    "match": ("Regex", "RegexpMatches", "RegexMatches"),
    "truth": ("True", "_"),
    "falsy": ("False",),
}
_METHODS = {f"assert{name}": kind for kind, names in _METHODS_OF.items() for name in names}
_RAISERS = frozenset(
    {"raises", "warns", "deprecated_call", "assertLogs", "assertNoLogs"}
    | {f"assert{name}" for name in ("Raises", "RaisesRegex", "RaisesRegexp", "Warns", "WarnsRegex")}
)
_SWALLOWING = re.compile(r"suppress|raises?\w*\(.*\b(?:AssertionError|Exception|BaseException)\b", re.IGNORECASE)
_ASSERTING = re.compile(r"^(assert\w*|fail|expect|verify)$")
_BY_STRENGTH = (
    ("truth", "!=", "is not", "not type", "either"),
    ("type", "in", "not in", "<", "<=", ">", ">=", "falsy"),
    ("match", "approx"),
    ("==", "is", "raises", "call", "fail"),
)
# How much a claim excludes: a claim in place of another must not exclude less.
STRENGTH = {kind: strength for strength, kinds in enumerate(_BY_STRENGTH, 1) for kind in kinds}


@attrs.frozen
class Claim:
    """One thing a test checks. `operands` are in a form that ignores layout and, for equality, order."""

    kind: str
    operands: tuple[str, ...]
    line: int = attrs.field(eq=False)
    last_line: int = attrs.field(eq=False)
    facts: frozenset[object] = attrs.field(eq=False)
    """The literals in it, by what they say."""
    tautology: bool = attrs.field(eq=False, default=False)
    guards: tuple[str, ...] = attrs.field(eq=False, default=())
    """The blocks around it that may keep it from being checked."""

    @property
    def strength(self) -> int:
        """How much it excludes, comparable between claims."""
        return STRENGTH.get(self.kind, 1)

    @property
    def shape(self) -> str:
        """The claim without the names of variables."""
        return re.sub(r"Name\(id='\w+'", "Name(", f"{self.kind} {self.operands}")


def claims_of(function: FunctionNode) -> tuple[Claim, ...]:
    """Everything a function claims, in order, nested functions included."""
    return tuple(_in_block(function.body, ()))


def loosened(claim: Claim) -> Claim:
    """What is left of ``f() is True`` where any true value would do: who says the former says the latter too."""
    for word, kind in (("True", "truth"), ("False", "falsy")):
        constant = f"Constant(value={word})"
        if claim.kind == "is" and constant in claim.operands:
            rest = list(claim.operands)
            rest.remove(constant)
            return attrs.evolve(claim, kind=kind, operands=tuple(rest))
    return claim


def _in_block(body: list[ast.stmt], guards: tuple[str, ...]) -> Iterator[Claim]:
    for statement in body:
        yield from _of_statement(statement, guards)
        for block, guard in _blocks(statement):
            yield from _in_block(block, (*guards, guard) if guard else guards)


def _blocks(statement: ast.stmt) -> Iterator[tuple[list[ast.stmt], str]]:
    guard = {
        ast.If: "if",
        ast.While: "while",
        ast.For: "for",
        ast.FunctionDef: "def",
        ast.AsyncFunctionDef: "def",
        ast.ClassDef: "def",
    }
    name = guard.get(type(statement), "")
    if isinstance(statement, ast.Try | ast.TryStar):
        name = "try" if statement.handlers else ""
    elif isinstance(statement, ast.With | ast.AsyncWith):
        name = "suppress" if _SWALLOWING.search(ast.unparse(statement.items[0].context_expr)) else ""
    yield getattr(statement, "body", []), name
    yield getattr(statement, "orelse", []), name
    yield getattr(statement, "finalbody", []), ""
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body, "if"


def _of_statement(statement: ast.stmt, guards: tuple[str, ...]) -> Iterator[Claim]:
    if isinstance(statement, ast.Assert):
        yield from _of_test(statement.test, statement, guards)
    elif isinstance(statement, ast.Raise) and statement.exc and "AssertionError" in ast.unparse(statement.exc):
        yield _claim("fail", [], statement, guards)
    elif isinstance(statement, ast.Expr | ast.Assign | ast.Return):
        value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        if isinstance(value, ast.Call):
            yield from _of_call(value, guards)
    elif isinstance(statement, ast.With | ast.AsyncWith):
        for item in statement.items:
            if isinstance(item.context_expr, ast.Call):
                yield from _of_call(item.context_expr, guards)


def _of_test(test: ast.expr, at: ast.AST, guards: tuple[str, ...], *, negated: bool = False) -> Iterator[Claim]:
    """The claims of ``assert test``; conjunctions are several claims."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _of_test(test.operand, at, guards, negated=not negated)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or if negated else ast.And):
        for value in test.values:
            yield from _of_test(value, at, guards, negated=negated)
    elif isinstance(test, ast.Constant) and bool(test.value) is negated:
        yield _claim("fail", [], at, guards)
    else:
        kind, operands = _form(test)
        yield _claim(_FLIPPED.get(kind, kind) if negated else kind, operands, at, guards)


def _form(test: ast.expr) -> tuple[str, list[ast.expr]]:
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _of_comparison(_OPERATORS[type(test.ops[0])], test.left, test.comparators[0])
    if isinstance(test, ast.Call) and ast.unparse(test.func) == "isinstance":
        return "type", test.args
    if isinstance(test, ast.BoolOp):
        return "either", test.values
    return "truth", [test]


def _of_comparison(operator: str, left: ast.expr, right: ast.expr) -> tuple[str, list[ast.expr]]:
    if (
        isinstance(left, ast.Constant)
        and not isinstance(right, ast.Constant)
        and operator in {"==", "!=", "is", "is not"}
    ):
        left, right = right, left
    if isinstance(right, ast.Constant) and operator in {"==", "!="}:
        if right.value is None:
            return ("is" if operator == "==" else "is not"), [left, right]
        if isinstance(right.value, bool):
            return ("truth" if right.value is (operator == "==") else "falsy"), [left]
    if operator in {"==", "is"} and isinstance(left, ast.Call) and ast.unparse(left.func) == "type":
        return "type", [*left.args, right]
    if operator == "==" and any(_is_approximate(side) for side in (left, right)):
        return "approx", [left, right]
    return operator, [left, right]


def _is_approximate(side: ast.expr) -> bool:
    return (
        isinstance(side, ast.Call) and ast.unparse(side.func).rpartition(".")[2] in {"approx", "round", "ANY"}
    ) or ast.unparse(side).endswith("mock.ANY")


def _of_call(call: ast.Call, guards: tuple[str, ...]) -> Iterator[Claim]:
    name = ast.unparse(call.func).rpartition(".")[2]
    if name in _RAISERS:
        # What is called inside stands elsewhere in the other style; the classes, and what they must say, are the claim.
        said = [keyword.value for keyword in call.keywords if keyword.arg in {"match", "expected_regex"}]
        said += call.args[1:2] if name.endswith(("Regex", "Regexp")) else []
        yield _claim("raises", [*call.args[:1], *said], call, guards)
    elif name in _METHODS:
        yield from _of_method(_METHODS[name], name, call, guards)
    elif _ASSERTING.match(name):
        yield _claim("fail" if name == "fail" else "call", [] if name == "fail" else [call], call, guards)


def _of_method(kind: str, name: str, call: ast.Call, guards: tuple[str, ...]) -> Iterator[Claim]:
    if kind in {"truth", "falsy"} and call.args:
        yield from _of_test(call.args[0], call, guards, negated=kind == "falsy")
    elif name in {"assertIsNone", "assertIsNotNone"}:
        yield _claim(kind, [*call.args[:1], ast.Constant(None)], call, guards)
    elif kind in {"==", "!=", "is"} and len(call.args) > 1:
        kind, operands = _of_comparison(kind, call.args[0], call.args[1])
        yield _claim(kind, operands, call, guards)
    else:
        tolerance = [keyword.value for keyword in call.keywords if keyword.arg in {"places", "delta"}]
        yield _claim(kind, [*call.args[: 3 if kind == "approx" else 2], *tolerance], call, guards)


def _claim(kind: str, operands: list[ast.expr], at: ast.AST, guards: tuple[str, ...]) -> Claim:
    keys = [ast.dump(operand) for operand in operands]
    same = kind in {"==", "is", "in", "<=", ">=", "approx"} and len(keys) == 2 and keys[0] == keys[1]  # noqa: PLR2004
    facts = frozenset(fact.key for operand in operands for fact in facts_of_literals(operand))
    always = (kind in {"truth", "either"} and any(map(_always, operands))) or (
        kind in STRENGTH
        and kind not in {"fail", "raises", "call"}
        and bool(operands)
        and all(map(is_constant, operands))
        and _holds(kind, operands)
    )
    return Claim(
        kind,
        tuple(sorted(keys) if kind in {"==", "!=", "is", "approx"} else keys),
        line_of(at),
        int(getattr(at, "end_lineno", 1)) - 1,
        facts,
        same or always or _complementary(operands if kind == "either" else []),
        guards,
    )


def _holds(kind: str, operands: list[ast.expr]) -> bool:
    """Whether a claim about literals alone is true, or cannot be told; a false one claims too much, not nothing."""
    try:
        first, second = map(ast.literal_eval, operands)
        return bool({"==": first == second, "!=": first != second}.get(kind, True))
    except (ValueError, TypeError):
        return True


def _always(test: ast.expr) -> bool:
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Tuple | ast.List | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.BoolOp):
        return (any if isinstance(test.op, ast.Or) else all)(map(_always, test.values))
    if isinstance(test, ast.Call):
        return ast.unparse(test.func) in {"bool", "any", "all"} and bool(test.args) and _always(test.args[0])
    return isinstance(test, ast.Lambda | ast.JoinedStr) or (
        isinstance(test, ast.UnaryOp)
        and isinstance(test.op, ast.Not)
        and isinstance(test.operand, ast.Constant)
        and not test.operand.value
    )


def _complementary(values: list[ast.expr]) -> bool:
    """``x or not x``."""
    plain = {ast.dump(value) for value in values}
    return any(isinstance(value, ast.UnaryOp) and ast.dump(value.operand) in plain for value in values)
