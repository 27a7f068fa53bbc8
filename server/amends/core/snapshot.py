"""What the work sees: documents as they were at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from amends.core.text import Text


@attrs.frozen
class Document:
    """One text at one moment; `version` is the client's, or None for a file read from disk."""

    uri: str
    language: str
    text: Text
    version: int | None = None


@attrs.frozen
class Snapshot:
    """A folder's open documents at one moment, by URI; everything else is as on disk."""

    root: Path
    documents: Mapping[str, Document] = attrs.field(factory=dict)

    def with_document(self, document: Document) -> Snapshot:
        """The same moment with one document added or replaced."""
        return attrs.evolve(self, documents={**self.documents, document.uri: document})
