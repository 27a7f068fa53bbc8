"""What is known of the one client that is connected, from `initialize` on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.core.errors import AmendsError, UsageError
from amends.core.problems import Severity
from amends.jobs.single_flight import SingleFlight
from amends.jobs.tasks import TaskRegistry
from amends.loop.ports import ClientPort
from amends.lsp.capabilities import ClientCapabilities, resolve_capabilities
from amends.lsp.client import EditorClient
from amends.lsp.documents import DocumentStore
from amends.lsp.params import InitializeParams, WorkspaceFolder
from amends.lsp.protocol import AmendsProtocol
from amends.platform.uris import path_to_uri

if TYPE_CHECKING:  # importing the loop takes longer than all of this package, and `initialize` needs none of it
    from amends.loop.engine import Engine

CANNOT_START = "Amends could not start; its log says why. `amends doctor` may know what to do."

EngineFactory = Callable[[ClientPort], "Engine"]


class Connection:
    """The handlers' surroundings. Touched on the event loop only."""

    def __init__(self, protocol: AmendsProtocol, engine_factory: EngineFactory, params: InitializeParams) -> None:
        self.protocol = protocol
        self.options: Any = params.initialization_options
        self.capabilities: ClientCapabilities = resolve_capabilities(params.capabilities)
        self.documents = DocumentStore(self.capabilities.encoding)
        self.client = EditorClient(protocol, self.capabilities, self.documents)
        self.folders: dict[str, WorkspaceFolder] = {folder.uri: folder for folder in _folders(params)}
        self.tasks = TaskRegistry()
        self.background = SingleFlight(self.tasks, "client")
        self._engine_factory = engine_factory
        self._engine: Engine | None = None
        self._failure = ""

    @property
    def engine(self) -> Engine:
        """The loop behind everything."""
        return self._engine or self.begin()

    def begin(self) -> Engine:
        """Make the engine and open the folders, once `initialize` is answered, which its imports would delay.

        Raises:
            UsageError: that failed before; the person has been told.
        """
        if self._failure:
            raise UsageError(self._failure)
        try:
            self._engine = self._engine_factory(self.client)
            self._engine.initialized(self.options if isinstance(self.options, dict) else {})
            for folder in self.folders.values():
                self._engine.open_folder(folder.uri, folder.name)
        except Exception as error:
            self._failure = error.sentence if isinstance(error, AmendsError) else CANNOT_START
            self.client.show_message(Severity.ERROR, self._failure)
            raise
        return self._engine

    async def close(self) -> None:
        """End of session."""
        await self.tasks.close()
        if self._engine:
            await self._engine.close()


def _folders(params: InitializeParams) -> tuple[WorkspaceFolder, ...]:
    """All three generations of saying what is open; none of them means single files."""
    if params.workspace_folders:
        return params.workspace_folders
    if params.root_uri:
        return (WorkspaceFolder(params.root_uri),)
    if params.root_path:
        return (WorkspaceFolder(path_to_uri(Path(params.root_path))),)
    return ()
