"""The texts a prompt may draw on: open documents as they are, other files of the folder from disk; each parsed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path

import attrs

from amends.core.snapshot import Document
from amends.core.text import Text
from amends.fixing.claude.contract import AllowedFile
from amends.fixing.claude.privacy import may_be_sent
from amends.fixing.claude.regions import Outline, Region
from amends.fixing.claude.strategies import Reach
from amends.fixing.origins import FixRequest
from amends.platform.files import UnreadableFileError, read_document
from amends.platform.uris import relative_path, uri_to_path

_LARGEST_FILE = 400_000
_LARGEST_REGION = 12_000
_WINDOW_LINES = 30


@attrs.frozen
class Source:
    """A document and its outline; each is parsed once a request."""

    document: Document
    outline: Outline


Reader = Callable[[Path], Source | None]


def source_of(document: Document) -> Source:
    """A document with its outline."""
    return Source(document, Outline(document.text, document.language))


def reader_for(request: FixRequest) -> Reader:
    """Reads what may be sent: open documents as they are, other files from disk; each once."""
    root, ignored = request.snapshot.root, request.settings.privacy_ignore
    opened = {uri_to_path(uri): document for uri, document in request.snapshot.documents.items()}

    @cache
    def read(path: Path) -> Source | None:
        if not may_be_sent(path, root, ignored):
            return None
        try:
            document = opened.get(path) or (read_document(path) if path.stat().st_size <= _LARGEST_FILE else None)
        except (OSError, UnreadableFileError):
            return None
        return source_of(document) if document else None

    return read


def folder_path(document: Document, root: Path) -> str:
    """How prompts name a document: its path in the folder."""
    path = uri_to_path(document.uri)
    return relative_path(path, root) if path else document.uri.rpartition("/")[2]


def allowed_file(document: Document, regions: tuple[Region, ...], request: FixRequest) -> AllowedFile:
    """A document that the model may change in some regions."""
    return AllowedFile(folder_path(document, request.snapshot.root), document.uri, document.text, regions)


def regions_around(outline: Outline, start: int, end: int, reach: Reach) -> tuple[Region, ...]:
    """What may change for a problem at a span, its own place first; the imports always may."""
    imports = outline.imports
    if reach is Reach.MODULE and within_prompt(outline.whole):
        return (outline.whole,)
    place = imports if imports.end > imports.start and imports.holds(start, end) else None
    place = place or _reached(outline.around(start, end), reach) or outline.statement(start, end)
    if (reach is not Reach.FUNCTION and not place.name) or not within_prompt(place):
        place = _window(outline.text, start, end)
    return (place, imports) if imports != place else (place,)


def within_prompt(region: Region) -> bool:
    """Whether a region is small enough to be shown whole."""
    return region.end - region.start <= _LARGEST_REGION


def _reached(around: Sequence[Region], reach: Reach) -> Region | None:
    """The outermost function up to the next class, or that class."""
    if reach is Reach.FUNCTION:
        functions = list(takewhile(lambda region: region.kind is Reach.FUNCTION, around))
        return functions[-1] if functions else None
    classes = [region for region in around if region.kind is Reach.CLASS]
    return classes[0] if classes else around[-1] if around else None


def _window(text: Text, start: int, end: int) -> Region:
    first = max(text.position_at(start).line - _WINDOW_LINES, 0)
    last = min(text.position_at(end).line + _WINDOW_LINES, text.line_count - 1)
    return Region("", Reach.MODULE, text.line_starts[first], text.line_span(last)[1])
