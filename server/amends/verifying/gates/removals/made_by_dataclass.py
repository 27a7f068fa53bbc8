"""Methods that a class need not write any more because ``@dataclass`` makes the same ones of its fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reading.python_source import FunctionNode, PythonSource, constant, without_docstring

_SPECIAL_FIELDS = ("ClassVar", "InitVar", "KW_ONLY", "field(")
_Fields = dict[str, ast.expr | None]


def made_by_dataclass(change: Change) -> frozenset[str]:
    """Methods by dotted name that a patch took away where the decorator that it put there makes them just so."""
    if change.python is None or not change.is_patch or "dataclass" not in change.after.content:
        return frozenset()
    before, after = change.python
    return frozenset(
        f"{name}.{method}"
        for name in before.changed_definitions
        if isinstance(old := before.definitions.get(name), ast.ClassDef)
        and isinstance(new := after.definitions.get(name), ast.ClassDef)
        for method in _made(old, new, before, after)
    )


def _made(old: ast.ClassDef, new: ast.ClassDef, before: PythonSource, after: PythonSource) -> Iterator[str]:
    flags = _flags(new, after)
    fields = _fields(new)
    if flags is None or fields is None or _flags(old, before) is not None or [*old.bases, *old.keywords, *new.bases]:
        return
    methods, kept = _methods(old), _methods(new)
    for name, method in methods.items():
        if name in kept or method.decorator_list:
            continue
        compares = flags.get("eq", True)
        same = (
            (
                name == "__init__"
                and flags.get("init", True)
                and _is_same_start(method, fields, kept.get("__post_init__"))
            )
            or (name == "__eq__" and compares and _compares(method, fields))
            or (name == "__hash__" and compares and flags.get("frozen") and _hashes(method, fields))
            or (name == "__repr__" and flags.get("repr", True) and _shows(method, old.name, fields))
        )
        if same:
            yield name


def _flags(node: ast.ClassDef, source: PythonSource) -> dict[str, bool] | None:
    """What the decorator is told; None where it is not there, or is told what is not followed here."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        if source.dotted(call.func if call else decorator) == "dataclasses.dataclass":
            given = {each.arg: constant(each.value) for each in call.keywords} if call else {}
            plain = {name: value for name, value in given.items() if name and isinstance(value, bool)}
            return plain if len(plain) == len(given) and not plain.get("kw_only") else None
    return None


def _fields(node: ast.ClassDef) -> _Fields | None:
    stated = [each for each in node.body if isinstance(each, ast.AnnAssign)]
    if not stated or any(word in ast.unparse(each) for each in stated for word in _SPECIAL_FIELDS):
        return None
    return {ast.unparse(each.target): each.value for each in stated}


def _methods(node: ast.ClassDef) -> dict[str, FunctionNode]:
    return {each.name: each for each in node.body if isinstance(each, FunctionNode)}


def _is_same_start(method: FunctionNode, fields: _Fields, post: FunctionNode | None) -> bool:
    """Whether it takes the fields, keeps each as it is, and does what else it did in ``__post_init__``."""
    given = method.args
    names = [each.arg for each in given.args[1:]]
    free = len(names) - len(given.defaults)
    defaults = [None] * free + [ast.dump(each) for each in given.defaults]
    wanted = [ast.dump(value) if value else None for value in fields.values()]
    if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or names != [*fields]:
        return False
    body = without_docstring(method.body)
    keeping = {name: f"self.{name} = {name}" for name in names}
    said = [ast.unparse(_without_hint(each)) for each in body]
    stored = {name for part in body for each in ast.walk(part) if (name := _stored(each))}
    if defaults != wanted or stored & {*names, "self"} or not all(said.count(each) == 1 for each in keeping.values()):
        return False
    rest = [each for each, words in zip(body, said, strict=True) if words not in keeping.values()]
    after = [ast.unparse(each) for each in without_docstring(post.body)] if post else []
    return [ast.unparse(_Own(frozenset(names)).visit(each)) for each in map(_copied, rest)] == after


def _stored(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) else ""


def _without_hint(statement: ast.stmt) -> ast.stmt:
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return ast.fix_missing_locations(ast.Assign([statement.target], statement.value))
    return statement


def _copied(statement: ast.stmt) -> ast.stmt:
    return ast.parse(ast.unparse(statement)).body[0]


class _Own(ast.NodeTransformer):
    """Reads the fields where the parameters were read."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Attribute(ast.Name("self", ast.Load()), node.id, ast.Load()) if node.id in self._names else node


def _answer(method: FunctionNode) -> ast.expr | None:
    """What it returns at its end, where nothing goes before that but a look at the other's type."""
    *before, last = without_docstring(method.body) or method.body
    looks = (isinstance(each, ast.If) and _refuses_others(each) for each in before)
    return last.value if isinstance(last, ast.Return) and all(looks) else None


def _refuses_others(statement: ast.If) -> bool:
    words = ast.unparse(statement).split("\n    ")
    return words[0].startswith("if not isinstance(other, ") and words[1:] in (
        ["return NotImplemented"],
        ["return False"],
    )


def _compares(method: FunctionNode, fields: _Fields) -> bool:
    answer = _answer(method)
    parts = answer.values if isinstance(answer, ast.BoolOp) and isinstance(answer.op, ast.And) else [answer]
    seen: list[str] = []
    for part in parts:
        if isinstance(part, ast.Call) and ast.unparse(part).startswith("isinstance(other, "):
            continue
        if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
            return False
        own, others = _read(part.left, "self"), _read(part.comparators[0], "other")
        if own is None or own != others:
            return False
        seen += own
    return sorted(seen) == sorted(fields)


def _hashes(method: FunctionNode, fields: _Fields) -> bool:
    answer = _answer(method)
    if not isinstance(answer, ast.Call) or ast.unparse(answer.func) != "hash" or len(answer.args) != 1:
        return False
    return sorted(_read(answer.args[0], "self") or []) == sorted(fields)


def _read(value: ast.expr, owner: str) -> list[str] | None:
    """The attributes of `owner` that make up a value or a tuple; None where it is anything else."""
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    names = [each.attr for each in parts if isinstance(each, ast.Attribute) and ast.unparse(each.value) == owner]
    return names if len(names) == len(parts) else None


def _shows(method: FunctionNode, owner: str, fields: _Fields) -> bool:
    words = ", ".join(f"{name}={{self.{name}!r}}" for name in fields)
    answer = _answer(method)
    return answer is not None and ast.dump(answer) == ast.dump(ast.parse(f'f"{owner}({words})"', mode="eval").body)
