"""What a request is about: the files the model may change and where, and the code it may only read.

Everything here is chosen by us from the problem and the workspace; nothing in a file or a message can widen it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path

import attrs

from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.fixing.claude.contract import AllowedFile
from amends.fixing.claude.modules import ImportedName, find_module, imported_names, is_test_file
from amends.fixing.claude.privacy import may_be_sent
from amends.fixing.claude.regions import Outline, Region
from amends.fixing.claude.strategies import Reach
from amends.fixing.origins import FixRequest
from amends.platform.files import UnreadableFileError, read_document
from amends.platform.uris import relative_path, uri_to_path

_LARGEST_FILE = 400_000
_LARGEST_REGION = 12_000
_WINDOW_LINES = 30
_MOST_FILES = 3
_MOST_EXCERPTS = 4
_WORD = re.compile(r"[^\W\d]\w*")


@attrs.frozen
class _Source:
    """A document and its outline; each is parsed once a request."""

    document: Document
    outline: Outline


_Reader = Callable[[Path], _Source | None]


@attrs.frozen
class Excerpt:
    """Code to read, not to change."""

    path: str
    text: Text
    regions: tuple[Region, ...]


@attrs.frozen
class Scene:
    """Files to change, the most likely first, and excerpts to read."""

    files: tuple[AllowedFile, ...]
    excerpts: tuple[Excerpt, ...] = ()
    language: str = "python"


def scene_of(request: FixRequest, reach: Reach) -> Scene:
    """The scene of a problem; a wider `reach` allows more of the same files."""
    read = _reader(request)
    source = _source(request.document)
    own = _problem_file(request, source, reach)
    if request.problem.test is None:
        return Scene((own,), _mentioned(own, source, request, read), request.document.language)
    return _test_scene(request, own, source, reach, read)


def folder_path(document: Document, root: Path) -> str:
    """How prompts name a document: its path in the folder."""
    path = uri_to_path(document.uri)
    return relative_path(path, root) if path else document.uri.rpartition("/")[2]


def _test_scene(request: FixRequest, own: AllowedFile, source: _Source, reach: Reach, read: _Reader) -> Scene:
    """A failing test: the code it ran comes first; the test itself may change only when nothing else can."""
    test = _test_source(request, read)
    found = [(own, source), *_frame_files(request, reach, read), *_imported_files(request, test, reach, read)]
    files = _distinct(file for file, _ in found if not is_test_file(file.path))[:_MOST_FILES]
    language = request.document.language
    if not files:
        return Scene((own,), _mentioned(own, source, request, read), language)
    first = next(source for file, source in found if file.uri == files[0].uri)
    shown = _test_excerpt(request, test)
    return Scene(tuple(files), (*shown, *_mentioned(files[0], first, request, read)), language)


def _problem_file(request: FixRequest, source: _Source, reach: Reach) -> AllowedFile:
    start, end = source.document.text.span_of(request.problem.range)
    return _allowed(source.document, _regions(source.outline, start, end, reach), request)


def _allowed(document: Document, regions: tuple[Region, ...], request: FixRequest) -> AllowedFile:
    return AllowedFile(folder_path(document, request.snapshot.root), document.uri, document.text, regions)


def _regions(outline: Outline, start: int, end: int, reach: Reach) -> tuple[Region, ...]:
    imports = outline.imports
    if reach is Reach.MODULE and outline.whole.end <= _LARGEST_REGION:
        return (outline.whole,)
    place = imports if imports.end > imports.start and imports.holds(start, end) else None
    place = place or _reached(outline.around(start, end), reach) or outline.statement(start, end)
    if (reach is not Reach.FUNCTION and not place.name) or place.end - place.start > _LARGEST_REGION:
        place = _window(outline.text, start, end)
    return (place, imports) if imports != place else (place,)


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


def _source(document: Document) -> _Source:
    return _Source(document, Outline(document.text, document.language))


def _reader(request: FixRequest) -> _Reader:
    """Reads what may be sent: open documents as they are, other files from disk; each once."""
    root, ignored = request.snapshot.root, request.settings.privacy_ignore
    opened = {uri_to_path(uri): document for uri, document in request.snapshot.documents.items()}

    @cache
    def read(path: Path) -> _Source | None:
        if not may_be_sent(path, root, ignored):
            return None
        try:
            document = opened.get(path) or (read_document(path) if path.stat().st_size <= _LARGEST_FILE else None)
        except (OSError, UnreadableFileError):
            return None
        return _source(document) if document else None

    return read


def _frame_files(request: FixRequest, reach: Reach, read: _Reader) -> list[tuple[AllowedFile, _Source]]:
    """The functions of the stack, deepest first."""
    frames = request.problem.test.frames if request.problem.test else ()
    files = []
    for frame in reversed(frames):
        source = read(request.snapshot.root / frame.path)
        if source is not None and frame.line < source.document.text.line_count:
            regions = _regions(source.outline, *source.document.text.line_span(frame.line), reach)
            files.append((_allowed(source.document, regions, request), source))
    return files


def _imported_files(
    request: FixRequest, test: _Source | None, reach: Reach, read: _Reader
) -> list[tuple[AllowedFile, _Source]]:
    """What the test's own file imports from the workspace and the failing test mentions."""
    if test is None:
        return []
    used = _words(_test_code(test, request.problem))
    return [
        (_allowed(source.document, _defined(source.outline, {name.original} | used, reach), request), source)
        for name, source in _imported(test, used, request, read)
    ]


