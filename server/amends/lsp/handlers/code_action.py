"""textDocument/codeAction: what is ready, from memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from amends.core.errors import StaleError
from amends.core.problems import Problem
from amends.core.text import Range
from amends.loop.offers import FixAllOffer, FixOffer, GenerateOffer
from amends.lsp.connection import Connection
from amends.lsp.convert import ReceivedDiagnostic, foreign_problems, read_diagnostics
from amends.lsp.edits import workspace_edit
from amends.lsp.handlers.initialize import FIX_ALL, QUICK_FIX
from amends.lsp.messages import SCHEMA
from amends.lsp.params import CodeActionParams
from amends.lsp.positions import range_from_wire, range_to_wire

Action = dict[str, Any]

_INVOKED = 1
_LLM_GENERATED = 1


def code_action(connection: Connection, params: CodeActionParams) -> list[Action]:
    """Fixes in the range, best first; the client's diagnostics in the context are news on the way."""
    document = connection.documents.get(params.text_document.uri)
    if document is None:
        return []
    encoding = connection.capabilities.encoding
    within = range_from_wire(document.text, params.range, encoding)
    received = read_diagnostics(params.context.diagnostics, document.uri, document, encoding)
    connection.engine.context_problems(document.uri, within, foreign_problems(received))
    actions: list[Action] = []
    if _wanted(QUICK_FIX, params.context.only or ("quickfix",)):
        asked = params.context.trigger_kind == _INVOKED
        actions += _quick_fixes(connection, document.uri, _with_named(within, received), received, asked=asked)
    if _wanted(FIX_ALL, params.context.only):
        actions += _fix_all(connection, document.uri)
    return actions


def _with_named(within: Range, received: Sequence[ReceivedDiagnostic]) -> Range:
    """The range and the findings on its lines that the client names: Neovim asks with the cursor anywhere in a line."""
    for place in [diagnostic.problem.range for diagnostic in received]:
        if place.start.line <= within.end.line and within.start.line <= place.end.line:
            within = Range(min(within.start, place.start), max(within.end, place.end))
    return within


def _wanted(kind: str, only: Sequence[str]) -> bool:
    return any(not parent or kind == parent or kind.startswith(f"{parent}.") for parent in only)


def _quick_fixes(
    connection: Connection, uri: str, within: Range, received: Sequence[ReceivedDiagnostic], *, asked: bool
) -> list[Action]:
    actions = []
    for offer in connection.engine.offers(uri, within, asked=asked):
        action = _fix(connection, offer) if isinstance(offer, FixOffer) else _generate(connection, offer)
        if action:
            diagnostics = _addressed(offer.problem, received)
            actions.append({**action, "diagnostics": diagnostics} if diagnostics else action)
    return actions


def _addressed(problem: Problem, received: Sequence[ReceivedDiagnostic]) -> list[dict[str, Any]]:
    return [diagnostic.raw for diagnostic in received if diagnostic.is_about(problem)]


def _fix(connection: Connection, offer: FixOffer) -> Action | None:
    action: Action = {"title": offer.title, "kind": QUICK_FIX}
    if offer.preferred:
        action["isPreferred"] = True
    if offer.by_model and connection.capabilities.llm_tag:
        action["tags"] = [_LLM_GENERATED]
    if connection.capabilities.apply_edit:
        action["command"] = _command("amends.fixApplied", offer.title, {"fixId": offer.fix_id})
    if connection.capabilities.lazy_edits:
        return {**action, "data": _data(connection, offer)}
    edit = _edit(connection, offer)
    return {**action, "edit": edit} if edit else None


def _data(connection: Connection, offer: FixOffer) -> dict[str, Any]:
    document = connection.documents.get(offer.problem.uri)
    return {
        "schema": SCHEMA,
        "fixId": offer.fix_id,
        "uri": offer.problem.uri,
        "version": document.version if document else None,
        "hash": document.text.hash if document else "",
    }


def _generate(connection: Connection, offer: GenerateOffer) -> Action | None:
    """A command whose result comes back as workspace/applyEdit, so only for clients that take it."""
    document = connection.documents.get(offer.uri)
    if document is None or not connection.capabilities.apply_edit:
        return None
    place = range_to_wire(document.text, offer.range, connection.capabilities.encoding)
    argument = {"uri": offer.uri, "range": place, "source": offer.source, "code": offer.code}
    return {"title": offer.title, "kind": QUICK_FIX, "command": _command("amends.generateFix", offer.title, argument)}


def _fix_all(connection: Connection, uri: str) -> list[Action]:
    offer: FixAllOffer | None = connection.engine.fix_all(uri)
    if offer is None:
        return []
    edit = _edit(connection, offer)
    return [{"title": offer.title, "kind": FIX_ALL, "edit": edit}] if edit else []


def _edit(connection: Connection, offer: FixOffer | FixAllOffer) -> types.WorkspaceEdit | None:
    try:
        return workspace_edit(offer.files, connection.documents, connection.capabilities)
    except StaleError:
        return None


def _command(name: str, title: str, argument: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "command": name, "arguments": [argument]}
