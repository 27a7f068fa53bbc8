"""What the client can do, resolved once into named booleans; the raw object is read nowhere else."""

from __future__ import annotations

from typing import Any

import attrs

from amends.lsp.messages import STATUS
from amends.lsp.positions import PositionEncoding

_LLM_GENERATED = 1
_UNNECESSARY = 1


@attrs.frozen
class ClientCapabilities:
    """Everything false is what a client that says nothing gets."""

    encoding: PositionEncoding = PositionEncoding.UTF_16
    lazy_edits: bool = False
    """Resolves a code action's edit when it is chosen, and sends our `data` back."""
    apply_edit: bool = False
    """Takes workspace/applyEdit; such clients also run a `command` after an action's `edit`."""
    document_changes: bool = False
    annotations: bool = False
    """Shows edits that need a person's word before they are applied."""
    llm_tag: bool = False
    work_done_progress: bool = False
    pulls_configuration: bool = False
    registers_configuration: bool = False
    registers_watched_files: bool = False
    related_information: bool = False
    unnecessary_tag: bool = False
    status: bool = False


def resolve_capabilities(raw: Any) -> ClientCapabilities:
    """Read `InitializeParams.capabilities`; whatever is missing or malformed there counts as not supported."""
    action = "textDocument.codeAction."
    resolvable = _list_at(raw, action + "resolveSupport.properties")
    return ClientCapabilities(
        encoding=_encoding(raw),
        lazy_edits=_flag_at(raw, action + "dataSupport") and "edit" in resolvable,
        apply_edit=_flag_at(raw, "workspace.applyEdit"),
        document_changes=_flag_at(raw, "workspace.workspaceEdit.documentChanges"),
        annotations=_at(raw, "workspace.workspaceEdit.changeAnnotationSupport") is not None,
        llm_tag=_LLM_GENERATED in _list_at(raw, action + "tagSupport.valueSet"),
        work_done_progress=_flag_at(raw, "window.workDoneProgress"),
        pulls_configuration=_flag_at(raw, "workspace.configuration"),
        registers_configuration=_flag_at(raw, "workspace.didChangeConfiguration.dynamicRegistration"),
        registers_watched_files=_flag_at(raw, "workspace.didChangeWatchedFiles.dynamicRegistration"),
        related_information=_flag_at(raw, "textDocument.publishDiagnostics.relatedInformation"),
        unnecessary_tag=_UNNECESSARY in _list_at(raw, "textDocument.publishDiagnostics.tagSupport.valueSet"),
        status=_flag_at(raw, "experimental.amends.status") or STATUS in _list_at(raw, "experimental.amends.methods"),
    )


def _encoding(raw: Any) -> PositionEncoding:
    """The first of the client's encodings that we know; every client must understand UTF-16."""
    known = {encoding.value: encoding for encoding in PositionEncoding}
    offered = _list_at(raw, "general.positionEncodings")
    return next((known[name] for name in offered if name in known), PositionEncoding.UTF_16)


def _at(raw: Any, path: str) -> Any:
    for name in path.split("."):
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw


def _flag_at(raw: Any, path: str) -> bool:
    return _at(raw, path) is True


def _list_at(raw: Any, path: str) -> list[Any]:
    found = _at(raw, path)
    return found if isinstance(found, list) else []