def _imported(
    source: _Source, used: set[str], request: FixRequest, read: _Reader
) -> Iterator[tuple[ImportedName, _Source]]:
    """The workspace's modules behind the used names of a Python file."""
    importer = uri_to_path(source.document.uri)
    if importer is None or source.document.language != "python":
        return
    for name in imported_names(source.outline):
        path = find_module(name, importer, request.snapshot.root) if name.name in used else None
        module = read(path) if path else None
        if module is not None:
            yield name, module


def _defined(outline: Outline, names: set[str], reach: Reach) -> tuple[Region, ...]:
    """Definitions by name with the imports; the whole text where the reach is wide or nothing has the name."""
    found = outline.named(names)
    if (reach is Reach.MODULE or not found) and outline.whole.end <= _LARGEST_REGION:
        return (outline.whole,)
    inner = [one for one in found if reach is Reach.CLASS or not _holds_another(one, found)]
    return (*inner, outline.imports)


def _holds_another(region: Region, others: Iterable[Region]) -> bool:
    return any(other != region and region.holds(other.start, other.end) for other in others)


def _test_source(request: FixRequest, read: _Reader) -> _Source | None:
    """The file of the failing test: named by its id, else by the outermost frame."""
    test = request.problem.test
    names = [test.test_id.partition("::")[0], *(frame.path for frame in test.frames[:1])] if test else []
    paths = [request.snapshot.root / name for name in names if name.endswith(".py")]
    return next((source for path in paths if (source := read(path))), None)


def _test_excerpt(request: FixRequest, test: _Source | None) -> tuple[Excerpt, ...]:
    regions = _test_regions(test, request.problem) if test else ()
    if test is None or not regions:
        return ()
    return (Excerpt(folder_path(test.document, request.snapshot.root), test.document.text, regions),)


def _test_regions(test: _Source, problem: Problem) -> tuple[Region, ...]:
    name = problem.test.test_id.rpartition("::")[2].partition("[")[0] if problem.test else ""
    return test.outline.named({name})


def _test_code(test: _Source, problem: Problem) -> str:
    text = test.document.text
    regions = _test_regions(test, problem)
    return "\n".join(text.content[one.start : one.end] for one in regions) or text.content


def _mentioned(file: AllowedFile, source: _Source, request: FixRequest, read: _Reader) -> tuple[Excerpt, ...]:
    """Definitions that the code in question names: of the same file, and of workspace modules it imports."""
    place = file.regions[0]
    used = _words(file.text.content[place.start : place.end]) | _words(request.problem.message)
    own = tuple(one for one in source.outline.named(used) if not _overlaps(one, place))
    excerpts = [Excerpt(file.path, file.text, own)] if own else []
    for _, module in _imported(source, used, request, read):
        if regions := module.outline.named(used):
            path = folder_path(module.document, request.snapshot.root)
            excerpts.append(Excerpt(path, module.document.text, regions))
    return tuple(excerpts[:_MOST_EXCERPTS])


def _overlaps(one: Region, other: Region) -> bool:
    return one.start < other.end and other.start < one.end


def _distinct(files: Iterable[AllowedFile]) -> list[AllowedFile]:
    """One entry a file, its regions together in the order they were found."""
    merged: dict[str, AllowedFile] = {}
    for file in files:
        known = merged.get(file.uri)
        extra = tuple(region for region in file.regions if known is None or region not in known.regions)
        merged[file.uri] = attrs.evolve(known, regions=(*known.regions, *extra)) if known else file
    return list(merged.values())


def _words(content: str) -> set[str]:
    return set(_WORD.findall(content))
