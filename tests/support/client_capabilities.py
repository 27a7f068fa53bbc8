"""What real editors announce: pytest-lsp's recordings, and what we saw of editors it has none of."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from _pytest.mark import ParameterSet

_RECORDED = {
    "neovim": "neovim_v0.11.0.json",
    "eglot": "emacs_v29.1.json",
    "vscode-1.65": "visual_studio_code_v1.65.2.json",
}


def recorded(name: str) -> Any:
    """The capabilities of a client that pytest-lsp has recorded."""
    return json.loads((files("pytest_lsp") / "clients" / _RECORDED[name]).read_text("utf-8"))["capabilities"]


def clients() -> dict[str, Any]:
    """Capabilities by client."""
    return {**{name: recorded(name) for name in _RECORDED}, "vscode": _vscode(), "ale": _ale(), "bare": {}}


def client_names() -> list[ParameterSet]:
    """All of them as parameters of a test; two run always, the others are slow together."""
    return [pytest.param(name, marks=[] if name in {"vscode", "neovim"} else [pytest.mark.slow]) for name in clients()]


def _vscode() -> Any:
    """A current VS Code with our extension: the recording and what came after it."""
    capabilities = recorded("vscode-1.65")
    action = capabilities["textDocument"]["codeAction"]
    action["tagSupport"] = {"valueSet": [1]}
    action["resolveSupport"] = {"properties": ["edit", "command"]}
    action["honorsChangeAnnotations"] = True
    capabilities["general"]["positionEncodings"] = ["utf-16"]
    capabilities["textDocument"]["publishDiagnostics"]["versionSupport"] = True
    capabilities["experimental"] = {"amends": {"status": True}}
    return capabilities


def _ale() -> Any:
    """ALE 3.3 in Vim: an edit or a command, not both; no applyEdit, no progress."""
    return {
        "workspace": {"applyEdit": False, "configuration": False, "workspaceFolders": False},
        "textDocument": {
            "codeAction": {
                "dynamicRegistration": False,
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            },
            "publishDiagnostics": {"relatedInformation": True},
        },
    }
