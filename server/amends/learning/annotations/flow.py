"""Whether control leaves a block at its end."""

from __future__ import annotations

import ast
from collections.abc import Sequence

_NEVER_RETURN = frozenset({"sys.exit", "exit", "os._exit", "pytest.fail", "pytest.skip"})


def falls_through(body: Sequence[ast.stmt]) -> bool:
    """Whether a block can end without a return or a raise."""
    match body[-1]:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return False
        case ast.If(body=inner, orelse=orelse):
            return not orelse or falls_through(inner) or falls_through(orelse)
        case ast.With(body=inner) | ast.AsyncWith(body=inner):
            return falls_through(inner)
        case ast.For(orelse=[_, *_]) | ast.AsyncFor(orelse=[_, *_]) | ast.While(orelse=[_, *_]) as loop:
            return falls_through(loop.orelse) or any(isinstance(inner, ast.Break) for inner in ast.walk(loop))
        case ast.Try() as node:
            return _try_falls_through(node)
        case last:
            return not _is_the_end(last)


def _is_the_end(last: ast.stmt) -> bool:
    """Whether nothing follows a loop without an end or a call that never returns."""
    if isinstance(last, ast.While) and isinstance(last.test, ast.Constant):
        return bool(last.test.value) and not any(isinstance(inner, ast.Break) for inner in ast.walk(last))
    call = last.value if isinstance(last, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func) in _NEVER_RETURN


def _try_falls_through(node: ast.Try) -> bool:
    if node.finalbody and not falls_through(node.finalbody):
        return False
    ends = [node.orelse or node.body, *(one.body for one in node.handlers)]
    return any(map(falls_through, ends))
