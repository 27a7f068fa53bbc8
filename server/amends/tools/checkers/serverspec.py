"""Language servers that we know how to use as checkers, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from amends.tools.checkers.catalogue import GO_ENVIRONMENT, PYREFLY_FILES
from amends.tools.checkers.configured_files import FileScope
from amends.tools.checkers.toolspec import PYTHON, SCRIPT, CheckerSpec, Home, Mark


@attrs.frozen(kw_only=True)
class ServerSpec(CheckerSpec):
    """One language server; without marks it runs only where the user's settings name it.

    Its `settings` answer its ``workspace/configuration`` by section. In `arguments` ``{cache}`` is as in `ToolSpec`.
    """

    whole_program: bool = True
    settings: Mapping[str, Any] = attrs.field(factory=dict)
    options: Mapping[str, Any] = attrs.field(factory=dict)
    """Its initializationOptions."""
    shown: tuple[str, ...] = ()
    """The command that a person runs to see the same, followed by the files."""
    reads_imports: bool = False
    """Python: files that import a changed one are looked at too."""
    ready: tuple[str, str, Any] | None = None
    """A notification, and the key and value in it that say that the project is read: findings count only from then."""
    experimental: Mapping[str, Any] = attrs.field(factory=dict)
    """Capabilities of ours that the protocol does not name."""
    stands_in: bool = False
    """Another server of the same marks may do its work; then it is not missed."""
    seconds: float = 60.0


_PYRIGHT_MARKS = (Mark("pyrightconfig.json"), Mark("pyproject.toml", "tool.pyright"))
_PYRIGHT_FILES = FileScope({"pyrightconfig.json": "", "pyproject.toml": "tool.pyright"}, "include", "exclude")
_BASEDPYRIGHT_FILES = FileScope({"pyrightconfig.json": "", "pyproject.toml": "tool.basedpyright"}, "include", "exclude")
_OPEN_FILES = {"diagnosticMode": "openFilesOnly", "autoSearchPaths": True, "useLibraryCodeForTypes": True}

SERVERS: tuple[ServerSpec, ...] = (
    ServerSpec(
        name="ty",
        languages=PYTHON,
        program="ty",
        arguments=("server",),
        home=Home.PYTHON,
        marks=(Mark("ty.toml"), Mark("pyproject.toml", "tool.ty")),
        files=FileScope({"ty.toml": "src", "pyproject.toml": "tool.ty.src"}, "include", "exclude"),
        settings={"ty": {"diagnosticMode": "openFilesOnly"}},
        options={"diagnosticMode": "openFilesOnly"},
        shown=("ty", "check"),
        reads_imports=True,
    ),
    ServerSpec(
        name="basedpyright",
        languages=PYTHON,
        program="basedpyright-langserver",
        arguments=("--stdio",),
        home=Home.PYTHON,
        marks=(Mark("pyproject.toml", "tool.basedpyright"), *_PYRIGHT_MARKS),
        files=_BASEDPYRIGHT_FILES,
        settings={"basedpyright": {"analysis": _OPEN_FILES}},
        shown=("basedpyright",),
        reads_imports=True,
        stands_in=True,
    ),
    ServerSpec(
        name="pyright",
        languages=PYTHON,
        program="pyright-langserver",
        arguments=("--stdio",),
        home=Home.PYTHON,
        marks=_PYRIGHT_MARKS,
        files=_PYRIGHT_FILES,
        settings={"python": {"analysis": _OPEN_FILES}},
        shown=("pyright",),
        reads_imports=True,
        stands_in=True,
    ),
    ServerSpec(
        name="pyrefly",
        languages=PYTHON,
        program="pyrefly",
        arguments=("lsp",),
        home=Home.PYTHON,
        files=PYREFLY_FILES,
        settings={"python": {"pyrefly": {"displayTypeErrors": "force-on"}}},
        options={"pyrefly": {"displayTypeErrors": "force-on"}},
        shown=("pyrefly", "check"),
        reads_imports=True,
    ),
    ServerSpec(
        name="typescript-language-server",
        languages=SCRIPT,
        program="typescript-language-server",
        arguments=("--stdio",),
        home=Home.NODE,
        options={"disableAutomaticTypingAcquisition": True},
    ),
    ServerSpec(
        name="gopls",
        languages=frozenset({"go"}),
        program="gopls",
        arguments=(),
        home=Home.PATH,
        environment={**GO_ENVIRONMENT, "XDG_CACHE_HOME": "{cache}"},
        seconds=120.0,
    ),
    ServerSpec(
        name="rust-analyzer",
        languages=frozenset({"rust"}),
        program="rust-analyzer",
        arguments=(),
        home=Home.PATH,
        options={"checkOnSave": False, "cargo": {"targetDir": True}},
        ready=("experimental/serverStatus", "quiescent", True),
        experimental={"serverStatusNotification": True},
        environment={"CARGO_TARGET_DIR": "{cache}"},
        seconds=300.0,
    ),
    ServerSpec(
        name="clangd",
        languages=frozenset({"c", "cpp"}),
        program="clangd",
        arguments=("--background-index=false",),
        home=Home.PATH,
        marks=(Mark("compile_commands.json"), Mark("compile_flags.txt")),
    ),
    ServerSpec(
        name="jdtls",
        languages=frozenset({"java"}),
        program="jdtls",
        # Eclipse writes its configuration beside its programs, or below the home folder: both can only be read.
        arguments=("-configuration", "{cache}/configuration", "-data", "{cache}/workspace"),
        home=Home.PATH,
        marks=(Mark(".classpath"),),
        # Else it writes its project files into the project.
        environment={"JAVA_TOOL_OPTIONS": "-Djava.import.generatesMetadataFilesAtProjectRoot=false"},
        ready=("language/status", "type", "ServiceReady"),
        seconds=300.0,
    ),
)
