"""What the tests of a file do and claim, whatever it is written with: fixtures, rows and names put where they are used.

Two files that come to the same check the same, however their data were gathered.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from amends.core.text import Text
from amends.verifying.gates.reading.python_source import FunctionNode, PythonSource, without_docstring
from amends.verifying.gates.weakened_tests.rows_of_tests import rows_of, spread
from amends.verifying.gates.weakened_tests.skips import collected_tests, gives_no_rows, is_fixture

_MOST_ROWS = 200
_DEEPEST = 8
_NESTED = ("body", "orelse", "finalbody", "handlers", "cases")
Values = Mapping[str, ast.expr]


def says_as_much(before: PythonSource, after: PythonSource, beside: Sequence[Text] = ()) -> bool:
    """Whether everything that the tests of a file did and claimed is still done and claimed by tests of it.

    `beside` are the texts after of the same patch that hold fixtures for it.
    """
    if not (after.parses and before.parses):
        return False
    shared = [node for text in beside for node in PythonSource.of(text).functions.values() if is_fixture(node)]
    now = essence_of(after, shared)
    lost = essence_of(before) - now
    # An exception that now also has to say something is claimed no less.
    return not lost or not lost - (essence_of(after, shared, without_words=True) - now)


def essence_of(
    source: PythonSource, shared: Sequence[FunctionNode] = (), *, without_words: bool = False
) -> Counter[str]:
    """All steps and claims of all tests, written out, and how often each occurs; `shared` are fixtures from elsewhere.

    With `without_words` an exception is claimed by its class alone.
    """
    constants = dict(_assigned(source.outline.body, {}))
    fixtures = {node.name: node for node in (*shared, *source.functions.values()) if is_fixture(node)}
    found: Counter[str] = Counter()
    plain = _Plain({node.name: node for node in source.functions.values() if _is_one_expression(node)})
    for name, whole in collected_tests(source).items():
        test = plain.visit(copy.deepcopy(whole))
        test = _WithoutWords().visit(test) if without_words else test
        owner = name.rpartition(".")[0] if test.args.args[:1] and test.args.args[0].arg == "self" else ""
        parameters = {each.arg for each in (*test.args.args, *test.args.kwonlyargs)}
        for row in rows_of(test)[:_MOST_ROWS] if not any(map(gives_no_rows, test.decorator_list)) else ():
            known = {name: value for name, value in constants.items() if name not in parameters}
            filled = {name: _filled(value, constants) for name, value in row.items()}
            values, steps = _given(test, {**known, **filled}, fixtures, _DEEPEST)
            found.update(f"{owner}{step}" if "self" in step else step for step in steps)
            found.update(_steps(without_docstring(test.body), values, ""))
            found.update(ast.dump(each) for each in test.decorator_list if not _is_written_out(each))
    return found


def _is_written_out(decorator: ast.expr) -> bool:
    probe = ast.FunctionDef("test", ast.arguments([], [], None, [], [], None, []), [], [decorator])
    return rows_of(probe) != [{}]


def _given(
    function: FunctionNode, values: Values, fixtures: Mapping[str, FunctionNode], depth: int
) -> tuple[dict[str, ast.expr], list[str]]:
    """What the parameters stand for that simple fixtures of the file give, and what these do before."""
    given, steps = dict(values), list[str]()
    for each in (*function.args.args, *function.args.kwonlyargs):
        fixture = fixtures.get(each.arg)
        if fixture is None or depth == 0 or not _is_plain(fixture):
            continue
        inner, before = _given(fixture, values, fixtures, depth - 1)
        *body, last = without_docstring(fixture.body)
        result = last.value if isinstance(last, ast.Return | ast.Expr) else None
        result = result.value if isinstance(result, ast.Yield) else result
        if result is not None:
            inner |= dict(_assigned(body, inner))
            steps += [*before, *_steps(body, inner, "")]
            given[each.arg] = _filled(result, inner)
    return given, steps


def _is_plain(fixture: FunctionNode) -> bool:
    """Whether it is called for each test that names it, has no rows of its own, and gives something at its end."""
    words = [ast.unparse(decorator) for decorator in fixture.decorator_list]
    last = fixture.body[-1]
    gives = isinstance(last, ast.Return) or (isinstance(last, ast.Expr) and isinstance(last.value, ast.Yield))
    return gives and words in (["pytest.fixture"], ["fixture"], ["pytest.fixture()"], ["fixture()"])


def _assigned(body: list[ast.stmt], values: Values) -> Iterator[tuple[str, ast.expr]]:
    """Names that are given a value once, by a statement of this very block, with what it is made of put in."""
    stored = Counter(
        node.id for each in body for node in ast.walk(each) if _is_stored(node) and isinstance(node, ast.Name)
    )
    known = dict(values)
    for statement in body:
        if name := _name_of(statement, stored):
            assert isinstance(statement, ast.Assign)  # noqa: S101 -- or it had no name
            known[name] = _filled(statement.value, known)
            yield name, known[name]
        pairs = {name: _filled(value, known) for name, value in _unpacked(statement, stored)}
        known |= pairs
        yield from pairs.items()


def _unpacked(statement: ast.stmt, stored: Counter[str]) -> Iterator[tuple[str, ast.expr]]:
    """Each name of ``A, B = 1, 2``."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    value = statement.value if isinstance(statement, ast.Assign) else None
    if not (isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts)):
        return
    if any(isinstance(each, ast.Starred) for each in (*target.elts, *value.elts)):
        return
    for each, given in zip(target.elts, value.elts, strict=True):
        if isinstance(each, ast.Name) and stored[each.id] == 1:
            yield each.id, given


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)


