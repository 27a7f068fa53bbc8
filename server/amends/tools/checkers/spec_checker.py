"""What a spec says of every checker, and so what commands and language servers have in common as checkers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Generic, TypeVar

import attrs

from amends.core.snapshot import Document
from amends.platform.uris import uri_to_path
from amends.tools.checkers.configured_files import Chooser, DocumentScope, configured_files
from amends.tools.checkers.toolspec import CheckerSpec
from amends.tools.importers import ImportIndex

Spec = TypeVar("Spec", bound=CheckerSpec)


@attrs.define(eq=False)
class SpecChecker(Generic[Spec]):
    """One checker of one folder; it still has to be told how to look."""

    spec: Spec
    command: tuple[str, ...]
    """How it is started."""
    root: Path
    _lock: asyncio.Lock = attrs.field(factory=asyncio.Lock, init=False)
    """One look at a time."""
    _imports: ImportIndex = attrs.field(init=False)
    _scopes: dict[Path, tuple[str, DocumentScope]] = attrs.field(factory=dict, init=False)
    _choosers: dict[Path, tuple[str, Chooser]] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._imports = ImportIndex(self.root)

    @property
    def name(self) -> str:
        """The tool's name, the `source` of its problems."""
        return self.spec.name

    @property
    def languages(self) -> frozenset[str]:
        """LSP language ids it understands; empty for all."""
        return self.spec.languages

    @property
    def whole_program(self) -> bool:
        """Whether what it says of one text depends on the others."""
        return self.spec.whole_program

    def handles(self, document: Document) -> bool:
        """Files of its languages inside the folder, no notebooks."""
        path = uri_to_path(document.uri)
        known = not self.languages or document.language in self.languages
        if not known or path is None or not path.is_relative_to(self.root) or path.suffix == ".ipynb":
            return False
        scope = self._scope(self._place(path) or self.root)
        return scope is None or scope.reads(document)

    def judges(self, document: Document) -> bool:
        """Files that the configuration of the folder it runs in is for."""
        path = uri_to_path(document.uri)
        if path is None:
            return False
        folder = self._place(path) or self.root
        scope = self._scope(folder)
        return self._chooser(folder)(path) and (scope is None or scope.judges(document))

    def _scope(self, folder: Path) -> DocumentScope | None:
        """What more the configuration of a folder says; that is read again only when it has changed."""
        if self.spec.scope is None:
            return None
        known = self._scopes.get(folder)
        if known is None or known[0] != "\n".join(map(_stamp, known[1].sources)):
            scope = self.spec.scope(folder)
            known = self._scopes[folder] = "\n".join(map(_stamp, scope.sources)), scope
        return known[1]

    def _chooser(self, folder: Path) -> Chooser:
        """Which files the configuration of a folder names; that is read again only when it has changed."""
        names = self.spec.files.tables if self.spec.files else ()
        stamp = "\n".join(_stamp(folder / name) for name in names)
        known = self._choosers.get(folder)
        if known is None or known[0] != stamp:
            known = self._choosers[folder] = stamp, configured_files(self.spec.files, folder)
        return known[1]

    def _place(self, path: Path) -> Path | None:  # noqa: ARG002 -- of one that runs in more than one folder
        """The folder that it runs in for a file."""
        return self.root

    def configuration(self, document: Document, root: Path) -> str:
        """The command, and time and size of every file that configures it, up to the root."""
        path = uri_to_path(document.uri) or root
        folders = [folder for folder in path.parents if folder.is_relative_to(root)]
        patterns = {mark.pattern for mark in (*self.spec.marks, *self.spec.unless)}
        files = [file for folder in folders for pattern in sorted(patterns) for file in sorted(folder.glob(pattern))]
        return "\n".join([*self.command, *(_stamp(file) for file in files)])


def _stamp(file: Path) -> str:
    try:
        status = file.stat()
    except OSError:
        return str(file)
    return f"{file}:{status.st_mtime_ns}:{status.st_size}"
