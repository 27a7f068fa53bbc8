"""What the project's own type checkers take functions for, asked where an annotation is missing."""

from __future__ import annotations

import ast
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence

from amends.core.errors import ToolError
from amends.core.problems import Problem
from amends.core.text import Position
from amends.fixing.origins import FixRequest
from amends.learning.annotations.annotate import Signature, asks_for_annotation, signature_at
from amends.learning.annotations.shown import Shown, types_shown
from amends.learning.templates.apply import Spot
from amends.learning.without_examples.signatures import module_of
from amends.syntax.tree import Tree
from amends.tools.checkers.checker import Checker, View
from amends.tools.checkers.server_checker import ServerChecker

log = logging.getLogger(__name__)

_MOST_TEXTS = 16


class ShownTypes:
    """Remembers the answers of a folder's running type checkers. They only ever speak for a type; proof decides."""

    def __init__(self, checkers: Sequence[Checker] = ()) -> None:
        self._servers = [checker for checker in checkers if isinstance(checker, ServerChecker)]
        self._known: OrderedDict[str, dict[tuple[str, str], dict[str, str]]] = OrderedDict()

    def of(self, uri: str) -> Shown:
        """What was shown of the functions of a text, at the state it was last asked in."""
        return self._known.get(uri, {})

    async def ask(self, request: FixRequest, parsed: Callable[[], Tree | None]) -> None:
        """Ask about the functions whose annotations a request misses; a server that fails is passed over."""
        problems = [one for one in (request.problem, *request.alike) if asks_for_annotation(one)]
        servers = [server for server in self._servers if problems and server.handles(request.document)]
        tree = parsed() if servers else None
        if tree is None:
            return
        known = self._known.setdefault(request.document.uri, {})
        self._known.move_to_end(request.document.uri)
        while len(self._known) > _MOST_TEXTS:
            self._known.popitem(last=False)
        signatures = [found for one in problems if (found := _signature(one, tree)) is not None]
        for signature in {one.function.identity: one for one in signatures}.values():
            known[signature.function.identity] = await self._shown(servers, signature, request)

    async def _shown(
        self, servers: Sequence[ServerChecker], signature: Signature, request: FixRequest
    ) -> dict[str, str]:
        place, is_async = _name_of(signature), isinstance(signature.function.node, ast.AsyncFunctionDef)
        document = request.document
        around = tuple(other for other in request.snapshot.documents.values() if other.uri != document.uri)
        view = View(request.snapshot.root, (document,), around)
        found: dict[str, str] = {}
        for server in servers:
            try:
                hover = await server.hover(place, document, view)
            except ToolError as error:
                log.warning("no types of %s: %s", server.name, error.sentence)
                continue
            found = {**types_shown(hover, is_async=is_async), **found}
        return found


def _signature(problem: Problem, tree: Tree) -> Signature | None:
    return signature_at(problem, Spot.of(problem, tree).node, module_of(tree))


def _name_of(signature: Signature) -> Position:
    name = next(child for child in signature.node.children if child.kind == "identifier")
    return signature.node.tree.text.position_at(name.start)