def _name_of(statement: ast.stmt, stored: Counter[str]) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    return target.id if isinstance(target, ast.Name) and stored[target.id] == 1 else ""


def _steps(body: list[ast.stmt], values: Values, around: str) -> Iterator[str]:
    """Each statement, written out, with the blocks that it stands in; names for values are none."""
    known = {**values, **dict(_assigned(body, values))}
    stored = Counter(
        node.id for each in body for node in ast.walk(each) if isinstance(node, ast.Name) and _is_stored(node)
    )
    for place, statement in enumerate(body):
        name = _name_of(statement, stored)
        if name and any(_mentions(later, name) for later in body[place + 1 :]):
            continue
        slim = copy.copy(statement)
        for field in _NESTED:
            if hasattr(slim, field):
                setattr(slim, field, [])
        words = around + ast.dump(_Filled(known).visit(copy.deepcopy(slim)))
        yield words
        for field in _NESTED:
            yield from _nested(getattr(statement, field, []), known, f"{words} {field} ")


def _nested(block: list[ast.AST], values: Values, around: str) -> Iterator[str]:
    if block and all(isinstance(each, ast.stmt) for each in block):
        yield from _steps([each for each in block if isinstance(each, ast.stmt)], values, around)
        return
    for part in block:
        head = ast.dump(next((found for field in ("type", "pattern") if (found := getattr(part, field, None))), part))
        yield from _steps(getattr(part, "body", []), values, f"{around}{head} ")


def _mentions(statement: ast.stmt, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(statement))


def _filled(value: ast.expr, values: Values) -> ast.expr:
    filled: ast.expr = _Filled(values).visit(copy.deepcopy(value))
    return filled


def _is_one_expression(function: FunctionNode) -> bool:
    """Whether a helper is another way to write an expression."""
    given = function.args
    simple = not (given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or given.defaults)
    body = without_docstring(function.body)
    returns = len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is not None
    return simple and returns and not function.decorator_list and isinstance(function, ast.FunctionDef)


class _Plain(ast.NodeTransformer):
    """Writes helpers of one expression out, and gives what comprehensions bind names by their order."""

    def __init__(self, helpers: Mapping[str, FunctionNode]) -> None:
        self._helpers = helpers

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        helper = self._helpers.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if helper is None or node.keywords or len(node.args) != len(helper.args.args):
            return node
        (last,) = without_docstring(helper.body)
        assert isinstance(last, ast.Return)  # noqa: S101 -- or it is no helper of one expression
        assert last.value is not None  # noqa: S101
        values = {given.arg: value for given, value in zip(helper.args.args, node.args, strict=True)}
        written: ast.AST = _Plain({}).visit(_filled(last.value, values))
        return written

    def _bound(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> ast.AST:
        targets = [each for part in node.generators for each in ast.walk(part.target) if isinstance(each, ast.Name)]
        names = {each.id: f"_{place}" for place, each in enumerate(targets)}
        for each in ast.walk(node):
            if isinstance(each, ast.Name):
                each.id = names.get(each.id, each.id)
        return self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _bound  # noqa: N815 -- as ast names them


class _WithoutWords(ast.NodeTransformer):
    """Takes `match` from `pytest.raises`."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if ast.unparse(node.func).endswith("raises"):
            node.keywords = [keyword for keyword in node.keywords if keyword.arg != "match"]
        return self.generic_visit(node)


class _Filled(ast.NodeTransformer):
    """Puts values in place of names; what a comprehension or lambda binds anew is bound alike on both sides."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id) if isinstance(node.ctx, ast.Load) else None
        return copy.deepcopy(value) if value is not None else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return spread(node)
