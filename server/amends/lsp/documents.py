"""The open documents, as immutable snapshots. Not pygls's workspace: that one splits lines at form feeds."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import attrs

from amends.core.snapshot import Document
from amends.core.text import Edit, Text
from amends.lsp.params import ContentChange, TextDocument, TextDocumentItem
from amends.lsp.positions import PositionEncoding, range_from_wire
from amends.platform.files import UnreadableFileError, read_document
from amends.platform.uris import uri_to_path

log = logging.getLogger(__name__)

_LARGEST_READ = 2_000_000
"""Bytes of a closed file that are read on the event loop to place a finding; larger ones are taken as ASCII."""


@attrs.frozen
class DocumentChange:
    """A document before and after one message; each step of `steps` speaks of the text that the ones before it left."""

    before: Document
    after: Document
    steps: tuple[tuple[Edit, ...], ...]


class DocumentStore:
    """Documents by the client's URI, byte for byte as the client wrote it."""

    def __init__(self, encoding: PositionEncoding) -> None:
        self._encoding = encoding
        self._documents: dict[str, Document] = {}

    def open(self, item: TextDocumentItem) -> Document | None:
        """Take a document in; None for what is no file (untitled, git, notebook cells)."""
        if uri_to_path(item.uri) is None:
            return None
        document = Document(item.uri, item.language_id, Text(item.text), item.version)
        self._documents[item.uri] = document
        return document

    def change(self, identifier: TextDocument, changes: Sequence[ContentChange]) -> DocumentChange | None:
        """Apply the changes of one message in order; None for a document that is not open."""
        before = self._documents.get(identifier.uri)
        if before is None:
            log.debug("change of %s, which is not open", identifier.uri)
            return None
        text, steps = before.text, list[tuple[Edit, ...]]()
        for change in changes:
            edit = _edit(text, change, self._encoding)
            text = text.edited((edit,))
            steps.append((edit,))
        version = before.version if identifier.version is None else identifier.version
        after = attrs.evolve(before, text=text, version=version)
        self._documents[identifier.uri] = after
        return DocumentChange(before, after, tuple(steps))

    def close(self, uri: str) -> Document | None:
        """Let a document go."""
        return self._documents.pop(uri, None)

    def get(self, uri: str) -> Document | None:
        """An open document."""
        return self._documents.get(uri)

    def open_or_on_disk(self, uri: str) -> Document | None:
        """A document as the client has it, else as it is on disk; None when it cannot be read or is very large."""
        return self._documents.get(uri) or _on_disk(uri)


def _edit(text: Text, change: ContentChange, encoding: PositionEncoding) -> Edit:
    if change.range is None:
        return _replacement(text.content, change.text)
    start, end = text.span_of(range_from_wire(text, change.range, encoding))
    return Edit(start, end, change.text)


def _replacement(old: str, new: str) -> Edit:
    """What differs between two whole texts, so that a full-text client's change is as small as another's."""
    start = _common_length(old, new, min(len(old), len(new)))
    end = _common_length(old[::-1], new[::-1], min(len(old), len(new)) - start)
    return Edit(start, len(old) - end, new[start : len(new) - end])


def _common_length(one: str, other: str, most: int) -> int:
    """Length of the common prefix, by bisection: comparing slices is a hundred times faster than characters."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _on_disk(uri: str) -> Document | None:
    path = uri_to_path(uri)
    try:
        if path is None or path.stat().st_size > _LARGEST_READ:
            return None
        return attrs.evolve(read_document(path), uri=uri)
    except (OSError, ValueError, UnreadableFileError):
        return None
