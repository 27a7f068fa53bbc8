"""Habits that the syntax tree shows: typing, imports, formatting, errors, docstrings, tests."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from amends.profile.scopes import is_test_file
from amends.profile.style import topics
from amends.profile.style.tokens import Placed, Vote

_OLD_GENERICS = {"List", "Dict", "Set", "FrozenSet", "Tuple", "Type"}
_NEW_GENERICS = {"list", "dict", "set", "frozenset", "tuple", "type"}
_LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical"}
_LOGGERS = {"log", "logger", "logging", "LOG", "LOGGER", "_log", "_logger"}
_RECORD_MAKERS = {
    "dataclass": "dataclass", "frozen": "attrs", "define": "attrs", "mutable": "attrs", "attrs": "attrs", "s": "attrs",
}  # fmt: skip
_RECORD_BASES = {"BaseModel": "pydantic", "NamedTuple": "namedtuple"}
_CAMEL = re.compile(r"[a-z]+[A-Z]")
_GOOGLE = re.compile(r"^\s*(Args|Returns|Raises|Yields|Attributes):\s*$", re.MULTILINE)
_NUMPY = re.compile(r"^\s*(Parameters|Returns|Raises|Yields|Attributes)\s*\n\s*-{3,}\s*$", re.MULTILINE)
_SPHINX = re.compile(r"^\s*:(param|returns?|raises?|rtype|type)\b.*:", re.MULTILINE)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def syntax_votes(text: str, path: str, own: frozenset[str]) -> Iterator[Placed]:
    """One vote for a topic and value at each place that shows it, none from a broken file; `own` are our packages."""
    tree = _parsed(text)
    if tree is None:
        return
    is_test = is_test_file(path)
    yield from ((vote, 0) for vote in _module_votes(tree))
    for node in ast.walk(tree):
        votes = _import_votes(node, own) if isinstance(node, ast.ImportFrom) else _votes_of(node, is_test=is_test)
        yield from ((vote, getattr(node, "lineno", 1) - 1) for vote in votes)


def parses(text: str) -> bool:
    """Whether a text is Python as it stands."""
    return _parsed(text) is not None


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _votes_of(node: ast.AST, *, is_test: bool) -> Iterator[Vote]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from _function_votes(node, is_test=is_test)
        case ast.ClassDef():
            yield from _class_votes(node, is_test=is_test)
        case ast.Call():
            yield from _call_votes(node, is_test=is_test)
        case ast.Assert() if is_test:
            yield topics.ASSERTIONS, "assert"
        case ast.Try():
            yield from _try_votes(node)
        case ast.JoinedStr():
            yield topics.FORMATTING, "f-string"
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod()):
            yield topics.FORMATTING, "percent"
        case _:
            yield from _typing_votes(node)


def _module_votes(tree: ast.Module) -> Iterator[Vote]:
    if not any(isinstance(node, _Function | ast.AnnAssign) for node in ast.walk(tree)):
        return
    imports = (node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__")
    has_it = any(alias.name == "annotations" for node in imports for alias in node.names)
    yield topics.FUTURE_ANNOTATIONS, "yes" if has_it else "no"


def _function_votes(node: _Function, *, is_test: bool) -> Iterator[Vote]:
    if not node.name.startswith("_"):
        if "_" in node.name or _CAMEL.match(node.name):
            yield topics.FUNCTION_NAMES, "camel" if _CAMEL.match(node.name) else "snake"
        if not is_test:
            yield from _docstring_votes(node)
            yield topics.ANNOTATIONS, "yes" if _is_annotated(node) else "no"
    if is_test and node.name.startswith("test") and not (node.args.args and node.args.args[0].arg == "self"):
        yield topics.TESTS, "pytest"


def _class_votes(node: ast.ClassDef, *, is_test: bool) -> Iterator[Vote]:
    bases = {_last_name(base) for base in node.bases}
    if is_test and "TestCase" in bases:
        methods = [item for item in node.body if isinstance(item, _Function) and item.name.startswith("test")]
        yield from ((topics.TESTS, "unittest") for _ in methods)
    elif not is_test and not node.name.startswith("_"):
        yield from _docstring_votes(node)
    makers = [_RECORD_MAKERS[name] for item in node.decorator_list if (name := _last_name(item)) in _RECORD_MAKERS]
    makers += [_RECORD_BASES[name] for name in sorted(bases & _RECORD_BASES.keys())]
    yield from ((topics.RECORDS, maker) for maker in makers[:1])


def _docstring_votes(node: _Function | ast.ClassDef) -> Iterator[Vote]:
    text = ast.get_docstring(node)
    yield topics.DOCSTRINGS, "yes" if text else "no"
    for style, marks in (("google", _GOOGLE), ("numpy", _NUMPY), ("sphinx", _SPHINX)):
        if text and marks.search(text):
            yield topics.DOCSTRING_STYLE, style


def _import_votes(node: ast.ImportFrom, own: frozenset[str]) -> Iterator[Vote]:
    if node.level:
        yield topics.IMPORTS, "relative"
    elif (node.module or "").partition(".")[0] in own:
        yield topics.IMPORTS, "absolute"
    if len(node.names) > 1:
        yield topics.IMPORT_LINES, "grouped"


def _call_votes(node: ast.Call, *, is_test: bool) -> Iterator[Vote]:
    match node.func:
        case ast.Name(id="print") if not is_test:
            yield topics.OUTPUT, "print"
        case ast.Attribute(value=ast.Constant(value=str()), attr="format"):
            yield topics.FORMATTING, "format"
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if is_test and name.startswith("assert"):
            yield topics.ASSERTIONS, "unittest"
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="os"), attr="path")):
            yield topics.PATHS, "os.path"
        case ast.Attribute(value=ast.Name(id="contextlib"), attr="suppress") | ast.Name(id="suppress"):
            yield topics.IGNORED_ERRORS, "suppress"
        case ast.Attribute(value=owner, attr=name) if name in _LOG_METHODS and _last_name(owner) in _LOGGERS:
            yield topics.OUTPUT, "logging"
            yield from _log_argument_votes(node)
        case _ if _last_name(node.func) in {"Path", "PurePath", "PurePosixPath"}:
            yield topics.PATHS, "pathlib"


def _log_argument_votes(node: ast.Call) -> Iterator[Vote]:
    message = node.args[0] if node.args else None
    if len(node.args) > 1:
        yield topics.LOG_ARGUMENTS, "lazy"
    elif isinstance(message, ast.JoinedStr | ast.BinOp | ast.Call):
        yield topics.LOG_ARGUMENTS, "formatted"


def _try_votes(node: ast.Try) -> Iterator[Vote]:
    for handler in node.handlers:
        if len(node.handlers) == 1 and all(isinstance(item, ast.Pass) for item in handler.body):
            yield topics.IGNORED_ERRORS, "pass"
        for item in handler.body:
            if isinstance(item, ast.Raise) and isinstance(item.exc, ast.Call):
                yield topics.RAISE_FROM, "yes" if item.cause else "no"


def _typing_votes(node: ast.AST) -> Iterator[Vote]:
    match node:
        case ast.BinOp(op=ast.BitOr(), right=ast.Constant(value=None)):
            yield topics.OPTIONAL_TYPES, "union"
        case ast.BinOp(op=ast.BitOr(), left=ast.Constant(value=None)):
            yield topics.OPTIONAL_TYPES, "union"
        case ast.Subscript(value=value):
            name = _last_name(value)
            if name == "Optional":
                yield topics.OPTIONAL_TYPES, "optional"
            elif name in _OLD_GENERICS:
                yield topics.GENERIC_TYPES, "typing"
            elif isinstance(value, ast.Name) and name in _NEW_GENERICS:
                yield topics.GENERIC_TYPES, "builtin"


def _is_annotated(node: _Function) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    own = [argument for argument in arguments if argument.arg not in {"self", "cls"}]
    return node.returns is not None or any(argument.annotation is not None for argument in own)


def _last_name(node: ast.expr) -> str:
    """``x`` of ``x``, ``a.x``, ``a.x(…)``."""
    match node:
        case ast.Call(func=func):
            return _last_name(func)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
